"""Conflicts: whether the contradictions shown beside an answer are there.

``wanted`` are the gold answers that contradict the right one and stand in the corpus: ``None``
where nobody knows, empty where there is no conflict. ``shown`` are the short answers of the
conflicts shown. The measures are ours; two answers are compared as ``same_answer`` does.
"""

from collections.abc import Sequence

from eval.measures.rightness import same_answer


def conflict_precision(shown: Sequence[str], wanted: Sequence[str] | None) -> float | None:
    """The share of the conflicts shown that are some wanted one, in [0, 1].

    ``None`` when nothing is shown or it is not known what is wanted. Where there is no conflict,
    showing any is a precision of 0.

    >>> conflict_precision(["740 boxes", "in 2019"], ["740 boxes"])
    0.5
    """
    if wanted is None or not shown:
        return None
    return sum(_is_wanted(answer, wanted) for answer in shown) / len(shown)


def conflict_recall(shown: Sequence[str], wanted: Sequence[str] | None) -> float | None:
    """1 when some wanted conflict is shown, else 0; ``None`` when none is wanted or known.

    One is enough: it tells the reader that the sources disagree.

    >>> conflict_recall(["740 boxes"], ["the 740 boxes", "812 boxes"])
    1.0
    """
    if not wanted:
        return None
    return float(any(_is_wanted(answer, wanted) for answer in shown))


def conflict_false_alarm(shown: Sequence[str], wanted: Sequence[str] | None) -> float | None:
    """1 when a conflict is shown where there is none, else 0, which is better.

    ``None`` unless it is known that there is none. The mean over a run is the false alarm rate
    of Green & Swets 1966, "Signal Detection Theory and Psychophysics".

    >>> conflict_false_alarm(["740 boxes"], []), conflict_false_alarm([], [])
    (1.0, 0.0)
    """
    if wanted is None or wanted:
        return None
    return float(bool(shown))


def _is_wanted(answer: str, wanted: Sequence[str]) -> bool:
    return any(same_answer(answer, other) for other in wanted)
