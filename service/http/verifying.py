"""Whether the quotes of an answer still stand in the articles."""

from collections.abc import Callable, Sequence

from index import Article, DatelineError

from .offsets import OffsetUnit, Quotable
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
    none, or its text is the one cited and yet does not hold the quote there. ``article`` is asked
    once for each article that is cited.
    """
    of_articles: dict[str, list[int]] = {}
    for number, citation in enumerate(citations):
        of_articles.setdefault(citation.article_id, []).append(number)
    statuses: dict[int, Status] = {}
    for id_, numbers in of_articles.items():
        cited = [citations[number] for number in numbers]
        # What cites many articles must not hold them all in memory.
        statuses.update(zip(numbers, _statuses(cited, unit, article(id_)), strict=True))
    return [
        CitationStatus(id=c.id, article_id=c.article_id, status=statuses[number])
        for number, c in enumerate(citations)
    ]


def _statuses(
    citations: Sequence[CitationIn], unit: OffsetUnit, article: Article | None
) -> list[Status]:
    """The statuses of the citations of one article."""
    if article is None:
        return ["missing"] * len(citations)
    text = Quotable(article.text, unit)
    return [_status(citation, article.sha256, text) for citation in citations]


def _status(citation: CitationIn, sha256: str, text: Quotable) -> Status:
    if citation.article_sha256 not in (None, sha256):
        return "changed"
    stands = citation.quote and text.holds(citation.quote, citation.start, citation.end)
    return "exact" if stands else "missing"
