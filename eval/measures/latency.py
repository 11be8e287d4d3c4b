"""Latency percentiles: what a stage of an answer takes at most, for so many questions of 100."""

import numpy as np
from numpy.typing import NDArray

PERCENTILES = (50, 90, 99)


def latency_percentile(milliseconds: NDArray[np.float64], percentile: int) -> float:
    """The percentile, in [0, 100], of the times of one stage: (questions,), at least one.

    Percentiles lie between neighbouring values on a line (numpy's default; type 7 of Hyndman &
    Fan 1996, "Sample Quantiles in Statistical Packages").

    >>> latency_percentile(np.array([1.0, 3.0]), 50)
    2.0
    """
    return float(np.percentile(milliseconds, percentile))
