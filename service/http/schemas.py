"""The JSON of the HTTP interface: what may be asked, and what is said in reply."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from index import Filters, Hit, Scores

from ..answers import (
    AbstainReason,
    Answer,
    Citation,
    Computation,
    Conflict,
    Corroboration,
    Interpretation,
    Timings,
)
from .offsets import OffsetUnit, to_unit

_SURROGATE = re.compile("[\ud800-\udfff]")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _legible(text: str) -> str:
    """Refuse what is no text: lone surrogates, NUL, or nothing that could be seen."""
    if _SURROGATE.search(text) or "\0" in text:
        raise ValueError("must not hold lone surrogates or NUL")
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise ValueError("must hold at least one visible character")
    return text


def _as_day(value: object) -> object:
    """Refuse the numbers and times that pydantic would otherwise take for a date."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("must be a date like 2025-11-02")


Day = Annotated[date, BeforeValidator(_as_day)]
QuestionText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_legible)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
TopK = Annotated[int, Field(ge=1, le=50, strict=True)]
Names = Annotated[list[str], Field(max_length=1000)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Response(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class FiltersIn(_Request):
    """Hard filters; null leaves a side open."""

    sources: Names | None = None
    published_from: Day | None = None
    published_to: Day | None = None
    article_ids: Names | None = None


class SearchRequest(_Request):
    """The body of ``POST /v1/search``."""

    query: QuestionText
    top_k: TopK = 8
    filters: FiltersIn | None = None
    as_of: Day | None = None
    offset_unit: OffsetUnit = "codepoint"

    def bounds(self) -> Filters:
        """The filters as the index takes them."""
        return _bounds(self.filters, self.as_of)


class AskRequest(_Request):
    """The body of ``POST /v1/ask``."""

    question: QuestionText
    top_k: TopK = 8
    mode: Literal["auto", "extractive", "generative"] = "auto"
    filters: FiltersIn | None = None
    as_of: Day | None = None
    stream: Annotated[bool, Field(strict=True)] = False
    offset_unit: OffsetUnit = "codepoint"

    def bounds(self) -> Filters:
        """The filters as the index takes them."""
        return _bounds(self.filters, self.as_of)


def _bounds(filters: FiltersIn | None, as_of: date | None) -> Filters:
    given = filters or FiltersIn()
    return Filters(
        sources=None if given.sources is None else tuple(given.sources),
        published_from=given.published_from,
        published_to=given.published_to,
        article_ids=None if given.article_ids is None else tuple(given.article_ids),
        as_of=as_of,
    )


class ArticlesQuery(_Request):
    """The query string of ``GET /v1/articles``."""

    source: Annotated[str | None, Field(max_length=200)] = None
    published_from: Day | None = None
    published_to: Day | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Field(max_length=200)] = None

    def bounds(self) -> Filters:
        """The filters as the index takes them."""
        return Filters(
            (self.source,) if self.source else None, self.published_from, self.published_to
        )


class PassageOut(_Response):
    """A passage that was read."""

    passage_id: str
    article_id: str
    start: int
    end: int
    text: str
    scores: Scores

    @classmethod
    def of(cls, hit: Hit, unit: OffsetUnit) -> "PassageOut":
        """The hit with its offsets in ``unit``."""
        passage = hit.passage
        return cls(
            passage_id=passage.id,
            article_id=passage.article.id,
            start=to_unit(passage.article.text, passage.start, unit),
            end=to_unit(passage.article.text, passage.end, unit),
            text=passage.text,
            scores=hit.scores,
        )


class ResolvedDateOut(_Response):
    """A relative date in a quote, and the day it means."""

    text: str
    date: date


class CitationOut(_Response):
    """A quote: the article's text from ``start`` to ``end``, exactly."""

    id: int
    answer_start: int
    answer_end: int
    passage_id: str
    article_id: str
    article_sha256: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    support: Probability | None
    resolved_dates: list[ResolvedDateOut] = []

    @classmethod
    def of(cls, citation: Citation, answer: str, unit: OffsetUnit) -> "CitationOut":
        """The citation with its offsets in ``unit``."""
        return cls(
            **_quoted(citation, unit),
            id=citation.id,
            answer_start=to_unit(answer, citation.answer_start, unit),
            answer_end=to_unit(answer, citation.answer_end, unit),
            passage_id=citation.passage.id,
            title=citation.article.title,
            url=citation.article.url,
            support=citation.support,
            resolved_dates=[
                ResolvedDateOut.model_validate(each) for each in citation.resolved_dates
            ],
        )


class ConflictOut(_Response):
    """An article that says otherwise."""

    kind: Literal["conflict", "update"]
    short_answer: str
    article_id: str
    article_sha256: str
    source: str | None
    published: date | None
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, conflict: Conflict, unit: OffsetUnit) -> "ConflictOut":
        """The conflict with its offsets in ``unit``."""
        return cls(
            **_quoted(conflict, unit), kind=conflict.kind, short_answer=conflict.short_answer
        )


