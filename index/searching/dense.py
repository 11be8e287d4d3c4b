"""Nearest passages by vector, with FAISS: exact up to a size, beyond it as good as exact."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from ..encoding.embedding import Vectors
from ..errors import IndexCorrupt, ModelUnavailable
from .approximate import FILE, InvertedLists
from .arrays import map_array, save_array
from .ranking import Allowed, Ranking

VECTORS = "vectors.npy"

# So many vectors are compared one by one: of an index, or of what a filter leaves of a larger
# one. On one core of 2.3 GHz that is 5 ms.
EXACT_UP_TO = 50_000

# An index finds of a question's ten nearest passages at least this share, or it compares all.
LEAST_RECALL = 0.97
# What is asked of the sample. Over the 99,206 passages of rtqa_2022 it had with 16, 24, 32, 48
# probes of 1,256 lists .960, .970, .976, .983, where 400 questions had .957, .968, .977, .984.
_LEAST_OF_SAMPLE = LEAST_RECALL + 0.005
_SAMPLE = 400
# As near as a question is to the nearest passage (median .72 in rtqa_2022).
_NEAR = 0.7
_PROBES = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)

# Of so many times ``k`` candidates the best ``k`` by their exact cosine are given: eight bits
# a number put them in nearly the right order.
_CANDIDATES = 2

_BLOCK = 65_536
_SEED = 1

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """How an index finds nearest vectors: ``exact``, or in ``probes`` of ``lists``.

    ``recall_at_10`` in [0, 1] is the share of the ten nearest that it found, over ``sampled``
    queries, each a vector of the index moved to a cosine of .7; 1 where it compares all.
    """

    kind: str
    lists: int = 0
    probes: int = 0
    recall_at_10: float = 1.0
    sampled: int = 0


EXACT = DenseSearch("exact")


class DenseIndex:
    """Search by inner product; on unit vectors that is the cosine.

    Every score is computed from the vectors themselves, however the row was found.
    """

    def __init__(
        self, vectors: Vectors, by: DenseSearch = EXACT, lists: InvertedLists | None = None
    ) -> None:
        self._vectors = vectors
        self._lists = lists
        self.by = by

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index unit vectors of shape (passages, dimension), row by row.

        Raises ModelUnavailable where a number is not finite: ``load`` would refuse what was built.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if not _finite(vectors):
            raise ModelUnavailable(
                "the embedder gave vectors that are not finite; name another one with "
                "DATELINE_EMBEDDER and build the index again with `dateline index PATH…`"
            )
        if len(vectors) <= EXACT_UP_TO:
            return cls(vectors)
        lists = InvertedLists.build(vectors)
        by = _fewest_probes(vectors, lists)
        return cls(vectors) if by == EXACT else cls(vectors, by, lists)

    @classmethod
    def load(cls, folder: Path, by: DenseSearch, *, rows: int, dimension: int) -> "DenseIndex":
        """What ``save`` wrote, memory-mapped.

        Raises IndexCorrupt unless it holds finite vectors of that shape, and lists of as many.
        """
        path = folder / VECTORS
        vectors = map_array(path, np.float32, 2)
        if vectors.shape != (rows, dimension):
            raise IndexCorrupt(
                f"{path}: holds {vectors.shape[0]} vectors of {vectors.shape[1]} numbers, "
                f"the manifest says {rows} of {dimension}"
            )
        # A mapping of its own: what was only checked does not stay in the memory of the process.
        if not _finite(map_array(path, np.float32, 2)):
            raise IndexCorrupt(f"{path}: holds numbers that are not finite")
        if by == EXACT:
            return cls(vectors)
        lists = InvertedLists.load(folder / FILE, rows=rows, dimension=dimension)
        return cls(vectors, by, lists)

    def save(self, folder: Path) -> None:
        """Write the vectors, and the lists where there are any, into ``folder``."""
        save_array(folder / VECTORS, self._vectors)
        if self._lists is not None:
            self._lists.save(folder / FILE)

    def search(self, query: Vectors, k: int, allowed: Allowed | None = None) -> Ranking:
        """The ``k`` rows nearest to ``query`` among ``allowed``, best first, with their cosine.

        Ties are by row. ``allowed`` is a mask over all rows, applied inside the search: fewer
        than ``k`` come back only where fewer are allowed. Where few are, each is compared.
        """
        count = len(self._vectors) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(_CANDIDATES * k, count)
        if not wanted:
            return []
        query = np.ascontiguousarray(query, dtype=np.float32)
        with _one_thread():
            found = self._near(query, wanted, allowed) if count > EXACT_UP_TO else None
            if found is None or len(found) < min(k, count):
                found = _nearest(self._vectors, query, wanted, allowed)
        return _ranked(self._vectors, query, found)[:k]

    def _near(self, query: Vectors, k: int, allowed: Allowed | None) -> Rows | None:
        """About the ``k`` nearest rows, by the lists; None where there are no lists."""
        if self._lists is None:
            return None
        rows: Rows = self._lists.search(query[np.newaxis], k, self.by.probes, allowed)[0]
        found: Rows = rows[rows >= 0]
        return found


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS use the calling thread alone.

    Its others gain a single query little, and where the cores are busy they wait for each other:
    over 10,000 passages 43 ms in place of 1.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _nearest(vectors: Vectors, query: Vectors, k: int, allowed: Allowed | None) -> Rows:
    """The ``k`` nearest rows among ``allowed``, which are as many, each of them compared."""
    scores, rows = np.empty(k, dtype=np.float32), np.empty(k, dtype=np.int64)
    selector = None if allowed is None else faiss.IDSelectorArray(np.flatnonzero(allowed))
    faiss.knn_inner_product(
        faiss.swig_ptr(query),
        faiss.swig_ptr(vectors),
        vectors.shape[1],
        1,
        len(vectors),
        k,
        faiss.swig_ptr(scores),
        faiss.swig_ptr(rows),
        selector,
    )
    return rows


def _ranked(vectors: Vectors, query: Vectors, rows: Rows) -> Ranking:
    """The rows with their cosines, best first, ties by row: the same in whatever company."""
    cosines = vectors[rows].astype(np.float64) @ query.astype(np.float64)
    scores = cosines.astype(np.float32)
    best = np.lexsort((rows, -scores))
    return [(int(row), float(score)) for row, score in zip(rows[best], scores[best], strict=True)]


def _fewest_probes(vectors: Vectors, lists: InvertedLists) -> DenseSearch:
    """The search with the fewest probes that finds enough, or the exact one."""
    queries = _sample(vectors)
    nearest = faiss.knn(queries, vectors, 10, metric=faiss.METRIC_INNER_PRODUCT)[1]
    for probes in _PROBES:
        candidates = lists.search(queries, 10 * _CANDIDATES, probes)
        recall = _recall(vectors, queries, candidates, nearest)
        if recall >= _LEAST_OF_SAMPLE:
            return DenseSearch("ivf sq8", len(lists), probes, round(recall, 4), len(queries))
    return EXACT


def _sample(vectors: Vectors) -> Vectors:
    """Rows at random, each turned in a direction at random until it is as far as questions are."""
    chance = np.random.default_rng(_SEED)
    rows = vectors[chance.choice(len(vectors), min(_SAMPLE, len(vectors)), replace=False)]
    return turned(rows, np.full(len(rows), _NEAR), chance)


def turned(vectors: Vectors, cosines: NDArray[np.float64], chance: np.random.Generator) -> Vectors:
    """Unit vectors, each turned in a direction at random until it has its cosine to what it was.

    ``vectors`` has shape (rows, dimension ≥ 2), ``cosines`` in [-1, 1] shape (rows,).
    """
    across = chance.standard_normal(vectors.shape, dtype=np.float32)
    across -= np.sum(across * vectors, axis=1, keepdims=True) * vectors
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = cosines.astype(np.float32)[:, np.newaxis]
    return np.ascontiguousarray(along * vectors + np.sqrt(1 - along**2) * across)


def _recall(vectors: Vectors, queries: Vectors, candidates: Rows, nearest: Rows) -> float:
    """The share of ``nearest`` that is left when the best of ``candidates`` are taken."""
    found = 0
    for query, rows, expected in zip(queries, candidates, nearest, strict=True):
        best = _ranked(vectors, query, rows[rows >= 0])[: len(expected)]
        found += len({row for row, _ in best} & set(expected.tolist()))
    return found / nearest.size


def _finite(vectors: Vectors) -> bool:
    blocks = range(0, len(vectors), _BLOCK)
    return all(np.isfinite(vectors[start : start + _BLOCK]).all() for start in blocks)
