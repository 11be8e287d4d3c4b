"""Two rankings become one, and filters bound the search itself."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.passages import Filters, Passage
from index.searching.catalogue import Catalogue
from index.searching.dense import DenseIndex
from index.searching.fusion import (
    DEPTH,
    HybridRetriever,
    reciprocal_rank_fusion,
)
from index.searching.lexical import build_lexical
from index.searching.recency import Period, recency
from index.text.terms import terms
from tests.word_embedder import WordEmbedder


def retriever(folder: Path, articles: Sequence[Article]) -> HybridRetriever:
    """Over one passage an article."""
    ordered = sorted(articles, key=lambda article: article.id)
    passages = [Passage(article, 0, len(article.text)) for article in ordered]
    Catalogue.write(folder, ordered, passages, np.arange(len(ordered), dtype=np.int32))
    embedder = WordEmbedder(1009)
    texts = [passage.text for passage in passages]
    dense = DenseIndex.build(embedder.embed_passages(texts))
    lexical = build_lexical([terms(text) for text in texts])
    return HybridRetriever(Catalogue.load(folder), dense, lexical, embedder)


def test_fusion_by_hand() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]])  # type: ignore[list-item]
    assert fused == pytest.approx({"a": 1 / 61 + 1 / 62, "b": 1 / 62, "c": 1 / 63 + 1 / 61})
    assert reciprocal_rank_fusion([]) == reciprocal_rank_fusion([[], []]) == {}
    assert reciprocal_rank_fusion([[5], []]) == {5: 1 / 61}


@given(st.lists(st.lists(st.integers(0, 9), unique=True), max_size=3))
def test_fusion_as_the_paper_states_it(rankings: list[list[int]]) -> None:
    for row, score in reciprocal_rank_fusion(rankings).items():
        ranks = [ranking.index(row) + 1 for ranking in rankings if row in ranking]
        assert score == pytest.approx(sum(1 / (60 + rank) for rank in ranks))


FOUR = [
    Article("a", None, "Wire", date(2025, 1, 1), None, "boats met boats"),
    Article("b", None, "Wire", date(2025, 1, 2), None, "planes met"),
    Article("c", None, "Post", None, None, "rain fell"),
    Article("d", None, "Post", date(2025, 1, 3), None, "the of and"),
]


def test_each_hit_has_the_score_of_each_ranking(tmp_path: Path) -> None:
    hits = retriever(tmp_path, FOUR).search("boats met", 4)
    assert [hit.passage.article.id for hit in hits][:2] == ["a", "b"]
    best, second, *rest = hits
    # "boats met boats" is (2, 1), the query (1, 1): 3 / √5·√2; "planes met" shares one of two.
    assert best.scores.dense == pytest.approx(3 / 10**0.5)
    assert second.scores.dense == pytest.approx(0.5)
    assert best.scores.lexical is not None
    assert second.scores.lexical is not None
    assert best.scores.lexical > second.scores.lexical > 0
    assert (best.scores.fused, second.scores.fused) == pytest.approx((2 / 61, 2 / 62))
    assert {hit.passage.article.id for hit in rest} == {"c", "d"}
    for hit in rest:
        assert hit.scores.lexical is None
        assert hit.scores.dense == 0
    assert {hit.scores.rerank for hit in hits} == {None}


@pytest.mark.parametrize(
    "query", ["", "the of and", "unheard", "😀", "\x00", "' OR 1=1", "x" * 9999]
)
def test_a_query_without_known_terms_is_left_to_the_vectors(tmp_path: Path, query: str) -> None:
    hits = retriever(tmp_path, FOUR).search(query, 9)
    assert len(hits) == 4
    assert all(hit.scores.lexical is None for hit in hits)


def test_only_the_best_and_never_more_than_there_are(tmp_path: Path) -> None:
    search = retriever(tmp_path, FOUR).search
    assert [len(search("boats", k)) for k in (0, 1, 3, 4, 99)] == [0, 1, 3, 4, 4]
    assert search("boats met", 99)[:2] == search("boats met", 2)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    """One article that ranks last in both lists, behind twice as many as fusion looks at."""
    close = [
        Article(f"near{n:03}", None, "Wire", date(2025, 1, 1), None, "boats met boats met")
        for n in range(2 * DEPTH)
    ]
    far = Article("far", None, "Post", date(2024, 1, 1), None, "long " * 30 + "boats")
    assert "far" < "near000"
    return retriever(tmp_path_factory.mktemp("crowd"), [*close, far])


@pytest.mark.parametrize(
    "filters",
    [
        Filters(article_ids=("far",)),
        Filters(sources=("POST",)),
        Filters(published_to=date(2024, 1, 1)),
        Filters(as_of=date(2024, 6, 1)),
    ],
)
def test_filters_apply_inside_the_search(crowd: HybridRetriever, filters: Filters) -> None:
    unfiltered = crowd.search("boats met", DEPTH)
    assert "far" not in {hit.passage.article.id for hit in unfiltered}
    (hit,) = crowd.search("boats met", 5, filters)
    assert hit.passage.article.id == "far"
    assert hit.scores.dense is not None
    assert hit.scores.lexical is not None
    assert hit.scores.fused == pytest.approx(2 / 61)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(sources=()),
        Filters(article_ids=("none",)),
        Filters(published_from=date(2026, 1, 1)),
    ],
)
def test_where_nothing_is_admitted_nothing_is_found(
    crowd: HybridRetriever, filters: Filters
) -> None:
    assert crowd.search("boats", 5, filters) == []


def test_more_than_the_depth_may_be_asked_for(crowd: HybridRetriever) -> None:
    assert len(crowd.search("boats met", 2 * DEPTH + 1)) == 2 * DEPTH + 1


def test_the_same_query_gives_the_same_hits(crowd: HybridRetriever) -> None:
    assert crowd.search("boats met", 50) == crowd.search("boats met", 50)


# --- rankings ---


def _found(passages: Sequence[Passage]) -> list[str]:
    return [passage.article.id for passage in passages]


def test_rankings_by_hand(tmp_path: Path) -> None:
    rankings = retriever(tmp_path, FOUR).rankings("boats met", 4)
    assert list(rankings) == ["dense", "lexical", "fused"]
    # Dense search ranks every passage, also where nothing is shared; lexical none of those.
    assert _found(rankings["dense"])[:2] == ["a", "b"]
    assert sorted(_found(rankings["dense"])[2:]) == ["c", "d"]
    assert _found(rankings["lexical"]) == ["a", "b"]
    assert _found(rankings["fused"])[:2] == ["a", "b"]
    assert rankings["fused"][0] == Passage(FOUR[0], 0, 15)


QUERIES = ["boats met", "planes", "rain", "the of and", "unheard", ""]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("k", [0, 1, 3, 99])
def test_fused_is_what_search_finds(query: str, k: int, tmp_path: Path) -> None:
    both = retriever(tmp_path, FOUR)
    rankings = both.rankings(query, k)
    assert rankings["fused"] == [hit.passage for hit in both.search(query, k)]
    assert all(len(found) <= k for found in rankings.values())


@pytest.mark.parametrize("query", QUERIES)
def test_each_list_is_its_own_search_s_by_its_scores(query: str, tmp_path: Path) -> None:
    both = retriever(tmp_path, FOUR)
    rankings = both.rankings(query, 4)
    hits = {hit.passage.id: hit.scores for hit in both.search(query, 4)}
    dense = [hits[passage.id].dense for passage in rankings["dense"]]
    lexical = [hits[passage.id].lexical for passage in rankings["lexical"]]
    assert None not in dense + lexical
    assert dense == sorted(dense, key=lambda score: -(score or 0))
    assert lexical == sorted(lexical, key=lambda score: -(score or 0))
    assert len(lexical) == sum(scores.lexical is not None for scores in hits.values())


def test_dense_is_the_dense_search_s_order(tmp_path: Path) -> None:
    both = retriever(tmp_path, FOUR)
    for query in QUERIES:
        rows = both.dense.search(both._embedder.embed_query(query), 4)
        assert _found(both.rankings(query, 4)["dense"]) == ["abcd"[row] for row, _ in rows]


def test_each_list_is_as_long_as_it_is_asked_to_be(crowd: HybridRetriever) -> None:
    rankings = crowd.rankings("boats met", 2 * DEPTH + 1)
    # Deeper than fusion looks by itself, down to what stands last in both.
    ends = {name: (len(found), found[-1].article.id) for name, found in rankings.items()}
    assert ends == dict.fromkeys(("dense", "lexical", "fused"), (2 * DEPTH + 1, "far"))
    assert {len(found) for found in crowd.rankings("boats met", 5).values()} == {5}


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(article_ids=("b", "c")), {"b", "c"}),
        (Filters(sources=("post",)), {"c", "d"}),
        # What has no date may be of any day.
        (Filters(as_of=date(2025, 1, 1)), {"a", "c"}),
        (Filters(published_from=date(2025, 1, 2)), {"b", "d"}),
        (Filters(sources=()), set()),
    ],
)
def test_rankings_are_within_the_filters(
    filters: Filters, admitted: set[str], tmp_path: Path
) -> None:
    both = retriever(tmp_path, FOUR)
    rankings = both.rankings("boats planes rain met", 9, filters)
    assert set(_found(rankings["dense"])) == set(_found(rankings["fused"])) == admitted
    assert set(_found(rankings["lexical"])) == admitted - {"d"}
    assert rankings["fused"] == [
        hit.passage for hit in both.search("boats planes rain met", 9, filters)
    ]


ALIKE = [
    Article("a-old", None, None, date(2025, 1, 1), None, "boats met"),
    Article("b-undated", None, None, None, None, "boats met"),
    Article("c-new", None, None, date(2025, 12, 31), None, "boats met"),
    Article("d-week", None, None, date(2025, 6, 8), None, "boats met"),
]


@pytest.mark.parametrize(
    ("near", "order"),
    [
        ((date(2025, 12, 31), date(2025, 12, 31)), ["c-new", "b-undated", "a-old", "d-week"]),
        ((date(2025, 6, 1), date(2025, 6, 7)), ["d-week", "b-undated", "a-old", "c-new"]),
    ],
)
def test_of_texts_alike_the_nearest_to_the_days_asked_about_come_first(
    near: Period, order: list[str], tmp_path: Path
) -> None:
    hits = retriever(tmp_path, ALIKE).search("boats met", 4, near=near)
    assert [hit.passage.article.id for hit in hits] == order


def test_each_keeps_what_its_days_away_leave_and_each_search_its_own_order(tmp_path: Path) -> None:
    four, near = retriever(tmp_path, ALIKE), (date(2025, 6, 1), date(2025, 12, 30))
    plain = {hit.passage.article.id: hit.scores for hit in four.search("boats met", 4)}
    kept = {each.id: recency(each.published, near) for each in ALIKE}
    # What the best are given in all stays the same.
    total = sum(scores.fused or 0 for scores in plain.values())
    left = sum((scores.fused or 0) * kept[id_] for id_, scores in plain.items())
    for hit in four.search("boats met", 4, near=near):
        before = plain[hit.passage.article.id]
        assert hit.scores.fused == pytest.approx(
            (before.fused or 0) * kept[hit.passage.article.id] * total / left
        )
        assert (hit.scores.dense, hit.scores.lexical) == (before.dense, before.lexical)
    alone, dated = four.rankings("boats met", 4), four.rankings("boats met", 4, near=near)
    assert (dated["dense"], dated["lexical"]) == (alone["dense"], alone["lexical"])
    assert dated["fused"] == [hit.passage for hit in four.search("boats met", 4, near=near)]
