"""What is left over: all of some things, and those of which the contrary is said.

"How many of the boxes remain unidentified?" asks how many boxes there are, less how many of them
have been identified.
"""

import re
from collections.abc import Callable

from .asked import Difference
from .comparatives import LEVEL
from .grammar import (
    AUX,
    BE,
    BY,
    DEFINITE,
    DONE,
    INNER_WH,
    PHRASE,
    PP,
    SEVERAL,
    WORD,
    Match,
    form,
    question,
)
from .inflection import past
from .pronouns import PRONOUN
from .sides import is_side

# "How many of the boxes lost in Karo ": up to ten words without an auxiliary.
_THINGS = (
    r"(?P<how>how (?:many|much)) (?P<of>(?:of (?:the|these|those|its|their) )?)"
    rf"(?P<things>(?:(?!{AUX}\b){WORD}){{1,10}}?)"
)
# Of a number of things, those of which this can be denied are left over.
_DENIABLE = (
    "accounted|allocated|approved|built|claimed|cleared|confirmed|counted|delivered|disbursed"
    "|distributed|examined|filed|filled|finished|identified|implemented|insured|investigated|paid"
    "|processed|recovered|released|repaired|rescued|resolved|restored|returned|signed|sold|solved"
    "|spent|tested|treated|vaccinated|verified"
)
_PARTICIPLE = r"\w+(?:ed|en|id|ld|nt|lt|wn)"
# "… remain unidentified", "… are still unpaid", and without either word "… are uninsured".
_UNDONE = form(
    _THINGS,
    rf"(?:(?:still )?remains?|{BE} still|(?P<bare>{BE}|ha(?:s|ve) been)) un(?P<done>{_DENIABLE})",
    r"(?P<rest>\b.*)",
)
# "… have not yet been identified", "… have yet to be verified", "… are still to be opened".
_NOT_BEEN_DONE = form(
    _THINGS,
    r"(?:(?:have|has|had) (?:still )?(?:not|never)(?: yet)? been|(?:have|has) yet to be",
    rf"|{BE} (?:still |yet |left )to be|remains? to be|{BE} (?:still )?not yet) ",
    rf"(?P<done>{_PARTICIPLE}|\w+und)(?P<rest>\b.*)",
)
# "… have not ratified the treaty"
_HAVE_NOT = form(
    _THINGS,
    rf"(?:have|has) (?:still )?not (?:yet )?(?P<held>(?!been\b){_PARTICIPLE}\b.*)",
)
# "… are still missing verification", "… are still waiting for a place"
_LACKING = form(
    _THINGS,
    rf"{BE} still (?:missing|awaiting|waiting for) (?P<held>(?!{PP}\b)[a-z][a-z ]+)",
)
# "… are still missing", "… are still missing after the storm"
_LOST = form(_THINGS, rf"{BE} still missing(?: after .+)?")
# "… are not members of the union"
_ARE_NOT = form(
    _THINGS,
    rf"(?P<be>{BE}) (?:still )?(?:not|n['’]t) (?!only\b|just\b|yet\b)(?:been )?(?P<what>.+)",
)
# "… did not reach the summit"
_DID_NOT = form(_THINGS, r"did(?: not|n['’]t) (?P<verb>[a-z]+)(?P<rest>(?: .+)?)")
# "How many sailors who joined the crew did not return?"
_WHO_DID_NOT = form(
    r"(?P<how>how many) (?P<noun>(?!of\b)[\w'’-]+(?: [\w'’-]+)?) (?:who|that|which) ",
    rf"(?P<did>(?!{AUX}\b)[a-z]+(?: (?P<object>.+?))?) ",
    r"did(?: not|n['’]t) (?P<verb>[a-z]+)(?P<rest>(?: .+)?)",
)
# "… are held neither by the Reds nor by the Blues". What is of the one is not of the other,
# whereas a house may be both insured and repaired.
_NEITHER_BY = form(
    _THINGS,
    rf"(?P<be>{BE}|ha(?:s|ve|d) been) (?P<done>(?:\w+ )?)neither ",
    r"(?P<one>(?P<by>by|in|from) .+?) nor (?P<other>(?P=by) .+)",
)
# "… did neither the Reds nor the Blues win"
_NEITHER_DID = form(
    _THINGS,
    r"(?P<aux>did|do|have|has) neither (?P<one>.+?) nor (?P<other>.+?) ",
    r"(?P<verb>win|won|hold|held|get|take|own|control|buy|bought|receive|received)",
)
# "How many trees short of its goal did the campaign fall?"
_FELL_SHORT = form(
    r"(?P<how>how many) (?P<noun>[\w'’-]+(?: [\w'’-]+)?) short of (?:its|their|the) ",
    r"(?:target|goal|quota) did (?P<who>.+?) (?P<verb>end|finish|fall|stop|come|remain|close)",
    r"(?: up)?",
)
# "How many trees short of its goal was the campaign?"
_WAS_SHORT = form(
    r"(?P<how>how many) (?P<noun>[\w'’-]+(?: [\w'’-]+)?) short of (?:its|their|the) ",
    r"(?:target|goal|quota) (?:was|were|is|are) (?P<who>.+)",
)
# A place or a time at which it is counted, and nothing else.
_BOUNDED = form(
    rf" (?:in|on|at|by|from|for|to|(?:an?|{SEVERAL}) (?:day|week|month|year)s? after)\b",
    r"(?!.* (?:and|or|but|than)\b).*",
)
_IN_PLACE = re.compile(r" (?:in|on|at)\b")
_IN_PAST = re.compile(r"\b(?:had|was|were)\b")
_TAKEN_AWAY = re.compile(r"\b(?:stolen|looted|taken)\b")
_JOINED = re.compile(r"\b(?:and|or|but|than)\b")
_COUNT_BEFORE = re.compile(r"^[\d.,]+ ")
# "Stolen cars in Alder", and "bags lost in Norberg".
_DONE_THINGS = form(rf"(?P<done>{DONE}) (?P<noun>(?!{BY}\b).+?)(?P<where> {PP} .+)?")
_THINGS_DONE = form(rf"(?P<noun>(?:(?!{BY}\b){WORD})+?)(?P<done>{DONE})(?P<where>(?: .+)?)")
# "Workers at the mill"
_PLACED = form(rf"(?P<noun>.+?)(?P<where> {PP} .+)")


