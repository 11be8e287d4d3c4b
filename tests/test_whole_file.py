"""Files written whole or not at all."""

import gzip
import os
from pathlib import Path

import pytest

from eval.whole_file import write_whole


def test_text_is_written_as_it_is_and_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.txt"
    write_whole(path, "one\r\ntwö\n")
    assert path.read_bytes() == b"one\r\ntw\xc3\xb6\n"
    write_whole(path, "")
    assert path.read_bytes() == b""
    assert list(path.parent.iterdir()) == [path]


def test_gz_is_compressed_and_the_same_each_time(tmp_path: Path) -> None:
    one, other = tmp_path / "a.gz", tmp_path / "b.gz"
    write_whole(one, "Rain.\n")
    write_whole(other, "Rain.\n")
    assert gzip.decompress(one.read_bytes()) == b"Rain.\n"
    assert one.read_bytes() == other.read_bytes()


def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    write_whole(path, "before")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path / "folder", "text")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
