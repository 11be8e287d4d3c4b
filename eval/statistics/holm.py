"""Holm's correction: p-values of several comparisons, so that chance finds none of them."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """The adjusted p-values, in [0, 1], in the order given.

    The smallest of m is multiplied by m, the next by m - 1 and so on; none becomes smaller than
    one before it, nor larger than 1. Calling significant what is then below α errs at all, in
    any of the m, with probability α at most (Holm 1979, "A Simple Sequentially Rejective
    Multiple Test Procedure"). ``ValueError`` for what is no probability.

    >>> holm([0.04, 0.01, 0.03])
    [0.06, 0.03, 0.06]
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError(f"p-values lie in [0, 1]: {p_values}")
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    ascending = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(ascending):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted
