"""McNemar's test: whether one run is right more often than another on the same questions."""

from math import comb


def mcnemar(won: int, lost: int) -> float:
    """The exact two-sided p-value, in (0, 1], of outcomes that are right or wrong.

    ``won`` questions are right in the second run only and ``lost`` in the first only; those on
    which both agree have no say. Without a difference a question is won as often as it is lost,
    so that ``won`` is binomial (McNemar 1947, "Note on the Sampling Error of the Difference
    Between Correlated Proportions or Percentages"; exact, as there are often few). 1 when
    nothing differs. ``ValueError`` for a negative number.

    One lost of five: 2 · (1 + 5) / 2⁵.

    >>> mcnemar(4, 1), mcnemar(0, 0)
    (0.375, 1.0)
    """
    if won < 0 or lost < 0:
        raise ValueError("numbers of questions must not be negative")
    differing = won + lost
    tail = sum(comb(differing, rarer) for rarer in range(min(won, lost) + 1))
    return min(1.0, float(2 * tail / 2**differing))
