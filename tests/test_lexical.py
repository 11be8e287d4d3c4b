"""BM25+ by two engines: the numbers by hand, and no difference between the two."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexCorrupt
from index.searching.lexical import (
    RANK_BM25_MAX_PASSAGES,
    BM25SIndex,
    LexicalIndex,
    RankBM25Index,
    build_lexical,
    load_lexical,
)

Build = Callable[[Sequence[Sequence[str]]], LexicalIndex]
both = pytest.mark.parametrize("build", [RankBM25Index, BM25SIndex.build], ids=["rank", "bm25s"])

# N = 3, lengths 2, 3, 4, so the average is 3; df: a 3, b 1, c 1, d 1.
PASSAGES = [["a", "b"], ["a", "a", "c"], ["a", "d", "d", "d"]]
IDF_A, IDF_RARE = math.log(4 / 3), math.log(4 / 1)
# k1·(1 - b + b·length/average) for the three lengths, with k1 = 1.5 and b = .75.
SHORT, AVERAGE, LONG = 1.125, 1.5, 1.875


def scores(index: LexicalIndex, query: Sequence[str]) -> list[float]:
    """One score a passage, in passage order; 0 for those that are not found."""
    found = dict(index.search(query, len(index)))
    return [found.get(row, 0.0) for row in range(len(index))]


@both
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (["b"], [IDF_RARE * 2.5 / (SHORT + 1), 0, 0]),
        (["d"], [0, 0, IDF_RARE * 7.5 / (LONG + 3)]),
        (["a"], [IDF_A * 2.5 / (SHORT + 1), IDF_A * 5 / (AVERAGE + 2), IDF_A * 2.5 / (LONG + 1)]),
        (["c", "b"], [IDF_RARE * 2.5 / (SHORT + 1), IDF_RARE * 2.5 / (AVERAGE + 1), 0]),
        (["b", "b", "nowhere"], [2 * IDF_RARE * 2.5 / (SHORT + 1), 0, 0]),
        (["nowhere"], [0, 0, 0]),
        ([], [0, 0, 0]),
    ],
)
def test_by_hand(build: Build, query: list[str], expected: list[float]) -> None:
    assert scores(build(PASSAGES), query) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@both
def test_a_term_that_every_passage_has_still_scores_and_ties_are_by_row(build: Build) -> None:
    index = build([["a"]] * 50)
    assert [row for row, score in index.search(["a"], 50) if score > 0] == list(range(50))
    assert [row for row, _ in index.search(["a"], 3)] == [0, 1, 2]


@both
def test_passages_without_terms_score_nothing(build: Build) -> None:
    assert [row for row, _ in build([["a"], []]).search(["a"], 9)] == [0]
    assert build([[], ["a"]]).search([], 9) == []
    assert len(build([["a"], [], []])) == 3


@both
def test_only_the_best_of_those_that_are_allowed(build: Build) -> None:
    index = build(PASSAGES)
    # By the sums above: the second passage has most of "a", then the first, then the third.
    assert [row for row, _ in index.search(["a"], 2)] == [1, 0]
    assert [row for row, _ in index.search(["a"], 2, np.array([True, False, True]))] == [0, 2]
    assert index.search(["b"], 9, np.array([False, True, True])) == []
    assert index.search(["a"], 0) == []


TERMS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "đ", "1200"]), max_size=8)


@given(st.lists(TERMS, min_size=1, max_size=12).filter(any), TERMS)
@settings(max_examples=200, deadline=None)
def test_both_engines_give_the_same_scores_and_so_rank_alike(
    passages: list[list[str]], query: list[str]
) -> None:
    rank, bm25s = (scores(build(passages), query) for build in (RankBM25Index, BM25SIndex.build))
    np.testing.assert_allclose(rank, bm25s, rtol=1e-6, atol=1e-9)
    shared = [bool(set(query) & set(passage)) for passage in passages]
    assert [score > 0 for score in rank] == [score > 0 for score in bm25s] == shared


@both
def test_round_trip(build: Build, tmp_path: Path) -> None:
    passages = [*PASSAGES, ["đ", "défens", "'", '"', "\\", "大", "x" * 2_000, "two\nlines", ""]]
    built = build(passages)
    built.save(tmp_path)
    loaded = load_lexical(tmp_path)
    assert type(loaded) is type(built)
    assert len(loaded) == 4
    queries: list[list[str]] = [
        ["a"],
        ["d", "b"],
        ["大"],
        ["x" * 2_000, "défens"],
        ["two\nlines", ""],
        [],
        ["\ud800"],
    ]
    for query in queries:
        assert loaded.search(query, 9) == built.search(query, 9)
    assert [row for row, _ in loaded.search(["", "b"], 9)] == [0, 3]
    for file in tmp_path.rglob("*"):
        if file.suffix == ".npy":
            np.load(file, allow_pickle=False)
        else:
            assert file.suffix == ".json"
            json.loads(file.read_text(encoding="utf-8"))


def test_what_is_loaded_outlives_its_files(tmp_path: Path) -> None:
    BM25SIndex.build(PASSAGES).save(tmp_path)
    loaded = load_lexical(tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    assert [row for row, _ in loaded.search(["a", "d"], 9)] == [2, 1, 0]


def test_where_no_passage_has_a_term_none_is_found(tmp_path: Path) -> None:
    BM25SIndex.build([[], []]).save(tmp_path)
    loaded = load_lexical(tmp_path)
    assert len(loaded) == 2
    assert loaded.search(["a"], 9) == []


@pytest.mark.parametrize(
    "name",
    [
        "lexical.json",
        "rows.npy",
        "scores.npy",
        "starts.npy",
        "highest.npy",
        "terms.npy",
        "terms.starts.npy",
    ],
)
@pytest.mark.parametrize("content", [None, b"", b"no array", b"\x80\x04N."])
def test_what_is_no_index_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    BM25SIndex.build(PASSAGES).save(tmp_path)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=name):
        load_lexical(tmp_path)


@pytest.mark.parametrize("name", ["rows", "scores", "starts", "highest", "terms", "terms.starts"])
def test_arrays_of_another_index_are_refused(tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    BM25SIndex.build([*PASSAGES, ["e"]]).save(other)
    BM25SIndex.build(PASSAGES).save(tmp_path)
    (other / f"{name}.npy").replace(tmp_path / f"{name}.npy")
    with pytest.raises(IndexCorrupt, match=str(tmp_path)):
        load_lexical(tmp_path)


def test_rank_bm25_up_to_the_documented_size_and_bm25s_beyond() -> None:
    passages = [["a", str(n)] for n in range(RANK_BM25_MAX_PASSAGES + 1)]
    assert isinstance(build_lexical(passages[:-1]), RankBM25Index)
    assert isinstance(build_lexical(passages), BM25SIndex)
