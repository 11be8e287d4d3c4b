"""A stand-in embedder, for tests in which a model would only be slow."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from index.encoding.embedding import Vectors


class WordEmbedder:
    """Counts words by their hash: deterministic, and near where words are shared."""

    name = "words"
    revision = "1"

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, crc32(word.encode()) % self.dimension] += 1
            progress(1)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def count_tokens(self, text: str) -> int:
        return len(text.split())
