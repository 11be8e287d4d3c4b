"""Both rankings in one: reciprocal rank fusion and the hybrid retriever."""

from collections.abc import Sequence
from heapq import nlargest
from typing import NamedTuple

from ..encoding.embedding import Embedder
from ..passages import NO_FILTERS, Filters, Hit, Passage, Scores
from ..text.terms import terms
from .catalogue import Catalogue
from .dense import DenseIndex
from .lexical import LexicalIndex
from .recency import Period, recency

RRF_K = 60
# How far down each ranking fusion looks.
DEPTH = 100


class _Ranked(NamedTuple):
    """The score of each row that a ranking holds, best first."""

    dense: dict[int, float]
    lexical: dict[int, float]
    fused: dict[int, float]


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Fused score of each row: Σ 1 / (60 + rank) over the rankings that hold it, ranks from 1.

    Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR 2009.

    >>> fused = reciprocal_rank_fusion([[7, 3], [3, 9]])
    >>> max(fused, key=fused.__getitem__), round(fused[3], 4)
    (3, 0.0325)
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            fused[row] = fused.get(row, 0.0) + 1 / (RRF_K + rank)
    return fused


class HybridRetriever:
    """Dense and lexical search over the same rows, fused."""

    def __init__(
        self, catalogue: Catalogue, dense: DenseIndex, lexical: LexicalIndex, embedder: Embedder
    ) -> None:
        self._catalogue = catalogue
        self.dense = dense
        self.lexical = lexical
        self._embedder = embedder

    def search(
        self, query: str, k: int, filters: Filters = NO_FILTERS, near: Period | None = None
    ) -> list[Hit]:
        """The best ``k`` passages within ``filters``, best first, each with its own scores.

        Of two that rank alike, the one published nearer to ``near``, two days inclusive, wins.
        """
        ranked = self._ranked(query, k, filters, near)
        best = list(ranked.fused)[:k]
        return [
            Hit(
                passage,
                Scores(ranked.dense.get(row), ranked.lexical.get(row), ranked.fused[row]),
            )
            for row, passage in zip(best, self._catalogue.passages(best), strict=True)
        ]

    def rankings(
        self, query: str, k: int, filters: Filters = NO_FILTERS, near: Period | None = None
    ) -> dict[str, list[Passage]]:
        """The best ``k`` of ``dense`` and ``lexical`` search alone, and of both ``fused``."""
        ranked = self._ranked(query, k, filters, near)
        return {
            name: self._catalogue.passages(list(ranking)[:k])
            for name, ranking in ranked._asdict().items()
        }

    def _ranked(self, query: str, k: int, filters: Filters, near: Period | None) -> "_Ranked":
        allowed = self._catalogue.allowed(filters)
        if allowed is not None and not allowed.any():
            return _Ranked({}, {}, {})
        depth = max(DEPTH, k)
        dense = dict(self.dense.search(self._embedder.embed_query(query), depth, allowed))
        lexical = dict(self.lexical.search(terms(query), depth, allowed))
        fused = reciprocal_rank_fusion([list(dense), list(lexical)])
        if near is not None:
            fused = self._nearest(fused, near, k)
        best = sorted(fused, key=lambda row: (-fused[row], row))
        return _Ranked(dense, lexical, {row: fused[row] for row in best})

    def _nearest(self, fused: dict[int, float], near: Period, k: int) -> dict[int, float]:
        """The scores with recency, the best ``k`` adding up to what the best did without.

        How sure an answer is depends on the scores; that all reports are old does not make it less.
        """
        published = self._catalogue.published(list(fused))
        aged = {
            row: score * recency(day, near)
            for (row, score), day in zip(fused.items(), published, strict=True)
        }
        before, after = (sum(nlargest(k, scores.values())) for scores in (fused, aged))
        return {row: score * before / after for row, score in aged.items()}
