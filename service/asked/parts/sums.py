"""Sums: the number of each thing that a question takes together."""

import re

from .asked import Sum
from .grammar import (
    AUX,
    HAPPENED,
    INNER_WH,
    PHRASE,
    PP,
    QUANTITY,
    WORD,
    Match,
    first_taken,
    form,
    question,
)
from .sides import quantities, two_sides

_TOGETHER = r",? (?:in total|altogether|combined|in all|all together|together)"
_BEHIND = r"(?P<end>|\s.+)"
_KIND = rf"(?:(?!{AUX}\b){WORD}){{1,4}}?"
# "How many cars and vans were sold in total?"
_KINDS_TOGETHER = form(
    rf"(?P<how>how (?:many|much)) (?P<one>{_KIND})and (?P<other>{_KIND})",
    rf"(?P<rest>{AUX} .+?){_TOGETHER}{_BEHIND}",
)
# "How many people were killed in Norberg and Kirby together?"
_PLACES_TOGETHER = form(
    rf"(?P<how>how (?:many|much)) (?P<asked>[^,]+) (?P<by>{PP}) (?P<one>[^,]+?) and ",
    rf"(?:{PP} )?(?P<other>[^,]+?){_TOGETHER}",
)
# "How many goals did Norway and Sweden score altogether?"
_ACTORS_TOGETHER = form(
    r"(?P<how>how (?:many|much)(?: [\w'’-]+){0,4}?) (?P<aux>did|do|does|have|has|had) ",
    rf"(?P<one>.+?) and (?P<other>.+?) (?P<verb>[a-z]+)(?P<rest>(?: {PP} .+?)?){_TOGETHER}",
    _BEHIND,
)
# "What is the combined population of Laos and Nepal?", "What is the total of A and B?"
_COMBINED = form(
    rf"what(?P<be> is| was|['’]s) the (?:(?:combined|total) (?P<what>{QUANTITY})|total|sum) of ",
    r"(?P<one>[^,]+?) and (?P<other>[^,]+)",
)
_NAME_OR_YEAR = re.compile(r"(?:the )?(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*|[12]\d{3})")
_VERB = re.compile(rf"\b(?:{AUX}|{HAPPENED})\b")


def total(text: str) -> Sum | None:
    """Two numbers taken together; ``None`` where one of them is not clear.

    >>> total("how many boxes and bags were returned in total").parts
    ('How many boxes were returned?', 'How many bags were returned?')
    """
    return first_taken(text, _SUMS)


def _kinds(match: Match) -> Sum:
    rest = f"{match['rest']}{match['end']}"
    return Sum(tuple(question(f"{match['how']} {match[k]}{rest}") for k in ("one", "other")))


def _places(match: Match) -> Sum | None:
    sides = two_sides(match["one"], match["other"])
    if not sides or not all(map(_NAME_OR_YEAR.fullmatch, sides)):
        return None
    if INNER_WH.search(match.string, match.end("how")) or not _VERB.search(match["asked"]):
        return None
    asked = f"{match['how']} {match['asked']} {match['by']}"
    return Sum(tuple(question(f"{asked} {side}") for side in sides))


def _actors(match: Match) -> Sum | None:
    sides = two_sides(match["one"], match["other"])
    # "The plants in Alder and Karo" are no two actors.
    if not sides or PHRASE.search(sides[0]):
        return None
    asked, rest = f"{match['how']} {match['aux']}", f"{match['rest']}{match['end']}"
    return Sum(tuple(question(f"{asked} {side} {match['verb']}{rest}") for side in sides))


def _combined(match: Match) -> Sum | None:
    if not (sides := two_sides(match["one"], match["other"])):
        return None
    if match["what"]:
        return Sum(quantities(match))
    return Sum(tuple(question(f"what{match['be']} {side}") for side in sides))


_SUMS = (
    (_KINDS_TOGETHER, _kinds),
    (_PLACES_TOGETHER, _places),
    (_ACTORS_TOGETHER, _actors),
    (_COMBINED, _combined),
)
