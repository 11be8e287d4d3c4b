"""Generations are told from whatever else lies beside them, also while some are removed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles import Article
from index.building.manifest import Manifest, read_manifest_alone
from index.errors import GenerationUnknown, IndexCorrupt
from index.publishing import generations
from index.publishing.current import Pointer
from index.publishing.generations import (
    generation_ids,
    list_generations,
    manifest_of,
    prune,
    with_generation,
)
from index.publishing.store import publish
from tests.word_embedder import WordEmbedder

WORDS = WordEmbedder(8)
FERRY = Article("ferry", None, None, None, None, "The ferry was late.")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, str, str]:
    """An index with an older and a current generation, and the ids of both."""
    ids = [publish(tmp_path, [FERRY], WORDS).generation for _ in range(2)]
    return tmp_path, ids[0], ids[1]


def test_foreign_folders_are_no_generations(two: tuple[Path, str, str]) -> None:
    folder, older, newer = two
    kept = [
        folder / "generations" / name
        for name in ("lost+found", "copy", f"{older} (1)", f"{older}.old", older.upper() + "0")
    ]
    for path in kept:
        path.mkdir()
    seal = folder / "generations" / "mine.sha256"
    seal.touch()
    assert generation_ids(folder) == [older, newer]
    with pytest.raises(GenerationUnknown, match=f"it has {older}, {newer}$"):
        manifest_of(folder, "copy")
    assert prune(folder, 1) == [older]
    assert all(path.is_dir() for path in kept)
    assert seal.exists()


def removing(folder: Path) -> Callable[[Path, str], Manifest]:
    """What reads a manifest once a prune beside it has removed all but the current one."""

    def prune_and_read(path: Path, sha256: str) -> Manifest:
        prune(folder, 1)
        return read_manifest_alone(path, sha256)

    return prune_and_read


def test_what_is_removed_while_it_is_listed_is_not_damaged(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _, newer = two
    monkeypatch.setattr(generations, "read_manifest_alone", removing(folder))
    assert [(each.id, each.damage) for each in list_generations(folder)] == [(newer, None)]


def test_what_is_removed_while_it_is_shown_is_unknown(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, older, newer = two
    monkeypatch.setattr(generations, "read_manifest_alone", removing(folder))
    with pytest.raises(GenerationUnknown, match=f"has no generation '{older}'; it has {newer}"):
        manifest_of(folder, older)


def test_what_stands_and_fails_has_failed(two: tuple[Path, str, str]) -> None:
    folder, older, _ = two

    def work(_pointer: Pointer) -> None:
        raise IndexCorrupt("damaged")

    with pytest.raises(IndexCorrupt, match="damaged"):
        with_generation(folder, older, work)
