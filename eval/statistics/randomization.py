"""The randomization test: whether it matters which of two runs an outcome is from."""

import numpy as np
from numpy.typing import NDArray

SWAPS = 4_000
SEED = 20_251_103

ROUNDING = 1e-12
"""Equal sums of floats, added up in another order, differ by less than this."""

Floats = NDArray[np.float64]


def swaps(questions: int) -> NDArray[np.bool_]:
    """Which questions' outcomes change places, for every trial: (``SWAPS``, ``questions``).

    The same number is always swapped alike, so that a test can be made again.

    >>> swaps(7).shape
    (4000, 7)
    """
    return np.random.default_rng(SEED).random((SWAPS, questions)) < 0.5


def swapped_differences(before: Floats, after: Floats, swapped: NDArray[np.bool_]) -> Floats:
    """The difference of the two means after each trial's swaps: (trials,).

    ``before`` and ``after`` are (questions,), NaN where a question has no say in that run. NaN
    where a trial leaves a run without any.

    One question of two is swapped: what was 0 and 1 becomes 1 and 0.

    >>> swapped_differences(np.zeros(2), np.ones(2), np.array([[True, False]])).tolist()
    [0.0]
    """
    drawn = swapped.astype(np.float64)
    said_before, said_after = ~np.isnan(before), ~np.isnan(after)
    first, second = np.nan_to_num(before), np.nan_to_num(after)
    moved = drawn @ (second - first)
    moved_sizes = drawn @ (said_after.astype(np.float64) - said_before)
    sums = np.stack([first.sum() + moved, second.sum() - moved])
    sizes = np.stack([said_before.sum() + moved_sizes, said_after.sum() - moved_sizes])
    means = np.divide(sums, sizes, out=np.full_like(sums, np.nan), where=sizes > 0.5)
    return np.asarray(means[1] - means[0])


def randomization_p(observed: float, differences: Floats) -> float:
    """The two-sided p-value, in (0, 1], of a difference among those of random swaps.

    Were the two runs alike, any outcome might as well be the other's: ``(k + 1) / (trials + 1)``,
    where ``k`` trials differ at least as much as ``observed`` (Noreen 1989, "Computer-Intensive
    Methods for Testing Hypotheses"; Yeh 2000, "More Accurate Tests for the Statistical
    Significance of Result Differences"; Smucker, Allan & Carterette 2007 for retrieval). It tests
    the very statistic that is shown, whatever that is. NaN does not count.

    >>> randomization_p(0.5, np.array([0.5, -0.5, 0.1, 0.0, 0.2, -0.3, 0.1]))
    0.375
    """
    known = differences[~np.isnan(differences)]
    as_much = np.count_nonzero(np.abs(known) >= abs(observed) - ROUNDING)
    return float((as_much + 1) / (known.size + 1))
