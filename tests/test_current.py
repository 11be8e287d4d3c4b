"""CURRENT names one generation or another, whenever the disk fails; and who reads it keeps up."""

import re
from pathlib import Path

import pytest

from index.errors import IndexCorrupt, IndexMissing
from index.folder import CURRENT
from index.publishing import current
from index.publishing.current import (
    CURRENT_NEW,
    CurrentUnsettled,
    Pointer,
    point_current_at,
    read_current,
    with_current,
)

OLD, NEW = (Pointer(f"2025110{day}T000000000000-00000000", "0" * 64) for day in (2, 3))


class Disk:
    """Flushes what it is told to, but for the calls of these numbers, from 0 on."""

    def __init__(self, patch: pytest.MonkeyPatch, failing: set[int]) -> None:
        self.flushed: list[str] = []
        self._failing = failing
        patch.setattr(current, "sync", self._sync)

    def _sync(self, path: Path) -> None:
        self.flushed.append(path.name)
        if len(self.flushed) - 1 in self._failing:
            raise OSError(5, "Input/output error")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One where CURRENT names the old generation."""
    (tmp_path / "index").mkdir()
    point_current_at(tmp_path / "index", OLD)
    return tmp_path / "index"


def test_what_is_taken_back_is_flushed_before_it_is_renamed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, {0})
    with pytest.raises(OSError, match="Input/output error") as refused:
        point_current_at(folder, NEW)
    assert not isinstance(refused.value, CurrentUnsettled)
    assert disk.flushed == ["index", CURRENT_NEW, "index"]
    assert read_current(folder) == OLD


def test_what_is_taken_back_is_so_though_it_cannot_be_flushed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Disk(monkeypatch, {0, 1, 2})
    with pytest.raises(CurrentUnsettled, match=r"CURRENT: .*; a crash may yet make"):
        point_current_at(folder, NEW)
    assert read_current(folder) == OLD


def test_a_first_one_is_taken_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, {0, 1})
    with pytest.raises(CurrentUnsettled, match=re.escape(f"make {NEW.generation} current")):
        point_current_at(tmp_path, NEW)
    assert not (tmp_path / CURRENT).exists()


def test_only_a_generation_shows_that_there_was_an_index(tmp_path: Path) -> None:
    (tmp_path / "generations" / "my notes").mkdir(parents=True)
    with pytest.raises(IndexMissing):
        read_current(tmp_path)
    (tmp_path / "generations" / f"{OLD.generation}.sha256").touch()
    with pytest.raises(IndexCorrupt, match="CURRENT: missing"):
        read_current(tmp_path)


def test_work_on_the_current_one_is_done_again_on_its_successor(folder: Path) -> None:
    def work(pointer: Pointer) -> Pointer:
        if pointer == OLD:
            point_current_at(folder, NEW)
            raise IndexCorrupt("gone")
        return pointer

    assert with_current(folder, work) == NEW


def test_what_fails_while_it_is_current_has_failed(folder: Path) -> None:
    def work(_pointer: Pointer) -> None:
        raise IndexCorrupt("damaged")

    with pytest.raises(IndexCorrupt, match="damaged"):
        with_current(folder, work)
