"""How many cases of a proof are run: some by default, all of them with the slow tests."""

from collections.abc import Sequence
from typing import TypeVar

import pytest

from tests.faults.stage import CHANGES

T = TypeVar("T")


def some_or_all(some: int, every: int | None = None) -> pytest.MarkDecorator:
    """Parametrizes ``most``: ``some`` by default, and in a slow test ``every``, or without end."""
    counts = [pytest.param(some, id="some"), pytest.param(every, id="all", marks=pytest.mark.slow)]
    return pytest.mark.parametrize("most", counts)


def _named(names: Sequence[str]) -> pytest.MarkDecorator:
    marks = {name: () if name == "next build" else pytest.mark.slow for name in names}
    return pytest.mark.parametrize("name", [pytest.param(n, marks=marks[n]) for n in names])


each_change = _named(list(CHANGES))
each_build = _named(["first build", "next build"])
"""Parametrize ``name``: by default there is only the next build."""


def spread(cases: Sequence[T], most: int | None) -> list[T]:
    """All of ``cases``, or ``most`` ≥ 2 of them, evenly spread, the first and the last among them.

    >>> spread("abcdefg", 3)
    ['a', 'd', 'g']
    """
    if most is None or most >= len(cases):
        return list(cases)
    last = len(cases) - 1
    return [cases[round(each * last / (most - 1))] for each in range(most)]
