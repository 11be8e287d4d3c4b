"""Amounts: how many of what, exactly or about; and how two of them relate."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from index import terms

from .quantities import FIGURE, in_figures, quantity_of
from .relations import Relation

Bound = Literal["about", "above", "below"]

# Words by what they measure and how many of its first unit they are; months and years on average.
_MEASURES: dict[str, dict[str, str]] = {
    "time": {
        "second": "1", "minute": "60", "min": "60", "hour": "3600", "hr": "3600", "day": "86400",
        "week": "604800", "fortnight": "1209600", "month": "2629746", "year": "31556952",
        "decade": "315569520", "century": "3155695200", "centurie": "3155695200",
    },
    "length": {
        "meter": "1", "metre": "1", "km": "1000", "kilometer": "1000", "kilometre": "1000",
        "cm": ".01", "centimeter": ".01", "centimetre": ".01", "mm": ".001", "mile": "1609.344",
        "foot": ".3048", "feet": ".3048", "ft": ".3048", "inch": ".0254", "inche": ".0254",
        "yard": ".9144",
    },
    "speed": {"mph": "1.609344", "kmh": "1", "kph": "1"},
    "mass": {
        "kg": "1", "kilogram": "1", "kilo": "1", "gram": ".001", "ton": "1000", "tonne": "1000",
        "lb": ".45359237", "ounce": ".028349523",
    },
    "area": {"acre": "4046.8564224", "hectare": "10000"},
    "volume": {"liter": "1", "litre": "1", "gallon": "3.785411784", "barrel": "158.987294928"},
    "share": {"%": "1", "percent": "1", "percentage": "1"},
    "points of share": {"pp": "1"},
    "dollars": {
        "$": "1", "dollar": "1", "buck": "1", "usd": "1", "aud": "1", "cad": "1", "hkd": "1",
        "nzd": "1", "sgd": "1",
    },
    "euros": {"€": "1", "euro": "1", "eur": "1"},
    "pounds": {"£": "1", "pound": "1", "gbp": "1", "sterling": "1"},
    "yen or yuan": {
        "¥": "1", "yen": "1", "jpy": "1", "yuan": "1", "cny": "1", "renminbi": "1",
    },
    "rupees": {"₹": "1", "rupee": "1", "inr": "1"},
    "degrees": {"°": "1", "degree": "1"},
}  # fmt: skip
_UNITS = {
    word: (measure, Decimal(factor))
    for measure, words in _MEASURES.items()
    for word, factor in words.items()
}
_BOUNDS: dict[Bound, str] = {
    "above": r"more than|at least|over|above|upwards? of|no fewer than|no less than|exceeding"
    r"|minimum of|or more|or above",
    "below": r"(?:fewer|less) than|at most|under|below|up to|as many as|maximum of|no more than"
    r"|or fewer|or less",
    "about": r"nearly|almost|just shy of|about|around|roughly|approximately|approx|some"
    r"|(?:an? )?estimated|or so|circa",
}
# "No more than" is no "more than".
_BOUND = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{bound}>{_BOUNDS[bound]})" for bound in ("below", "above", "about"))
    + r")\b",
    re.IGNORECASE,
)
# Units of several words, and those that a capital would make look like a name.
_WORDED = tuple(
    (re.compile(form, re.IGNORECASE), word)
    for form, word in (
        (r"\bper cent\b", "percent"),
        (r"(?:%|\bpercent(?:age)?)[\s-]points?\b", " pp"),
        (r"\bmiles?\s+(?:per|an)\s+hour\b", "mph"),
        (r"\b(?:kilomet(?:re|er)s?|km)\s+(?:per|an)\s+hour\b|\bkm/h\b", "kmh"),
        (r"/\s?(?=(?:second|minute|hour|day|week|month|year)\b)", " per "),
        (r"(?:°|\bdegrees?)\s*(?:c|celsius|centigrade)\b", " degrees celsius"),
        (r"(?:°|\bdegrees?)\s*(?:f|fahrenheit)\b", " degrees fahrenheit"),
    )
)
# What tells units of one name apart.
_DOLLARS = re.compile(
    r"\b(?:(?P<us>US)|(?P<australian>AU?)|(?P<canadian>CA?)|(?P<hong_kong>HK)"
    r"|(?P<new_zealand>NZ)|(?P<singapore>SG?))(?:\s?\$|D\b|\s+dollars?\b)"
)
_YEN = re.compile(r"\b(?:(?P<yen>yen|jpy)|(?P<yuan>yuan|cny|renminbi))\b", re.IGNORECASE)
_VARIANTS = {
    "dollars": _DOLLARS,
    "yen or yuan": _YEN,
    "degrees": re.compile(r"\bdegrees (?:(?P<celsius>celsius)|(?P<fahrenheit>fahrenheit))"),
}
_RATE = re.compile(
    r"(?<!of )\b(?:per|an?|each|every)\s+"
    r"(second|minute|hour|day|week|month|year|decade|century)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[$€£¥₹%°]")
_CURRENCY_CODE = re.compile(r"\b(?:US|USD|EUR|GBP|A|C|HK|NZ|S)\b\.?")
_WORD = re.compile(r"[^\W\d_]+|%")
_TO = re.compile(r"\s*(?:-|–|—|to|and)\s*")
# More words than these before and after the number are free text.
_MOST_BEFORE, _MOST_AFTER = 2, 12
# How far apart two amounts may be where one is "about" the other, or is it in round figures.
_ABOUT = Decimal("0.1")
_ROUNDED = Decimal("0.05")
_LEAST_ROUND = 100
_SCALES = (6, 9, 12)
# Behind a number these are as often a unit.
_LETTERS = frozenset("kmbt")
# "At least 12" is no way to say 400.
_FURTHEST = 2


@dataclass(frozen=True, slots=True)
class Amount:
    """``values`` as the text has them, in units of ``factor`` of what is measured, if anything is.

    ``counted`` are the stems of the words behind: of 994 boxes, ``{"box"}``.
    """

    values: tuple[Decimal, ...]
    is_range: bool
    bound: Bound | None
    measure: str | None
    factor: Decimal
    counted: frozenset[str]
    variant: str | None
    """Which of the units of one name, if the text says so: ``us`` dollars, ``celsius``."""
    per: str | None
    """The unit of time of a rate."""


def amount(text: str) -> Amount | None:
    """The amount that the text is, and says little else; else None.

    >>> parsed = amount("more than 994 boxes of remains")
    >>> parsed.values, parsed.bound, sorted(parsed.counted)
    ((Decimal('994'),), 'above', ['box', 'remain'])
    >>> amount("Apollo 13") is None
    True
    """
    for form, word in _WORDED:
        text = form.sub(word, text)
    bound = _BOUND.search(text)
    figured = in_figures(_BOUND.sub(" ", text))
    found = list(FIGURE.finditer(figured))
    if not found:
        return None
    before = _WORD.findall(_CURRENCY_CODE.sub("", figured[: found[0].start()]))
    after = _WORD.findall(figured[found[-1].end() :])
    if not _is_amount(before, after):
        return None
    measure, factor, counted = _unit(after, figured[found[-1].end() :], text)
    values = tuple(quantity_of(match) for match in found)
    return Amount(
        values=values,
        is_range=len(found) == 2
        and values[0] < values[1]
        and bool(_TO.fullmatch(figured, found[0].end(), found[1].start())),
        bound=cast(Bound, bound.lastgroup) if bound else None,
        measure=measure,
        factor=factor,
        counted=counted,
        variant=_variant(text, measure),
        per=rate[1].lower() if (rate := _RATE.search(text)) else None,
    )


def _variant(text: str, measure: str | None) -> str | None:
    found = _VARIANTS[measure].search(text) if measure in _VARIANTS else None
    return found.lastgroup if found else None


def _is_amount(before: list[str], after: list[str]) -> bool:
    """Whether words around a number are not those of a name ("Apollo 13", "50 Cent") or a text."""
    named = any(word[0].isupper() for word in before[1:]) or (before and before[0].istitle())
    named = named or bool(after and after[0].istitle())
    return not named and len(before) <= _MOST_BEFORE and len(after) <= _MOST_AFTER


def _unit(after: list[str], rest: str, text: str) -> tuple[str | None, Decimal, frozenset[str]]:
    """What is measured, in how many of its first unit, and what else is counted."""
    if re.match(r"(?:st|nd|rd|th)\b", rest):
        return "order", Decimal(1), frozenset(terms(" ".join(after[1:])))
    words = [word.casefold() for word in after]
    if words[:1] == ["us"]:
        del words[0]
    unit = _UNITS.get(words[0].removesuffix("s")) if words else None
    if unit:
        del words[0]
    elif sign := _SIGN.search(text):
        unit = _UNITS[sign[0]]
    measure, factor = unit or (None, Decimal(1))
    return measure, factor, frozenset(terms(" ".join(words)))


def related_amounts(one: Amount, other: Amount) -> Relation:
    """How two amounts relate; of two units they do not.

    >>> ten, dozen, days = map(amount, ("about 10 people", "12", "12 days"))
    >>> related_amounts(ten, dozen), related_amounts(ten, days)
    ('contrary', 'unrelated')
    """
    related = _related_values(one, other)
    if not _of_one_unit(one, other):
        # "5" may be "5%", where it is the same figure, but not "5th".
        bare = _one_is_bare(one, other) and "order" not in (one.measure, other.measure)
        return "same" if related == "same" and bare else "unrelated"
    if one.counted and other.counted and not one.counted & other.counted and not one.measure:
        return "compatible" if related == "same" else "unrelated"
    return related


def _of_one_unit(one: Amount, other: Amount) -> bool:
    """Measured alike, or one is a bare number; a bare number is no share, though."""
    if one.per != other.per or _LETTERS & (one.counted ^ other.counted):
        return False
    if one.measure == other.measure:
        return one.variant == other.variant or None in (one.variant, other.variant)
    no_count = {"share", "points of share", "order"}
    return _one_is_bare(one, other) and not no_count & {one.measure, other.measure}


def _one_is_bare(one: Amount, other: Amount) -> bool:
    return any(not each.measure and not each.counted for each in (one, other))


def _related_values(one: Amount, other: Amount) -> Relation:
    here, there = _in_one_unit(one, other), _in_one_unit(other, one)
    if here == there:
        exact = {one.bound, other.bound} <= {None, "about"} or one.bound == other.bound
        return "same" if exact else "compatible"
    if one.is_range != other.is_range and 1 in (len(here), len(there)):
        low, high = here if one.is_range else there
        (value,) = there if one.is_range else here
        return "compatible" if low <= value <= high else "contrary"
    if len(here) == len(there) == 1:
        return "compatible" if _may_be_one(one, other, here[0], there[0]) else "contrary"
    if set(here) <= set(there) or set(there) <= set(here):
        return "compatible"
    return "contrary" if len(here) == len(there) else "unrelated"


def _in_one_unit(one: Amount, other: Amount) -> tuple[Decimal, ...]:
    # Unmultiplied where they can be: arithmetic rounds to the context's precision.
    if one.factor == other.factor or not (one.measure and other.measure):
        return one.values
    return tuple(value * one.factor for value in one.values)


def _may_be_one(one: Amount, other: Amount, here: Decimal, there: Decimal) -> bool:
    """Whether two single values that differ may state one amount, the one less exactly."""
    apart, larger = abs(here - there), max(abs(here), abs(there))
    converted = one.factor != other.factor and bool(one.measure and other.measure)
    if one.bound == other.bound and one.bound in ("above", "below"):
        return converted and apart <= _ROUNDED * larger
    if _admits(one.bound, here, there) or _admits(other.bound, there, here):
        both = {one.bound, other.bound} == {"above", "below"}
        return both or larger <= _FURTHEST * min(abs(here), abs(there))
    if _lacks_scale(one, other, here, there) or _lacks_scale(other, one, there, here):
        return True
    if "about" in (one.bound, other.bound) and apart <= _ABOUT * larger:
        return True
    rounded = converted or _rounds_to(here, there) or _rounds_to(there, here)
    return rounded and apart <= _ROUNDED * larger


def _lacks_scale(one: Amount, other: Amount, here: Decimal, there: Decimal) -> bool:
    """Whether ``one`` is a bare figure, as "1.5", and the other "1.5 million"."""
    bare = not one.measure and not one.counted and one.bound is None
    return bare and any(here.scaleb(power) == there for power in _SCALES)


def _admits(bound: Bound | None, limit: Decimal, value: Decimal) -> bool:
    return (bound == "above" and value > limit) or (bound == "below" and value < limit)


def _rounds_to(value: Decimal, rounder: Decimal) -> bool:
    """Whether it does, to the last digit of ``rounder`` that is not 0; small counts do not.

    >>> _rounds_to(Decimal(1023), Decimal(1000)), _rounds_to(Decimal(21), Decimal(20))
    (True, False)
    """
    if abs(rounder) < _LEAST_ROUND and value == value.to_integral_value():
        return False
    last = rounder.normalize().as_tuple().exponent
    return abs(value - rounder) <= Decimal((0, (5,), int(last) - 1))
