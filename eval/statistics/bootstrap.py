"""The bootstrap: how far a score would move had other questions of the same kind been asked."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
LEVEL = 0.95
SEED = 20_251_102


def resample(questions: int) -> NDArray[np.intp]:
    """How often each question is drawn, for every resample: (``RESAMPLES``, ``questions``).

    Each row adds up to ``questions``, which are drawn with replacement (Efron 1979, "Bootstrap
    Methods: Another Look at the Jackknife"). The same number is always resampled alike, so that
    two runs over the same questions are compared in pairs.

    >>> resample(7).shape, set(resample(7).sum(axis=1).tolist())
    ((2000, 7), {7})
    """
    random = np.random.default_rng(SEED)
    counts = np.empty((RESAMPLES, questions), dtype=np.intp)
    for row in counts:
        row[:] = np.bincount(random.integers(questions, size=questions), minlength=questions)
    return counts


def resampled_means(values: ArrayLike, counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """The mean of each measure in each resample: (resamples, measures).

    ``values`` is (questions, measures), NaN where a question has no say in a measure; such a
    question drops out of that measure's mean. NaN where a resample drew none that has a say.

    Two questions, drawn once each or the first one twice; the second lacks the second measure:

    >>> resampled_means([[1, 0], [0, np.nan]], np.array([[1, 1], [2, 0]])).tolist()
    [[0.5, 0.0], [1.0, 0.0]]
    """
    table = np.asarray(values, dtype=np.float64)
    has_say = ~np.isnan(table)
    drawn = counts.astype(np.float64)  # BLAS multiplies floats alone.
    sums, sizes = drawn @ np.where(has_say, table, 0), drawn @ has_say.astype(np.float64)
    return np.divide(sums, sizes, out=np.full_like(sums, np.nan), where=sizes > 0)


def resampled(
    statistic: Callable[[NDArray[np.intp]], float | None], counts: NDArray[np.intp]
) -> NDArray[np.float64]:
    """A statistic of a whole run in each resample: (resamples,), NaN where it gives ``None``.

    The statistic is given the indices of the questions drawn, in ascending order, each as often
    as it was drawn. For what is no mean over questions, such as calibration.

    >>> resampled(lambda drawn: float(drawn.max()), np.array([[1, 1, 1], [2, 1, 0]])).tolist()
    [2.0, 1.0]
    """
    questions = np.arange(counts.shape[1])
    samples = (statistic(np.repeat(questions, row)) for row in counts)
    return np.array([np.nan if sample is None else sample for sample in samples], dtype=np.float64)


def resampled_percentile(
    values: NDArray[np.float64], percentile: float, counts: NDArray[np.intp]
) -> NDArray[np.float64]:
    """The percentile, in [0, 100], of the values (questions,) in each resample: (resamples,).

    Between neighbouring values it lies on a line, as numpy's does.

    >>> resampled_percentile(np.array([3.0, 1.0]), 50, np.array([[1, 1], [2, 0]])).tolist()
    [2.0, 3.0]
    """
    order = np.argsort(values)
    # How many of those drawn lie at each value or below it.
    reached = counts[:, order].cumsum(axis=1)
    rank = (len(values) - 1) * percentile / 100
    low, high = (
        values[order][(reached <= place).sum(axis=1)] for place in (int(rank), int(np.ceil(rank)))
    )
    return np.asarray(low + (rank - int(rank)) * (high - low))


def interval(samples: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % percentile interval, ``(low, high)``; both NaN without a single value.

    ``samples`` are a statistic's values over resamples (resamples,); NaN does not count. Efron &
    Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.

    >>> [round(end, 3) for end in interval(np.arange(1001.0))]
    [25.0, 975.0]
    """
    known = samples[~np.isnan(samples)]
    if not known.size:
        return np.nan, np.nan
    tail = (100 - 100 * LEVEL) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return float(low), float(high)
