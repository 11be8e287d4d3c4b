"""The JSON of Dateline's own interface: what may be asked, and what is said in reply."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import Field

from index import Filters, Hit, Scores

from ...answers import (
    AbstainReason,
    Answer,
    Citation,
    Computation,
    Conflict,
    Corroboration,
    Interpretation,
    Timings,
)
from ..offsets import InUnit, OffsetUnit
from .fields import (
    CitationId,
    Count,
    Day,
    Names,
    Offset,
    Probability,
    QuestionText,
    Request,
    Response,
    Sha256,
    TolerantRequest,
    TopK,
)


class FiltersIn(Request):
    """Hard filters; null leaves a side open."""

    sources: Names | None = None
    """Only articles of these sources: their names, aliases or hosts, in any case."""
    published_from: Day | None = None
    """Only articles published on this day or later. An article without a date is left out."""
    published_to: Day | None = None
    """Only articles published on this day or before. An article without a date is left out."""
    article_ids: Names | None = None
    """Only the articles of these ids."""


class SearchRequest(Request):
    """The body of ``POST /v1/search``."""

    query: QuestionText
    """What is searched for: a question or keywords, taken literally."""
    top_k: TopK = 8
    """How many passages come back at most."""
    filters: FiltersIn | None = None
    """Which articles are searched."""
    as_of: Day | None = None
    """Search as if the corpus ended that day, inclusive. Articles without a date stay."""
    offset_unit: OffsetUnit = "codepoint"
    """What the offsets of the response count: Unicode code points, UTF-16 code units, or bytes
    of UTF-8."""

    def bounds(self) -> Filters:
        """The filters as the index takes them."""
        return _bounds(self.filters, self.as_of)


class AskRequest(Request):
    """The body of ``POST /v1/ask``."""

    question: QuestionText
    """The question, in English."""
    top_k: TopK = 8
    """How many of the passages that were read come back at most."""
    mode: Literal["auto", "extractive", "generative"] = "auto"
    """`extractive` answers without a language model; `generative` is refused where none is
    configured."""
    filters: FiltersIn | None = None
    """Which articles may answer."""
    as_of: Day | None = None
    """Answer as if the corpus ended that day, inclusive; words such as “today” mean that day."""
    stream: Annotated[bool, Field(strict=True)] = False
    """Whether the answer comes as Server-Sent Events."""
    offset_unit: OffsetUnit = "codepoint"
    """What the offsets of the response count: Unicode code points, UTF-16 code units, or bytes
    of UTF-8."""

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


class ArticlesQuery(Request):
    """The query string of ``GET /v1/articles``."""

    source: Annotated[str | None, Field(min_length=1)] = None
    """Only articles of this source: its name, an alias or a host, in any case."""
    published_from: Day | None = None
    """Only articles published on this day or later. An article without a date is left out."""
    published_to: Day | None = None
    """Only articles published on this day or before. An article without a date is left out."""
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    """How many articles a page has at most."""
    cursor: Annotated[str | None, Field(max_length=200)] = None
    """`next_cursor` of the page before; leave it out for the first page."""

    def bounds(self) -> Filters:
        """The filters as the index takes them."""
        return Filters(
            (self.source,) if self.source else None, self.published_from, self.published_to
        )


class PassageOut(Response):
    """A passage that was found or read: a run of whole sentences of one article."""

    passage_id: str
    """`article:start-end` in code points; it stays the same over rebuilds."""
    article_id: str
    """The article that it is from."""
    start: Offset
    """Where it begins in the article's text, in the unit that was asked for."""
    end: Offset
    """Where it ends in the article's text, exclusive, in the unit that was asked for."""
    text: str
    """The article's text from `start` to `end`, exactly."""
    scores: Scores
    """What each ranking gave it. None of these is a confidence."""

    @classmethod
    def of(cls, hit: Hit, in_unit: InUnit) -> "PassageOut":
        """The hit with its offsets as ``in_unit`` tells them."""
        passage = hit.passage
        return cls(
            passage_id=passage.id,
            article_id=passage.article.id,
            start=in_unit(passage.article.text, passage.start),
            end=in_unit(passage.article.text, passage.end),
            text=passage.text,
            scores=hit.scores,
        )


class ResolvedDateOut(Response):
    """A relative date in a quote, and the day it means."""

    text: str
    """The words of the quote, such as “today”."""
    date: date
    """The day that they mean, reckoned from the article's date."""


