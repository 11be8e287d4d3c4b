"""BM25+ over passages, by rank-bm25 on a small corpus and by bm25s on a large one."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from ..errors import IndexCorrupt
from .postings import Postings
from .ranking import Allowed, Ranking
from .vocabulary import Vocabulary

K1, B, DELTA = 1.5, 0.75, 1.0
FORMULA = f"bm25+ k1={K1} b={B} delta={DELTA}"

# rank-bm25 looks every query term up in every passage, in Python: a query of eight terms over
# this many passages stays under 5 ms (2.7 at the 90th percentile on one core of 2.3 GHz, over
# 4,000 passages 6.5).
RANK_BM25_MAX_PASSAGES = 2_000

_SMALL, _LARGE = "terms.json", "lexical.json"


class LexicalIndex(Protocol):
    """The passages that score best by BM25+ for the terms of a query, as both libraries have it.

    The formula (Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011)::

        score(q, p) = Σ_{t in q ∩ p} idf(t) · tf·(k1 + 1) / (k1·(1 - b + b·|p|/avg) + tf)
        idf(t) = ln((N + 1) / df_t)

    The paper adds δ·idf(t) for each term that p has. Both libraries add it for every term of q,
    which shifts all passages alike and is taken off again: δ changes neither rank nor score.

    Its idf is positive even for a term in every passage, where Okapi's is ≤ 0 from half of
    them on, which on a corpus of a few articles would bury the passages that match best.
    """

    def search(self, query: Sequence[str], k: int, allowed: Allowed | None = None) -> Ranking:
        """The ``k`` best passages among ``allowed``, best first, ties by row, with their score > 0.

        ``allowed`` is a mask over all rows; passages that share no term with ``query`` are left
        out.
        """
        ...

    def __len__(self) -> int:
        """How many passages there are."""
        ...

    def save(self, path: Path) -> None:
        """Write everything that ``load_lexical`` needs into the folder ``path``, which exists."""
        ...


class RankBM25Index:
    """The formula as ``rank-bm25`` computes it; built anew from the terms when loaded."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        self._passages = passages
        self._bm25 = BM25Plus(passages, k1=K1, b=B, delta=DELTA)

    def search(self, query: Sequence[str], k: int, allowed: Allowed | None = None) -> Ranking:
        scores = self._scores(query)
        if allowed is not None:
            scores[~allowed] = 0.0
        best = np.argsort(-scores, kind="stable")[:k]
        return [(int(row), float(scores[row])) for row in best if scores[row] > 0]

    def __len__(self) -> int:
        return len(self._passages)

    def save(self, path: Path) -> None:
        (path / _SMALL).write_text(json.dumps(list(self._passages)), encoding="utf-8")

    def _scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        known = [term for term in query if term in self._bm25.idf]
        # rank-bm25 adds idf·δ for absent terms too, which shifts all passages alike.
        absent = DELTA * sum(self._bm25.idf[term] for term in known)
        scores: NDArray[np.float64] = np.asarray(self._bm25.get_scores(known)) - absent
        # What rounding left of the shift: a shared term scores far more.
        scores[scores < 1e-6] = 0.0
        return scores


class BM25SIndex:
    """The same formula with all scores computed at build time (Lù, "BM25S", 2024).

    Its postings are memory-mapped and searched from the rarest term on; see ``Postings.best``.
    """

    def __init__(self, vocabulary: Vocabulary, postings: Postings) -> None:
        self._vocabulary = vocabulary
        self._postings = postings

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "BM25SIndex":
        """Index the terms of each passage; the same files whatever the order of a set is."""
        vocabulary = sorted({term for passage in passages for term in passage})
        numbers = {term: number for number, term in enumerate(vocabulary)}
        of_passages = [[numbers[term] for term in passage] for passage in passages]
        # Only building needs it, and importing it takes a quarter of a second.
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B, delta=DELTA, method="bm25+", dtype="float64")
        # Where no passage has a term, it divides by their average length, 0; and scores nothing.
        with np.errstate(invalid="ignore"):
            bm25.index((of_passages, numbers), create_empty_token=False, show_progress=False)
        # The score without δ, to seven digits: two that differ by less are as good as equal.
        scores = bm25.scores["data"].astype(np.float32)
        rows, starts = bm25.scores["indices"], bm25.scores["indptr"]
        return cls(Vocabulary.of(vocabulary), Postings.of(rows, scores, starts, len(passages)))

    @classmethod
    def load(cls, path: Path) -> "BM25SIndex":
        """What ``save`` wrote; raises IndexCorrupt where its files disagree."""
        try:
            count = int(json.loads((path / _LARGE).read_text(encoding="utf-8"))["passages"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexCorrupt(f"{path / _LARGE}: {error!r}") from error
        vocabulary, postings = Vocabulary.load(path), Postings.load(path, count)
        if len(vocabulary) != postings.terms:
            raise IndexCorrupt(f"{path}: holds postings of other terms than its vocabulary")
        return cls(vocabulary, postings)

    def search(self, query: Sequence[str], k: int, allowed: Allowed | None = None) -> Ranking:
        numbers = ((self._vocabulary.number(term), count) for term, count in Counter(query).items())
        known = {number: count for number, count in numbers if number is not None}
        return self._postings.best(known, k, allowed)

    def __len__(self) -> int:
        return len(self._postings)

    def save(self, path: Path) -> None:
        (path / _LARGE).write_text(json.dumps({"passages": len(self)}) + "\n", encoding="utf-8")
        self._vocabulary.save(path)
        self._postings.save(path)


def build_lexical(passages: Sequence[Sequence[str]]) -> LexicalIndex:
    """Index the terms of each passage; at least one passage."""
    if len(passages) <= RANK_BM25_MAX_PASSAGES:
        return RankBM25Index(passages)
    return BM25SIndex.build(passages)


def load_lexical(path: Path) -> LexicalIndex:
    """What ``LexicalIndex.save`` wrote into ``path``, verified against its hash by the caller."""
    small = path / _SMALL
    if small.exists():
        return RankBM25Index(cast(list[list[str]], json.loads(small.read_text(encoding="utf-8"))))
    return BM25SIndex.load(path)
