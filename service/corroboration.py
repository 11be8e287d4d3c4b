"""Who else says the same, and how many independent sources that makes."""

from collections.abc import Sequence

import numpy as np

from index import Article, Embedder, source_identity, terms

from .answers import Corroboration, Syndicated
from .candidates import Candidate
from .numbers import numbers, numbers_agree
from .quoting import Quote, quote

# Cosine of two sentences from which on they are taken to report the same fact.
SAME_FACT = 0.65
MAX_QUOTES = 5


def agreeing(candidates: Sequence[Candidate], embedder: Embedder) -> list[Quote]:
    """The quote of the best candidate, and of every other article the best that says the same.

    Another article says the same when it has the same answer, or one with the same figures or a
    word in common, in a sentence that is close in meaning and names no other numbers. At most
    ``MAX_QUOTES``.
    """
    found = {
        scored.span.passage.article.id: quote(scored.span, scored.shown)
        for scored in candidates[0].spans
    }
    best = next(iter(found.values()))
    vector = embedder.embed_query(best.passage.text)
    for candidate in candidates[1:MAX_QUOTES]:
        for scored in candidate.spans:
            if scored.span.passage.article.id in found or len(found) >= MAX_QUOTES:
                continue
            if not _alike(scored.shown, candidates[0].best.shown):
                continue
            other = quote(scored.span, scored.shown)
            close = float(np.dot(vector, embedder.embed_query(other.passage.text))) >= SAME_FACT
            if close and numbers_agree(best.passage.text, other.passage.text):
                found[scored.span.passage.article.id] = other
    return list(found.values())[:MAX_QUOTES]


def _alike(one: str, other: str) -> bool:
    """Whether two answers may be one in other words: the same figures, or a term in common.

    >>> _alike("US$130 million", "130 million USD"), _alike("12 people", "14 people")
    (True, False)
    """
    figures = numbers(one)
    if figures or numbers(other):
        return figures == numbers(other)
    return bool(set(terms(one)) & set(terms(other)))


def corroborate(articles: Sequence[Article]) -> Corroboration:
    """Count the sources behind ``articles``, which are distinct; word-for-word copies are one."""
    originals: dict[str, Article] = {}
    copies = []
    for article in articles:
        original = originals.setdefault(article.sha256, article)
        if original is not article:
            copies.append(Syndicated(article.id, original.id))
    sources = {source_identity(a.source, a.url, a.id) for a in originals.values()}
    return Corroboration(len(sources), tuple(a.id for a in articles), tuple(copies))