def _undone(match: Match) -> Difference | None:
    # Of all people, those who are insured is another question than of some that were spoken of.
    if not match["of"] and (match["bare"] or match["done"] == "accounted"):
        return None
    return _not_been_done(match)


def _not_been_done(match: Match) -> Difference | None:
    rest = match["rest"]
    # "… unresolved after the talks" says since when, not which of them.
    if rest and not _BOUNDED.fullmatch(rest):
        return None
    where = rest if _IN_PLACE.match(rest) else ""
    return _left(match, f"been {match['done']}{rest}", where)


def _held_not(match: Match) -> Difference | None:
    return _left(match, match["held"]) if match["of"] else None


def _lost(match: Match) -> Difference | None:
    found = "recovered" if _TAKEN_AWAY.search(match["things"]) else "found"
    return _left(match, f"been {found}") if match["of"] else None


def _left(match: Match, held: str, where: str = "") -> Difference | None:
    """All of these things, and those that have ``held``."""
    if INNER_WH.search(match.string, match.end("how")):
        return None
    have = "have" if _is_many(match) else "has"
    whole = _all_of(match, where, in_past=bool(_IN_PAST.search(match.string)))
    return Difference(whole, (question(f"{_these(match)} {have} {held}"),))


def _are_not(match: Match) -> Difference | None:
    return _others(match, f"{match['be']} {match['what']}", in_past=match["be"] in ("was", "were"))


def _did_not(match: Match) -> Difference | None:
    return _others(match, f"{past(match['verb'])}{match['rest']}", in_past=True)


def _others(match: Match, held: str, *, in_past: bool) -> Difference | None:
    """All of these things, and those of which ``held`` is said."""
    if not match["of"] or INNER_WH.search(match.string, match.end("how")):
        return None
    if PRONOUN.search(held) or _JOINED.search(held):
        return None
    return Difference(_all_of(match, in_past=in_past), (question(f"{_these(match)} {held}"),))


