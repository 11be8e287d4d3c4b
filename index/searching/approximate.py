"""Nearly all nearest passages by vector, in a fraction of the time: FAISS's inverted lists.

Vectors are put into the list of their nearest centroid (Jégou, Douze and Schmid, "Product
quantization for nearest neighbor search", 2011), each number kept in eight bits. A search looks
into the lists whose centroids are nearest to the query, its probes; what it finds is compared
again, exactly, by whoever asked.
"""

from math import ceil, isqrt
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from ..encoding.embedding import Vectors
from ..errors import IndexCorrupt
from .ranking import Allowed

Rows = NDArray[np.int64]

FILE = "dense.faiss"

_SEED = 1
# Vectors to learn a centroid from, and how often it is moved to their mean.
_LEARNT_FROM = 40
_ROUNDS = 10


class InvertedLists:
    """Which vectors lie near a centroid; about 4·√vectors of them."""

    def __init__(self, index: faiss.IndexIVFScalarQuantizer) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "InvertedLists":
        """The lists of unit vectors of shape (passages, dimension), C-contiguous."""
        rows, dimension = vectors.shape
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            4 * isqrt(rows),
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
            False,
        )
        index.cp.niter, index.cp.seed = _ROUNDS, _SEED
        index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, _LEARNT_FROM
        index.train(vectors)
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path, *, rows: int, dimension: int) -> "InvertedLists":
        """What ``save`` wrote, memory-mapped; raises IndexCorrupt unless it is of that shape.

        FAISS reads many damaged files without a word, so the caller checks the SHA-256 first.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise IndexCorrupt(f"{path}: not a FAISS index: {error}") from error
        if not isinstance(index, faiss.IndexIVFScalarQuantizer):
            raise IndexCorrupt(f"{path}: holds {type(index).__name__}, not IndexIVFScalarQuantizer")
        if (index.ntotal, index.d) != (rows, dimension):
            raise IndexCorrupt(
                f"{path}: holds {index.ntotal} vectors of {index.d} numbers, "
                f"the manifest says {rows} of {dimension}"
            )
        # It would start threads for every search, to read ahead what is in memory.
        faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the lists to one file."""
        path.write_bytes(faiss.serialize_index(self._index))

    def __len__(self) -> int:
        """How many lists there are."""
        return int(self._index.nlist)

    def search(self, queries: Vectors, k: int, probes: int, allowed: Allowed | None = None) -> Rows:
        """About the ``k`` nearest rows among ``allowed`` of each query: shape (queries, k).

        Where the probed lists hold fewer, -1 stands for the rest. Under a filter as many more
        lists are probed as it leaves fewer rows in each.
        """
        parameters = faiss.SearchParametersIVF(nprobe=min(probes, len(self)))
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bitmap)
            share = np.count_nonzero(allowed) / len(allowed)
            probes = min(ceil(probes / share), len(self)) if share else 1
            parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
        rows: Rows = self._index.search(queries, k, params=parameters)[1]
        return rows
