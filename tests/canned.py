"""Five articles, five gold questions on them, and a service whose replies are written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from eval.answerer import LISTS, Service
from eval.asking import Asked, Case
from eval.estimates import sampled_scores
from eval.evidence import Span, locate
from eval.provenance import Provenance
from eval.questions import DayMeant, Evidence, GoldQuestion
from eval.row import Row, row_of
from eval.run import Run
from index import Article, Hit, Passage, Scores
from service.answers import (
    AbstainReason,
    Answer,
    Citation,
    Corroboration,
    Syndicated,
    Timings,
)
from service.http.schemas import AskResponse, ConflictOut

WIRE = Article("wire", "Boxes", "Wire", None, None, "They handed over 994 boxes. It rained.")
COPY = Article("copy", "Boxes", "Copy", None, None, "They handed over 994 boxes. It rained.")
POST = Article(
    *("post", "Boxes", "Post", date(2025, 11, 3), None),
    text="In all, 994 boxes came home on 2 November.",
)
RIVAL = Article("rival", "Boxes", "Rival", None, None, "There were 740 boxes.")
OTHER = Article("other", None, None, None, None, "Nothing of note happened.")
ARTICLES = {article.id: article for article in (WIRE, COPY, POST, RIVAL, OTHER)}

IN_WIRE, RAIN, RAIN_IN_COPY = Span("wire", 0, 27), Span("wire", 28, 38), Span("copy", 28, 38)
IN_COPY, IN_POST, DAY = Span("copy", 0, 27), Span("post", 8, 17), Span("post", 31, 41)
IN_RIVAL, IN_OTHER = Span("rival", 0, 21), Span("other", 0, 25)

BOXES = GoldQuestion(
    id="boxes",
    question="How many boxes were handed over?",
    answers=("994 boxes", "994"),
    evidence=(
        Evidence("wire", "They handed over 994 boxes."),
        Evidence("copy", "They handed over 994 boxes."),
        Evidence("post", "994 boxes"),
    ),
    answerable=True,
    type="number",
    conflicting_answers=("740 boxes",),
    independent_sources=2,
    updates=("600 boxes", "900 boxes"),
)
WEATHER = GoldQuestion(
    id="weather",
    question="What was the weather?",
    answers=("It rained",),
    evidence=(Evidence("wire", "It rained."), Evidence("copy", "It rained.")),
    answerable=True,
    type="fact",
    conflicting_answers=(),
    items=(("rained", "rain"),),
)
HOME = GoldQuestion(
    id="home",
    question="When did the boxes come home?",
    answers=("2 November",),
    evidence=(Evidence("post", "2 November"),),
    answerable=True,
    type="date",
    independent_sources=1,
    resolved_dates=(DayMeant("post", "2 November", date(2025, 11, 2)),),
)
MOON = GoldQuestion(
    *("moon", "Who walked on the moon, according to the Moon Post?", (), (), False, "off_topic"),
    unknown_source=True,
)
SHIP = GoldQuestion("ship", "Which ship brought the aircraft?", (), (), False, "false_premise")
GOLD = (BOXES, WEATHER, HOME, MOON, SHIP)

PROVENANCE = Provenance(
    gold="gold.jsonl",
    gold_sha256="0" * 64,
    rankings=None,
    rankings_sha256=None,
    absent=False,
    as_of=False,
    service=Service(None, "g1", {"overlap": 1}),
    commit=None,
    code_sha256="1" * 64,
    platform="Linux",
    processor="x86_64",
    cpus=2,
    python="3.11.7",
    date="2025-11-02T00:00:00+00:00",
)


@dataclass(frozen=True)
class Reply:
    """What a service says to a question: an answer, or with no ``short`` a refusal.

    ``found`` are the passages of every ranking; of the cited passages ``misquoted`` are not
    word for word. ``copies`` are articles set apart as copies of the wire's.
    """

    short: str | None
    cited: tuple[Span, ...] = ()
    found: tuple[Span, ...] = ()
    confidence: float | None = None
    named: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    misquoted: tuple[Span, ...] = ()
    reason: AbstainReason = "low_confidence"
    generation: str = "g1"

    def response(self) -> AskResponse:
        """As ``POST /v1/ask`` says it."""
        words = "Nothing here says so." if self.short is None else f"They say {self.short}. [1]"
        answer = Answer(
            generation=self.generation,
            answer=words,
            short_answer=self.short,
            abstain_reason=None if self.short else self.reason,
            citations=tuple(map(_citation, self.cited)),
            corroboration=self._corroboration(),
            passages=tuple(Hit(_passage(span), Scores()) for span in self.found),
            timings_ms=Timings(1, 2, 3, 6),
            confidence=self.confidence,
        )
        response = AskResponse.of(answer)
        for citation, span in zip(response.citations, self.cited, strict=True):
            if span in self.misquoted:
                citation.quote = citation.quote.upper()
        response.conflicts = [
            *(_conflict("conflict", words) for words in self.conflicts),
            *(_conflict("update", words) for words in self.updates),
        ]
        return response

    def _corroboration(self) -> Corroboration | None:
        copies = tuple(Syndicated(id_, "wire") for id_ in self.copies)
        return Corroboration(len(self.named), self.named, copies) if self.named else None

    def asked(self) -> Asked:
        """As it is kept: every ranking told of, and the response without its passages."""
        return Asked(
            response=self.response().model_copy(update={"passages": []}),
            rankings=dict.fromkeys(LISTS, self.found),
            round_trip_ms=7.0,
        )


Outcome = Reply | Exception

PERFECT: Mapping[str, Reply] = {
    "boxes": Reply(
        short="994 boxes",
        cited=(IN_WIRE, IN_COPY, IN_POST),
        found=(IN_WIRE, IN_COPY, IN_POST, IN_OTHER),
        confidence=1.0,
        named=("wire", "post"),
        copies=("copy",),
        conflicts=("740 boxes",),
        updates=("900 boxes",),
    ),
    "weather": Reply(
        short="It rained",
        cited=(RAIN, RAIN_IN_COPY),
        found=(RAIN, RAIN_IN_COPY, IN_RIVAL),
        confidence=1.0,
        named=("wire", "copy"),
    ),
    "home": Reply("2 November", (DAY,), (DAY, IN_OTHER), confidence=1.0, named=("post",)),
    "moon": Reply(None, found=(IN_OTHER,), reason="unknown_source"),
    "ship": Reply(None, found=(IN_RIVAL,)),
}
LOST = Reply("They flew", (IN_OTHER,), (IN_OTHER,), confidence=1.0, named=("other",))
"""An answer to nothing that was asked."""


def case(question: GoldQuestion, outcome: Outcome | None = None) -> Case:
    """A question with what came back: perfect if nothing else is given."""
    outcome = outcome or PERFECT[question.id]
    evidence = question.evidence if question.answerable else ()
    if isinstance(outcome, Reply):
        asked = outcome.asked()
    else:
        asked = Asked(error=f"{type(outcome).__name__}: {outcome}")
    return Case(question, locate(evidence, ARTICLES.get), asked)


def rows(questions: Sequence[GoldQuestion] = GOLD, /, **outcomes: Outcome) -> list[Row]:
    """The rows of the perfect replies, but for those given by their questions' ids."""
    cases = [case(question, outcomes.get(question.id)) for question in questions]
    return [row_of(each, ARTICLES.get, LISTS) for each in cases]


