"""Questions that want a list, and how many things they want."""

import re
from collections.abc import Sequence
from itertools import takewhile

MANY = 10
"""So many items a list has at most where the question names no number."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_IN_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_NUMBERS = {word: number for number, word in enumerate(_IN_WORDS, 1)} | {"both": 2}
_KINDS = _words("kinds sorts types forms areas fields examples")
# What may stand before a number: "the next two towns".
_BEFORE_NUMBER = _words(
    "the those these other first last next only main largest biggest smaller larger"
)
# In "which four star hotel" the number is of stars.
_MEASURES = _words("star metre meter storey story day week month year hour mile man")
_DETERMINERS = _words("the those all some")
# Words in "s" that are one thing, or none; and nouns of sums, of which there are no items.
_SINGULAR = _words(
    "always atlas barracks bias canvas chaos corps gas headquarters his its lens means news perhaps"
    " series species this times was has does politics economics physics athletics mathematics"
    " ethics electronics gymnastics logistics"
    " profits earnings losses sales revenues costs takings proceeds expenses savings debts"
)
_SINGULAR_ENDINGS = ("ss", "us", "is")
_IRREGULAR = _words("people men women children")
# What follows these is no head of what is asked for: "firm of architects", "man who builds boats".
_ENDS = _words(
    "of one kind sort type be do did does is was are were have has had will would can could may"
    " might must shall should who whom whose that which in at on by for from to with and or"
)
_AUXILIARIES = _words(
    "are were have had do did does has will would can could may might must should"
)
_LINKS = _words("of in at on for from to by with that which who whom whose")
_PARTICIPLES = _words("built sunk won lost held hit made sold")
_ARTICLES = _words("the a an")
# "What were the ferries of the line called?" asks for something else than ferries.
_ASKS_ELSE = _words(
    "called named known considered worth like about doing do as of in at on for from to by with"
    " used meant"
)
_ASKING = _words("which what who")
_OTHERS_ASKING = _words("whose whom how when where why")
_NAMING = _words("name list")
# What a comma may stand behind before "which" asks: "In 2031, which towns …?"
_ADVERBIAL = _words(
    "in on at after before during since under of from by to for with according besides along due"
    " when"
)
_SENTENCE_END = re.compile(r"(?<=[.:?!])\s+")
_FIGURE = re.compile(r"[1-9][0-9]?")
_TOKEN = re.compile(r"[^\s.,:;?!]+|[.,:;?!]")
# So many words behind the one that asks, or behind a number, the noun is looked for.
_MOST_WORDS = 3
_MOST_COUNTED = 5


def items_wanted(question: str) -> int:
    """How many things the question wants: the number that it names, else ``MANY``; 1 for one.

    Questions whose words leave that open, as "What did she win?", count as wanting one.

    >>> items_wanted("Which two ministers signed it?"), items_wanted("Name the towns on the way.")
    (2, 10)
    >>> items_wanted("Which sports star won?"), items_wanted("Who is the mayor?")
    (1, 1)
    """
    for sentence in _SENTENCE_END.split(question):
        words = _TOKEN.findall(sentence)
        while words and words[-1] in ".,:;?!":
            words.pop()
        if (place := _asking(words)) is not None:
            return _wanted(words[place].casefold(), words[place + 1 :])
    return 1


def _asking(words: Sequence[str]) -> int | None:
    """The place of the word that asks; ``None`` where there is none that may want a list.

    The "which" of "the bridge, which runs to Hald, cost what?" opens a relative clause.
    """
    lower = [word.casefold() for word in words]
    if lower[:1] and lower[0] in _ASKING | _NAMING:
        return 0
    if len(lower) > 1 and lower[0] in _ADVERBIAL and lower[1] in _ASKING:
        return 1
    asking = [place for place, word in enumerate(lower) if word in _ASKING | _OTHERS_ASKING]
    if len(asking) != 1 or lower[0] not in _ADVERBIAL or lower[asking[0]] not in _ASKING:
        return None
    before = lower[: asking[0]]
    if before[-1] in _ADVERBIAL:
        before.pop()
    return asking[0] if before[-1:] == [","] else None


def _wanted(asking: str, rest: Sequence[str]) -> int:
    """How many things are wanted by the words behind the one that asks."""
    being = asking in _ASKING and rest[:1] and rest[0] in ("are", "were")
    named = rest[1:] if being else rest
    if being and named and named[-1].casefold() in _ASKS_ELSE:
        return 1
    if number := _number(named):
        return number
    if being or asking in _NAMING:
        return MANY if _lists_things(named, definite=bool(being)) else 1
    if asking == "who":
        return 1
    if rest[1:2] == ["of"] and rest[0] in _KINDS:
        return MANY
    return MANY if any(_is_head(rest, place, asking) for place in _heads(rest)) else 1


def _number(words: Sequence[str]) -> int | None:
    """The number of things that the words begin with; ``None`` where no noun in the plural follows.

    That of "which two of the ministers", but not of "which of two candidates".
    """
    place = 0
    while place < min(2, len(words)) and words[place].casefold() in _BEFORE_NUMBER:
        place += 1
    number, *behind = words[place:] or [""]
    if behind and (behind[0] in _MEASURES or not _counts(behind)):
        return None
    return int(number) if _FIGURE.fullmatch(number) else _NUMBERS.get(number.casefold())


def _counts(behind: Sequence[str]) -> bool:
    """Whether what follows a number is what it counts."""
    if behind[0] in _AUXILIARIES | {"of"}:
        return True
    counted = _up_to_end([word.casefold() for word in behind[:_MOST_COUNTED]])
    return any(word == "species" or _is_plural(word) for word in counted)


def _lists_things(words: Sequence[str], *, definite: bool) -> bool:
    """Whether they begin with things that are to be named: "the demands of …", "those who …"."""
    if words[:2] == ["all", "of"]:
        words = [words[0], *words[2:]]
    skipped = 0
    while skipped < len(words) and words[skipped].casefold() in _DETERMINERS:
        skipped += 1
    if "those" in words[:skipped] and not definite:
        return True
    # "What are tariffs?" asks what they mean.
    if definite and not skipped:
        return words[1:2] == ["of"] and words[0] in _KINDS
    things = words[skipped:]
    behind = [things[place + 1 :] for place in _heads(things)]
    # In "what were the engines used for" the participle is what is asked about.
    return any(not b or b[0] in _LINKS or (not definite and _is_past(b[0])) for b in behind)


def _is_past(word: str) -> bool:
    return word in _PARTICIPLES or word.endswith("ed")


def _heads(words: Sequence[str]) -> list[int]:
    """The places of nouns in the plural among the first words, before anything that ends them."""
    first = _up_to_end(words[:_MOST_WORDS])
    return [place for place, word in enumerate(first) if _is_plural(word)]


def _up_to_end(words: Sequence[str]) -> list[str]:
    """The words before one with which something else begins, or that is no whole word."""
    whole = (word.replace("-", "").isalnum() and word not in _ENDS for word in words)
    return [word for word, _ in zip(words, takewhile(bool, whole), strict=False)]


def _is_plural(word: str) -> bool:
    """Whether it is a common noun, in lower case, in the plural."""
    if not word.islower() or word in _SINGULAR:
        return False
    return word in _IRREGULAR or (word.endswith("s") and not word.endswith(_SINGULAR_ENDINGS))


def _is_head(rest: Sequence[str], place: int, asking: str) -> bool:
    """Whether what follows the noun shows that it is asked for: "sports star" asks for one star."""
    behind = rest[place + 1 :]
    if not behind:
        return False
    if asking == "what":
        # In "what causes …" it is a verb.
        return behind[0] in ("are", "were", "have", "do", "did")
    if behind[0] in ("and", "or"):  # looked at once, for a question may be all "and"
        also = behind[1:]
        heads = (
            each for each in _heads(also) if also[each + 1 : each + 2] not in (["and"], ["or"])
        )
        return any(_is_head(also, each, asking) for each in heads)
    has_object = len(behind) > 1 and behind[1] in _ARTICLES
    return behind[0] in _AUXILIARIES | _LINKS or _is_past(behind[0]) or has_object
