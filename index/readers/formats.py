"""Which files are read, how, and up to which size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from . import json_lines, markdown, plain_text
from .entries import ArticleInvalid, Entry
from .files import MAX_ARTICLE_BYTES

# A .json file is parsed in one piece, which takes several times its size in memory.
_MAX_DOCUMENT_BYTES = 64 * 2**20
# A .jsonl file is read line by line, but its articles are all kept.
_MAX_LINES_BYTES = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file becomes entries; ``max_bytes`` counts decompressed."""

    read: Callable[[BinaryIO, str], Iterator[Entry | ArticleInvalid]]
    max_bytes: int


def _read_page(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    from . import web_page  # its libraries take a second to import

    yield from web_page.read(stream, stem)


def _read_feed(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    from . import feeds

    yield from feeds.read(stream, stem)


def _read_xml(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    from . import feeds

    yield from feeds.read_xml(stream, stem)


FORMATS = {
    ".txt": Format(plain_text.read, MAX_ARTICLE_BYTES),
    ".md": Format(markdown.read, MAX_ARTICLE_BYTES),
    ".json": Format(json_lines.read_document, _MAX_DOCUMENT_BYTES),
    ".jsonl": Format(json_lines.read_lines, _MAX_LINES_BYTES),
    ".html": Format(_read_page, MAX_ARTICLE_BYTES),
    ".htm": Format(_read_page, MAX_ARTICLE_BYTES),
    ".rss": Format(_read_feed, MAX_ARTICLE_BYTES),
    ".atom": Format(_read_feed, MAX_ARTICLE_BYTES),
    ".xml": Format(_read_xml, MAX_ARTICLE_BYTES),
}
"""By extension; each may be followed by ``.gz``."""


def format_of(path: Path) -> Format | None:
    """The format that a file's name tells, whatever the case; ``None`` for any other.

    >>> format_of(Path("news.JSONL.gz")) is FORMATS[".jsonl"], format_of(Path("photo.png"))
    (True, None)
    """
    return FORMATS.get(_without_gz(path).suffix.lower())


def stem_of(path: Path) -> str:
    """The name without ``.gz`` and extension, which names an article that has no id.

    >>> stem_of(Path("news/2025.11.txt.gz"))
    '2025.11'
    """
    return _without_gz(path).stem


def _without_gz(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path
