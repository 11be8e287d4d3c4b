"""A file is opened only if it is regular, read only so far, and must not change meanwhile."""

import gzip
import os
import signal
import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import shake_128
from pathlib import Path

import pytest

from index.errors import ArticlesUnreadable
from index.readers.entries import ArticleInvalid
from index.readers.files import MAX_ARTICLE_BYTES, decode, open_regular, printable


def noise(size: int) -> bytes:
    """Bytes that do not compress."""
    return shake_128(b"seed").digest(size)


def read(path: Path, max_bytes: int = MAX_ARTICLE_BYTES) -> bytes:
    with open_regular(path, max_bytes) as stream:
        return stream.read()


def drain(path: Path) -> None:
    """Read piece by piece, keeping nothing."""
    with open_regular(path, 2**40) as stream:
        while stream.read(65_536):
            pass


@contextmanager
def at_most_seconds(seconds: int) -> Iterator[None]:
    """End the process rather than hang, should opening wait for a writer."""
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@pytest.mark.parametrize("data", [b"", b"a\r\nb\0\xff", noise(2**20)])
def test_bytes_come_as_they_are_plain_or_gzipped(tmp_path: Path, data: bytes) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.GZ"
    plain.write_bytes(data)
    packed.write_bytes(gzip.compress(data))
    assert read(plain) == read(packed) == data


def test_row_36_a_file_over_the_cap_is_rejected_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    tracemalloc.start()
    with pytest.raises(ArticleInvalid, match="over the limit of 10,485,760 bytes"):
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


def test_a_file_of_just_the_cap_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345678")
    assert read(path, 8) == b"12345678"
    with pytest.raises(ArticleInvalid, match="over the limit of 7 bytes"):
        read(path, 7)


@pytest.mark.parametrize("name", ["pipe.txt", "pipe.txt.gz"])
def test_row_43_a_fifo_is_refused_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with at_most_seconds(10), pytest.raises(ArticleInvalid, match="not a regular file"):
        read(tmp_path / name)


def test_row_43_a_socket_a_device_and_a_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        for path in (Path("socket.txt"), Path("/dev/null"), Path("/dev/zero"), tmp_path):
            with pytest.raises(ArticleInvalid, match="not a regular file"):
                read(path)


def test_row_44_a_gzip_bomb_is_stopped_by_its_ratio(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(bytes(64 * 2**20)))
    tracemalloc.start()
    with pytest.raises(ArticleInvalid, match="expands more than 200-fold"):
        drain(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20


def test_row_44_a_gzip_bomb_is_stopped_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(noise(1000) * 20))
    assert len(read(path, 20_000)) == 20_000
    with pytest.raises(ArticleInvalid, match="over the limit of 19,999 bytes"):
        read(path, 19_999)


def test_a_small_file_may_shrink_more_than_200_fold(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"a" * 2**20))
    assert len(read(path)) == 2**20 > 200 * path.stat().st_size


PACKED = gzip.compress(noise(5_000))


@pytest.mark.parametrize(
    "data",
    [
        PACKED[:-1],
        PACKED[: len(PACKED) // 2],
        PACKED[:5],
        PACKED[:-8] + bytes(8),
        PACKED[:100] + b"\xff" * 100 + PACKED[200:],
        PACKED + b"garbage",
        b"plain text",
    ],
)
def test_row_44_a_broken_gzip_is_rejected(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(data)
    with pytest.raises(ArticleInvalid, match="gzip is truncated or corrupt"):
        read(path)


def test_row_44_an_invalid_deflate_stream_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(PACKED[:10] + b"\xff" * 50)
    with pytest.raises(ArticleInvalid, match="gzip is truncated or corrupt") as caught:
        read(path)
    assert isinstance(caught.value.__context__, zlib.error)


def test_row_46_a_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.txt", tmp_path / ("x" * 300)):
        with pytest.raises(ArticlesUnreadable, match=f"{path.name}: cannot be read: "):
            read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_row_46_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(ArticlesUnreadable, match=r"a\.txt: cannot be read: Permission denied"):
        read(path)


@pytest.mark.parametrize("data", [b"longer than before", b"same"])
def test_row_46_a_file_that_is_written_to_while_read_is_unreadable(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    os.utime(path, ns=(0, 0))

    def read_and_write() -> None:
        with open_regular(path, 100) as stream:
            stream.read()
            path.write_bytes(data)

    with pytest.raises(ArticlesUnreadable, match=r"a\.txt: changed while it was read"):
        read_and_write()


def test_row_37_not_utf8_is_rejected_with_byte_offset_and_line() -> None:
    with pytest.raises(ArticleInvalid, match="byte 0x93 at byte offset 9") as caught:
        decode("é ok\nis ".encode() + b"\x93quoted\x94")
    assert caught.value.line == 2
    with pytest.raises(ArticleInvalid, match="byte 0xed at byte offset 0"):
        decode(b"\xed\xa0\x80")  # a surrogate, encoded


def test_decoding_translates_nothing() -> None:
    text = "\N{BYTE ORDER MARK}a\r\nb\rc\x0b\u2028e\u0301"
    assert decode(text.encode()) == text


def test_a_path_is_safe_to_print() -> None:
    assert printable(Path(os.fsdecode(b"a\xff\x1b[2J\xc3\xa9"))) == r"a\udcff\x1b[2Jé"
