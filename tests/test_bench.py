"""Corpora of any size from a small one, and what is measured of their indexes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.bench.corpus import Corpus, of_articles
from eval.bench.drawing import draw, markdown
from eval.bench.growing import grown
from eval.bench.measuring import DATELINE, PLAIN, Measured, measure
from eval.bench.writing import Written, write_index
from index import Article, load_embedder, open_index
from tests.word_embedder import WordEmbedder

ARTICLES = [
    Article("b", "Rain in Hanoi", None, None, None, "Rain fell on the harbour. Boats were late."),
    Article("a", "Ferries", None, None, None, "A ferry left at noon. Nobody was hurt."),
    Article("c", None, None, None, None, "Snow lay on the hills for three days."),
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return of_articles(ARTICLES, WordEmbedder(384))


def test_a_part_of_a_corpus(corpus: Corpus) -> None:
    assert [article.id for article in corpus.articles] == ["a", "b", "c"]
    assert len(corpus.passages) == 3
    two = grown(corpus, 2, np.random.default_rng(1))
    assert [(article.id, article.text) for article in two.articles] == [
        ("0000/a", ARTICLES[1].text),
        ("0000/b", ARTICLES[0].text),
    ]
    assert [passage.text for passage in two.passages] == [ARTICLES[1].text, ARTICLES[0].text]
    np.testing.assert_array_equal(two.vectors, corpus.vectors[:2])


def test_copies_have_other_words_of_the_same_length_and_vectors_near_by(corpus: Corpus) -> None:
    many = grown(corpus, 200, np.random.default_rng(1))
    assert (len(many.passages), many.vectors.shape) == (200, (200, 384))
    ids = [article.id for article in many.articles]
    assert ids == sorted(set(ids))
    words = {word for article in ARTICLES for word in f"{article.title} {article.text}".split()}
    for row, passage in enumerate(many.passages):
        original = corpus.passages[row % 3]
        assert (passage.start, passage.end) == (original.start, original.end)
        assert [len(word) for word in passage.text.split()] == [
            len(word) for word in original.text.split()
        ]
        assert {word.strip(".") for word in passage.text.split()} <= {w.strip(".") for w in words}
    assert many.passages[3].text != many.passages[0].text
    np.testing.assert_allclose(np.linalg.norm(many.vectors, axis=1), 1, atol=1e-5)
    # The cosines of a passage to its nearest among the three.
    among = corpus.vectors @ corpus.vectors.T - 2 * np.eye(3)
    turned = np.sum(many.vectors * corpus.vectors[np.arange(200) % 3], axis=1)[3:]
    for cosine in turned:
        assert np.isclose(among.max(axis=1), cosine, atol=1e-5).any()


def test_each_way_is_measured_over_a_real_index(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    written = write_index(folder, grown(corpus, 30, np.random.default_rng(1)), load_embedder())
    generation = open_index(folder)
    assert (len(generation.catalogue), written.passages, written.dense) == (30, 30, "exact")
    assert set(written.seconds) == {"articles", "vectors", "terms"}
    for way in (DATELINE, PLAIN):
        measured = measure(folder, way, ["rain in Hanoi", "ferry"], written)
        assert set(measured.milliseconds) == {"embedding", "dense", "lexical", "fused"}
        assert all(0 < p50 <= p99 for p50, p99 in measured.milliseconds.values())
        assert 0 < measured.anonymous < measured.resident < 1e9
        assert measured.ready > 0


WRITTEN = Written(10_000, {"terms": 1.0}, 23_450_000, "ivf sq8", 32, 0.981)
TIMES = {"dense": (1.0, 2.0), "lexical": (3.0, 4.04), "fused": (5.0, 6.0)}
MEASURED = Measured(DATELINE, WRITTEN, 200, 1.26, 300_000_000, 9, TIMES)


def test_the_table() -> None:
    plain = replace(MEASURED, way=PLAIN)
    assert markdown([MEASURED, plain]).splitlines()[2:] == [
        "| 10,000 | Dateline | 1.0 / 2.0 | 3.0 / 4.0 | 5.0 / 6.0 | 1.3 | 300 | 2345 | 0.981 |",
        f"| 10,000 | {PLAIN} | 1.0 / 2.0 | 3.0 / 4.0 | 5.0 / 6.0 | 1.3 | 300 |  | 1.000 |",
    ]


def test_the_drawing(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    more = replace(MEASURED, written=replace(WRITTEN, passages=100_000))
    for name in ("one", "other"):
        draw([MEASURED, more, replace(MEASURED, way=PLAIN)], tmp_path / name)
    drawing = (tmp_path / "one").read_text(encoding="utf-8")
    assert f"{DATELINE}, fused" in drawing
    assert f"{PLAIN}, lexical" in drawing
    assert drawing == (tmp_path / "other").read_text(encoding="utf-8")
