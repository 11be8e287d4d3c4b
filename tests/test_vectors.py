"""Vectors stand in the rows of their passages, wherever each of them came from."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from index.articles import Article
from index.building import vectors
from index.building.cache import Cache
from index.building.vectors import embed_all
from index.encoding.embedding import Vectors
from index.errors import ModelUnavailable
from index.passages import Passage
from index.text.context import in_context
from tests.word_embedder import WordEmbedder

TEXTS = ["one", "one two three four", "one two", "", "one two three", "one two"]
WORDS = WordEmbedder(8)


def passages(texts: list[str]) -> list[Passage]:
    return [
        Passage(Article(str(row), None, None, None, None, text), 0, len(text))
        for row, text in enumerate(texts)
    ]


def embedded(folder: Path, texts: list[str]) -> tuple[Vectors, list[tuple[str, int, int]]]:
    into = np.full((len(texts), 8), np.nan, dtype=np.float32)
    told: list[tuple[str, int, int]] = []
    with Cache(folder) as cache:
        embed_all(passages(texts), WORDS, cache, into, lambda *step: told.append(step))
    return into, told


def test_each_row_is_its_passages(tmp_path: Path) -> None:
    expected = WORDS.embed_passages([in_context(passage) for passage in passages(TEXTS)])
    for _ in range(2):
        assert np.array_equal(embedded(tmp_path, TEXTS)[0], expected)


def test_some_kept_and_some_new(tmp_path: Path) -> None:
    embedded(tmp_path, TEXTS[:3])
    more = ["five", *TEXTS, "six"]
    expected = WORDS.embed_passages([in_context(passage) for passage in passages(more)])
    assert np.array_equal(embedded(tmp_path, more)[0], expected)


def test_other_code_embeds_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("onnxruntime", "tokenizers"):
        assert f"{library} {version(library)}" in vectors._MADE_BY
    embedded(tmp_path, TEXTS)
    monkeypatch.setattr(vectors, "_MADE_BY", "other code")
    assert embedded(tmp_path, TEXTS)[1][0] == ("embedding passages", 1, 6)


def test_the_longest_first_and_batch_by_batch(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    class Noting(WordEmbedder):
        def embed_passages(self, texts, progress=lambda _: None):  # type: ignore[no-untyped-def]
            asked.append(list(texts))
            return super().embed_passages(texts, progress)

    texts = ["x" * (number % 150 + 1) for number in range(150)]
    into = np.empty((150, 8), dtype=np.float32)
    with Cache(tmp_path) as cache:
        embed_all(passages(texts), Noting(8), cache, into, lambda *_: None)
    assert [len(batch) for batch in asked] == [64, 64, 22]
    lengths = [len(text) for batch in asked for text in batch]
    assert lengths == sorted(lengths, reverse=True)


def test_progress_counts_every_passage(tmp_path: Path) -> None:
    stage, total = "embedding passages", len(TEXTS)
    _, told = embedded(tmp_path, TEXTS)
    assert told[-1] == (stage, total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert embedded(tmp_path, TEXTS)[1] == [(stage, total, total)]
    assert embedded(tmp_path, [*TEXTS, "new"])[1] == [(stage, 6, 7), (stage, 7, 7)]


@pytest.mark.parametrize("texts", [[], ["one"]])
def test_few(tmp_path: Path, texts: list[str]) -> None:
    assert embedded(tmp_path, texts)[0].shape == (len(texts), 8)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused_and_not_kept(tmp_path: Path, number: float) -> None:
    class Broken(WordEmbedder):
        def embed_passages(self, texts, progress=lambda _: None):  # type: ignore[no-untyped-def]
            made = super().embed_passages(texts, progress)
            made[-1, 3] = number
            return made

    into = np.empty((len(TEXTS), 8), dtype=np.float32)
    with Cache(tmp_path) as cache, pytest.raises(ModelUnavailable, match=r"words .* not finite"):
        embed_all(passages(TEXTS), Broken(8), cache, into, lambda *_: None)
    expected = WORDS.embed_passages([in_context(passage) for passage in passages(TEXTS)])
    assert np.array_equal(embedded(tmp_path, TEXTS)[0], expected)
