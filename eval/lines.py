"""The lines of a file, plain or gzipped, by their numbers."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from index import DatelineError


def numbered_lines(path: Path, refused: type[DatelineError]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1; ``.gz`` is unpacked.

    Raises ``refused``, which names the line, for damaged gzip, and ``OSError`` where the file
    cannot be opened.
    """
    number = 0
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise refused(
                f"{path}:{number + 1}: the gzip file is damaged, get it again: {error}"
            ) from error
