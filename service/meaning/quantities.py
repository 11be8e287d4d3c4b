"""Quantities: the numbers that a text states, in figures and in words, by their value."""

import re
from decimal import Decimal

from text_to_num import alpha2digit

_POWERS = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "t": 12,
}  # fmt: skip
_WORDS = "hundred|thousand|million|billion|trillion"

# A lone letter is a scale behind a currency sign, or as a capital: "100m" is as often metres.
FIGURE = re.compile(
    rf"""
    (?P<sign>(?<![^\s(])[-−]|\bminus\s)?
    (?P<currency>(?:[A-Z]{{1,3}})?[$£€¥₹₩₫]\s?)?
    (?<!\w)(?P<figure>\d{{1,3}}(?:,\d{{3}})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|\.\d++)
    (?a:(?:[\s-]?(?P<scale>{_WORDS}|[mbt]n)s?|(?P<letter>(?-i:[KMB])|(?(currency)[kmbt]|(?!))))
       (?![^\W_]))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FRACTIONS = str.maketrans({"¼": ".25", "½": ".5", "¾": ".75"})
_HALF = re.compile(r"(?<=\d) and a half\b")
_PART_OF_SCALE = re.compile(
    rf"\b(?:(?P<whole>\w+)\s+and\s+)?a?\s*(?P<part>half|quarter)(?:\s+of)?(?:\s+an?)?"
    rf"\s+(?P<scale>{_WORDS})\b",
    re.IGNORECASE,
)

# What has the form of a number and counts nothing.
_NAME = re.compile(r"\b(?:[A-Z]\w*[-‐‑]|[^\W\d_]\w*?)\d[\w‐‑-]*")
_NAMED_ORDINAL = re.compile(r"\b[A-Z][A-Za-z-]{0,30}(?:irst|econd|hird|th)\s+(?=[A-Z])")
_VAGUE = re.compile(
    rf"\b(?:(?:several|few|many)\s+(?:{_WORDS})|(?:ten|{_WORDS})s|per[\s-]second)\b"
    r"|(?<=\d[\s-])second\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:no|any|some|every|each|the|this|that|which)\s+one\b|\bone\s+another\b"
    r"|\bone\s+of\s+(?:the|th[eo]se|them|us|you|my|your|his|her|its|our|their|wh\w+)\b"
    r"|\bfirst\b(?=\s+\w)",
    re.IGNORECASE,
)
_IN_WORD_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")


def quantities(text: str) -> set[Decimal]:
    """The numbers that a text states in figures and in words, exact and without their units.

    Number words are text2num's. Digits behind letters are a name (G7, F-16), digits before them a
    quantity (5km, 1990s). Not numbers: "one" as a pronoun, "first" before another word, ordinals
    in names (Third World), "thousands", exponents and Roman numerals.

    >>> sorted(map(str, quantities("Thirty-one of the 1,200 F-16s, worth $1.5bn, or .5 per cent")))
    ['0.5', '1200', '1500000000', '31']
    """
    return {quantity_of(match) for match in FIGURE.finditer(in_figures(text))}


def in_figures(text: str) -> str:
    """The text with every number in plain figures, scales worked out, and what is none left out.

    Currency signs are left out too. ``FIGURE`` finds the numbers again.

    >>> in_figures("Thirty-one of the F-16s, worth $1.5bn")
    '31 of the  , , worth  1500000000'
    """
    # text2num takes no lone surrogates.
    text = text.encode("utf-8", "replace").decode().translate(_FRACTIONS)
    text = _PART_OF_SCALE.sub(_part_in_full, text)
    # Before the words: text2num would make two numbers of "130 million".
    text = FIGURE.sub(_in_full, text)
    for uncounted in (_NAME, _NAMED_ORDINAL, _VAGUE):
        text = uncounted.sub(" , ", text)  # the comma keeps its neighbours apart
    # "one" and "first" standing alone stay words until it is seen whether they count.
    text = alpha2digit(_IN_WORD_HYPHEN.sub(" ", text), "en", 2)
    text = alpha2digit(_PRONOUN.sub(" , ", text), "en", 0)
    return _HALF.sub(".5", text)


def _part_in_full(match: re.Match[str]) -> str:
    """``half a million`` and ``three and a half million`` as figures."""
    whole = alpha2digit(match["whole"], "en", 0) if match["whole"] else "0"
    if not whole.isdecimal():
        return match[0]
    part = "5" if match["part"].lower() == "half" else "25"
    power = _POWERS[match["scale"].lower()]
    return f"{Decimal(f'{whole}.{part}E{power}'):f}"


def _in_full(match: re.Match[str]) -> str:
    # "US$5" without its sign must not become the name "US5".
    return f"{' ' if match['currency'] else ''}{quantity_of(match):f}"


def quantity_of(match: re.Match[str]) -> Decimal:
    """The value of a match of ``FIGURE``."""
    sign = "-" if match["sign"] else ""
    scale = match["scale"] or match["letter"]
    power = _POWERS[scale.lower()] if scale else 0
    # Made from its digits: arithmetic would round to the context's precision.
    return Decimal(f"{sign}{match['figure'].replace(',', '')}E{power}")
