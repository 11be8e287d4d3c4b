"""Where the evidence of a question stands in the articles that an index holds."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eval.questions import Evidence
from index import Article


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


def locate(
    evidence: Iterable[Evidence], article: Callable[[str], Article | None]
) -> LocatedEvidence:
    """Look the evidence up; a piece given twice is one, and an empty quote is the whole article.

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
    if not piece.quote:
        return (Span(article.id, 0, len(article.text)),)
    matches = re.finditer(re.escape(piece.quote), article.text)
    return tuple(Span(article.id, *match.span()) for match in matches)
