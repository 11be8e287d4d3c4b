"""Passages with their vectors, as an index is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Article, Embedder, Passage, in_context
from index.encoding.embedding import Vectors
from index.text.chunking import MAX_TOKENS, OVERLAP_TOKENS, chunk


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles by id, their passages in the same order, and one vector a passage."""

    articles: list[Article]
    passages: list[Passage]
    vectors: Vectors


def of_articles(articles: Sequence[Article], embedder: Embedder) -> Corpus:
    """The passages of ``articles`` as ``dateline index`` makes them."""
    ordered = sorted(articles, key=lambda article: article.id)
    passages = [
        passage
        for article in ordered
        for passage in chunk(
            article, embedder.count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS
        )
    ]
    vectors = embedder.embed_passages([in_context(passage) for passage in passages])
    return Corpus(ordered, passages, vectors)
