"""Where the evidence of a question stands in the articles that an index holds."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eval.questions import Evidence
from index import Article

Articles = Callable[[str], Article | None]
"""Finds an article by its id; ``None`` where the index has none."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of an article, ``[start, end)`` in Unicode code points."""

    article_id: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have a character in common.

        >>> Span("a", 0, 5).overlaps(Span("a", 4, 9)), Span("a", 0, 5).overlaps(Span("a", 5, 9))
        (True, False)
        """
        return (
            self.article_id == other.article_id
            and self.start < other.end
            and other.start < self.end
        )


@dataclass(frozen=True, slots=True)
class LocatedEvidence:
    """The pieces of evidence found, each with every place its quote stands at, and the others.

    ``missing`` counts pieces whose article the index lacks or whose quote that article lacks.
    """

    found: tuple[tuple[Span, ...], ...]
    missing: int

    @property
    def article_ids(self) -> frozenset[str]:
        """The articles that the pieces found stand in."""
        return frozenset(place.article_id for places in self.found for place in places)


def locate(evidence: Iterable[Evidence], article: Articles) -> LocatedEvidence:
    """Look the evidence up; a piece given twice is one, and an article's name is all its text.

    Of a quote with offsets the place meant is that of the offsets; should the article have
    changed so that the quote stands elsewhere now, it is found there.

    >>> articles = {"a": Article("a", None, None, None, None, "Rain fell. Rain stopped.")}
    >>> locate([Evidence("a", "Rain"), Evidence("a", "Snow"), Evidence("b", "")], articles.get)
    LocatedEvidence(found=((Span(article_id='a', start=0, end=4), \
Span(article_id='a', start=11, end=15)),), missing=2)
    """
    places = [_places(piece, article(piece.article_id)) for piece in dict.fromkeys(evidence)]
    found = tuple(filter(None, places))
    return LocatedEvidence(found, len(places) - len(found))


def _places(piece: Evidence, article: Article | None) -> tuple[Span, ...]:
    if article is None:
        return ()
    if piece.start is not None and piece.end is not None:
        at_offsets = article.text[piece.start : piece.end]
        if piece.end <= len(article.text) and piece.quote in ("", at_offsets):
            return (Span(article.id, piece.start, piece.end),)
    if not piece.quote:
        whole = Span(article.id, 0, len(article.text))
        return (whole,) if piece.start is None else ()
    matches = re.finditer(re.escape(piece.quote), article.text)
    return tuple(Span(article.id, *match.span()) for match in matches)
