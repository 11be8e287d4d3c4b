"""Differences: what is left over, and by how much one thing is more than another."""

import re

from .asked import Difference
from .comparatives import COMPARATIVE, both_by_adjective
from .grammar import (
    AUX,
    BE,
    DONE,
    IS_BE,
    PHRASE,
    PP,
    QUANTITY,
    WORD,
    YEAR,
    Match,
    first_taken,
    form,
    question,
)
from .remainders import REMAINDERS
from .sides import LEANING, alike, is_nothing, is_side, quantities, two_sides

# "How many more ", "how much less ".
_HOW_MANY_MORE = r"(?P<how>how (?:many|much)) (?P<more>more|fewer|less) "
# "By how many percentage points did Kemp beat Rowe in the second round?"
_BEAT = form(
    r"by how many (?:(?P<points>percentage points|per ?cent)|(?P<noun>votes|seats|goals)) did ",
    rf"(?P<one>.+?) (?:beat|defeat|lead|outpoll) (?P<other>.+?)(?P<rest>(?: {PP} .+)?)",
)
# "How much higher was unemployment in 2019 than in 2018?"
_MUCH_MORE = form(
    rf"how much (?P<adjective>{COMPARATIVE}) (?P<be>{BE}) (?P<one>.+?) than (?P<other>.+)"
)
# "How many more people died in the fire of 2003 than in that of 1987?"
_MORE_DONE = form(
    _HOW_MANY_MORE,
    rf"(?P<noun>(?:(?!than\b|{AUX}\b){WORD}){{1,4}}?)",
    rf"(?P<done>\w+ed|came|took|went|won|left|fled)(?P<rest>(?: .+?)?) than (?P<other>{PP} .+)",
)
# "How many more boxes than bags were returned?"
_MORE_KINDS = form(
    r"(?P<how>how many) (?P<more>more|fewer) (?P<one>[\w'’ -]+?) than (?P<other>[\w'’ -]+?) ",
    rf"(?P<rest>{AUX} .+)",
)
# "How many more boxes were returned than identified?", "… medals did Norway win than Sweden?"
_MORE_THAN = form(
    _HOW_MANY_MORE,
    rf"(?P<noun>(?:(?!than\b|{AUX}\b){WORD}){{0,6}})",
    rf"(?P<aux>{AUX}) (?P<rest>.+?) than (?P<other>.+)",
)
# "What is the difference between the number of boxes and that of bags?"
_DIFFERENCE_OF = form(
    rf"what(?P<be> is| was|['’]s) the difference between (?P<one>the (?P<what>{QUANTITY}) of .+?)",
    rf" and (?:the {QUANTITY} |that )?of (?P<other>.+)",
)
# "What was the difference in price between the car and the van?"
_DIFFERENCE_IN = form(
    rf"what(?P<be> is| was|['’]s) the difference in (?:the )?(?P<what>{QUANTITY}) between ",
    r"(?P<one>.+?) and (?P<other>.+)",
)
# "How many years passed between the signing and the visit?"
_YEARS = form(
    r"how many years (?:(?:have |had )?(?:passed|elapsed)|went by|(?:were|are) there|lie|lay",
    r"|separated?)(?: between| from)? (?P<one>.+?) (?:and|to|from) (?P<other>.+)",
)
_BE_BEFORE = re.compile(rf"^{BE} ")
_AUX_BEHIND = re.compile(rf" {AUX}$")
_LAST_PHRASES = re.compile(rf" {PP} .+$")


def difference(text: str) -> Difference | None:
    """One number less another; ``None`` where one of them is not clear.

    >>> difference("how many fewer medals did Norway win than Sweden").parts
    ('How many medals did Sweden win?', 'How many medals did Norway win?')
    """
    return first_taken(text, _DIFFERENCES)


def _more(match: Match, one: str, other: str) -> Difference:
    """Of two counts, the first less the second, or the reverse where "fewer" is asked."""
    one, other = question(one), question(other)
    is_more = match["more"].casefold() == "more"
    return Difference(one, (other,)) if is_more else Difference(other, (one,))


def _beat(match: Match) -> Difference | None:
    """What the winner had, and what the other."""
    if not (sides := two_sides(match["one"], match["other"])):
        return None
    verb = "score" if match["noun"] == "goals" else "get"
    asked = "what percentage of the vote" if match["points"] else f"how many {match['noun']}"
    one, other = (question(f"{asked} did {side} {verb}{match['rest']}") for side in sides)
    return Difference(one, (other,), "points" if match["points"] else "number")


def _much_more(match: Match) -> Difference | None:
    one, other = match["one"], alike(match["one"], match["other"])
    if not other or not is_side(one) or not is_side(other):
        return None
    (first, second), wanted = both_by_adjective(match["adjective"], match["be"], (one, other))
    return Difference(first, (second,)) if wanted == "more" else Difference(second, (first,))


def _more_done(match: Match) -> Difference | None:
    if not (other := alike(match["rest"], match["other"])):
        return None
    asked = f"{match['how']} {match['noun']}{match['done']}"
    return _more(match, f"{asked}{match['rest']}", f"{asked} {other}")


def _more_kinds(match: Match) -> Difference:
    one, other = (f"{match['how']} {match[kind]} {match['rest']}" for kind in ("one", "other"))
    return _more(match, one, other)


def _more_than(match: Match) -> Difference | None:
    full = _other_were if IS_BE.fullmatch(match["aux"]) else _other_did
    if not (other := full(match["rest"], match["other"])):
        return None
    asked = f"{match['how']} {match['noun']}{match['aux']} "
    return _more(match, f"{asked}{match['rest']}", f"{asked}{other}")


def _other_were(rest: str, other: str) -> str | None:
    """Of "were returned than identified" what stands behind the other "were"."""
    if LEANING.fullmatch(other):
        return alike(rest, other)
    bare = _BE_BEFORE.sub("", other)
    return bare if re.match(DONE, rest) and re.match(DONE, bare) else None


def _other_did(rest: str, other: str) -> str | None:
    """Of "did Norway win in 2019 than Sweden" what stands behind the other "did"."""
    other = _AUX_BEHIND.sub("", other)
    phrases = _LAST_PHRASES.search(rest)
    begin = phrases.start() if phrases else len(rest)
    subject, _, verb = rest[:begin].rpartition(" ")
    if not subject:
        return None
    if LEANING.fullmatch(other) and (full := alike(rest[begin:], other)):
        return f"{rest[:begin]} {full}"
    if is_nothing(other):
        return None
    # "… did A win in 2019 than B", but not "… win than the Blues in 2019".
    if phrases:
        is_subject = YEAR.search(rest, begin) and not YEAR.search(other)
        return f"{other} {verb}{rest[begin:]}" if is_subject and not re.match(PP, other) else None
    return None if PHRASE.search(f" {other}") else f"{other} {verb}"


def _of_quantities(match: Match) -> Difference:
    one, other = quantities(match)
    return Difference(one, (other,))


def _years(match: Match) -> Difference | None:
    if not (sides := two_sides(match["one"], match["other"])):
        return None
    one, other = (question(f"in what year was {side}") for side in sides)
    return Difference(other, (one,), "years")


_DIFFERENCES = (
    *REMAINDERS,
    (_BEAT, _beat),
    (_MUCH_MORE, _much_more),
    (_MORE_DONE, _more_done),
    (_MORE_KINDS, _more_kinds),
    (_MORE_THAN, _more_than),
    (_DIFFERENCE_OF, _of_quantities),
    (_DIFFERENCE_IN, _of_quantities),
    (_YEARS, _years),
)
