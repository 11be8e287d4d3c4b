"""The scores of many questions in one: means, abstention and latency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.measures.abstention import abstention_precision, abstention_recall
from eval.measures.latency import latency_percentiles
from eval.row import MEASURES, Row


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there were of each kind, and pieces of evidence behind them."""

    questions: int
    answerable: int
    unanswerable: int
    failed: int
    evidence: int
    evidence_missing: int


@dataclass(frozen=True, slots=True)
class Summary:
    """``scores`` are in [0, 1], or ``None`` over no question; ``latency_ms`` goes by stage."""

    counts: Counts
    scores: Mapping[str, float | None]
    latency_ms: Mapping[str, Mapping[str, float | None]]


def summarise(rows: Sequence[Row]) -> Summary:
    """Every question weighs the same; one that has no say in a measure is not in its mean."""
    abstained = [row.status == "abstained" for row in rows]
    answerable = [row.answerable for row in rows]
    return Summary(
        counts=_count(rows),
        scores={
            **{measure: _mean([row.scores[measure] for row in rows]) for measure in MEASURES},
            "abstention_precision": abstention_precision(abstained, answerable),
            "abstention_recall": abstention_recall(abstained, answerable),
        },
        latency_ms=latency_percentiles([row.timings_ms for row in rows if row.timings_ms]),
    )


def _count(rows: Sequence[Row]) -> Counts:
    answerable = sum(row.answerable for row in rows)
    return Counts(
        questions=len(rows),
        answerable=answerable,
        unanswerable=len(rows) - answerable,
        failed=sum(row.status == "failed" for row in rows),
        evidence=sum(row.evidence for row in rows),
        evidence_missing=sum(row.evidence_missing for row in rows),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    """The mean of the numbers; fmean rounds once, so that their order does not matter."""
    numbers = [value for value in values if value is not None]
    return fmean(numbers) if numbers else None
