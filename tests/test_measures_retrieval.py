"""Retrieval measures: by hand, and against ranx on rankings of any kind."""

import sys
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measures.retrieval import (
    RETRIEVAL_MEASURES,
    MeasuresUnavailable,
    _trec_eval,
    retrieval_scores,
)
from tests.ranx_oracle import NAMES, ranx
from tests.trec_eval import needs_trec_eval

documents = st.sampled_from([f"d{number}" for number in range(40)])
rankings = st.lists(documents, min_size=1, max_size=30, unique=True)
judgements = st.dictionaries(documents, st.integers(0, 3)).filter(lambda of: any(of.values()))


@needs_trec_eval
@pytest.mark.parametrize(
    ("ranking", "relevant", "success", "recall", "ndcg", "reciprocal_rank"),
    [
        ("abc", {"a": 1}, (1, 1, 1), (1, 1, 1), 1, 1),
        ("abc", {"b": 1}, (0, 1, 1), (1, 1, 1), 1 / log2(3), 1 / 2),
        ("abc", {"x": 1}, (0, 0, 0), (0, 0, 0), 0, 0),
        ("abc", {"a": 1, "x": 1}, (1, 1, 1), (1 / 2,) * 3, 1 / (1 + 1 / log2(3)), 1),
        ("abcdef", {"f": 1}, (0, 0, 1), (0, 1, 1), 1 / log2(7), 1 / 6),
        ("abcdefghij", {"j": 1}, (0, 0, 1), (0, 1, 1), 1 / log2(11), 1 / 10),
        ("abcdefghijk", {"k": 1}, (0, 0, 0), (0, 0, 1), 0, 1 / 11),
        ("abcdefghijklmnopqrstu", {"t": 1}, (0, 0, 0), (0, 0, 1), 0, 1 / 20),
        ("abcdefghijklmnopqrstu", {"u": 1}, (0, 0, 0), (0, 0, 0), 0, 1 / 21),
        # Four of six relevant among the first five, one more up to the tenth.
        (
            "abcdefg",
            dict.fromkeys("abcdgx", 1),
            (1, 1, 1),
            (4 / 6, 5 / 6, 5 / 6),
            (1 + 1 / log2(3) + 1 / 2 + 1 / log2(5) + 1 / 3)
            / (1 + 1 / log2(3) + 1 / 2 + 1 / log2(5) + 1 / log2(6) + 1 / log2(7)),
            1,
        ),
        # Grades: 1 and 3 and 2 are found in the ranks 1, 2 and 4; best were 3, 2, 2, 1.
        (
            "caxb",
            {"a": 3, "b": 2, "c": 1, "d": 2, "x": 0},
            (1, 1, 1),
            (3 / 4,) * 3,
            (1 + 3 / log2(3) + 2 / log2(5)) / (3 + 2 / log2(3) + 2 / 2 + 1 / log2(5)),
            1,
        ),
        # Grades below 1 are those of the irrelevant.
        ("xya", {"a": 1, "x": 0, "y": -1}, (0, 1, 1), (1, 1, 1), 1 / 2, 1 / 3),
        ("", {"a": 1}, (0, 0, 0), (0, 0, 0), 0, 0),
    ],
)
def test_scores_by_hand(
    ranking: str,
    relevant: dict[str, int],
    success: tuple[float, ...],
    recall: tuple[float, ...],
    ndcg: float,
    reciprocal_rank: float,
) -> None:
    scores = retrieval_scores(list(ranking), relevant)
    assert tuple(scores) == RETRIEVAL_MEASURES
    assert list(scores.values()) == pytest.approx([*success, *recall, ndcg, reciprocal_rank])


@pytest.mark.parametrize("relevant", [{}, {"a": 0}, {"a": -1, "b": 0}])
@pytest.mark.parametrize("ranking", ["", "ab"])
def test_without_relevant_items_there_is_no_score(ranking: str, relevant: dict[str, int]) -> None:
    assert retrieval_scores(list(ranking), relevant) == dict.fromkeys(RETRIEVAL_MEASURES)


def test_an_item_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        retrieval_scores(["a", "b", "a"], {"a": 1})


@needs_trec_eval
@given(
    items=st.lists(st.text(st.characters(exclude_categories=[])), min_size=2, unique=True),
    data=st.data(),
)
def test_ids_may_be_any_text(items: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(0, len(items) - 1))
    scores = retrieval_scores(items, {items[wanted]: 1})
    assert scores["RR"] == 1 / (wanted + 1)


@needs_trec_eval
@pytest.mark.parametrize("other", ["a\0c", "", "A", "a ", "\ud800"])
def test_ids_that_c_would_confuse_are_apart(other: str) -> None:
    assert retrieval_scores([other, "a\0b"], {"a\0b": 1})["RR"] == 0.5


@needs_trec_eval
def test_long_rankings_have_no_ties() -> None:
    ranking = [str(number) for number in range(30_000)]
    for rank in (1, 10, 29_999, 30_000):
        assert retrieval_scores(ranking, {ranking[rank - 1]: 1})["RR"] == 1 / rank


@needs_trec_eval
@given(ranking=rankings, relevant=judgements)
def test_scores_lie_between_0_and_1_and_grow_with_the_cut_off(
    ranking: list[str], relevant: dict[str, int]
) -> None:
    scores = {name: score or 0 for name, score in retrieval_scores(ranking, relevant).items()}
    assert all(0 <= score <= 1 for score in scores.values())
    assert scores["Success@1"] <= scores["Success@5"] <= scores["Success@10"]
    assert scores["R@5"] <= scores["R@10"] <= scores["R@20"]


@needs_trec_eval
@given(st.lists(st.tuples(rankings, judgements), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_scores_are_those_of_ranx(cases: list[tuple[list[str], dict[str, int]]]) -> None:
    queries = [f"q{number}" for number in range(len(cases))]
    with ranx() as oracle:
        qrels = oracle.Qrels(
            {query: relevant for query, (_, relevant) in zip(queries, cases, strict=True)}
        )
        run = oracle.Run(
            {
                query: {item: 1 / rank for rank, item in enumerate(ranking, start=1)}
                for query, (ranking, _) in zip(queries, cases, strict=True)
            }
        )
        expected = oracle.evaluate(qrels, run, list(NAMES.values()), return_mean=False)
        order = list(run.keys())
    for query, (ranking, relevant) in zip(queries, cases, strict=True):
        scores = retrieval_scores(ranking, relevant)
        of_ranx = {ours: expected[its][order.index(query)] for ours, its in NAMES.items()}
        assert scores == pytest.approx(of_ranx)


@pytest.mark.parametrize("missing", ["ir_measures", "pytrec_eval"])
def test_without_the_library_it_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    _trec_eval.cache_clear()
    with pytest.raises(MeasuresUnavailable, match=r"C compiler.*pip install ir-measures"):
        retrieval_scores(["a"], {"a": 1})
    # What has no score needs no library.
    assert retrieval_scores(["a"], {}) == dict.fromkeys(RETRIEVAL_MEASURES)
