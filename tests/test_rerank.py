"""The order that readings give to what was found."""

from index import Hit, Passage, Scores
from service.reading.reader import Reading
from service.reading.rerank import RETRIEVAL_WEIGHT, by_relevance, read_hits
from tests.scripted import Scripted, article


def _hit(text: str) -> Hit:
    return Hit(Passage(article(text), 0, len(text)), Scores(fused=0.01))


def _read(hit: Hit, relevant: float) -> Reading:
    return Reading(hit.passage, 99.0, relevant, ())


def test_what_was_read_comes_by_relevance_and_the_rest_as_it_came() -> None:
    hits = [_hit(text) for text in ("a", "b", "c", "d", "e")]
    readings = [_read(hit, relevant) for hit, relevant in zip(hits, (-1.0, 3.0, 0.0), strict=False)]
    ranked = by_relevance(hits, readings)
    assert [(hit.passage.text, hit.scores.rerank) for hit in ranked] == [
        ("b", 3.0),
        ("c", 0.0),
        ("a", -1.0),
        ("d", None),
        ("e", None),
    ]
    assert {hit.scores.fused for hit in ranked} == {0.01}


def test_equal_scores_keep_the_order_in_which_they_came() -> None:
    hits = [_hit(text) for text in ("b", "a", "c")]
    ranked = by_relevance(hits, [_read(hit, 1.0) for hit in hits])
    assert [hit.passage.text for hit in ranked] == ["b", "a", "c"]


def test_where_nothing_was_read_nothing_changes() -> None:
    hits = [_hit("a"), _hit("b")]
    assert by_relevance(hits, []) == hits
    assert by_relevance([], []) == []


def test_what_retrieval_knew_adds_to_relevance() -> None:
    hits = [_hit("a"), Hit(_hit("b").passage, Scores())]
    found, alone = read_hits(Scripted("a", "b"), "?", hits)
    assert found.passage == hits[0].passage
    assert found.relevant == alone.relevant + 0.01 * RETRIEVAL_WEIGHT == 3.0 + 1.0
    assert found.answerable == alone.answerable
