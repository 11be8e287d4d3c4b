"""Moments: what is one, and how two relate."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.meaning.moments import moment, month_named, related_moments, years_in, years_told
from service.meaning.relations import Relation


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2021", {"years": {2021}}),
        ("in July", {"months": {7}}),
        ("Oct 31st", {"months": {10}, "days": {31}}),
        ("on Monday", {"weekdays": {0}}),
        ("July 1, 2021", {"years": {2021}, "months": {7}, "days": {1}, "weekdays": {3}}),
        ("Monday morning", {"weekdays": {0}, "parts": {"morning"}}),
        ("noon", {"minutes": {720}}),
        ("12 a.m.", {"minutes": {0}}),
        ("4:30", {"minutes": {270, 990}}),
        ("16:30", {"minutes": {990}}),
        ("late 2021", {"years": {2021}, "parts": {"late"}}),
        ("about 2000", {"years": set(range(1995, 2006))}),
        ("1861–62", {"years": {1861, 1862}}),
        ("the 1990s", {"years": set(range(1990, 2000))}),
    ],
)
def test_moment(text: str, stated: dict[str, set[int]]) -> None:
    parsed = moment(text)
    assert parsed
    assert {name: set(found) for name, found in parsed._asdict().items() if found} == stated


@pytest.mark.parametrize(
    "text",
    ["", "²", "12", "the", "Ann Lee", "Theresa May", "2021 boxes", "July 4-6", "12:75", "in 1,995"],
)
def test_what_says_more_or_nothing_is_no_moment(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("from 1995 to 1997", {1995, 1996, 1997}),
        ("the 16th century", set(range(1500, 1600))),
        ("1,995 of 12021", set()),
        ("2021–1995", set()),
        ("in 1995 after the war", {1995}),
    ],
)
def test_years_in(text: str, years: set[int]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(("word", "month"), [("Jan", 1), ("Sept", 9), ("may", None), ("", None)])
def test_month_named(word: str, month: int | None) -> None:
    assert month_named(word) == month


@given(st.dates(), st.dates())
def test_two_days_are_the_same_or_contrary(one: object, other: object) -> None:
    relation: Relation = "same" if one == other else "contrary"
    here, there = moment(f"{one}"), moment(f"{other}")
    if here and there:
        assert related_moments(here, there) == relation


def test_related_moments_is_symmetric() -> None:
    texts = ("2021", "July 2021", "July", "Monday", "4 p.m.", "1990s", "early 2021", "May 1")
    for one, other in product(map(moment, texts), repeat=2):
        assert one
        assert other
        assert related_moments(one, other) == related_moments(other, one)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It fell in 2031, on May 3.", {2031}),
        ("It fell on May 3, 2031.", {2031}),
        ("He won in 1995 and 1998", {1995, 1996, 1997, 1998}),
        ("He won in 2020-21", {2020, 2021}),
        ("The bridge, built in 1965, fell.", set()),
        ("At 1930 local time 2000 left by bus 1812.", set()),
        ("He won in 2031/32", set()),
        ("In the fall of 1989", set()),
    ],
)
def test_the_years_that_a_sentence_says_to_be_its_own(text: str, told: set[int]) -> None:
    assert years_told(text) == told
