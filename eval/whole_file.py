"""A file that is written whole or not at all, and read back."""

import gzip
import os
import zlib
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write text in UTF-8, gzipped where the name ends in ``.gz``; missing folders are made.

    It is written beside its place and moved there. Raises ``OSError`` when it cannot be written
    and ``UnicodeEncodeError`` for half a surrogate pair; a file that was there is then as it was.
    """
    data = text.encode()
    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)  # Without the time, the same text is the same file.
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_whole(path: Path) -> bytes:
    """What a file holds, unpacked where its name ends in ``.gz``.

    Raises ``OSError`` where it cannot be read, ``ValueError`` for damaged gzip.
    """
    data = path.read_bytes()
    if path.suffix != ".gz":
        return data
    try:
        return gzip.decompress(data)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"the gzip file is damaged: {error}") from error
