"""What an answer is: the words, the quotes they rest on, and what was read to find them.

The field names are those of ``POST /v1/ask``; offsets count Unicode code points, half-open.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index import NO_FILTERS, Article, Filters, Hit, Passage

from .meaning.relative_dates import ResolvedDate, resolved_dates

AbstainReason = Literal["no_passages", "low_confidence", "unsupported", "unknown_source"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the bounds it is asked within; ``filters.as_of`` is the day it is asked."""

    text: str
    top_k: int = 8
    filters: Filters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that stands in an article: ``article.text[start:end]``, by construction.

    ``answer_start``/``answer_end`` bound the words of the answer that rest on it; ``support``
    is the probability that it does support them, ``None`` where nothing has judged that.
    """

    id: int
    answer_start: int
    answer_end: int
    passage: Passage
    start: int
    end: int
    support: float | None = None

    @property
    def article(self) -> Article:
        return self.passage.article

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def resolved_dates(self) -> list[ResolvedDate]:
        """The days that relative words of the quote mean; none where the article has no date.

        The words around the quote have a say: within a longer quotation "yesterday" is another day.
        """
        article, shift = self.article, self.start - self.passage.start
        if article.published is None:
            return []
        return [
            replace(each, start=each.start - shift, end=each.end - shift)
            for each in resolved_dates(self.passage.text, article.published)
            if shift <= each.start and each.end <= self.end - self.passage.start
        ]


@dataclass(frozen=True, slots=True)
class Syndicated:
    """``article_id`` is a copy of the article ``of``, so it is no source of its own."""

    article_id: str
    of: str


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who says it: the articles that do, which of them are copies, and how many sources that is."""

    independent_sources: int
    article_ids: tuple[str, ...]
    syndicated: tuple[Syndicated, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A quote of another answer to the question; the answer given is one of several then.

    ``kind`` is ``update`` where the figure given is the same one run on since.
    """

    kind: Literal["conflict", "update"]
    short_answer: str
    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Computation:
    """A value computed from cited figures: ``expression`` holds them, ``citations`` their ids."""

    expression: str
    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a question was taken.

    ``sources`` and the two dates are filters that its own words set; ``as_of`` is the day that
    it was asked on, or that its relative words were resolved against; ``parts`` are the questions
    that it was taken apart into.
    """

    sources: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    as_of: date | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of wall-clock time by stage, of computing; waiting to be begun is not in it.

    An answer that was computed before took no stage any time.
    """

    retrieve: float
    rerank: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the refusal to give one: refusing is a value, with ``abstain_reason``.

    ``short_answer`` is ``None`` exactly when the service abstained, and then nothing is cited;
    ``passages`` always lists what was read, in final rank order.
    """

    generation: str
    answer: str
    short_answer: str | None
    abstain_reason: AbstainReason | None
    citations: tuple[Citation, ...]
    corroboration: Corroboration | None
    passages: tuple[Hit, ...]
    timings_ms: Timings
    confidence: float | None = None
    interpretation: Interpretation = Interpretation()
    conflicts: tuple[Conflict, ...] = ()
    computations: tuple[Computation, ...] = ()

    @property
    def status(self) -> Literal["answered", "abstained"]:
        return "answered" if self.short_answer is not None else "abstained"