def _quoted(said: Citation | Conflict, unit: OffsetUnit) -> dict[str, Any]:
    """The fields that tell which words of which article are quoted."""
    article = said.article
    return {
        "article_id": article.id,
        "article_sha256": article.sha256,
        "source": article.source,
        "published": article.published,
        "start": to_unit(article.text, said.start, unit),
        "end": to_unit(article.text, said.end, unit),
        "quote": said.quote,
    }


class AskResponse(_Response):
    """An answer with its quotes, or the refusal to give one."""

    id: str
    generation: str
    status: Literal["answered", "abstained"]
    abstain_reason: AbstainReason | None
    answer: str
    short_answer: str | None
    confidence: Probability | None
    mode: Literal["extractive", "generative"] = "extractive"
    degraded: bool = False
    removed_sentences: int = 0
    interpretation: Interpretation
    citations: list[CitationOut]
    computations: list[Computation] = []
    corroboration: Corroboration | None
    conflicts: list[ConflictOut] = []
    passages: list[PassageOut]
    timings_ms: Timings

    @classmethod
    def of(cls, answer: Answer, unit: OffsetUnit = "codepoint") -> "AskResponse":
        """The answer as JSON, offsets in ``unit``."""
        return cls(
            id=f"answer-{uuid4().hex}",
            generation=answer.generation,
            status=answer.status,
            abstain_reason=answer.abstain_reason,
            answer=answer.answer,
            short_answer=answer.short_answer,
            confidence=answer.confidence,
            interpretation=answer.interpretation,
            citations=[CitationOut.of(c, answer.answer, unit) for c in answer.citations],
            computations=list(answer.computations),
            corroboration=answer.corroboration,
            conflicts=[ConflictOut.of(conflict, unit) for conflict in answer.conflicts],
            passages=[PassageOut.of(hit, unit) for hit in answer.passages],
            timings_ms=answer.timings_ms,
        )


class SearchResponse(_Response):
    """Passages in fused order."""

    generation: str
    hits: list[PassageOut]


class SourceCount(_Response):
    """A source and how many articles it has; null is of articles that give no name and no URL.

    ``aliases`` are the other names and the hosts that are taken for it.
    """

    source: str | None
    articles: int
    aliases: list[str]


class CorpusResponse(_Response):
    """What the index holds and how it was made."""

    generation: str
    built: str
    articles: int
    passages: int
    sources: list[SourceCount]
    published_from: date | None
    published_to: date | None
    recipe: dict[str, Any]


class ArticleSummary(_Response):
    """An article without its text."""

    id: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None
    sha256: str


class ArticleOut(ArticleSummary):
    """An article whole; ``sha256`` is that of ``text`` in UTF-8."""

    text: str


class ArticleList(_Response):
    """A page of articles; ``next_cursor`` is null on the last one."""

    generation: str
    articles: list[ArticleSummary]
    next_cursor: str | None


class CitationIn(BaseModel):
    """As much of a citation as verifying it needs."""

    model_config = ConfigDict(extra="ignore")

    id: int
    article_id: str
    article_sha256: str | None = None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str


class VerifyRequest(BaseModel):
    """A response of ``POST /v1/ask``; what is not a citation is ignored.

    ``offset_unit`` names the unit that was asked for, if it was not code points.
    """

    model_config = ConfigDict(extra="ignore")

    citations: Annotated[list[CitationIn], Field(max_length=1000)]
    offset_unit: OffsetUnit = "codepoint"


Status = Literal["exact", "changed", "missing"]


class CitationStatus(_Response):
    """``exact``, ``changed`` (the article differs now), or ``missing``."""

    id: int
    article_id: str
    status: Status


class VerifyResponse(_Response):
    """One status a citation, in order."""

    generation: str
    citations: list[CitationStatus]


class RefusalOut(_Response):
    """A generation that is current on disk and not served; ``generation`` is null if none is."""

    generation: str | None
    reason: str


class ReadinessResponse(_Response):
    """Ready to answer from ``generation``; ``refused`` is null unless there is a newer, bad one."""

    status: Literal["ready"] = "ready"
    generation: str
    refused: RefusalOut | None


class Problem(_Response):
    """An error, as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
