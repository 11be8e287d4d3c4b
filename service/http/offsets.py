"""Offsets in other units than code points, for clients that count otherwise."""

from typing import Literal

OffsetUnit = Literal["codepoint", "utf16", "byte"]


def to_unit(text: str, offset: int, unit: OffsetUnit) -> int:
    """How many ``unit`` s the first ``offset`` code points of ``text`` take.

    Browsers and the JVM count UTF-16 code units, most other tools bytes of UTF-8.

    >>> [to_unit("né 🛳 x", 5, unit) for unit in ("codepoint", "utf16", "byte")]
    [5, 6, 9]
    """
    if unit == "utf16":
        return len(text[:offset].encode("utf-16-le")) // 2
    if unit == "byte":
        return len(text[:offset].encode())
    return offset


def slice_by_unit(text: str, start: int, end: int, unit: OffsetUnit) -> str | None:
    """The words of ``text`` between two offsets in ``unit``, or None where they cut a character.

    >>> slice_by_unit("né 🛳 x", 3, 5, "utf16"), slice_by_unit("né", 0, 2, "byte")
    ('🛳', None)
    """
    if unit == "codepoint":
        return text[start:end]
    encoding, width = ("utf-16-le", 2) if unit == "utf16" else ("utf-8", 1)
    try:
        return text.encode(encoding)[start * width : end * width].decode(encoding)
    except UnicodeDecodeError:
        return None
