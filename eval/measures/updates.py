"""Updates: whether the earlier figures of something that ran on are shown as that."""

from collections.abc import Sequence

from eval.measures.numeric_match import numeric_match
from eval.measures.rightness import same_answer


def update_recall(shown: Sequence[str], wanted: Sequence[str]) -> float | None:
    """1 when some earlier figure is shown as one, else 0; ``None`` where there is none.

    ``shown`` are the short answers of the updates shown. One is enough: it tells the reader that
    the figure has moved. Figures are compared by value, whatever is counted, and others as
    ``same_answer`` does. An earlier figure shown as a contradiction is ``conflict_false_alarm``'s.
    The measure is ours.

    >>> update_recall(["14 people"], ["14", "19"]), update_recall(["27"], ["14", "19"])
    (1.0, 0.0)
    >>> update_recall(["nobody"], ["Nobody"]), update_recall(["14"], [])
    (1.0, None)
    """
    if not wanted:
        return None
    return float(any(_same_figure(given, earlier) for given in shown for earlier in wanted))


def _same_figure(one: str, other: str) -> bool:
    return same_answer(one, other) or numeric_match(one, [other]) == 1
