"""How near to the days that are asked about something was published."""

from datetime import date
from math import sqrt

Period = tuple[date, date]
"""The first and the last of the days that are asked about."""

# An undated article stands by an article of this age: neither new nor old.
UNDATED_DAYS = 28
# What the score of an old article keeps. On rtqa_2022 as of each question's day an article with
# evidence is first for .77 of the questions, and for .69 without regard to time; with .5 for .76.
OLD = 0.3


def recency(published: date | None, near: Period) -> float:
    """What a score keeps for the days between publication and those asked about, in [.3, 1].

    1/√(1 + weeks), a power law as forgetting is (Wixted and Ebbesen 1991), down to ``OLD``: what is
    older than ten weeks is old, and may still be all that there is.

    >>> november = date(2025, 11, 1), date(2025, 11, 30)
    >>> [recency(date(2025, 11 - months, 9), november) for months in (0, 1, 10)]
    [1.0, 0.48..., 0.3]
    """
    return max(OLD, 1 / sqrt(1 + _days_away(published, near) / 7))


def _days_away(published: date | None, near: Period) -> int:
    if published is None:
        return UNDATED_DAYS
    first, last = near
    return max((first - published).days, (published - last).days, 0)
