"""Opening one file that may be hostile: only a regular file, only so many bytes, only unchanged."""

import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ArticlesUnreadable
from .entries import ArticleInvalid

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_ARTICLE_BYTES = 10 * 2**20
"""Longest article: a file of one, a feed, a line of JSON, a field; decompressed."""

# News text shrinks 2 to 10 times; only what was made to explode comes near 200.
_MAX_GZIP_RATIO = 200
_RATIO_FREE_BYTES = 2**20


@contextmanager
def open_regular(path: Path, max_bytes: int) -> Iterator[io.BufferedReader]:
    """Open a regular file for reading its bytes, those of a ``.gz`` decompressed.

    Reading more than ``max_bytes``, or more than 200 bytes for each byte of a ``.gz`` (from
    1 MiB on), raises ``ArticleInvalid`` at that point; so do a broken ``.gz`` and, before
    anything is read, a file of that size or one that is not a regular file. Raises
    ``ArticlesUnreadable`` where the system cannot read the file, or where it was written to
    between opening and leaving.
    """
    descriptor = _open(path)
    with open(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if before.st_size > max_bytes:
            raise _too_large(max_bytes)
        try:
            yield _limited(file, path, before.st_size, max_bytes)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ArticleInvalid(f"gzip is truncated or corrupt ({error}); make it anew") from None
        except OSError as error:
            raise _unreadable(path, error) from error
        finally:
            _check_unchanged(path, before, os.fstat(descriptor))


def decode(data: bytes) -> str:
    """UTF-8 to text, with nothing translated; a byte order mark stays.

    Raises ``ArticleInvalid`` with the offset of the first byte that is not UTF-8, from the start
    of ``data``, and the line that it is on.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleInvalid(
            f"not UTF-8: byte {data[error.start]:#04x} at byte offset {error.start}; "
            "convert it, for instance with iconv -f cp1252 -t utf-8",
            line,
        ) from None


def printable(path: Path) -> str:
    r"""A path that is safe to print and to encode: file names may hold any byte but two.

    >>> printable(Path("news/a\n.txt"))
    'news/a\\n.txt'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def _open(path: Path) -> int:
    try:
        # Without O_NONBLOCK, opening a FIFO waits for a writer that may never come.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ENXIO:  # what opening a socket gives
            raise _not_regular() from None
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_regular()
    return descriptor


def _limited(file: io.BufferedReader, path: Path, size: int, max_bytes: int) -> io.BufferedReader:
    if path.suffix.lower() != ".gz":
        return io.BufferedReader(_Limited(file, max_bytes, _too_large(max_bytes)))
    by_ratio = max(_RATIO_FREE_BYTES, size * _MAX_GZIP_RATIO)
    exceeded = _too_large(max_bytes) if max_bytes <= by_ratio else _too_dense()
    unpacked = gzip.GzipFile(fileobj=file)
    return io.BufferedReader(_Limited(unpacked, min(max_bytes, by_ratio), exceeded))


class _Limited(io.RawIOBase):
    """A stream that raises ``exceeded`` as soon as more than ``limit`` bytes come out of it."""

    def __init__(self, stream: io.BufferedIOBase, limit: int, exceeded: ArticleInvalid):
        self._stream = stream
        self._left = limit
        self._exceeded = exceeded

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._stream.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise self._exceeded
        return count


def _check_unchanged(path: Path, before: os.stat_result, after: os.stat_result) -> None:
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ArticlesUnreadable(f"{printable(path)}: changed while it was read; read it again")


def _unreadable(path: Path, error: OSError) -> ArticlesUnreadable:
    return ArticlesUnreadable(f"{printable(path)}: cannot be read: {error.strerror or error}")


def _not_regular() -> ArticleInvalid:
    return ArticleInvalid("not a regular file, and so not opened; leave it out")


def _too_large(max_bytes: int) -> ArticleInvalid:
    return ArticleInvalid(f"over the limit of {max_bytes:,} bytes; split it, or leave it out")


def _too_dense() -> ArticleInvalid:
    return ArticleInvalid(
        f"gzip expands more than {_MAX_GZIP_RATIO}-fold, as no news text does; leave it out"
    )
