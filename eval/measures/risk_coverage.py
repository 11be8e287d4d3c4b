"""Risk and coverage: how many answers are wrong if only the most confident are given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Point:
    """Giving the answers of this confidence or more: their share, and how many are wrong.

    ``coverage`` in (0, 1] is the share of the questions, ``risk`` in [0, 1] that of the wrong
    among them. ``confidence`` is ``None`` where the questions missed are counted in.
    """

    coverage: float
    risk: float
    confidence: float | None


def risk_coverage(confidences: ArrayLike, right: ArrayLike, missed: int = 0) -> list[Point]:
    """The risk-coverage curve, the most confident first, with one point for each confidence.

    El-Yaniv & Wiener 2010, "On the Foundations of Noise-free Selective Classification"; Geifman &
    El-Yaniv 2017, "Selective Classification for Deep Neural Networks"; for question answering
    Kamath, Jia & Liang 2020, "Selective Question Answering under Domain Shift".

    ``confidences`` and ``right`` are those of the questions answered. ``missed`` counts the
    questions that should have been answered and were not; they come last, as errors, as though
    each had been answered wrongly with less confidence than any other. Questions rightly refused
    are no part of it, for there is nothing to cover. The confidences may be on any scale.

    >>> for point in risk_coverage([0.5, 0.9], [True, True], missed=2):
    ...     print(point)
    Point(coverage=0.25, risk=0.0, confidence=0.9)
    Point(coverage=0.5, risk=0.0, confidence=0.5)
    Point(coverage=1.0, risk=0.5, confidence=None)
    """
    levels, ends, errors = _tie_groups(confidences, right, missed)
    # The group after the last confidence, where there is one, is that of the missed.
    groups = zip([*levels.tolist(), None], ends.tolist(), errors.tolist(), strict=False)
    return [Point(end / int(ends[-1]), wrong / end, level) for level, end, wrong in groups]


def risk_coverage_area(confidences: ArrayLike, right: ArrayLike, missed: int = 0) -> float | None:
    """The area under the risk-coverage curve, in [0, 1], lower being better.

    The mean of the risks at 1, 2, … n questions: Geifman, Uziel & El-Yaniv 2019, "Bias-Reduced
    Uncertainty Estimation for Deep Neural Classifiers". Within a tie the errors grow in
    proportion, which gives the mean area over all orders of the tied. 0 when every answer is
    right and none is missed; ``None`` when there is no question. See ``risk_coverage``.

    Two answers, the second wrong: the risks are 0/1 and 1/2; then the other way round 1/1, 1/2.

    >>> risk_coverage_area([0.9, 0.5], [True, False]), risk_coverage_area([0.5, 0.9], [True, False])
    (0.25, 0.75)
    """
    _, ends, errors = _tie_groups(confidences, right, missed)
    if not ends.size:
        return None
    counts = np.arange(1, ends[-1] + 1)
    errors_at = np.interp(counts, np.append(0, ends), np.append(0, errors))
    return float((errors_at / counts).mean())


def _tie_groups(
    confidences: ArrayLike, right: ArrayLike, missed: int
) -> tuple[Floats, Counts, Floats]:
    """The confidences there are, downwards; the questions and the errors up to each one's last.

    The missed are a group more, without a confidence.
    """
    scores = np.asarray(confidences, dtype=np.float64)
    if np.isnan(scores).any():
        raise ValueError("a confidence is not a number")
    levels, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    wrong = sizes - np.bincount(group, weights=np.asarray(right, dtype=np.float64))
    sizes, wrong = sizes[::-1], wrong[::-1]
    if missed:
        sizes, wrong = np.append(sizes, missed), np.append(wrong, missed)
    return levels[::-1], sizes.cumsum(), wrong.cumsum()
