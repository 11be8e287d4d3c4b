"""BM25+ over passages, by rank-bm25 on a small corpus and by bm25s on a large one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

import bm25s
import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

K1, B, DELTA = 1.5, 0.75, 1.0
FORMULA = f"bm25+ k1={K1} b={B} delta={DELTA}"

# rank-bm25 looks every query term up in every passage, in Python: a query of eight terms over
# this many passages stays under 5 ms (2.7 at the 90th percentile on one core of 2.3 GHz, over
# 4,000 passages 6.5).
RANK_BM25_MAX_PASSAGES = 2_000

Scored = NDArray[np.float64]


class LexicalIndex(Protocol):
    """BM25+ scores of all passages for the terms of a query, as both libraries have it.

    The formula (Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011)::

        score(q, p) = Σ_{t in q ∩ p} idf(t) · tf·(k1 + 1) / (k1·(1 - b + b·|p|/avg) + tf)
        idf(t) = ln((N + 1) / df_t)

    The paper adds δ·idf(t) for each term that p has. Both libraries add it for every term of q,
    which shifts all passages alike and is taken off again: δ changes neither rank nor score.

    Its idf is positive even for a term in every passage, where Okapi's is ≤ 0 from half of
    them on, which on a corpus of a few articles would bury the passages that match best.
    """

    def scores(self, query: Sequence[str]) -> Scored:
        """One score ≥ 0 a passage, in passage order; 0 means that no term is shared."""
        ...

    def save(self, path: Path) -> None:
        """Write everything that ``load_lexical`` needs into the folder ``path``, which exists."""
        ...


class RankBM25Index:
    """The formula as ``rank-bm25`` computes it; built anew from the terms when loaded."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        self._passages = passages
        self._bm25 = BM25Plus(passages, k1=K1, b=B, delta=DELTA)

    def scores(self, query: Sequence[str]) -> Scored:
        known = [term for term in query if term in self._bm25.idf]
        # rank-bm25 adds idf·δ for absent terms too, which shifts all passages alike.
        absent = DELTA * sum(self._bm25.idf[term] for term in known)
        return _clean(np.asarray(self._bm25.get_scores(known)) - absent)

    def save(self, path: Path) -> None:
        (path / "terms.json").write_text(json.dumps(list(self._passages)), encoding="utf-8")


class BM25SIndex:
    """The same formula with all scores computed at build time (Lù, "BM25S", 2024)."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "BM25SIndex":
        bm25 = bm25s.BM25(k1=K1, b=B, delta=DELTA, method="bm25+", dtype="float64")
        bm25.index([list(passage) for passage in passages], show_progress=False)
        return cls(bm25)

    def scores(self, query: Sequence[str]) -> Scored:
        known = [term for term in query if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(int(self._bm25.scores["num_docs"]))
        ids = [self._bm25.vocab_dict[term] for term in known]
        absent = float(np.sum(self._bm25.nonoccurrence_array[ids]))
        return _clean(np.asarray(self._bm25.get_scores(known), dtype=np.float64) - absent)

    def save(self, path: Path) -> None:
        self._bm25.save(path, show_progress=False)


def build_lexical(passages: Sequence[Sequence[str]]) -> LexicalIndex:
    """Index the terms of each passage; at least one passage."""
    if len(passages) <= RANK_BM25_MAX_PASSAGES:
        return RankBM25Index(passages)
    return BM25SIndex.build(passages)


def load_lexical(path: Path) -> LexicalIndex:
    """What ``LexicalIndex.save`` wrote into ``path``."""
    small = path / "terms.json"
    if small.exists():
        return RankBM25Index(cast(list[list[str]], json.loads(small.read_text(encoding="utf-8"))))
    return BM25SIndex(bm25s.BM25.load(path, load_corpus=False, allow_pickle=False))


def _clean(scores: Scored) -> Scored:
    """Set what rounding left of the constant shift to 0: a shared term scores far more."""
    scores[scores < 1e-6] = 0.0
    return scores
