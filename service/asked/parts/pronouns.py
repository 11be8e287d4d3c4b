"""What the pronouns of a later question mean, as far as the first question leaves no doubt."""

import re

from .grammar import AUX, BE, BY, DONE, OPENS, PHRASE, PP, SEVERAL, WH, WORD, form
from .inflection import is_plural

PRONOUN = form(
    r"\b(?:(?P<it>it|its)|(?P<they>they|them|their)|(?P<he>he|she|him|his|her)"
    r"|(?P<other>these|those|there|this|that|ones?|so|others?|another|both|same|latter|former))\b"
)
_POSSESSIVES = frozenset({"its", "their", "his", "her"})
# "The new tunnel", "Ann Berg"; behind an auxiliary the words may go on into the verb: "did the
# ministers sign".
_NOUN_PHRASE = re.compile(
    r"(?P<inverted>(?:\b(?:did|does|do|will|can|would|could) )?)"
    rf"(?:(?P<the>[Tt]he (?:(?!{AUX}\b|{PP}\b|of\b|and\b|{DONE}\b)[\w'’-]+ ?)+)"
    r"|(?P<name>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*))"
)
# "Of the tower", "in Alder": what stands behind the auxiliary of "When was the tower built".
_SUBJECT = form(
    rf"(?:{PP} )?{WH}\b.*? (?P<aux>(?P<be>{BE})|did|does|do|will|can) "
    r"(?P<rest>(?:the|an?|(?-i:[A-Z][\w'’-]*)) .+)"
)
# The same place held by a pronoun: "what did it cost".
_PRONOUN_SUBJECT = form(rf"(?:{PP} )?{WH}\b(?:(?!{AUX}\b).)*? {AUX} (?P<pronoun>it|they)\b")
_OBJECT = re.compile(r" (?:the|an?|its|their) ")
_BEHIND_VERB = form(rf"{BY}|the|an?|its|their|up|out")
_AT_WHAT_TIME = form(r"at what time\b")
_WHEN = form(r"^when\b")
# What is asked for may be meant by a pronoun too: "which six ministers".
_ASKED_FOR = form(rf"(?:what|which) (?P<noun>(?:(?!{AUX}\b){WORD})*)")
_NUMERAL = re.compile(rf"\b(?:{SEVERAL})\b")
_BEHIND_PREPOSITION = re.compile(rf"\b{PP} $")


def resolved(clause: str, first: str, counted: str) -> str | None:
    """The clause with its pronouns replaced by the one thing that the first clause speaks of.

    ``counted`` is what that counts, if anything. ``None`` where two things may be meant.

    >>> resolved("what did it cost", "When was the tower in Alder built", "")
    'what did the tower in Alder cost'
    >>> resolved("when was it published", "What did Berg sign", "") is None
    True
    """
    pronouns = list(PRONOUN.finditer(clause))
    if not pronouns:
        return clause
    if len(pronouns) == 1 and (subject := _parallel(clause, first)):
        if at_what_time := _AT_WHAT_TIME.match(first):
            clause = _WHEN.sub(at_what_time[0], clause)
        return PRONOUN.sub(lambda _: subject, clause)
    named = _spoken_of(first)
    if counted and not counted.startswith("of "):
        named = [*named, f"the {counted.strip()}"]
    if len(named) != 1 or not all(_may_mean(named[0], each, first) for each in pronouns):
        return None
    return PRONOUN.sub(lambda pronoun: _in_place_of(pronoun, named[0]), clause)


def _may_mean(named: str, pronoun: re.Match[str], first: str) -> bool:
    """Whether the pronoun can mean nothing else, what the first clause asks for included."""
    asked_for = first.split()[0].casefold()
    is_name, plural = named[0].isupper(), named.endswith("s")
    if pronoun["other"] or (asked_for == "who" and not pronoun["it"]):
        return False
    if asked_for in {"what", "which"}:
        it_is_one = pronoun["it"] and _asks_for_several(first)
        if not (pronoun["he"] and is_name) and not it_is_one:
            return False
    if pronoun["it"]:
        return not is_name and not plural
    return plural if pronoun["they"] else True


def _in_place_of(pronoun: re.Match[str], named: str) -> str:
    if pronoun[0].casefold() not in _POSSESSIVES:
        return named
    return f"{named}{'’' if named.endswith('s') else '’s'}"


def _parallel(clause: str, first: str) -> str | None:
    """The subject of the first clause where the later one has "it" or "they" in its place."""
    here, there = _PRONOUN_SUBJECT.match(clause), _SUBJECT.fullmatch(first)
    if not here or not there or first.split()[0].casefold() == "who":
        return None
    words = there["rest"].split()
    subject = _before_participle(words) if there["be"] else _before_verb(words)
    if not subject.casefold().startswith("the "):
        return None
    # "When did the minister open the bridge and what did it cost?"
    if _OBJECT.search(there["rest"][len(subject) :]):
        return None
    head = subject[: phrase.start()] if (phrase := PHRASE.search(subject)) else subject
    they = here["pronoun"].casefold() == "they"
    if is_plural(head.split()[-1]) != they or _asks_for_alike(first, they):
        return None
    return subject


def _asks_for_alike(first: str, they: bool) -> bool:
    """Whether what is asked for may be meant as well: it is many as "they" are, or one as "it"."""
    asked_for = _ASKED_FOR.match(first)
    if asked_for is None:
        return False
    return not asked_for["noun"] or _asks_for_several(first) == they


def _asks_for_several(first: str) -> bool:
    asked_for = _ASKED_FOR.match(first)
    noun = asked_for["noun"].strip() if asked_for else ""
    return bool(noun) and (is_plural(noun.split()[-1]) or bool(_NUMERAL.search(noun)))


def _before_participle(words: list[str]) -> str:
    """Of "the bridge at Alton opened by the king" the bridge."""
    ends = [i for i, word in enumerate(words) if re.fullmatch(DONE, word)]
    return " ".join(words[: ends[0]] if ends else words)


def _before_verb(words: list[str]) -> str:
    """Of "the night train leave Alton" the night train: its verb is the last plain word."""
    ends = (
        place
        for place, word in enumerate(words)
        if place and (not word[0].islower() or _BEHIND_VERB.fullmatch(word))
    )
    end = next(ends, len(words))
    return " ".join(words[: end - 1]) if end > 2 else ""


def _spoken_of(clause: str) -> list[str]:
    """The names and definite noun phrases of a question."""
    found = []
    opens = OPENS.match(clause)
    for phrase in _NOUN_PHRASE.finditer(clause, opens.end() if opens else 0):
        words = (phrase["the"] or phrase["name"]).split()
        # "Did the ministers meet": the verb comes behind its subject.
        if phrase["inverted"] and phrase["the"]:
            subject = _before_verb(words).split()
            if behind := " ".join(words[len(subject) + 1 :]):
                found.append(behind)
            words = subject
        # "Signed the pact in Ostrel": a place is not what is spoken of.
        of_place = phrase["name"] and _BEHIND_PREPOSITION.search(clause[: phrase.start()])
        if (len(words) > 1 or phrase["name"]) and not (of_place and found):
            found.append(" ".join(words))
    return found
