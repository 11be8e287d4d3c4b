"""Near misses: a question changed so that the passage which answered it no longer does.

The kinds are those that a reader is most easily led astray by: another role, ordinal, number,
name, date or verb (compare Rajpurkar, Jia & Liang 2018, "Know What You Don't Know", table 1, and
Zhu et al. 2019, "Learning to Ask Unanswerable Questions for Machine Reading Comprehension").
They are made by rule, so some are answered after all: what a question asks of another name out
of the same passage, the passage may well say.
"""

import random
import re
from collections.abc import Callable, Sequence

_MONTHS = (  # noqa: SIM905
    "January February March April May June July August September October November December"
).split()
_ORDINALS = (  # noqa: SIM905
    "first second third fourth fifth sixth seventh eighth ninth tenth last"
).split()
# Of a word in two pairs the first pair counts.
_OPPOSITES = (
    "largest smallest|biggest smallest|highest lowest|most least|oldest youngest|earliest latest|"
    "longest shortest|best worst|more fewer|before after|above below|north south|east west|"
    "northern southern|eastern western|increase decrease|increased decreased|rise fall|rose fell|"
    "win lose|won lost|begin end|began ended|start finish|started finished|open close|"
    "opened closed|buy sell|bought sold|enter leave|entered left|join leave|joined left|"
    "arrive depart|accept reject|accepted rejected|support oppose|supported opposed|"
    "allow forbid|allowed banned|create destroy|created destroyed|build demolish|"
    "built demolished|gain lose|gained lost|attack defend|attacked defended|agree disagree|"
    "agreed refused|signed vetoed|approve reject|approved rejected|husband wife|father mother|"
    "son daughter|brother sister|king queen|male female|men women|man woman|son-in-law nephew|"
    "lend borrow|lent borrowed|advantage disadvantage|benefit drawback|similar different|"
    "same opposite|public private|import export|imports exports|maximum minimum|hot cold|"
    "old new|former current|killed injured|arrested released|hired fired|elected appointed|"
    "released withdrew|founded closed|discovered lost|born buried|married divorced|"
    "like dislike|love hate"
)
_ROLES = (  # noqa: SIM905
    "prime minister|president|vice president|foreign minister|defense minister|finance minister|"
    "secretary of state|secretary of defense|governor|mayor|senator|ambassador|general|admiral|"
    "chief executive|chairman|founder|director|spokesman|spokesperson|treasurer|judge|lawyer|"
    "author|editor|composer|producer|actor|singer|coach|captain|manager|owner|engineer|architect|"
    "professor|teacher|doctor|nurse|bishop|pope|emperor|king|queen|prince|princess|duke"
).split("|")


def _opposites() -> dict[str, str]:
    opposite: dict[str, str] = {}
    for pair in _OPPOSITES.split("|"):
        one, other = pair.split()
        opposite.setdefault(one, other)
        opposite.setdefault(other, one)
    return opposite


def _any_of(words: Sequence[str], flags: int = 0) -> re.Pattern[str]:
    """Matches the words and phrases, whole; of two that begin alike the one named first."""
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", flags)