class CitationOut(Response):
    """A quote: the article's text from ``start`` to ``end``, exactly."""

    id: CitationId
    """The number of its marker in the answer: 1 for `[1]`."""
    answer_start: Offset
    """Where the words that rest on it begin in `answer`, in the unit that was asked for."""
    answer_end: Offset
    """Where they end in `answer`, exclusive, in the unit that was asked for."""
    passage_id: str
    """The passage that the quote was read in."""
    article_id: str
    """The article that is quoted."""
    article_sha256: Sha256
    """SHA-256 of the article's text in UTF-8, by which `POST /v1/verify` knows it again."""
    title: str | None
    """The article's title; null if it has none."""
    source: str | None
    """Who published it; null if the article does not say."""
    published: date | None
    """The day that it was published; null if the article does not say."""
    url: str | None
    """Where it was published, http or https; null if the article does not say."""
    start: Offset
    """Where the quote begins in the article's text, in the unit that was asked for."""
    end: Offset
    """Where it ends in the article's text, exclusive, in the unit that was asked for."""
    quote: str
    """The article's text from `start` to `end`, to the character."""
    support: Probability | None
    """Calibrated probability that the quote alone supports the answer; null where that was not
    judged."""
    resolved_dates: list[ResolvedDateOut] = Field(default_factory=list)
    """The days that relative words of the quote mean."""

    @classmethod
    def of(cls, citation: Citation, answer: str, in_unit: InUnit) -> "CitationOut":
        """The citation with its offsets as ``in_unit`` tells them."""
        return cls(
            **_quoted(citation, in_unit),
            id=citation.id,
            answer_start=in_unit(answer, citation.answer_start),
            answer_end=in_unit(answer, citation.answer_end),
            passage_id=citation.passage.id,
            title=citation.article.title,
            url=citation.article.url,
            support=citation.support,
            resolved_dates=[
                ResolvedDateOut.model_validate(each) for each in citation.resolved_dates
            ],
        )


class ConflictOut(Response):
    """An article that says otherwise."""

    kind: Literal["conflict", "update"]
    """`conflict`: another answer. `update`: an earlier value of a figure that has run on since."""
    short_answer: str
    """The other answer."""
    article_id: str
    """The article that says so."""
    article_sha256: Sha256
    """SHA-256 of the article's text in UTF-8."""
    source: str | None
    """Who published it; null if the article does not say."""
    published: date | None
    """The day that it was published; null if the article does not say."""
    start: Offset
    """Where the quote begins in the article's text, in the unit that was asked for."""
    end: Offset
    """Where it ends in the article's text, exclusive, in the unit that was asked for."""
    quote: str
    """The article's text from `start` to `end`, to the character."""

    @classmethod
    def of(cls, conflict: Conflict, in_unit: InUnit) -> "ConflictOut":
        """The conflict with its offsets as ``in_unit`` tells them."""
        return cls(
            **_quoted(conflict, in_unit), kind=conflict.kind, short_answer=conflict.short_answer
        )


def _quoted(said: Citation | Conflict, in_unit: InUnit) -> dict[str, Any]:
    """The fields that tell which words of which article are quoted."""
    article = said.article
    return {
        "article_id": article.id,
        "article_sha256": article.sha256,
        "source": article.source,
        "published": article.published,
        "start": in_unit(article.text, said.start),
        "end": in_unit(article.text, said.end),
        "quote": said.quote,
    }


class AskResponse(Response):
    """An answer with its quotes, or the refusal to give one."""

    id: str
    """Names this response; another one each time."""
    generation: str
    """The generation of the index that all of it is from."""
    status: Literal["answered", "abstained"]
    """Abstaining is a normal answer: then nothing is cited."""
    abstain_reason: AbstainReason | None
    """Why it abstained; null where it answered."""
    answer: str
    """A few sentences with markers such as `[1]`; where it abstained, one that says so."""
    short_answer: str | None
    """The answer in as few words as may be; null where it abstained."""
    confidence: Probability | None
    """Probability that `short_answer` is right: calibrated, but of “Yes” and “No” the reader's own
    estimate, and of several answers the product of theirs. Null where it abstained."""
    mode: Literal["extractive", "generative"] = "extractive"
    """How the answer was made."""
    degraded: bool = False
    """Whether a language model was asked for and failed, so that the answer is extractive."""
    removed_sentences: Count = 0
    """How many generated sentences were removed because no quote supports them."""
    offset_unit: OffsetUnit = "codepoint"
    """What its offsets count, as the request asked."""
    interpretation: Interpretation
    """How the question was taken."""
    citations: list[CitationOut]
    """The quotes that the answer rests on, by the numbers of their markers."""
    computations: list[Computation] = Field(default_factory=list)
    """What was computed from cited figures."""
    corroboration: Corroboration | None
    """Who says it; null where it abstained."""
    conflicts: list[ConflictOut] = Field(default_factory=list)
    """Articles that say otherwise."""
    passages: list[PassageOut]
    """What was read, in final rank order."""
    timings_ms: Timings
    """What it took, in milliseconds of wall-clock time."""

    @classmethod
    def of(cls, answer: Answer, unit: OffsetUnit = "codepoint") -> "AskResponse":
        """The answer as JSON, offsets in ``unit``; it takes its time where articles are long."""
        in_unit = InUnit(unit)
        return cls(
            id=f"answer-{uuid4().hex}",
            generation=answer.generation,
            status=answer.status,
            abstain_reason=answer.abstain_reason,
            answer=answer.answer,
            short_answer=answer.short_answer,
            confidence=answer.confidence,
            offset_unit=unit,
            interpretation=answer.interpretation,
            citations=[CitationOut.of(c, answer.answer, in_unit) for c in answer.citations],
            computations=list(answer.computations),
            corroboration=answer.corroboration,
            conflicts=[ConflictOut.of(conflict, in_unit) for conflict in answer.conflicts],
            passages=[PassageOut.of(hit, in_unit) for hit in answer.passages],
            timings_ms=answer.timings_ms,
        )


