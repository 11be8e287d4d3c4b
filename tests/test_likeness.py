"""Likeness, on vectors drawn by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from service.meaning.likeness import Likeness


class _Counting:
    """Embeds "first" at 0 degrees and "other" at 60, and notes what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def embed_query(self, text: str) -> NDArray[np.float32]:
        self.given.append(text)
        angle = {"first": 0.0, "other": np.pi / 3}[text]
        return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


def test_it_is_the_cosine_and_the_text_is_embedded_once_and_not_before_it_is_compared() -> None:
    embedder = _Counting()
    alike = Likeness("first", embedder)  # type: ignore[arg-type]
    assert embedder.given == []
    assert [alike("other"), alike("other")] == pytest.approx([0.5, 0.5], abs=1e-6)
    assert sorted(embedder.given) == ["first", "other", "other"]
