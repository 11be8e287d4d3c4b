"""Both rankings in one: reciprocal rank fusion and the hybrid retriever."""

from collections.abc import Sequence
from datetime import date
from heapq import nlargest
from math import sqrt
from typing import NamedTuple

from ..encoding.embedding import Embedder
from ..passages import NO_FILTERS, Filters, Hit, Passage, Scores
from ..text.terms import terms
from .catalogue import Catalogue
from .dense import DenseIndex
from .lexical import LexicalIndex

RRF_K = 60
# How far down each ranking fusion looks.
DEPTH = 100

# An undated article stands by an article of this age: neither new nor old.
UNDATED_DAYS = 28
# What the score of an old article keeps. On rtqa_2022 as of each question's day an article with
# evidence is first for .77 of the questions, and for .69 without regard to time; with .5 for .76.
OLD = 0.3

Period = tuple[date, date]


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


def recency(days: int | None) -> float:
    """What a score keeps ``days`` away from the time that is asked about, in [.3, 1].

    1/√(1 + weeks), a power law as forgetting is (Wixted and Ebbesen 1991), down to ``OLD``: what is
    older than ten weeks is old, and may still be all that there is.

    >>> recency(0), recency(21), recency(365)
    (1.0, 0.5, 0.3)
    """
    return max(OLD, 1 / sqrt(1 + (UNDATED_DAYS if days is None else days) / 7))


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
        away = self._catalogue.days_outside(list(fused), *near)
        aged = {
            row: score * recency(days)
            for (row, score), days in zip(fused.items(), away, strict=True)
        }
        before, after = (sum(nlargest(k, scores.values())) for scores in (fused, aged))
        return {row: score * before / after for row, score in aged.items()}
