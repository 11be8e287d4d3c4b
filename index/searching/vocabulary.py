"""Terms by number, found on disk by bisection: nothing to read when an index is opened."""

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import IndexCorrupt
from .arrays import map_array, save_array

_TEXT, _STARTS = "terms.npy", "terms.starts.npy"


class Vocabulary:
    """Terms in the order of their UTF-8 bytes, numbered from 0.

    ``text`` has their bytes one after another, ``starts`` where each begins and the last one ends.
    """

    def __init__(self, text: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self._text = text
        self._starts = starts

    @classmethod
    def of(cls, terms: Sequence[str]) -> "Vocabulary":
        """The vocabulary of ``terms``, which are sorted and without repeats.

        >>> fruit = Vocabulary.of(["apple", "fig"])
        >>> fruit.number("fig"), fruit.number("pear")
        (1, None)
        """
        encoded = [_bytes(term) for term in terms]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        """What ``save`` wrote, memory-mapped; raises IndexCorrupt where the two files disagree."""
        text = map_array(folder / _TEXT, np.uint8, 1)
        starts = map_array(folder / _STARTS, np.int64, 1)
        if not len(starts) or starts[-1] != len(text) or (np.diff(starts, prepend=0) < 0).any():
            raise IndexCorrupt(f"{folder / _STARTS}: is of other terms than {_TEXT}")
        return cls(text, starts)

    def save(self, folder: Path) -> None:
        """Write two files into ``folder``, which exists."""
        save_array(folder / _TEXT, self._text)
        save_array(folder / _STARTS, self._starts)

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self._starts) - 1

    def number(self, term: str) -> int | None:
        """The number of ``term``, or None where it is not one of them."""
        wanted = _bytes(term)
        place = bisect_left(range(len(self)), wanted, key=self._at)
        return place if place < len(self) and self._at(place) == wanted else None

    def _at(self, place: int) -> bytes:
        start, end = self._starts[place : place + 2]
        return self._text[start:end].tobytes()


def _bytes(term: str) -> bytes:
    # A question may hold half of a surrogate pair; it is then no term.
    return term.encode("utf-8", "surrogatepass")
