"""Date match: the short answer states the day, or the month of a year, that is wanted."""

from collections.abc import Sequence

from index import StatedDate, stated_dates


def date_match(short_answer: str | None, answers: Sequence[str]) -> float | None:
    """1 when the answer states the dates of some gold answer and no others, else 0.

    A date is a day in a month, or a month of a year, in any form that ``stated_dates`` reads. All
    that gold says of it must be said, and the same; more may be said: on "July 2022", "4 July
    2022" is right, and the other way round it is wrong. Listing does not help: each date must be
    wanted. ``None`` unless every gold answer states a date; a bare year is ``numeric_match``'s.
    Abstaining (``None``) is wrong. Temporal expressions are compared by value, as TempEval does
    (UzZaman et al. 2013, "SemEval-2013 Task 1"), with precision as the one liberty.

    >>> date_match("on Nov. 2, 2025", ["2 November"]), date_match("July", ["July 4", "4 July 2022"])
    (1.0, 0.0)
    >>> date_match("November 2 or 3 November", ["2 November"]), date_match("Hanoi", ["2025"])
    (0.0, None)
    """
    gold = list(map(_distinct_dates, answers))
    if not gold or not all(gold):
        return None
    given = _distinct_dates(short_answer or "")
    return float(any(_states(given, wanted) for wanted in gold))


def _distinct_dates(text: str) -> set[StatedDate]:
    """The dates of a text, without those that it also states more precisely."""
    dates = set(stated_dates(text))
    return {date for date in dates if not any(_refines(other, date) for other in dates - {date})}


def _states(given: set[StatedDate], wanted: set[StatedDate]) -> bool:
    # No more than are wanted: of two days in July, at most one is the July that is asked for.
    return len(given) <= len(wanted) and all(
        any(_refines(date, one) for date in given) for one in wanted
    )


def _refines(given: StatedDate, wanted: StatedDate) -> bool:
    """Whether all that is wanted is given, and the same."""
    return (
        wanted.month == given.month
        and wanted.year in (None, given.year)
        and wanted.day in (None, given.day)
    )
