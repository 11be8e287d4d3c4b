"""Whether two short answers to one question are the same, may both be right, or contradict."""

import re
from functools import cached_property, lru_cache

from index.text.terms import fold

from .amounts import Amount, amount, related_amounts
from .answer_key import answer_key
from .answer_kinds import Kind, fits
from .moments import Moment, moment, related_moments, years_in
from .names import Name, names, related_names
from .relations import Relation
from .spelling import american_terms

# What is longer is a text, not an answer.
_LONGEST = 200
_NEGATIONS = frozenset({"no", "not", "never", "non", "without", "none", "nor"})
_WORD = re.compile(r"\w+")


class _Answer:
    """One answer, seen as whatever it may be; each view is parsed when it is first looked at."""

    def __init__(self, text: str) -> None:
        self.key = answer_key(text)
        self._text = text

    @cached_property
    def years(self) -> frozenset[int]:
        return years_in(self._text)

    @cached_property
    def moment(self) -> Moment | None:
        return moment(self._text)

    @cached_property
    def amount(self) -> Amount | None:
        return amount(self._text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self._text)

    @cached_property
    def words(self) -> list[str]:
        """Stems of its words in American spelling."""
        return american_terms(self._text)

    @cached_property
    def negated(self) -> bool:
        return bool(_NEGATIONS & set(_WORD.findall(fold(self._text))))


def relation(one: str, other: str, kind: Kind | None) -> Relation:
    """How two answers to one question that asks for ``kind`` relate; whichever comes first.

    >>> relation("994 boxes of remains", "994", "number"), relation("July 2021", "2021", "date")
    ('same', 'compatible')
    >>> relation("Ann Lee", "Bo Ek", "person"), relation("12 people", "12 days", None)
    ('contrary', 'unrelated')
    """
    if one == other:
        return "same"
    if max(len(one), len(other)) > _LONGEST:
        return "unrelated"
    here, there = _answer(one), _answer(other)
    if here.key and here.key == there.key:
        return "same"
    found = _related(here, there, kind)
    misfit = kind is not None and not (fits(kind, one) and fits(kind, other))
    return "unrelated" if found == "contrary" and misfit else found


def _related(one: _Answer, other: _Answer, kind: Kind | None) -> Relation:
    if kind == "year" and one.years and other.years:
        within = one.years <= other.years or other.years <= one.years
        return "same" if one.years == other.years else "compatible" if within else "contrary"
    if one.moment and other.moment and kind not in ("number", "percentage"):
        return related_moments(one.moment, other.moment)
    if one.amount and other.amount:
        related = related_amounts(one.amount, other.amount)
        # A year is no other count of what is counted, unless a count is asked for.
        counts = kind in ("number", "percentage") or not (one.moment or other.moment)
        return related if counts or related == "same" else "unrelated"
    if one.names and other.names:
        people = kind in (None, "person", "who", "called")
        return related_names(one.names, other.names, of_people=people)
    return _related_words(one, other)


def _related_words(one: _Answer, other: _Answer) -> Relation:
    """Free text: the same words, or one's within the other's."""
    if not one.words or not other.words or one.negated != other.negated:
        return "unrelated"
    if sorted(one.words) == sorted(other.words):
        return "same"
    short, long = sorted((one.words, other.words), key=len)
    return "compatible" if f" {' '.join(short)} " in f" {' '.join(long)} " else "unrelated"


@lru_cache(maxsize=10_000)
def _answer(text: str) -> _Answer:
    return _Answer(text)
