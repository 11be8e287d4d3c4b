"""The best sums are those of all sums, whatever was left out on the way."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.searching.postings import Postings
from index.searching.ranking import Allowed

Table = NDArray[np.float32]


def postings_of(table: Table) -> Postings:
    """The postings of a table of shape (terms, rows), where 0 says that a row lacks the term."""
    terms, rows = np.nonzero(table)
    starts = np.searchsorted(terms, np.arange(len(table) + 1))
    return Postings.of(rows.astype(np.int32), table[terms, rows], starts, table.shape[1])


def best_of_all(
    table: Table, query: Mapping[int, int], k: int, allowed: Allowed | None
) -> list[tuple[int, float]]:
    """Every sum, in a stable sort of all of them."""
    sums = np.zeros(table.shape[1])
    # In the order of what a term may add at most: additions round.
    for term in sorted(query, key=lambda term: (-query[term] * float(table[term].max()), term)):
        sums += query[term] * table[term].astype(np.float64)
    if allowed is not None:
        sums[~allowed] = 0
    order = np.argsort(-sums, kind="stable")[:k]
    return [(int(row), float(sums[row])) for row in order if sums[row] > 0]


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        # 5 + 1 in row 3; 5 in row 1; then 1 in rows 0, 2, 4, 5, the first ones first.
        (1, [(3, 6.0)]),
        (2, [(3, 6.0), (1, 5.0)]),
        (4, [(3, 6.0), (1, 5.0), (0, 1.0), (2, 1.0)]),
        (9, [(3, 6.0), (1, 5.0), (0, 1.0), (2, 1.0), (4, 1.0), (5, 1.0)]),
    ],
)
def test_by_hand(k: int, expected: list[tuple[int, float]]) -> None:
    table = np.array([[1, 0, 1, 1, 1, 1], [0, 5, 0, 5, 0, 0]], dtype=np.float32)
    assert postings_of(table).best({0: 1, 1: 1}, k) == expected


def test_a_common_term_may_still_decide() -> None:
    # Both have the rare term alike; the common one puts the later row first.
    table = np.array([[2, 2, 0, 0], [0, 1, 1, 1]], dtype=np.float32)
    assert postings_of(table).best({0: 1, 1: 1}, 2) == [(1, 3.0), (0, 2.0)]


def test_a_row_of_common_terms_that_ties_with_the_last_comes_first_by_row() -> None:
    # Row 0 reaches with two common terms just what row 3 has by the rare one.
    table = np.array([[0, 0, 0, 4], [2, 1, 1, 0], [2, 1, 0, 0]], dtype=np.float32)
    assert postings_of(table).best({0: 1, 1: 1, 2: 1}, 1) == [(0, 4.0)]


@given(
    seed=st.integers(0, 2**31),
    rows=st.integers(1, 60),
    density=st.lists(st.floats(0.02, 1.0), min_size=1, max_size=5),
    k=st.integers(0, 70),
    kinds=st.sampled_from([2, 1000]),
    share=st.sampled_from([None, 0.1, 0.5, 1.0]),
)
@settings(max_examples=400, deadline=None)
def test_like_a_full_sort(
    seed: int, rows: int, density: list[float], k: int, kinds: int, share: float | None
) -> None:
    chance = np.random.default_rng(seed)
    # Few kinds of scores make many ties.
    scores = chance.integers(1, kinds + 1, (len(density), rows)) / kinds
    scores *= chance.random(scores.shape) < np.array(density)[:, np.newaxis]
    scores[:, chance.integers(rows)] = 1  # each term has a row
    table = (scores * chance.integers(1, 9, (len(density), 1))).astype(np.float32)
    query = {term: int(chance.integers(1, 3)) for term in range(len(density))}
    allowed = None if share is None else chance.random(rows) < share
    assert postings_of(table).best(query, k, allowed) == best_of_all(table, query, k, allowed)


def test_at_size_with_terms_from_rare_to_common() -> None:
    chance = np.random.default_rng(7)
    density = np.array([0.0005, 0.002, 0.01, 0.1, 0.4])[:, np.newaxis]
    scores = chance.gamma(4, 1, (5, 30_000)) * (chance.random((5, 30_000)) < density)
    table = (scores * -np.log(density)).astype(np.float32)
    postings = postings_of(table)
    query = dict.fromkeys(range(5), 1)
    for allowed in (None, *(chance.random(30_000) < share for share in (0.001, 0.01, 0.5))):
        for k in (1, 10, 100):
            assert postings.best(query, k, allowed) == best_of_all(table, query, k, allowed)
