"""Corroboration precision and recall: whether the articles said to carry the answer do."""

from collections.abc import Collection


def corroboration_precision(named: Collection[str], stating: Collection[str]) -> float | None:
    """The share of the articles named that state the answer by the gold, in [0, 1].

    ``None`` when none is named or none is known to state it. Precision and recall of sets, as in
    van Rijsbergen 1979, "Information Retrieval"; an id given twice counts once.

    >>> corroboration_precision(["a", "b"], ["a", "c", "d"])
    0.5
    """
    if not named or not stating:
        return None
    return len(set(named) & set(stating)) / len(set(named))


def corroboration_recall(named: Collection[str], stating: Collection[str]) -> float | None:
    """The share of the articles that state the answer by the gold that are named, in [0, 1].

    0 when none is named; ``None`` when none is known to state it.

    >>> corroboration_recall(["a", "b"], ["a", "c", "d", "e"])
    0.25
    """
    if not stating:
        return None
    return len(set(named) & set(stating)) / len(set(stating))
