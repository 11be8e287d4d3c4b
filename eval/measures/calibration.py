"""Calibration: whether answers given with a confidence of .7 are right seven times in ten."""

import numpy as np
from numpy.typing import ArrayLike

BINS = 10


def expected_calibration_error(confidences: ArrayLike, right: ArrayLike) -> float | None:
    """How far confidence and rightness lie apart on average, in [0, 1], lower being better.

    Naeini, Cooper & Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning": the sum over bins of the share of the questions in the bin times |mean rightness -
    mean confidence|. The bins hold equally many questions, as in Nguyen & O'Connor 2015,
    "Posterior Calibration and Exploratory Analysis for Natural Language Processing Models": ten,
    the first ones larger by one where ten does not divide them, or as many as there are questions.
    Equal confidences share their mean rightness, so that their order does not matter. ``None``
    without a question. The fewer questions in a bin, the more of it is chance.

    Two bins of one question each, .2 and .5 apart:

    >>> expected_calibration_error([0.8, 0.5], [True, False])
    0.35
    """
    claimed = np.asarray(confidences, dtype=np.float64)
    if not ((claimed >= 0) & (claimed <= 1)).all():
        raise ValueError("a confidence is a probability, from 0 to 1")
    levels, group, sizes = np.unique(claimed, return_inverse=True, return_counts=True)
    rates = np.bincount(group, weights=np.asarray(right, dtype=np.float64)) / sizes
    gaps = np.repeat(rates - levels, sizes)
    if not gaps.size:
        return None
    bins = np.array_split(gaps, min(BINS, gaps.size))
    # |bin| / n × |mean of the bin| is |sum of the bin| / n.
    return float(sum(abs(gaps_in_bin.sum()) for gaps_in_bin in bins) / gaps.size)
