"""A set of questions summed up: how many there were, and every score with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.estimates import Estimate, sampled_scores
from eval.row import Row


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
    """``scores`` has an estimate of each measure that some question has a say in."""

    counts: Counts
    scores: Mapping[str, Estimate]


def summarise(rows: Sequence[Row]) -> Summary:
    """Every question weighs the same; one that has no say in a measure is not in its mean."""
    sampled = sampled_scores(rows)
    return Summary(_count(rows), {name: score.estimate() for name, score in sampled.items()})


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
