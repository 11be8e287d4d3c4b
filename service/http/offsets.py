"""Offsets in other units than code points, for clients that count otherwise."""

from typing import Literal

OffsetUnit = Literal["codepoint", "utf16", "byte"]

# Encodings without a mark at their begin, and how many bytes of them are one unit.
_ENCODINGS: dict[OffsetUnit, tuple[str, int]] = {
    "codepoint": ("utf-32-le", 4),
    "utf16": ("utf-16-le", 2),
    "byte": ("utf-8", 1),
}


class InUnit:
    """Tells how many ``unit`` s the first code points of a text take.

    Browsers and the JVM count UTF-16 code units, most other tools bytes of UTF-8. Only what lies
    between an offset and the nearest one told before is counted, so one of these is for the texts
    of one response.

    >>> [InUnit(unit)("né 🛳 x", 5) for unit in ("codepoint", "utf16", "byte")]
    [5, 6, 9]
    """

    def __init__(self, unit: OffsetUnit) -> None:
        self._unit = unit
        self._encoding, self._width = _ENCODINGS[unit]
        self._told: dict[str, dict[int, int]] = {}

    def __call__(self, text: str, offset: int) -> int:
        """What the first ``offset`` code points of ``text``, which has as many, are in units."""
        if self._unit == "codepoint" or text.isascii():
            return offset
        told = self._told.setdefault(text, {0: 0})
        near = min(told, key=lambda each: abs(each - offset))
        first, last = sorted((near, offset))
        between = len(text[first:last].encode(self._encoding)) // self._width
        told[offset] = told[near] + (between if near < offset else -between)
        return told[offset]


class Quotable:
    """A text that may be quoted by offsets in ``unit``; it is encoded once.

    >>> ship = Quotable("né 🛳 x", "utf16")
    >>> ship.holds("🛳", 3, 5), ship.holds("🛳", 3, 4)
    (True, False)
    """

    def __init__(self, text: str, unit: OffsetUnit) -> None:
        self._encoding, self._width = _ENCODINGS[unit]
        self._text = text.encode(self._encoding)

    def holds(self, quote: str, start: int, end: int) -> bool:
        """Whether ``quote``, which is not empty, is what stands from ``start`` to ``end``."""
        # Equal bytes are equal characters, since none begins within another in these encodings.
        encoded = quote.encode(self._encoding)
        return len(encoded) == self._width * (end - start) and self._text.startswith(
            encoded, self._width * start
        )
