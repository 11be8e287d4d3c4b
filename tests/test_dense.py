"""FAISS finds what brute force finds, inside the mask, and opens only what it saved."""

from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.errors import IndexCorrupt, ModelUnavailable
from index.searching import dense
from index.searching.dense import EXACT, LEAST_RECALL, DenseIndex


def unit(rows: int, dimension: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


AXES = np.eye(3, dtype=np.float32)


def test_by_hand() -> None:
    query = np.array([0.6, 0.0, 0.8], dtype=np.float32)
    index = DenseIndex.build(AXES)
    rows, cosines = zip(*index.search(query, 2), strict=True)
    assert rows == (2, 0)
    assert cosines == pytest.approx((0.8, 0.6))
    ((row, cosine),) = index.search(query, 1, np.array([True, True, False]))
    assert row == 0
    assert cosine == pytest.approx(0.6)


def test_only_as_many_as_there_are_or_are_allowed() -> None:
    index = DenseIndex.build(AXES)
    assert len(index.search(AXES[0], 10)) == 3
    assert [row for row, _ in index.search(AXES[0], 10, np.array([False, True, False]))] == [1]
    assert index.search(AXES[0], 10, np.zeros(3, dtype=np.bool_)) == []


@given(st.integers(1, 70), st.integers(1, 80), st.integers(0, 2**31), st.booleans())
@settings(max_examples=100, deadline=None)
def test_like_brute_force(rows: int, k: int, seed: int, masked: bool) -> None:
    vectors = unit(rows + 1, 8, seed)
    query, vectors = vectors[0], vectors[1:]
    allowed = np.random.default_rng(seed).random(rows) < 0.5
    cosines = vectors @ query
    if masked:
        cosines = np.where(allowed, cosines, -np.inf)
    found = DenseIndex.build(vectors).search(query, k, allowed if masked else None)
    admitted = int(np.isfinite(cosines).sum())
    assert len({row for row, _ in found}) == len(found) == min(k, admitted)
    best = np.sort(cosines)[::-1][: len(found)]
    np.testing.assert_allclose([score for _, score in found], best, atol=1e-6)
    np.testing.assert_allclose([cosines[row] for row, _ in found], best, atol=1e-6)


@pytest.mark.parametrize("order", ["C", "F"])
def test_any_memory_layout_is_indexed(order: str) -> None:
    vectors = np.asarray(unit(20, 8, 1), order="C" if order == "C" else "F")
    assert DenseIndex.build(vectors).search(vectors[7], 1)[0][0] == 7
    assert DenseIndex.build(vectors[::2]).search(vectors[8], 1)[0][0] == 4


def test_equal_vectors_are_ranked_by_row() -> None:
    index = DenseIndex.build(np.repeat(AXES, 40, axis=0))
    query = np.array([0.6, 0.0, 0.8], dtype=np.float32)
    assert [row for row, _ in index.search(query, 50)] == [*range(80, 120), *range(10)]
    assert index.search(query, 0) == []


def test_round_trip(tmp_path: Path) -> None:
    folder = tmp_path / "a b#c?d%41é"
    folder.mkdir()
    vectors = unit(33, 8, 1)
    built = DenseIndex.build(vectors)
    built.save(folder)
    assert [path.name for path in folder.iterdir()] == ["vectors.npy"]
    loaded = DenseIndex.load(folder, built.by, rows=33, dimension=8)
    (folder / "vectors.npy").unlink()
    for vector in vectors:
        assert loaded.search(vector, 5) == built.search(vector, 5)


@pytest.mark.parametrize(("rows", "dimension"), [(2, 3), (4, 3), (3, 4), (3, 2), (0, 3)])
def test_another_shape_is_refused(tmp_path: Path, rows: int, dimension: int) -> None:
    DenseIndex.build(AXES).save(tmp_path)
    with pytest.raises(IndexCorrupt, match=r"vectors\.npy: holds 3 vectors of 3 numbers"):
        DenseIndex.load(tmp_path, EXACT, rows=rows, dimension=dimension)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("row", [0, 99_999])
def test_numbers_that_are_none_are_refused(tmp_path: Path, wrong: float, row: int) -> None:
    vectors = np.ones((100_000, 1), dtype=np.float32)
    vectors[row] = wrong
    np.save(tmp_path / "vectors.npy", vectors)
    with pytest.raises(IndexCorrupt, match=r"vectors\.npy: holds numbers that are not finite"):
        DenseIndex.load(tmp_path, EXACT, rows=100_000, dimension=1)


def test_what_could_not_be_opened_is_not_built() -> None:
    harmed = AXES.copy()
    harmed[-1, 0] = np.nan
    with pytest.raises(ModelUnavailable, match="not finite"):
        DenseIndex.build(harmed)


@pytest.mark.parametrize(
    "array", [AXES.astype(np.float64), AXES[0], np.asfortranarray(unit(3, 4, 1)), np.array(["x"])]
)
def test_another_kind_of_array_is_refused(tmp_path: Path, array: NDArray[np.generic]) -> None:
    np.save(tmp_path / "vectors.npy", array)
    with pytest.raises(IndexCorrupt, match=r"vectors\.npy: holds .*, not float32 in 2"):
        DenseIndex.load(tmp_path, EXACT, rows=3, dimension=3)


@pytest.mark.parametrize("content", [b"", b"no array", b"\x80\x04N.", b"\x93NUMPY\x01\x00"])
def test_what_is_no_array_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors.npy").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"vectors\.npy"):
        DenseIndex.load(tmp_path, EXACT, rows=3, dimension=3)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"vectors\.npy"):
        DenseIndex.load(tmp_path, EXACT, rows=3, dimension=3)


