"""One question of a run: what came back, and its scores."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from eval.answerer import FINAL
from eval.asking import Case
from eval.evidence import Articles, Span
from eval.retrieved import ranked_items
from eval.scoring import conflicting, score


@dataclass(frozen=True, slots=True)
class Row:
    """A question's outcome; ``error`` is given exactly when it failed.

    ``scores`` has a number in [0, 1] for each measure that the question has a say in.
    ``retrieved`` is the status of one that was searched for and not answered. ``timings_ms``
    goes by stage; ``round_trip`` is what the caller waited. ``article_ids`` are distinct, in
    the answer's rank order.
    """

    id: str
    type: str
    question: str
    answerable: bool
    status: Literal["answered", "abstained", "failed", "retrieved"]
    scores: Mapping[str, float]
    short_answer: str | None = None
    answer: str | None = None
    confidence: float | None = None
    citations: tuple[Span, ...] = ()
    conflicts: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    evidence: int = 0
    evidence_missing: int = 0
    generation: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    error: str | None = None


def row_of(case: Case, article: Articles, rankings: Collection[str]) -> Row:
    """Score a case: ``article`` is what its quotes are held against, ``rankings`` the run's."""
    question, evidence, response = case.question, case.evidence, case.asked.response
    row = Row(
        id=question.id,
        type=question.type,
        question=question.question,
        answerable=question.answerable,
        status="failed",
        scores=score(case, article, rankings),
        article_ids=tuple(ranked_items(case, FINAL, "articles")),
        evidence=len(evidence.found) + evidence.missing,
        evidence_missing=evidence.missing,
        error=case.asked.error,
    )
    if response is None:
        return row
    return replace(
        row,
        status=response.status,
        short_answer=response.short_answer,
        answer=response.answer,
        confidence=response.confidence,
        citations=tuple(Span(c.article_id, c.start, c.end) for c in response.citations),
        conflicts=conflicting(response),
        generation=response.generation,
        timings_ms=asdict(response.timings_ms) | {"round_trip": case.asked.round_trip_ms},
    )
