"""FAISS finds what brute force finds, inside the mask, and loads only what it saved."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.errors import IndexCorrupt


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


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "a b#c?d%41.faiss"
    vectors = unit(33, 8, 1)
    built = DenseIndex.build(vectors)
    built.save(path)
    loaded = DenseIndex.load(path, rows=33, dimension=8)
    for vector in vectors:
        assert loaded.search(vector, 5) == built.search(vector, 5)


@pytest.mark.parametrize(("rows", "dimension"), [(2, 3), (4, 3), (3, 4), (3, 2), (0, 3)])
def test_another_shape_is_refused(tmp_path: Path, rows: int, dimension: int) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex.build(AXES).save(path)
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss: holds 3 vectors of 3 numbers"):
        DenseIndex.load(path, rows=rows, dimension=dimension)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused(tmp_path: Path, wrong: float) -> None:
    path = tmp_path / "dense.faiss"
    vectors = AXES.copy()
    vectors[1, 1] = wrong
    DenseIndex.build(vectors).save(path)
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss: holds numbers that are not finite"):
        DenseIndex.load(path, rows=3, dimension=3)


def test_another_kind_of_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    other = faiss.IndexFlatL2(3)
    other.add(AXES)
    faiss.write_index(other, str(path))
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss: holds IndexFlatL2, not IndexFlatIP"):
        DenseIndex.load(path, rows=3, dimension=3)


@pytest.mark.parametrize("content", [b"", b"no index", b"\x80\x04N."])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dense.faiss"
    path.write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss: not a FAISS index"):
        DenseIndex.load(path, rows=3, dimension=3)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"dense\.faiss"):
        DenseIndex.load(tmp_path / "dense.faiss", rows=3, dimension=3)
