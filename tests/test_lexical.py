"""BM25+ by two engines: the numbers by hand, and no difference between the two."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import (
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
    scores = build(PASSAGES).scores(query)
    assert scores.dtype == np.float64
    assert scores.tolist() == pytest.approx(expected, abs=1e-9)


@both
def test_a_term_that_every_passage_has_still_scores(build: Build) -> None:
    assert (build([["a"]] * 50).scores(["a"]) > 0).all()


@both
def test_passages_without_terms_score_nothing(build: Build) -> None:
    assert build([["a"], []]).scores(["a"])[1] == 0
    assert build([[], ["a"]]).scores([]).tolist() == [0, 0]


TERMS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "đ", "1200"]), max_size=8)


@given(st.lists(TERMS, min_size=1, max_size=12).filter(any), TERMS)
@settings(max_examples=200, deadline=None)
def test_both_engines_give_the_same_scores_and_so_rank_alike(
    passages: list[list[str]], query: list[str]
) -> None:
    rank, bm25s = RankBM25Index(passages).scores(query), BM25SIndex.build(passages).scores(query)
    np.testing.assert_allclose(rank, bm25s, rtol=1e-9, atol=1e-9)
    shared = [bool(set(query) & set(passage)) for passage in passages]
    assert (rank > 0).tolist() == (bm25s > 0).tolist() == shared


@both
def test_round_trip(build: Build, tmp_path: Path) -> None:
    passages = [*PASSAGES, ["đ", "défens", "'", '"', "\\", "大", "x" * 2_000]]
    built = build(passages)
    built.save(tmp_path)
    loaded = load_lexical(tmp_path)
    assert type(loaded) is type(built)
    for query in (["a"], ["d", "b"], ["大"], ["x" * 2_000, "défens"], [], ["nowhere"]):
        assert loaded.scores(query).tolist() == built.scores(query).tolist()
    for file in tmp_path.rglob("*"):
        if file.suffix == ".npy":
            np.load(file, allow_pickle=False)
        else:
            assert file.suffix == ".json"
            json.loads(file.read_text(encoding="utf-8"))


@both
def test_scores_may_be_written_to(build: Build) -> None:
    index = build(PASSAGES)
    for query in ([], ["a"], ["nowhere"]):
        index.scores(query)[:] = -1
        assert (index.scores(query) >= 0).all()


def test_rank_bm25_up_to_the_documented_size_and_bm25s_beyond() -> None:
    passages = [["a", str(n)] for n in range(RANK_BM25_MAX_PASSAGES + 1)]
    assert isinstance(build_lexical(passages[:-1]), RankBM25Index)
    assert isinstance(build_lexical(passages), BM25SIndex)
