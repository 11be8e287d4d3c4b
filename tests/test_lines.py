"""Lines come with the numbers that an editor shows, and damage is named by them."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.lines import numbered_lines
from index import DatelineError


class Refused(DatelineError):
    """The error that the reader of some format raises."""


def _lines(path: Path) -> list[tuple[int, bytes]]:
    return list(numbered_lines(path, Refused))


@pytest.mark.parametrize("name", ["file.txt", "file.gz"])
def test_blank_lines_are_counted_and_left_out(name: str, tmp_path: Path) -> None:
    data = b"one\n\n \t\r\nfour\r\nfi\x0cve\r\x85\xff"
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    # Only \n ends a line: what else Unicode or a terminal takes for an end may stand in JSON.
    assert _lines(path) == [(1, b"one\n"), (4, b"four\r\n"), (5, b"fi\x0cve\r\x85\xff")]


@given(data=st.lists(st.binary(max_size=4)).map(b"\n".join))
def test_plain_or_packed_the_lines_are_those_of_the_bytes(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plain, packed = (tmp_path_factory.getbasetemp() / name for name in ("lines", "lines.gz"))
    plain.write_bytes(data)
    packed.write_bytes(gzip.compress(data))
    lines = _lines(plain)
    assert lines == _lines(packed)
    for number, line in lines:
        assert line.removesuffix(b"\n") == data.split(b"\n")[number - 1]
    assert len(lines) == sum(bool(line.strip()) for line in data.split(b"\n"))


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    for name in ("file", "file.gz"):
        (tmp_path / name).write_bytes(b"")
        assert _lines(tmp_path / name) == []


def test_files_packed_one_after_the_other_are_one(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert _lines(path) == [(1, b"one\n"), (2, b"two\n")]


def test_damage_names_the_line_it_is_met_at(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n") + b"no gzip")
    lines = numbered_lines(path, Refused)
    assert [next(lines), next(lines)] == [(1, b"one\n"), (2, b"two\n")]
    with pytest.raises(Refused, match=r"file\.gz:3: the gzip file is damaged, get it again: "):
        next(lines)


def test_cut_short_anywhere_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    packed = gzip.compress(b"one\n")
    for kept in range(1, len(packed)):
        path.write_bytes(packed[:kept])
        with pytest.raises(Refused, match="damaged"):
            _lines(path)


@pytest.mark.parametrize("byte", range(len(gzip.compress(b"one\n", mtime=0))))
def test_no_byte_that_is_altered_is_taken_for_other_lines(byte: int, tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    packed = bytearray(gzip.compress(b"one\n", mtime=0))
    packed[byte] ^= 0xFF
    path.write_bytes(packed)
    with suppress(Refused):
        assert _lines(path) == [(1, b"one\n")]  # a byte of the header that says nothing


def test_what_cannot_be_opened_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "folder.gz").mkdir()
    for path in (tmp_path, tmp_path / "folder.gz", tmp_path / "none", tmp_path / "none.gz"):
        with pytest.raises(OSError, match=path.name):
            _lines(path)