_OPPOSITE = _opposites()
_OPPOSED = _any_of(list(_OPPOSITE), re.IGNORECASE)
_MONTH = _any_of(_MONTHS)
_ORDINAL = _any_of(_ORDINALS, re.IGNORECASE)
_ROLE = _any_of(sorted(_ROLES, key=len, reverse=True), re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:of|de|van|von|the|al)?\s*[A-Z][\w’'-]+)*")
# A capitalised word that merely begins the question.
_BEGINNING = re.compile(
    r"^(?:who|what|which|when|where|why|how|whose|whom|in|on|at|to|for|by|the|a|an|do|does|did|"
    r"is|are|am|was|were|can|could|will|would|has|have|had|if|after|before|according|during|i|"
    r"my)\b",
    re.IGNORECASE,
)
_ASKED_NOUN = re.compile(
    r"\b(?P<wh>how many|how much|which|what)\s+(?P<noun>[a-z][a-z-]{2,}(?:\s[a-z][a-z-]{2,})?)\s+"
    r"(?=(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|in|on|of|at|to)\b)",
    re.IGNORECASE,
)
_NO_NOUNS = frozenset(
    "is are was were did does do has have had will would can could the".split()  # noqa: SIM905
)

_OF_THE_PASSAGE = 0.4
"""How often another name is looked for in the passage itself, where it leads astray most."""
_LARGEST = 9
"""Digits: longer numbers are left alone."""
_NOUNS_TRIED = 20

Change = Callable[[str, str, Sequence[str], random.Random], str | None]


def perturbed(
    question: str, passage: str, names: Sequence[str], chance: random.Random
) -> str | None:
    """The question with one thing changed that the passage says otherwise; None where none can.

    ``names`` are those of other passages, to put in the place of one.
    """
    # Names are what most questions have, and what they are mistaken in most.
    changes: list[Change] = [_number, _month, _ordinal, _opposite, _role, _name, _name]
    chance.shuffle(changes)
    for change in changes:
        changed = change(question, passage, names, chance)
        if changed is not None and changed != question:
            return changed
    return None


def names_in(text: str) -> list[str]:
    """Runs of capitalised words that do not merely begin a sentence."""
    found = []
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip()
        if " " in match[0] or (before and before[-1] not in '.!?"”\n:'):
            found.append(match[0])
    return found


def asked_noun(question: str) -> tuple[str, str] | None:
    """What is asked for: ``("how many", "boxes")``; None where the question does not name it."""
    match = _ASKED_NOUN.search(question)
    if match is None or match["noun"].split()[0].lower() in _NO_NOUNS:
        return None
    return match["wh"].lower(), match["noun"].lower()


def with_other_noun(
    question: str, passage: str, nouns: Sequence[str], chance: random.Random
) -> str | None:
    """The question asking for another kind of thing, which the passage does not speak of.

    "How many boxes were returned?" becomes "How many officers were returned?". ``nouns`` are
    what other questions ask for; None where none of those that are tried will do.
    """
    match = _ASKED_NOUN.search(question)
    if match is None or asked_noun(question) is None:
        return None
    others = [
        noun
        for noun in chance.sample(nouns, min(_NOUNS_TRIED, len(nouns)))
        if noun != match["noun"].lower() and noun.split()[-1].rstrip("s") not in passage.lower()
    ]
    if not others:
        return None
    return question[: match.start("noun")] + others[0] + question[match.end("noun") :]


def _number(question: str, passage: str, names: Sequence[str], chance: random.Random) -> str | None:
    """Another number of as many characters out of the passage, or one near it that is not there."""
    match = _picked(_NUMBER, question, chance)
    if match is None:
        return None
    others = [n for n in _NUMBER.findall(passage) if len(n) == len(match[0]) and n != match[0]]
    if others and chance.random() < 0.5:
        return _replaced(question, match, chance.choice(others))
    digits = match[0].replace(",", "")
    if "." in digits or len(digits) > _LARGEST:
        return None
    near = _near(int(digits), chance)
    return None if re.search(rf"\b{near}\b", passage) else _replaced(question, match, near)


def _near(value: int, chance: random.Random) -> str:
    """A number close to ``value`` and above 0, without separators."""
    step = chance.choice([1, 2, 3, 5, 10, 20]) if value > 20 else chance.choice([1, 2])
    return str(value + chance.choice([-1, 1]) * step if value > step else value + step)


def _month(question: str, passage: str, names: Sequence[str], chance: random.Random) -> str | None:
    match = _picked(_MONTH, question, chance)
    return match and _replaced(question, match, chance.choice(_MONTHS))


def _ordinal(
    question: str, passage: str, names: Sequence[str], chance: random.Random
) -> str | None:
    """Another ordinal, which the passage does not have."""
    match = _picked(_ORDINAL, question, chance)
    if match is None:
        return None
    others = [each for each in _ORDINALS if not re.search(rf"\b{each}\b", passage, re.IGNORECASE)]
    return _replaced(question, match, chance.choice(others)) if others else None


def _opposite(
    question: str, passage: str, names: Sequence[str], chance: random.Random
) -> str | None:
    match = _picked(_OPPOSED, question, chance)
    return match and _replaced(question, match, _OPPOSITE[match[0].lower()])


def _role(question: str, passage: str, names: Sequence[str], chance: random.Random) -> str | None:
    """Another role, which the passage does not have."""
    match = _picked(_ROLE, question, chance)
    if match is None:
        return None
    others = [each for each in _ROLES if each not in passage.lower()]
    return _replaced(question, match, chance.choice(others)) if others else None


def _name(question: str, passage: str, names: Sequence[str], chance: random.Random) -> str | None:
    """Another name of as many words: out of the passage, or one that the passage does not have."""
    asked = [
        match
        for match in _NAME.finditer(question)
        if not _BEGINNING.match(match[0]) and match[0] in passage
    ]
    if not asked:
        return None
    match = chance.choice(asked)
    words = len(match[0].split())
    own = [name for name in names_in(passage) if name not in question and match[0] not in name]
    astray = bool(own) and chance.random() < _OF_THE_PASSAGE
    alike = [
        name
        for name in (own if astray else names)
        if len(name.split()) == words and name not in question and (astray or name not in passage)
    ]
    return _replaced(question, match, chance.choice(alike)) if alike else None


def _picked(pattern: re.Pattern[str], question: str, chance: random.Random) -> re.Match[str] | None:
    matches = list(pattern.finditer(question))
    return chance.choice(matches) if matches else None


def _replaced(question: str, match: re.Match[str], text: str) -> str:
    """``text`` in the place of the match, capitalised as that is."""
    if match[0][0].isupper():
        text = text[0].upper() + text[1:]
    return question[: match.start()] + text + question[match.end() :]
