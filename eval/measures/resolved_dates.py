"""Resolved dates: whether the days that a quote means by "yesterday" are given with it."""

from collections.abc import Collection

from eval.questions import DayMeant


def resolved_date_recall(
    given: Collection[DayMeant], wanted: Collection[DayMeant], cited: Collection[str]
) -> float | None:
    """The share of the days meant in the articles cited that are given with their words, in [0, 1].

    ``given`` come with the citations, ``wanted`` are the gold's, of which only those in articles
    ``cited`` count; ``None`` when there is none. The words of one may hold those of the other, as
    "on Tuesday" holds "Tuesday", in whatever case. A day given wrongly is one not given. Temporal
    expressions are scored by where they stand and their value, as in TempEval (UzZaman et al. 2013,
    "SemEval-2013 Task 1", relaxed match).

    Of two days meant in an article that is cited, one is given rightly:

    >>> from datetime import date
    >>> sunday, today = date(2025, 11, 2), DayMeant("a", "today", date(2025, 11, 3))
    >>> given = [DayMeant("a", "Yesterday", sunday), DayMeant("a", "today", sunday)]
    >>> resolved_date_recall(given, [DayMeant("a", "yesterday", sunday), today], ["a"])
    0.5
    >>> resolved_date_recall([], [today], ["b"]) is None
    True
    """
    due = [meant for meant in wanted if meant.article_id in cited]
    if not due:
        return None
    return sum(any(_meet(meant, other) for other in given) for meant in due) / len(due)


def _meet(one: DayMeant, other: DayMeant) -> bool:
    here, there = one.words.casefold(), other.words.casefold()
    return (one.article_id, one.day) == (other.article_id, other.day) and (
        here in there or there in here
    )
