"""Markdown: YAML front matter that describes the article, then the article itself."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import yaml

from .entries import ArticleInvalid, Entry
from .files import decode
from .plain_text import describe

# YAML is slow to parse and nests; a description of one article is a few lines.
_MAX_FRONT_MATTER = 65_536
_FIELDS = frozenset({"id", "title", "source", "published", "url"})
_FENCE = re.compile(r"^---[^\S\n]*(?:\n|\Z)", re.MULTILINE)
_LEADING_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_HEADING = re.compile(r"\A\s*#[^\S\n]+(?P<title>[^\n]+)")
_CLOSING_SEQUENCE = re.compile(r"\s#+$")


def read(stream: BinaryIO, stem: str) -> Iterator[Entry]:
    """The one article of a ``.md`` file: the front matter's fields and, exactly, the body.

    Blank lines between the two belong to neither. What the front matter does not mention is
    looked for at the head of the body: a ``# heading``, else as in plain text. Raises
    ``ArticleInvalid`` where the file is not UTF-8 or its front matter cannot be read.
    """
    fields, body = _split(decode(stream.read()))
    yield Entry(None, stem, {**_describe_body(body), **fields, "text": body})


def _split(text: str) -> tuple[dict[str, object], str]:
    r"""The fields of the front matter and the body; a text without front matter is all body.

    >>> _split("---\ntitle: Rain\n---\n\nRain fell.")
    ({'title': 'Rain'}, 'Rain fell.')
    """
    marked = text.removeprefix("\ufeff")
    opening = _FENCE.match(marked)
    if opening is None:
        return {}, text
    closing = _FENCE.search(marked, opening.end())
    if closing is None:
        raise ArticleInvalid("front matter has no end; close it with a line of ---", 1)
    if closing.start() > _MAX_FRONT_MATTER:
        raise ArticleInvalid(f"front matter is longer than {_MAX_FRONT_MATTER:,} characters", 1)
    fields = _fields(marked[opening.end() : closing.start()])
    return fields, _LEADING_BLANK_LINES.sub("", marked[closing.end() :])


def _fields(front_matter: str) -> dict[str, object]:
    """The known fields; every scalar is text, so that a date or a number stays as written."""
    node = _compose(front_matter)
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise ArticleInvalid("front matter is not made of lines like title: Rain", 2)
    fields: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value not in _FIELDS:
            continue
        if key.value in fields:
            line = key.start_mark.line + 2
            raise ArticleInvalid(f"front matter has {key.value} twice; keep one", line)
        fields[key.value] = value.value
    return fields


def _compose(front_matter: str) -> yaml.Node | None:
    try:
        return yaml.compose(front_matter, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 1  # marks count from 0, below the opening fence
        raise ArticleInvalid(f"front matter is not YAML: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError):
        raise ArticleInvalid("front matter is not YAML, or nests too deep", 1) from None


def _describe_body(body: str) -> dict[str, str | None]:
    heading = _HEADING.match(body.removeprefix("\ufeff"))
    if heading is None:
        return describe(body)
    title = _CLOSING_SEQUENCE.sub("", heading["title"].strip()).rstrip()
    return {**describe(body[heading.end() :]), "title": title}
