"""How alike in meaning a text is to others."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index import Embedder


class Likeness:
    """Cosine of one text with others, in [-1, 1].

    The text is embedded once, and only when it is compared at all.
    """

    def __init__(self, text: str, embedder: Embedder) -> None:
        self._text = text
        self._embedder = embedder

    def __call__(self, other: str) -> float:
        """The cosine with ``other``."""
        return float(np.dot(self._vector, self._embedder.embed_query(other)))

    @cached_property
    def _vector(self) -> NDArray[np.float32]:
        return self._embedder.embed_query(self._text)