def _who_did_not(match: Match) -> Difference | None:
    rest, thing = match["rest"], match["object"] or ""
    if rest in (" it", " them") and DEFINITE.match(thing):
        rest = f" {thing}"
    if PRONOUN.search(rest) or INNER_WH.search(match["did"]):
        return None
    who = f"{match['how']} {match['noun']}"
    these = who if rest else f"{match['how']} of the {match['noun']} who {match['did']}"
    part = question(f"{these} {past(match['verb'])}{rest}")
    return Difference(question(f"{who} {match['did']}"), (part,))


def _neither_by(match: Match) -> Difference | None:
    held = tuple(f"{match['be']} {match['done']}{match[side]}" for side in ("one", "other"))
    return _of_neither(match, held, in_past=match["be"] not in ("is", "are"))


def _neither_did(match: Match) -> Difference | None:
    held = tuple(f"{match['aux']} {match[side]} {match['verb']}" for side in ("one", "other"))
    return _of_neither(match, held, in_past=match["aux"] == "did")


def _of_neither(match: Match, held: tuple[str, ...], *, in_past: bool) -> Difference | None:
    """All of these things, and those of each of the two."""
    these = _these(match)
    if INNER_WH.search(match.string, match.end("how")) or not PHRASE.search(f" {these}"):
        return None
    return Difference(
        _all_of(match, in_past=in_past), tuple(question(f"{these} {each}") for each in held)
    )


def _fell_short(match: Match) -> Difference | None:
    many, who = f"{match['how']} {match['noun']}", match["who"]
    if match["verb"].casefold() in ("end", "finish", "close", "stop"):
        return _short(match, f"with {many} did {who} end")
    return _was_short(match)


def _was_short(match: Match) -> Difference | None:
    return _short(match, f"{match['how']} {match['noun']} were reached by {match['who']}")


def _short(match: Match, reached: str) -> Difference | None:
    """The target, and what was reached of it."""
    if not is_side(match["who"]):
        return None
    target = question(f"{match['how']} {match['noun']} was {match['who']} to reach")
    return Difference(target, (question(reached),))


def _is_many(match: Match) -> bool:
    return match["how"].casefold() == "how many"


def _these(match: Match) -> str:
    return f"{match['how']} {match['of']}{match['things'].strip()}"


def _all_of(match: Match, where: str = "", *, in_past: bool) -> str:
    """How many of these things there are: "How many houses were destroyed in Laos?"."""
    how, of = match["how"], match["of"].removeprefix("of ")
    kind = _COUNT_BEFORE.sub("", match["things"].strip())
    if not _is_many(match):
        be = "was" if in_past else "is"
        if not of:
            return question(f"{how} {kind} {be} there")
        if LEVEL.fullmatch(of + kind):
            return question(f"what {be} {of}{kind}{where}")
        return question(f"{how} {be} {of}{kind}{where}")
    if done := (_DONE_THINGS.fullmatch(kind) if of else None) or _THINGS_DONE.fullmatch(kind):
        noun, place = done["noun"].strip(), done["where"] or ""
        return question(f"{how} {noun} were {done['done']}{place}{where}")
    be = "were" if in_past else "are"
    if not where and (placed := _PLACED.fullmatch(kind)):
        return question(f"{how} {placed['noun']} {be} there{placed['where']}")
    return question(f"{how} {kind} {be} there{where}")


REMAINDERS: tuple[tuple[re.Pattern[str], Callable[[Match], Difference | None]], ...] = (
    (_NEITHER_BY, _neither_by),
    (_NEITHER_DID, _neither_did),
    (_UNDONE, _undone),
    (_NOT_BEEN_DONE, _not_been_done),
    (_HAVE_NOT, _held_not),
    (_LACKING, _held_not),
    (_LOST, _lost),
    (_WHO_DID_NOT, _who_did_not),
    (_ARE_NOT, _are_not),
    (_DID_NOT, _did_not),
    (_FELL_SHORT, _fell_short),
    (_WAS_SHORT, _was_short),
)
"""The forms of questions for what is left over, each with what it asks, in the order of trial."""