class DeltaOut(Response):
    """The next words of a streamed answer."""

    text: str
    """The words; those of all events together are `answer`."""


class SearchResponse(Response):
    """Passages in fused order."""

    generation: str
    """The generation of the index that they are from."""
    hits: list[PassageOut]
    """The passages found, best first; `rerank` is null, for none was read."""

    @classmethod
    def of(cls, generation: str, hits: Sequence[Hit], unit: OffsetUnit) -> "SearchResponse":
        """The passages as JSON, offsets in ``unit``; it takes its time where articles are long."""
        in_unit = InUnit(unit)
        return cls(generation=generation, hits=[PassageOut.of(hit, in_unit) for hit in hits])


class SourceCount(Response):
    """A source and how many articles it has."""

    source: str | None
    """Its name; null for the articles that give no name and no URL."""
    articles: Count
    """How many articles it has."""
    aliases: list[str]
    """The other names and the hosts that are taken for it."""


class CorpusResponse(Response):
    """What the index holds and how it was made."""

    generation: str
    """The generation that is served."""
    built: str
    """When it was built: UTC in ISO 8601."""
    articles: Count
    """How many articles it holds."""
    passages: Count
    """How many passages these were cut into."""
    sources: list[SourceCount]
    """Who published them, most articles first."""
    published_from: date | None
    """The first day that an article was published; null if none has a date."""
    published_to: date | None
    """The last day that an article was published; null if none has a date."""
    recipe: dict[str, Any]
    """What decides what an index holds, given the articles: names and versions of models, sizes
    of passages in tokens, rules and formulas."""


class ArticleSummary(Response):
    """An article without its text."""

    id: str
    """Names the article; any text, to be percent-encoded in a path."""
    title: str | None
    """Its title; null if it has none."""
    source: str | None
    """Who published it; null if the article does not say."""
    published: date | None
    """The day that it was published; null if the article does not say."""
    url: str | None
    """Where it was published, http or https; null if the article does not say."""
    sha256: Sha256
    """SHA-256 of its text in UTF-8."""


class ArticleOut(ArticleSummary):
    """An article whole; ``sha256`` is that of ``text`` in UTF-8."""

    text: str
    """Its text, as it was read: offsets count in this."""


class ArticleList(Response):
    """A page of articles."""

    generation: str
    """The generation that they are from."""
    articles: list[ArticleSummary]
    """The articles, by id."""
    next_cursor: str | None
    """What to ask the next page with; null on the last one."""


class CitationIn(TolerantRequest):
    """As much of a citation as verifying it needs."""

    id: CitationId
    """The number of its marker; it comes back with the verdict."""
    article_id: str
    """The article that is quoted."""
    article_sha256: Sha256 | None = None
    """SHA-256 of the text that was quoted; null if it is not known."""
    start: Offset
    """Where the quote begins in the article's text, in `offset_unit`."""
    end: Offset
    """Where it ends in the article's text, exclusive, in `offset_unit`."""
    quote: str
    """The words that are said to stand there."""


class VerifyRequest(TolerantRequest):
    """A response of ``POST /v1/ask``; what is not a citation is ignored."""

    citations: Annotated[list[CitationIn], Field(max_length=1000)]
    """The citations to check."""
    offset_unit: OffsetUnit = "codepoint"
    """What the offsets count; answers say it of themselves."""


Status = Literal["exact", "changed", "missing"]


class CitationStatus(Response):
    """Whether one quote still stands."""

    id: CitationId
    """The number of its marker."""
    article_id: str
    """The article that is quoted."""
    status: Status
    """`exact`: it stands there, word for word. `changed`: the article has another text now.
    `missing`: there is no such article, or it does not hold the quote there."""


class VerifyResponse(Response):
    """One status a citation, in order."""

    generation: str
    """The generation that they were held against."""
    citations: list[CitationStatus]
    """One verdict a citation, in the order in which they came."""


class LivenessResponse(Response):
    """The process runs and answers."""

    status: Literal["alive"] = "alive"
    """Always `alive`."""


class RefusalOut(Response):
    """A generation that is current on disk and not served."""

    generation: str | None
    """Its id; null if what names it cannot be read."""
    reason: str
    """Why it is not served."""


class ReadinessResponse(Response):
    """Ready to answer from ``generation``."""

    status: Literal["ready"] = "ready"
    """Always `ready`."""
    generation: str
    """The generation that is served."""
    refused: RefusalOut | None
    """A newer generation that is not served; null unless there is such a bad one."""
