"""Latency percentiles: how long the stages of an answer took."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from service.answers import Timings

PERCENTILES = (50, 90, 99)


def latency_percentiles(timings: Sequence[Timings]) -> dict[str, dict[str, float | None]]:
    """For each stage and the total, p50, p90 and p99 in milliseconds.

    Percentiles lie between neighbouring values on a line (numpy's default; type 7 of Hyndman &
    Fan 1996, "Sample Quantiles in Statistical Packages"). ``None`` when nothing was timed.

    >>> latency_percentiles([Timings(1, 2, 3, 6), Timings(3, 2, 3, 8)])["retrieve"]["p50"]
    2.0
    """
    return {
        stage.name: _percentiles([getattr(timing, stage.name) for timing in timings])
        for stage in fields(Timings)
    }


def _percentiles(values: Sequence[float]) -> dict[str, float | None]:
    names = [f"p{percentile}" for percentile in PERCENTILES]
    if not values:
        return dict.fromkeys(names)
    return dict(zip(names, np.percentile(values, PERCENTILES).tolist(), strict=True))
