"""RSS and Atom: an article an entry."""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml
import defusedxml.sax
import feedparser
from lxml import etree

from .charset import decode_xml
from .entries import ArticleInvalid, Entry, OtherFormat
from .html_text import fragment_text

_ROOTS = frozenset(("rss", "feed", "RDF"))
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
# Read at some thousand a second; 20,000 entries have so many.
_MAX_ELEMENTS = 250_000
_MAX_DEPTH = 250
# Not read; feedparser compares each with all that its entry has before it.
_TAGS = frozenset(("category", "keywords", "subject", "tags"))


def read(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    """The articles of a ``.rss`` or ``.atom`` file; entry *n* (from 1) stands for line *n*.

    An entry's text is its content, or else its summary; its source the feed that it is from, or
    else this feed. Raises ``ArticleInvalid`` for what is no feed, or is not well-formed, and for
    a document type or an entity that it declares, before anything of it is expanded.
    """
    try:
        yield from _entries(stream, stem)
    except OtherFormat as other:
        raise ArticleInvalid(f"no feed of RSS or Atom, but {other}; leave it out") from None


def read_xml(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    """As ``read``, of a ``.xml`` file: raises ``OtherFormat`` where its root is not a feed's."""
    yield from _entries(stream, stem)


def _entries(stream: BinaryIO, stem: str) -> Iterator[Entry | ArticleInvalid]:
    data = _DECLARATION.sub("", decode_xml(stream.read())).encode()
    _screen(data)
    # A stream, because a string could name a file, or an address to fetch.
    parsed = feedparser.parse(
        io.BytesIO(_without_tags(data)), sanitize_html=False, resolve_relative_uris=False
    )
    if parsed.bozo:
        raise ArticleInvalid(f"not read as a feed: {parsed.bozo_exception}")
    source = _plain(parsed.feed, "title")
    for number, entry in enumerate(parsed.entries, start=1):
        try:
            yield Entry(number, f"{stem}-{number}", _fields(entry, source))
        except ArticleInvalid as invalid:
            yield ArticleInvalid(invalid.reason, number)


def _screen(data: bytes) -> None:
    """Let through only what is well-formed, has a feed's root, and declares nothing."""
    try:
        defusedxml.sax.parseString(data, _Screen(), forbid_dtd=True)
    except defusedxml.DTDForbidden as refused:
        if refused.name not in _ROOTS:
            raise OtherFormat(f"a document of type {refused.name[:40]!a}") from None
        raise ArticleInvalid("declares a document type, which is not read; take it out") from None
    except SAXParseException as error:
        raise ArticleInvalid(
            f"not well-formed XML: {error.getMessage()}; mend it", error.getLineNumber()
        ) from None


def _without_tags(data: bytes) -> bytes:
    """Well-formed XML without what tags its entries."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, strip_cdata=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:  # a prefix that is not declared
        raise ArticleInvalid(f"not well-formed XML: {error.msg}; mend it", error.lineno) from None
    names = {element.tag for element in root.iter("{*}*")}
    tags = [name for name in names if etree.QName(name).localname.lower() in _TAGS]
    if not tags:
        return data
    etree.strip_elements(root, *tags, with_tail=False)
    stripped: bytes = etree.tostring(root, encoding="utf-8")
    return stripped


class _Screen(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self._elements = 0
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if not self._elements and name.rpartition(":")[2] not in _ROOTS:
            raise OtherFormat(f"XML with the root {name[:40]!a}")
        self._elements += 1
        self._depth += 1
        if self._elements > _MAX_ELEMENTS or self._depth > _MAX_DEPTH:
            raise ArticleInvalid(
                f"XML of more than {_MAX_ELEMENTS:,} elements, or {_MAX_DEPTH} in each other; "
                "split it, or leave it out"
            )

    def endElement(self, name: str) -> None:  # noqa: N802
        self._depth -= 1


def _fields(entry: Any, source: str | None) -> dict[str, object]:
    link, id_ = entry.get("link"), entry.get("id")
    # Where there is no link, feedparser gives the id for one, which need not be an address.
    url = link if link != id_ or str(link).lower().startswith("http") else None
    return {
        "id": id_ or url,
        "title": _plain(entry, "title"),
        "source": _plain(entry.get("source", {}), "title") or source,
        "published": entry.get("published") or entry.get("updated"),
        "url": url,
        "text": _text(entry),
    }


def _text(entry: Any) -> str | None:
    contents = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    texts = (_unmarked(content) for content in contents if content.get("value"))
    return next(filter(None, texts), None)


def _plain(item: Any, name: str) -> str | None:
    """A title as text on one line."""
    detail = item.get(f"{name}_detail") or {"value": item.get(name) or ""}
    return " ".join(_unmarked(detail).split()) or None


def _unmarked(content: Any) -> str:
    value = str(content["value"])
    return fragment_text(value) if "html" in content.get("type", "") else value.strip()
