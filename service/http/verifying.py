"""Whether the quotes of an answer still stand in the articles."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from index import Article, DatelineError

from .offsets import OffsetUnit, slice_by_unit
from .schemas import CitationIn, CitationStatus, Status


class AnswerRefused(DatelineError):
    """A file is not a saved answer (exit 3)."""


def verify(
    citations: Sequence[CitationIn],
    unit: OffsetUnit,
    article: Callable[[str], Article | None],
) -> list[CitationStatus]:
    """One status a citation, in order.

    ``exact``: the article holds the quote at these offsets, and is the article that was cited.
    ``changed``: an article of that id is there, but with another text. ``missing``: there is
    none, or its text is the one cited and yet does not hold the quote there.
    """
    # An answer cites few articles; what cites many must not hold them all in memory.
    found = lru_cache(maxsize=8)(article)
    return [
        CitationStatus(
            id=c.id, article_id=c.article_id, status=_status(c, unit, found(c.article_id))
        )
        for c in citations
    ]


def _status(citation: CitationIn, unit: OffsetUnit, article: Article | None) -> Status:
    if article is None:
        return "missing"
    if citation.article_sha256 not in (None, article.sha256):
        return "changed"
    held = slice_by_unit(article.text, citation.start, citation.end, unit)
    return "exact" if held == citation.quote and citation.quote else "missing"
