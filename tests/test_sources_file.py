"""``sources.toml`` beside the articles: found, refused by file and key, and used to the end."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from index import (
    ArticlesRefused,
    DeclaredSource,
    Generation,
    load_embedder,
    open_index,
    publish,
    read_articles,
)
from service.answers import Question
from service.http.app import create_app
from service.qa import QA
from tests.conftest import Serve, believing
from tests.scripted import Scripted

TABLE = '[sources."The Example Times"]\naliases = ["TET"]\nhosts = ["times.example"]\n'
TIMES = DeclaredSource("The Example Times", ("TET",), ("times.example",))


def _write(folder: Path, table: str | bytes = TABLE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(f"It rained in {folder.name}.")
    path = folder / "sources.toml"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    return path


def test_it_is_read_and_is_neither_an_article_nor_skipped(tmp_path: Path) -> None:
    _write(tmp_path)
    reading = read_articles([tmp_path])
    assert reading.sources == (TIMES,)
    assert (reading.read, reading.skipped, reading.rejections) == (1, (), ())


def test_it_is_read_where_a_shell_gives_the_files(tmp_path: Path) -> None:
    path = _write(tmp_path)
    (tmp_path / "b.txt").write_text("It snowed.")
    given = [tmp_path / "a.txt", tmp_path / "b.txt", path]
    assert read_articles(given).sources == (TIMES,)
    assert read_articles([tmp_path / "a.txt"]).sources == ()
    link = tmp_path / "other" / "sources.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    assert read_articles([*given[:2], link]).sources == (TIMES,)


def test_below_the_top_it_is_passed_over_unless_its_folder_is_given_too(tmp_path: Path) -> None:
    path = _write(tmp_path / "in")
    assert read_articles([tmp_path]).skipped == (str(path),)
    for given in ([tmp_path, path.parent], [path.parent, tmp_path], [path.parent, path.parent]):
        reading = read_articles(given)
        assert (reading.sources, reading.skipped) == ((TIMES,), ())


def test_several_are_joined_unless_two_sources_are_called_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    _write(one)
    _write(two, "[sources.Wire]")
    assert read_articles([one, two]).sources == (TIMES, DeclaredSource("Wire"))
    path = _write(two, '[sources."TET"]')
    with pytest.raises(ArticlesRefused) as refused:
        read_articles([one, two])
    assert str(refused.value) == (
        f"{path}: sources.'TET': 'TET' is also of {one / 'sources.toml'}: "
        "sources.'The Example Times'; keep it in one"
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            "[sources",
            "not TOML: Expected ']' at the end of a table declaration (at end of document)",
        ),
        ("[sources.A]\n[sources.A]", "not TOML: Cannot declare ('sources', 'A') twice (at line 2"),
        ("a = " + "[" * 100_000, "not TOML: "),
        ("a = 1" + "0" * 5_000, "not TOML: Exceeds the limit"),
        (b"[sources.\xe9]", "not UTF-8: byte 0xe9 at byte offset 9"),
        ("[source.A]", "'source' is no key; write [sources.\"The Example Times\"]"),
        ("[sources.A]\nagency = true", "sources.'A': 'agency' is no key; write aliases or hosts"),
        ("#" * (2**20 + 1), "over the limit of 1,048,576 bytes"),
    ],
)
def test_what_cannot_be_used_publishes_nothing(
    tmp_path: Path, table: str | bytes, reason: str
) -> None:
    path = _write(tmp_path, table)
    with pytest.raises(ArticlesRefused) as refused:
        read_articles([tmp_path])
    assert str(refused.value).startswith(f"{path}: {reason}")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc/hosts")])
def test_a_link_or_a_fifo_is_not_opened(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = _write(tmp_path)
    path.unlink()
    make(path)
    with pytest.raises(ArticlesRefused, match=r"sources\.toml: (a link|not a regular file)"):
        read_articles([tmp_path])


def test_an_empty_one_or_one_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "")
    assert read_articles([tmp_path]).sources == ()
    _write(tmp_path, f"\ufeff{TABLE}")
    assert read_articles([tmp_path]).sources == (TIMES,)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """An index of one outlet under three names, and of another."""
    folder = tmp_path_factory.mktemp("named")
    said = [
        ("a", "The Example Times", None, "The ferry carried 37 lanterns to Ostrel on Monday."),
        ("b", "TET", None, "Officials in Ostrel counted 37 lanterns that the ferry carried."),
        ("c", None, "https://www.times.example/1", "Aboard the ferry were 37 lanterns, they said."),
        ("d", "Wire", None, "It rained in Pellan, where 12 umbrellas were sold within the hour."),
    ]
    fields = ("id", "source", "url", "text")
    lines = (json.dumps(dict(zip(fields, each, strict=True))) for each in said)
    (folder / "news.jsonl").write_text("\n".join(lines))
    (folder / "sources.toml").write_text(TABLE)
    reading, embedder = read_articles([folder]), load_embedder()
    publish(folder / "index", reading.articles, embedder, declared=reading.sources)
    (folder / "sources.toml").unlink()
    return open_index(folder / "index", embedder)


def test_an_index_knows_its_sources_by_itself(
    opened: Generation, swift: Callable[[Generation], QA], serve: Serve
) -> None:
    assert "sources.json" in opened.manifest.files
    with httpx2.Client(base_url=serve(create_app(swift(opened), "0.0-test"))) as client:
        corpus = client.get("/v1/corpus").json()
        listed = client.get("/v1/articles", params={"source": "tet"}).json()
    assert corpus["sources"] == [
        {"source": "The Example Times", "articles": 3, "aliases": ["TET", "times.example"]},
        {"source": "Wire", "articles": 1, "aliases": []},
    ]
    assert [article["id"] for article in listed["articles"]] == ["a", "b", "c"]


def test_a_question_may_use_an_alias(opened: Generation, swift: Callable[[Generation], QA]) -> None:
    qa = swift(opened)
    answer = qa.answer(Question("According to TET, what did the ferry carry?"))
    assert answer.interpretation.sources == ("The Example Times",)
    assert {hit.passage.article.id for hit in answer.passages} == {"a", "b", "c"}
    unknown = qa.answer(Question("According to the Example Herald, what did the ferry carry?"))
    assert unknown.abstain_reason == "unknown_source"


def test_one_outlet_under_three_names_is_one_independent_source(opened: Generation) -> None:
    qa = QA(opened, Scripted("37", logit=8.0), believing())
    corroboration = qa.answer(Question("How many lanterns did the ferry carry?")).corroboration
    assert corroboration is not None
    assert (corroboration.independent_sources, set(corroboration.article_ids)) == (1, set("abc"))
