"""Nearest passages by vector, with FAISS."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from .embedding import Vectors
from .errors import IndexCorrupt

Allowed = NDArray[np.bool_]


class DenseIndex:
    """Exact search by inner product; on unit vectors that is the cosine."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index unit vectors of shape (passages, dimension), row by row."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path, *, rows: int, dimension: int) -> "DenseIndex":
        """What ``save`` wrote; raises IndexCorrupt unless it holds finite vectors of that shape.

        FAISS reads many damaged files without a word, so the caller checks the SHA-256 first.
        """
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexCorrupt(f"{path}: not a FAISS index: {error}") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise IndexCorrupt(f"{path}: holds {type(index).__name__}, not IndexFlatIP")
        if (index.ntotal, index.d) != (rows, dimension):
            raise IndexCorrupt(
                f"{path}: holds {index.ntotal} vectors of {index.d} numbers, "
                f"the manifest says {rows} of {dimension}"
            )
        if not np.isfinite(index.reconstruct_n(0, rows)).all():
            raise IndexCorrupt(f"{path}: holds numbers that are not finite")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    def search(
        self, query: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` rows nearest to ``query`` among ``allowed``, best first, with their cosine.

        ``allowed`` is a mask over all rows, applied inside the search: fewer than ``k`` come
        back only where fewer are allowed.
        """
        parameters = None
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bitmap)
            parameters = faiss.SearchParameters(sel=selector)
        scores, rows = self._index.search(query[np.newaxis, :], k, params=parameters)
        return [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]
