"""Rows and scores by term, on disk: the best sums over a query's terms, not all sums."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import IndexCorrupt
from .arrays import map_array, save_array
from .ranking import Allowed, Ranking

Rows = NDArray[np.int32]
Sums = NDArray[np.float64]

_FILES = {"rows": np.int32, "scores": np.float32, "starts": np.int64, "highest": np.float32}
# Sums round: a bound counts as reached a little before it is.
_ROUNDING = 1 + 1e-9
_LEAST_SUM = np.nextafter(0.0, 1.0)
# A row is found in a term's by bisection, in the time that so many of them take to be added up.
_LOOKED_UP = 10


class Postings:
    """For each term, by its number, the rows that have it, ascending, and its score > 0 in each.

    ``rows`` and ``scores`` have shape (postings,), term after term; those of term ``t`` are at
    ``starts[t]`` to ``starts[t + 1]``, so ``starts`` has shape (terms + 1,). ``highest`` has the
    highest score of each term, ``count`` is how many rows there are.
    """

    def __init__(
        self,
        rows: Rows,
        scores: NDArray[np.float32],
        starts: NDArray[np.int64],
        highest: NDArray[np.float32],
        count: int,
    ) -> None:
        self._rows = rows
        self._scores = scores
        self._starts = starts
        self._highest = highest
        self._count = count

    @classmethod
    def of(
        cls, rows: Rows, scores: NDArray[np.float32], starts: NDArray[np.int64], count: int
    ) -> "Postings":
        """The postings of these arrays; every term has at least one."""
        highest = np.maximum.reduceat(scores, starts[:-1]) if len(scores) else scores
        return cls(rows, scores, starts, highest, count)

    @classmethod
    def load(cls, folder: Path, count: int) -> "Postings":
        """What ``save`` wrote, memory-mapped; raises IndexCorrupt where the arrays disagree."""
        arrays = {
            name: map_array(folder / f"{name}.npy", dtype, 1) for name, dtype in _FILES.items()
        }
        rows, scores, starts, highest = (arrays[name] for name in _FILES)
        within = len(starts) and starts[0] == 0 and starts[-1] == len(rows) == len(scores)
        if not within or len(highest) != len(starts) - 1 or (np.diff(starts) < 1).any():
            raise IndexCorrupt(f"{folder}: holds postings that do not fit together")
        return cls(rows, scores, starts, highest, count)

    def save(self, folder: Path) -> None:
        """Write one file for each array into ``folder``, which exists."""
        for name in _FILES:
            save_array(folder / f"{name}.npy", getattr(self, f"_{name}"))

    def __len__(self) -> int:
        """How many rows there are, with terms or without."""
        return self._count

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return len(self._highest)

    def best(self, query: Mapping[int, int], k: int, allowed: Allowed | None = None) -> Ranking:
        """The ``k`` rows of the highest sums among ``allowed``, best first, ties by row.

        ``query`` says how often each term counts; rows without any of them are left out. A row
        that lacks the rare terms cannot be among the best once ``k`` rows have more than all
        common terms together may add; the common ones then count only in the rows that are left,
        and where these are few, are looked up there (Turtle and Flood, "Query evaluation:
        strategies and optimizations", 1995: MaxScore). The result is that of the full sums.

        >>> rows, scores = np.array([0, 2, 1], np.int32), np.array([1, 3, 2], np.float32)
        >>> postings = Postings.of(rows, scores, np.array([0, 2, 3]), count=4)
        >>> postings.best({0: 1, 1: 2}, k=2)
        [(1, 4.0), (2, 3.0)]
        """
        if not query or k < 1:
            return []
        bounds = {term: weight * float(self._highest[term]) for term, weight in query.items()}
        order = sorted(query, key=lambda term: (-bounds[term], term))
        after = _sums_from_behind([bounds[term] for term in order])
        sums: Sums = np.zeros(self._count)
        least = 0.0
        done = 0
        for term in order:
            if after[done] < least:
                break
            rows, scores = self._of(term, allowed)
            risen = sums[rows] + np.multiply(scores, query[term], dtype=np.float64)
            sums[rows] = risen
            least = _kth(risen, k, least)
            done += 1
        left = np.flatnonzero(sums >= max(least / _ROUNDING - after[done], _LEAST_SUM))
        found = sums[left]
        for place, term in enumerate(order[done:], start=done + 1):
            self._add(query[term], term, sums, left)
            found = sums[left]
            least = _kth(found, k, least)
            kept = found + after[place] >= least
            left, found = left[kept], found[kept]
        best = np.lexsort((left, -found))[:k]
        return [
            (int(row), float(score)) for row, score in zip(left[best], found[best], strict=True)
        ]

    def _of(self, term: int, allowed: Allowed | None) -> tuple[Rows, NDArray[np.float32]]:
        of_term = slice(int(self._starts[term]), int(self._starts[term + 1]))
        rows, scores = self._rows[of_term], self._scores[of_term]
        if allowed is None:
            return rows, scores
        kept = allowed[rows]
        return rows[kept], scores[kept]

    def _add(self, weight: int, term: int, sums: Sums, wanted: NDArray[np.int64]) -> None:
        """Add what ``term`` scores to the sums of ``wanted``; those of other rows count no more."""
        rows, scores = self._of(term, None)
        if len(rows) > _LOOKED_UP * len(wanted):
            places = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
            has = rows[places] == wanted
            sums[wanted[has]] += np.multiply(scores[places[has]], weight, dtype=np.float64)
        else:
            sums[rows] += np.multiply(scores, weight, dtype=np.float64)


def _sums_from_behind(bounds: list[float]) -> list[float]:
    """What the terms from each on may add to a sum at most; last comes 0."""
    after = [0.0]
    for bound in reversed(bounds):
        after.append((after[-1] + bound) * _ROUNDING)
    return after[::-1]


def _kth(sums: Sums, k: int, least: float) -> float:
    """The ``k``-th highest of ``sums``, or ``least`` where that is higher."""
    better = sums[sums > least]
    return float(np.partition(better, -k)[-k]) if len(better) >= k else least
