"""Bytes of HTML and XML to text, by the character set that they declare."""

import codecs
import re

from lxml import etree

from .entries import ArticleInvalid
from .files import decode

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_DECLARATION = re.compile(rb"""\A\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]+)["']""")
# As far as a browser looks (https://html.spec.whatwg.org/#prescan-a-byte-stream).
_PRESCANNED = 1024
# What browsers read (https://encoding.spec.whatwg.org/), by Python's names. Others, such as UTF-7
# and unicode_escape, make text of bytes that nothing else takes for text.
_AS_THEY_ARE = (
    "utf-8", "big5", "cp866", "cp949", "cp950", "cp874", "euc_jp", "gb18030", "iso2022_jp",
    "koi8-r", "koi8-u", "mac-roman", "cp932", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5",
    "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15",
    "iso8859-16", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258",
)  # fmt: skip
_CODECS = {name: name for name in _AS_THEY_ARE} | {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    # Where such a declaration can be read as ASCII, it is wrong.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}


def decode_xml(data: bytes) -> str:
    """XML to text: by its byte order mark, else by its declaration, else as UTF-8.

    The mark is taken off. Raises ``ArticleInvalid`` for a character set that is not known, and
    with the offset of the first byte that is not of it.

    >>> decode_xml("<?xml version='1.0' encoding='windows-1252'?><a>5 €</a>".encode("cp1252"))[-10:]
    '<a>5 €</a>'
    """
    declared = _XML_DECLARATION.match(data)
    return _decode(data, declared[1].decode("latin-1") if declared else "utf-8")


def decode_html(data: bytes) -> str:
    """HTML to text: by its byte order mark, else by ``<meta charset>``, else as XML."""
    label = _of_meta(data[:_PRESCANNED])
    return _decode(data, label) if label else decode_xml(data)


def _of_meta(head: bytes) -> str | None:
    parser = etree.HTMLParser(encoding="iso-8859-1")
    parser.feed(b"<html>" + head)
    page = parser.close()
    for meta in page.iter("meta"):
        if label := (meta.get("charset") or "").strip():
            return str(label)
        if (meta.get("http-equiv") or "").lower() == "content-type":
            _, declares, rest = (meta.get("content") or "").lower().partition("charset=")
            if declares:
                return str(rest.partition(";")[0].strip(" \"'"))
    return None


def _decode(data: bytes, label: str) -> str:
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_by(data, codec, codec.upper()).removeprefix("\ufeff")
    return _decode_by(data, _codec(label), label)


def _codec(label: str) -> str:
    try:
        return _CODECS[codecs.lookup(label.strip()).name]
    except (LookupError, ValueError):
        raise ArticleInvalid(
            f"declares the character set {label[:40]!a}, which is not known; convert it to UTF-8"
        ) from None


def _decode_by(data: bytes, codec: str, label: str) -> str:
    if codec == "utf-8":
        return decode(data)
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise ArticleInvalid(
            f"not {label}, which it declares: byte {data[error.start]:#04x} at byte offset "
            f"{error.start}; declare what it is, or convert it to UTF-8",
            data.count(b"\n", 0, error.start) + 1,
        ) from None
