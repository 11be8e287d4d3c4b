"""JSON: an object per article, one a line (``.jsonl``) or alone or in an array (``.json``).

It is an article in our own form, or in IPTC's (ninjs).
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

from . import ninjs
from .entries import ArticleInvalid, Entry
from .files import MAX_ARTICLE_BYTES, decode

_SKIPPED_AT_ONCE = 65_536


def read_lines(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    """The articles of a ``.jsonl`` file, read line by line; blank lines are passed over.

    A line that is no article is yielded as what is wrong with it. Article *n* is the one on
    line *n*, and is named ``stem-n`` where it has no id.
    """
    for number, line in enumerate(_lines(stream), start=1):
        try:
            text = _decode_line(line, first=number == 1)
            if text.strip():
                yield Entry(number, f"{stem}-{number}", _fields(_parse(text)))
        except ArticleInvalid as invalid:
            yield ArticleInvalid(invalid.reason, number)


def read_document(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    """The article or articles of a ``.json`` file: an object, or an array of objects.

    In an array, item *n* (from 1) stands for line *n*. Raises ``ArticleInvalid`` where the file
    as a whole is not UTF-8 or not JSON.
    """
    document = _parse(decode(stream.read()).removeprefix("\ufeff"))
    if not isinstance(document, list):
        yield Entry(None, stem, _fields(document))
        return
    for number, item in enumerate(document, start=1):
        try:
            yield Entry(number, f"{stem}-{number}", _fields(item))
        except ArticleInvalid as invalid:
            yield ArticleInvalid(invalid.reason, number)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is over the cap only so much that its length shows."""
    while line := stream.readline(MAX_ARTICLE_BYTES + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIPPED_AT_ONCE)


def _decode_line(line: bytes, *, first: bool) -> str:
    line = line.removesuffix(b"\n")
    if len(line) > MAX_ARTICLE_BYTES:
        raise ArticleInvalid(f"line is over the limit of {MAX_ARTICLE_BYTES:,} bytes")
    try:
        text = decode(line)
    except ArticleInvalid as invalid:
        raise ArticleInvalid(f"{invalid.reason} (offset within the line)") from None
    return text.removeprefix("\ufeff") if first else text


class _Repeating(dict[str, object]):
    """An object that has a key twice: harmless in ``meta``, ambiguous in an article."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = dict(pairs)
    return keys if len(keys) == len(pairs) else _Repeating(pairs)


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"{error.msg} at column {error.colno}"
        raise ArticleInvalid(f"not JSON: {place}", error.lineno) from None
    except (ValueError, RecursionError):
        raise ArticleInvalid("not usable JSON: a number too long, or nested too deep") from None


def _fields(item: object) -> dict[str, object]:
    if isinstance(item, _Repeating):
        raise ArticleInvalid("a key occurs twice in the article; keep one")
    if not isinstance(item, dict):
        raise ArticleInvalid('not an article; write {"id": …, "text": …}')
    return ninjs.fields(item) if ninjs.is_ninjs(item) else item
