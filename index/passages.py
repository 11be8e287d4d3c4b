"""What retrieval returns: passages, their scores, and the filters that bound a search."""

from dataclasses import dataclass
from datetime import date

from .articles import Article


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: ``article.text[start:end] == text``."""

    article: Article
    start: int
    end: int

    @property
    def id(self) -> str:
        """Names the passage by what it is, so that it stays the same over rebuilds."""
        return f"{self.article.id}:{self.start}-{self.end}"

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Scores:
    """One number a ranking; ``None`` where that ranking did not return the passage.

    ``dense`` is a cosine in [-1, 1], ``lexical`` a BM25+ sum ≥ 0, ``fused`` a reciprocal rank
    sum, at most 2/61 where time plays no part, ``rerank`` a sum of logits. None is a confidence.
    """

    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    rerank: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with each ranking's own score for it."""

    passage: Passage
    scores: Scores


@dataclass(frozen=True, slots=True)
class Filters:
    """Hard bounds on a search; ``None`` leaves a side open, dates are inclusive.

    An undated article fails ``published_from`` and ``published_to`` and passes ``as_of``.
    ``sources`` are names, aliases or hosts of URLs, as ``Sources.meant`` takes them.
    """

    sources: tuple[str, ...] | None = None
    published_from: date | None = None
    published_to: date | None = None
    article_ids: tuple[str, ...] | None = None
    as_of: date | None = None


NO_FILTERS = Filters()
