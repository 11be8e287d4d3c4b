"""What the searches of a case found, as ranked items, and which of those are relevant."""

from collections.abc import Mapping
from typing import Literal

from eval.asking import Case
from eval.rankings import quote_name, ranked_articles, ranked_quotes

Unit = Literal["articles", "quotes"]
UNITS: tuple[Unit, ...] = ("articles", "quotes")
"""What counts as found: an article with evidence, or the very quote."""


def ranked_items(case: Case, ranking: str, unit: Unit) -> list[str]:
    """The distinct items of a ranking, best first; none where the question failed."""
    passages = case.asked.rankings.get(ranking, ())
    if unit == "articles":
        return ranked_articles(passages)
    return ranked_quotes(passages, case.evidence.found)


def relevant_items(case: Case, unit: Unit) -> Mapping[str, int]:
    """The grade, always 1, of each item that should be found."""
    if unit == "articles":
        return dict.fromkeys(sorted(case.evidence.article_ids), 1)
    return {quote_name(places): 1 for places in case.evidence.found}
