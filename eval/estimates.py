"""One score of many questions, and how far it would move had others been asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, nan

import numpy as np
from numpy.typing import NDArray

from eval.confidences import WHOLE_RUN, Confidences, WholeRun
from eval.measures.latency import PERCENTILES, latency_percentile
from eval.row import Row
from eval.statistics.bootstrap import (
    interval,
    resample,
    resampled,
    resampled_means,
    resampled_percentile,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score, the bounds of its 95 % bootstrap interval, and how many questions had a say."""

    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """A score over some questions, and over each resample of them (NaN where none had a say)."""

    value: float
    samples: Floats
    questions: int

    def estimate(self) -> Estimate:
        """The score with its interval."""
        low, high = interval(self.samples)
        return Estimate(self.value, low, high, self.questions)


def estimated_latencies(rows: Sequence[Row]) -> dict[str, dict[str, Estimate]]:
    """The milliseconds of each stage, by percentile, over the questions that were timed."""
    timed = sorted((row for row in rows if row.timings_ms), key=lambda row: row.id)
    if not timed:
        return {}
    counts = resample(len(timed))
    return {
        stage: _percentiles(np.array([row.timings_ms[stage] for row in timed]), counts)
        for stage in timed[0].timings_ms
    }


def _percentiles(times: Floats, counts: NDArray[np.intp]) -> dict[str, Estimate]:
    return {
        f"p{percentile}": Sampled(
            latency_percentile(times, percentile),
            resampled_percentile(times, percentile, counts),
            len(times),
        ).estimate()
        for percentile in PERCENTILES
    }


def sampled_scores(rows: Sequence[Row]) -> dict[str, Sampled]:
    """Every measure that some question has a say in, by name.

    Most are means over those questions, each of the same weight; ``risk_coverage_area`` and
    ``calibration_error`` are of a whole run, and are there when every answer has a confidence.
    Rows are resampled in the order of their ids: the order given does not matter, and two runs
    of the same questions are resampled alike.
    """
    ordered = sorted(rows, key=lambda row: row.id)
    counts = resample(len(ordered))
    names = sorted({name for row in ordered for name in row.scores})
    values = np.array([[row.scores.get(name, nan) for name in names] for row in ordered])
    samples = resampled_means(values.reshape(len(ordered), len(names)), counts)
    sampled = {}
    for column, name in enumerate(names):
        said = values[~np.isnan(values[:, column]), column]
        sampled[name] = Sampled(fsum(said) / len(said), samples[:, column], len(said))
    return sampled | _of_confidences(Confidences.of(ordered), counts)


def _of_confidences(
    confidences: Confidences | None, counts: NDArray[np.intp]
) -> dict[str, Sampled]:
    if confidences is None:
        return {}

    def sampled(measure: WholeRun) -> Sampled:
        value = measure.value(confidences)
        samples = resampled(lambda drawn: measure.value(confidences.drawn(drawn)), counts)
        return Sampled(nan if value is None else value, samples, measure.questions(confidences))

    return {name: sampled(measure) for name, measure in WHOLE_RUN.items()}
