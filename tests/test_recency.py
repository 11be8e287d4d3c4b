"""What is kept of a score, by the days between publication and those asked about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import recency
from index.searching.recency import OLD

DAY = date(2031, 5, 4)


def _days(count: int) -> date:
    return DAY + timedelta(days=count)


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        (DAY, 1.0),
        (_days(-7), 0.7071),
        (_days(7), 0.7071),
        (_days(-21), 0.5),
        (_days(-28), 0.4472),
        (None, 0.4472),
    ],
)
def test_recency_by_hand(published: date | None, kept: float) -> None:
    assert recency(published, (DAY, DAY)) == pytest.approx(kept, abs=1e-4)


def test_days_away_are_counted_from_the_nearer_end() -> None:
    week = _days(-6), DAY
    assert {recency(_days(-count), week) for count in range(7)} == {1.0}
    assert recency(_days(-13), week) == recency(_days(7), week) == pytest.approx(0.7071, abs=1e-4)


def test_an_old_article_is_never_out_of_reach() -> None:
    assert recency(_days(-69), (DAY, DAY)) > recency(_days(-71), (DAY, DAY)) == OLD
    assert recency(date.min, (date.max, date.max)) == OLD


@given(st.dates(), st.dates(), st.dates())
def test_the_nearer_keeps_more_and_the_farthest_something(
    one: date, other: date, asked: date
) -> None:
    near, far = sorted((one, other), key=lambda day: abs(day - asked))
    assert 1 >= recency(near, (asked, asked)) >= recency(far, (asked, asked)) > 0