# --- an index that is too large to compare all ---

ROWS, DIMENSION = 20_000, 32


def clustered(seed: int) -> NDArray[np.float32]:
    """Vectors around 200 centres, near to which news lies as it does around its subjects."""
    chance = np.random.default_rng(seed)
    centres = unit(200, DIMENSION, 0)[chance.integers(200, size=ROWS)]
    vectors = centres + 0.15 * chance.standard_normal((ROWS, DIMENSION))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


VECTORS, QUERIES = clustered(1), clustered(2)[:50]
PRECISE = VECTORS.astype(np.float64)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DenseIndex]:
    """Built, saved and loaded as an index of many more vectors is."""
    folder = tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "EXACT_UP_TO", 2_000)
        built = DenseIndex.build(VECTORS)
        built.save(folder)
        assert sorted(path.name for path in folder.iterdir()) == ["dense.faiss", "vectors.npy"]
        loaded = DenseIndex.load(folder, built.by, rows=ROWS, dimension=DIMENSION)
        for path in folder.iterdir():
            path.unlink()
        for query in QUERIES[:10]:
            assert loaded.search(query, 10) == built.search(query, 10)
        yield loaded


def by_brute_force(query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]) -> list[int]:
    cosines = np.where(allowed, PRECISE @ query, -np.inf)
    return [int(row) for row in np.argsort(-cosines, kind="stable")[:k]]


def test_the_recall_is_measured_and_kept(large: DenseIndex) -> None:
    assert large.by.kind == "ivf sq8"
    assert large.by.lists == 4 * 141
    assert large.by.sampled == 400
    assert LEAST_RECALL <= large.by.recall_at_10 <= 1
    found = [
        {row for row, _ in large.search(query, 10)}
        & set(by_brute_force(query, 10, np.ones(ROWS, dtype=np.bool_)))
        for query in QUERIES
    ]
    assert sum(map(len, found)) / (10 * len(QUERIES)) >= LEAST_RECALL


def test_a_score_is_the_cosine_itself(large: DenseIndex) -> None:
    for query in QUERIES[:10]:
        rows, scores = zip(*large.search(query, 100), strict=True)
        assert len(set(rows)) == 100
        np.testing.assert_allclose(scores, VECTORS[list(rows)] @ query, atol=1e-6)
        assert list(scores) == sorted(scores, reverse=True)


@pytest.mark.parametrize("share", [0.001, 0.01])
def test_where_a_filter_leaves_few_each_is_compared(large: DenseIndex, share: float) -> None:
    allowed = np.random.default_rng(3).random(ROWS) < share
    for query in QUERIES:
        found = [row for row, _ in large.search(query, 100, allowed)]
        assert found == by_brute_force(query, min(100, int(allowed.sum())), allowed)


def test_where_a_filter_leaves_many_all_are_allowed_and_near(large: DenseIndex) -> None:
    allowed = np.random.default_rng(3).random(ROWS) < 0.5
    hits = 0
    for query in QUERIES:
        found = [row for row, _ in large.search(query, 100, allowed)]
        assert len(found) == 100
        assert allowed[found].all()
        hits += len(set(found[:10]) & set(by_brute_force(query, 10, allowed)))
    assert hits / (10 * len(QUERIES)) >= LEAST_RECALL


def test_a_filter_that_leaves_only_what_is_far_starves_nobody(large: DenseIndex) -> None:
    for query in QUERIES[:10]:
        allowed = VECTORS @ query < 0.2
        assert np.count_nonzero(allowed) > 2_000
        found = [row for row, _ in large.search(query, 100, allowed)]
        assert len(found) == 100
        assert allowed[found].all()


def test_more_than_the_lists_hold_are_found_all_the_same(large: DenseIndex) -> None:
    assert len(large.search(QUERIES[0], ROWS)) == len(large.search(QUERIES[0], ROWS + 1)) == ROWS


def test_where_too_few_are_found_all_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 2_000)
    monkeypatch.setattr(dense, "_PROBES", (1,))
    # Without clusters a vector's nearest neighbours lie in very many lists.
    index = DenseIndex.build(unit(3_000, DIMENSION, 1))
    assert index.by == EXACT


def test_a_build_is_the_same_bit_for_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 2_000)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        DenseIndex.build(VECTORS[:5_000]).save(tmp_path / name)
    one, other = ((tmp_path / name / "dense.faiss").read_bytes() for name in ("one", "other"))
    assert one == other


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (faiss.IndexFlatIP(DIMENSION), "holds IndexFlatIP, not IndexIVFScalarQuantizer"),
        (None, "not a FAISS index"),
    ],
)
def test_other_lists_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: faiss.Index | None, reason: str
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 2_000)
    built = DenseIndex.build(VECTORS[:3_000])
    built.save(tmp_path)
    data = b"no index" if index is None else faiss.serialize_index(index).tobytes()
    (tmp_path / "dense.faiss").write_bytes(data)
    with pytest.raises(IndexCorrupt, match=rf"dense\.faiss: {reason}"):
        DenseIndex.load(tmp_path, built.by, rows=3_000, dimension=DIMENSION)


def test_lists_of_other_vectors_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 2_000)
    built = DenseIndex.build(VECTORS[:3_000])
    built.save(tmp_path)
    np.save(tmp_path / "vectors.npy", VECTORS[:2_999])
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss: holds 3000 vectors of 32 numbers"):
        DenseIndex.load(tmp_path, built.by, rows=2_999, dimension=DIMENSION)
    (tmp_path / "dense.faiss").unlink()
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss"):
        DenseIndex.load(tmp_path, built.by, rows=2_999, dimension=DIMENSION)