def values(rows: Sequence[Row]) -> dict[str, float]:
    """The scores of all the rows together, without their intervals."""
    return {measure: sampled.value for measure, sampled in sampled_scores(rows).items()}


Status = Literal["answered", "abstained", "failed", "retrieved"]


def row(
    id_: str,
    scores: Mapping[str, float | None] | None = None,
    /,
    *,
    status: Status = "answered",
    confidence: float | None = None,
    type_: str = "fact",
    answerable: bool = True,
    timings_ms: Mapping[str, float] | None = None,
    error: str | None = None,
    generation: str | None = None,
    **more: float | None,
) -> Row:
    """A row with these scores; a score of ``None`` is one that the question has no say in."""
    given = {**(scores or {}), **more}
    said = {measure: float(score) for measure, score in given.items() if score is not None}
    return Row(
        id_,
        type_,
        f"What of {id_}?",
        answerable,
        status,
        said,
        confidence=confidence,
        timings_ms=timings_ms or {},
        error=error,
        generation=generation,
    )


def run_of(rows: Sequence[Row], provenance: Provenance = PROVENANCE) -> Run:
    """A run that has these rows."""
    return Run.of_rows(rows, provenance)


def _passage(span: Span) -> Passage:
    return Passage(ARTICLES[span.article_id], span.start, span.end)


def _citation(span: Span) -> Citation:
    whole = Passage(ARTICLES[span.article_id], 0, len(ARTICLES[span.article_id].text))
    return Citation(1, 0, 9, whole, span.start, span.end, support=1.0)


def _conflict(kind: str, short_answer: str) -> ConflictOut:
    return ConflictOut.model_validate(
        {
            "kind": kind,
            "short_answer": short_answer,
            "article_id": "rival",
            "article_sha256": RIVAL.sha256,
            "source": RIVAL.source,
            "published": date(2025, 11, 3),
            "start": 0,
            "end": 21,
            "quote": RIVAL.text,
        }
    )
