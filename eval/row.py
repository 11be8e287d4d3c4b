"""One question of a run: what came back, and how right it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.evidence import LocatedEvidence, Span
from eval.measures.article_hit import article_hits
from eval.measures.citations import citation_precision, citation_recall
from eval.measures.contained import contained
from eval.measures.exact_match import exact_match
from eval.measures.token_f1 import token_f1
from eval.questions import GoldQuestion
from service.answers import Answer, Timings

MEASURES = (
    "exact_match",
    "f1",
    "contained",
    "hit@1",
    "hit@5",
    "hit@10",
    "citation_precision",
    "citation_recall",
)
"""The measures that every question has a value of; the others are those of whole runs."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question's outcome; ``error`` is given, and the answer is not, exactly when it failed.

    ``scores`` has a number in [0, 1] for each of ``MEASURES``, or ``None`` where the question
    has no say in that measure. ``article_ids`` are distinct, in rank order.
    """

    id: str
    type: str
    answerable: bool
    status: Literal["answered", "abstained", "failed"]
    short_answer: str | None
    answer: str | None
    citations: tuple[Span, ...]
    article_ids: tuple[str, ...]
    evidence: int
    evidence_missing: int
    scores: Mapping[str, float | None]
    generation: str | None
    timings_ms: Timings | None
    error: str | None


def answered_row(question: GoldQuestion, answer: Answer, evidence: LocatedEvidence) -> Row:
    """Score an answer, or an abstention."""
    shown = answer.answer if answer.status == "answered" else None
    citations = tuple(Span(c.article.id, c.start, c.end) for c in answer.citations)
    article_ids = tuple(dict.fromkeys(hit.passage.article.id for hit in answer.passages))
    hits = article_hits(article_ids, evidence.article_ids)
    return Row(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        status=answer.status,
        short_answer=answer.short_answer,
        answer=answer.answer,
        citations=citations,
        article_ids=article_ids,
        evidence=len(evidence.found) + evidence.missing,
        evidence_missing=evidence.missing,
        scores={
            "exact_match": exact_match(answer.short_answer, question.answers),
            "f1": token_f1(answer.short_answer, question.answers),
            "contained": contained(shown, question.answers),
            **{f"hit@{k}": hit for k, hit in hits.items()},
            "citation_precision": citation_precision(citations, evidence.found),
            "citation_recall": citation_recall(citations, evidence.found),
        },
        generation=answer.generation,
        timings_ms=answer.timings_ms,
        error=None,
    )


def failed_row(question: GoldQuestion, error: Exception, evidence: LocatedEvidence) -> Row:
    """A question that raised is wrong by every measure that it has a say in."""
    on_answers = dict.fromkeys(("exact_match", "f1", "contained"), 0.0)
    on_evidence = 0.0 if evidence.found else None
    return Row(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        status="failed",
        short_answer=None,
        answer=None,
        citations=(),
        article_ids=(),
        evidence=len(evidence.found) + evidence.missing,
        evidence_missing=evidence.missing,
        scores={measure: on_answers.get(measure, on_evidence) for measure in MEASURES},
        generation=None,
        timings_ms=None,
        error=f"{type(error).__name__}: {error}",
    )
