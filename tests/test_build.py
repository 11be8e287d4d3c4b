"""A build that takes from the cache makes what one makes that has none, and only what is new."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.articles import Article
from index.building.build import build
from index.building.cache import FILE
from index.building.manifest import MANIFEST
from index.encoding.embedding import OnnxEmbedder, Vectors
from index.progress import silent
from index.searching import lexical
from tests.word_embedder import WordEmbedder

ROOT = Path(__file__).parents[1]

RAIN = Article("rain", "Rain", None, None, None, "It rained in Hanoi. Cafés closed at 9 a.m.")
FERRY = Article("ferry", "Ferry", None, None, None, "The ferry to Haiphong was late on Sunday.")
SNOW = Article("snow", None, None, None, None, "Snow fell on Sapa. " * 40)

# Builds 300 articles of one passage each, for the large engine, with an embedder that takes its
# time and writes each text down.
SLOW_BUILD = """
import sys, time
from pathlib import Path
from index.searching import lexical
from index.articles import Article
from index.building.build import build
from index.progress import silent
from tests.word_embedder import WordEmbedder

folder, seconds, embedded = Path(sys.argv[1]), float(sys.argv[2]), open(sys.argv[3], "a")
lexical.RANK_BM25_MAX_PASSAGES = 0

class Slow(WordEmbedder):
    def embed_passages(self, texts, progress=lambda _: None):
        for text in texts:
            time.sleep(seconds)
            embedded.write(text + "\\n")
            embedded.flush()
        return super().embed_passages(texts, progress)

articles = [Article(f"{n:03}", None, None, None, None, f"Ship {n} came.") for n in range(300)]
build(folder / "built", "id", articles, Slow(16), folder / "cache", silent)
"""


class Counting(WordEmbedder):
    """Notes what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__(16)
        self.embedded: list[str] = []

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        self.embedded += texts
        return super().embed_passages(texts, progress)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty cache."""
    (tmp_path / "cache").mkdir()
    return tmp_path


def made(folder: Path, *articles: Article) -> tuple[list[str], dict[str, bytes]]:
    """What is embedded in a build of ``articles``, and the files that it makes."""
    embedder = Counting()
    build(folder / "built", "id", articles, embedder, folder / "cache", silent)
    files = contents(folder / "built")
    shutil.rmtree(folder / "built")
    return embedder.embedded, files


def contents(built: Path) -> dict[str, bytes]:
    """Its files but for the manifest, which says when it was built."""
    return {
        path.relative_to(built).as_posix(): path.read_bytes()
        for path in built.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_nothing_is_embedded_twice(folder: Path, tmp_path: Path) -> None:
    first, cold = made(folder, RAIN, FERRY, SNOW)
    assert len(first) == len(set(first)) > 3
    second, warm = made(folder, SNOW, RAIN, FERRY)
    assert second == []
    assert warm == cold
    third, fewer = made(folder, RAIN)
    assert third == []
    assert fewer != cold


def test_one_text_in_many_articles_is_embedded_once(folder: Path) -> None:
    copies = [replace(RAIN, id=f"rain-{number}") for number in range(5)]
    embedded, _ = made(folder, *copies, FERRY)
    assert sorted(embedded) == sorted(
        ["Rain\nIt rained in Hanoi. Cafés closed at 9 a.m.", f"Ferry\n{FERRY.text}"]
    )


def test_a_changed_title_embeds_that_article_alone(folder: Path) -> None:
    made(folder, RAIN, FERRY, SNOW)
    changed = replace(FERRY, title="Late ferry")
    embedded, warm = made(folder, RAIN, changed, SNOW)
    assert embedded == [f"Late ferry\n{FERRY.text}"]
    shutil.rmtree(folder / "cache")
    (folder / "cache").mkdir()
    _, cold = made(folder, RAIN, changed, SNOW)
    assert warm == cold


def test_a_changed_day_or_source_embeds_nothing(folder: Path) -> None:
    _, before = made(folder, RAIN, FERRY)
    embedded, after = made(folder, replace(RAIN, source="Wire"), FERRY)
    assert embedded == []
    assert {name for name in before if before[name] != after[name]} == {"articles.sqlite"}


def test_another_encoder_embeds_everything(folder: Path) -> None:
    made(folder, RAIN, FERRY)
    for name, revision, dimension in (("words", "2", 16), ("others", "1", 16), ("words", "1", 8)):
        embedder = Counting()
        embedder.name, embedder.revision, embedder.dimension = name, revision, dimension
        build(folder / "built", "id", [RAIN, FERRY], embedder, folder / "cache", silent)
        assert len(embedder.embedded) == 2
        shutil.rmtree(folder / "built")


def test_a_damaged_cache_costs_work_and_nothing_else(folder: Path) -> None:
    first, cold = made(folder, RAIN, FERRY, SNOW)
    (folder / "cache" / FILE).write_bytes(b"not a database at all" * 500)
    again, after = made(folder, RAIN, FERRY, SNOW)
    assert (again, after) == (first, cold)
    assert made(folder, RAIN, FERRY, SNOW) == ([], cold)


def test_the_real_model_cold_and_warm(folder: Path) -> None:
    embedder = OnnxEmbedder(check=False)
    for name in ("cold", "warm"):
        build(folder / name, "id", [RAIN, FERRY, SNOW], embedder, folder / "cache", silent)
    assert contents(folder / "cold") == contents(folder / "warm")


def test_a_killed_build_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And makes what one makes that was not killed, in a process that orders its sets otherwise."""
    log = folder / "embedded"

    def start(seconds: float, seed: str) -> subprocess.Popen[bytes]:
        log.write_text("")
        command = [sys.executable, "-c", SLOW_BUILD, str(folder), str(seconds), str(log)]
        return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed})

    killed = start(0.01, "1")
    while len(log.read_text().splitlines()) < 150:
        assert killed.poll() is None, "the build ended before it could be killed"
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    before = log.read_text().splitlines()
    assert 150 <= len(before) < 300
    shutil.rmtree(folder / "built")

    assert start(0, "2").wait() == 0
    after = log.read_text().splitlines()
    assert len({*before, *after}) == 300
    assert len({*before} & {*after}) <= 64, "more than the batch under way was lost"

    (folder / "empty").mkdir()
    monkeypatch.setattr(lexical, "RANK_BM25_MAX_PASSAGES", 0)
    articles = [Article(f"{n:03}", None, None, None, None, f"Ship {n} came.") for n in range(300)]
    build(folder / "whole", "id", articles, WordEmbedder(16), folder / "empty", silent)
    assert contents(folder / "whole") == contents(folder / "built")
