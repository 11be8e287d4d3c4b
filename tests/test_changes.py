"""Every article is counted once: new, changed, as it was, or gone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, Headline
from index.origins.sources import DeclaredSource
from index.publishing import changes
from index.publishing.changes import Changes, changes_of
from index.publishing.store import publish
from tests.word_embedder import WordEmbedder

WORDS = WordEmbedder(8)
RAIN = Article(
    "rain", "Rain", "Wire", date(2025, 11, 2), "https://example.org/1", "It rained in Hanoi."
)
FERRY = Article("ferry", None, None, None, None, "The ferry was late.")
SNOW = Article("snow", None, None, None, None, "Snow fell on Sapa.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two articles."""
    publish(tmp_path / "index", [RAIN, FERRY], WORDS)
    return tmp_path / "index"


def found(folder: Path, *articles: Article) -> Changes:
    return changes_of(folder, articles, WORDS)


def test_nothing_changed(folder: Path) -> None:
    same = found(folder, FERRY, RAIN)
    assert same == Changes(added=0, changed=0, unchanged=2, removed=0)
    assert not same


def test_added_changed_and_removed(folder: Path) -> None:
    changed = replace(FERRY, text="The ferry was on time.")
    assert found(folder, changed, SNOW) == Changes(added=1, changed=1, unchanged=0, removed=1)


@pytest.mark.parametrize(
    "field",
    [
        {"title": "Storm"},
        {"source": None},
        {"published": date(2025, 11, 3)},
        {"url": None},
        {"text": "It rained in Hanoi"},
    ],
)
def test_every_field_counts(folder: Path, field: dict[str, object]) -> None:
    changed = found(folder, replace(RAIN, **field), FERRY)  # type: ignore[arg-type]
    assert changed == Changes(added=0, changed=1, unchanged=1, removed=0)


def test_where_there_is_no_index_everything_is_added(tmp_path: Path) -> None:
    expected = Changes(added=2, changed=0, unchanged=0, removed=0, others=True)
    assert found(tmp_path, RAIN, FERRY) == expected
    assert found(tmp_path / "no such folder", RAIN, FERRY) == expected


@pytest.mark.parametrize(
    "name", ["CURRENT", *(f"generations/*/{name}" for name in ("articles.sqlite", "stories.npy"))]
)
def test_a_damaged_index_is_as_good_as_none(folder: Path, name: str) -> None:
    (path,) = folder.glob(name)
    path.write_bytes(b"damaged")
    assert found(folder, RAIN, FERRY) == Changes(2, 0, 0, 0, others=True)


def test_a_file_that_is_missing_or_too_many_is_damage_too(folder: Path) -> None:
    (vectors,) = folder.glob("generations/*/vectors.npy")
    there = vectors.read_bytes()
    vectors.unlink()
    assert found(folder, RAIN, FERRY).others
    vectors.write_bytes(there)
    assert not found(folder, RAIN, FERRY)
    vectors.with_name("sources.json").write_text("{}")
    assert found(folder, RAIN, FERRY).others


def test_to_count_articles_no_vector_is_read(folder: Path) -> None:
    """They are most of an index, and `dateline check` is there to verify them."""
    (vectors,) = folder.glob("generations/*/vectors.npy")
    vectors.write_bytes(b"damaged")
    assert not found(folder, RAIN, FERRY)


def test_another_recipe_is_a_change(folder: Path) -> None:
    embedder = WordEmbedder(8)
    embedder.revision = "2"
    remade = changes_of(folder, [RAIN, FERRY], embedder)
    assert remade == Changes(added=0, changed=0, unchanged=2, removed=0, others=True)
    assert remade


def test_another_declaration_of_sources_is_a_change(tmp_path: Path) -> None:
    declared = [DeclaredSource("The Wire", aliases=("Wire",))]
    publish(tmp_path, [RAIN], WORDS, declared=declared)
    assert changes_of(tmp_path, [RAIN], WORDS)
    assert not changes_of(tmp_path, [RAIN], WORDS, declared)


def test_more_articles_than_are_read_at_a_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_PAGE", 2)
    articles = [replace(SNOW, id=str(number)) for number in range(5)]
    publish(folder, articles, WORDS)
    assert found(folder, *articles[1:], RAIN) == Changes(1, 0, 4, 1)


TEXTS = st.sampled_from(["one", "two"])


@given(
    st.dictionaries(st.sampled_from("abcdef"), TEXTS),
    st.dictionaries(st.sampled_from("abcdefgh"), TEXTS),
)
def test_all_are_counted_once(before: dict[str, str], after: dict[str, str]) -> None:
    def articles(texts: dict[str, str]) -> Sequence[Article]:
        return [Article(id_, None, None, None, None, text) for id_, text in texts.items()]

    headlines = [Headline(a.id, None, None, None, None, a.sha256) for a in articles(before)]
    counted = Changes.between(headlines, articles(after))
    both = before.keys() & after.keys()
    assert counted.added + counted.changed + counted.unchanged == len(after)
    assert counted.removed + counted.changed + counted.unchanged == len(before)
    assert counted.unchanged == sum(before[id_] == after[id_] for id_ in both)
    assert bool(counted) == (before != after)
