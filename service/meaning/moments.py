"""When something was: years, months, days, weekdays and hours; and how two of them relate."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from index import stated_dates

from .quantities import in_figures
from .relations import Relation

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = tuple(map(str.casefold, WEEKDAYS))
_PARTS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
    "early": "early", "mid": "mid", "middle": "mid", "late": "late", "spring": "spring",
    "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter",
}  # fmt: skip
_SMALL_WORDS = frozenset(
    "in on at of the to and or by from during around about circa c year years month day date time"  # noqa: SIM905
    " st nd rd th local et est edt pt pst gmt utc until till between ad ce century"
    " centuries".split()
)
_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\d(?![\d.,]\d|\d)")
_DECADE = re.compile(r"\b((?:1\d|20)\d)0['’]?s\b", re.IGNORECASE)
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)(?=[^.]{0,40}\bcentur(?:y|ies)\b)", re.IGNORECASE)
_YEARS = re.compile(r"\b((?:1\d|20)\d\d)\s?(?:-|–|—|to|until|and)\s?((?:1\d|20)?\d\d)\b(?!-\d)")
_LED = re.compile(
    r"\b(?:in|since|by|during|until)\s((?:1\d|20)\d\d(?:s|[-–—]\d+|\s(?:to|and)\s(?:1\d|20)\d\d)?)"
    r"(?![\w/–—-])"
)
_ASIDE = re.compile(r",\s[a-z][^,]*,")
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?:\s?(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE
)
_NOON = {"noon": 720, "midday": 720, "midnight": 0}
_ABOUT = re.compile(r"\b(?:about|around|circa|c\.)\s+(?=\d{4})", re.IGNORECASE)
# "About 1820" may be a few years off.
_OFF = 5
_DIGITS_OF_DAY = 2
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


class Moment(NamedTuple):
    """What an answer says of when; nothing in a field is what it does not say."""

    years: frozenset[int]
    months: frozenset[int]
    days: frozenset[int]
    weekdays: frozenset[int]
    minutes: frozenset[int]
    parts: frozenset[str]


def moment(text: str) -> Moment | None:
    """The moment that the text is, and says nothing else; else None.

    >>> parsed = moment("Thursday, July 1, 2021")
    >>> parsed == moment("1 July 2021"), moment("July")[1], moment("Theresa May") is None
    (True, frozenset({7}), True)
    """
    minutes = {minute for match in _CLOCK.finditer(text) for minute in _minutes(match)}
    text = _CLOCK.sub(lambda match: " " if _minutes(match) else match[0], text)
    years, rest = _years(text)
    words = _TOKEN.findall(rest)
    if not all(map(_is_of_time, words)):
        return None
    numbers = {int(word) for word in words if word.isdecimal()}
    folded = {word.casefold() for word in words}
    dates = stated_dates(text)
    months = {stated.month for stated in dates}
    months |= {month for word in words if (month := month_named(word))}
    days = {stated.day for stated in dates if stated.day}
    weekdays = {place for place, name in enumerate(_WEEKDAYS) if name in folded}
    found = Moment(
        years,
        frozenset(months),
        frozenset(days),
        frozenset(weekdays or _weekdays_of(years, months, days)),
        frozenset(minutes | {_NOON[word] for word in folded & _NOON.keys()}),
        frozenset(_PARTS[word] for word in folded & _PARTS.keys()),
    )
    return found if any(found) and numbers <= days | months else None


def years_in(text: str) -> frozenset[int]:
    """All years that a text states, those within ranges, decades and centuries too.

    >>> sorted(years_in("from 1995 to 1998")), len(years_in("the nineteenth century"))
    ([1995, 1996, 1997, 1998], 100)
    """
    return _years(text)[0]


def years_told(text: str) -> frozenset[int]:
    """The years that a sentence says to be its own: behind a word of time, and in no aside.

    Any other number may be one of things, or of something that only comes up.

    >>> sorted(years_told("The hall, built in 1965, held 2000 in May 2019, in 2020 and since."))
    [2019, 2020]
    """
    text = _ASIDE.sub(",", text)
    dated = (stated.year for stated in stated_dates(text))
    return years_in("; ".join(_LED.findall(text))).union(year for year in dated if year)


def related_moments(one: Moment, other: Moment) -> Relation:
    """The same, one within the other or not comparable (compatible), or contrary.

    >>> july = moment("July 2021")
    >>> [related_moments(july, moment(text)) for text in ("2021", "June 2021")]
    ['compatible', 'contrary']
    """
    if one == other:
        return "same"
    both = [(here, there) for here, there in zip(one, other, strict=True) if here and there]
    return "compatible" if all(a <= b or b <= a for a, b in both) else "contrary"


@lru_cache(maxsize=10_000)
def month_named(word: str) -> int | None:
    """The month of the year, 1 to 12, that a capitalised word names or shortens.

    >>> month_named("Sept"), month_named("may")
    (9, None)
    """
    return next((stated.month for stated in stated_dates(f"1 {word}")), None)


def _minutes(clock: re.Match[str]) -> set[int]:
    """Minutes after midnight that a time of day may be; none where it is no time of day."""
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    half = (clock["half"] or "").lower()
    if hour > 24 or minute > 59 or not (half or ":" in clock[0]) or (half and hour > 12):
        return set()
    if half:
        return {hour % 12 * 60 + minute + (720 if half == "p" else 0)}
    # "4:00" may be in the afternoon.
    hours = {hour, hour + 12} if 0 < hour < 12 else {hour}
    return {60 * each + minute for each in hours}


def _years(text: str) -> tuple[frozenset[int], str]:
    """The years, and the text without them."""
    years: set[int] = set()

    def take(match: re.Match[str], first: int, last: int) -> str:
        years.update(range(first, last + 1))
        return " "

    if "centur" in text.casefold():
        text = _CENTURY.sub(
            lambda match: take(match, 100 * int(match[1]) - 100, 100 * int(match[1]) - 1),
            in_figures(text),
        )
    text = _YEARS.sub(
        lambda match: take(match, int(match[1]), int(match[1][: 4 - len(match[2])] + match[2])),
        text,
    )
    text = _DECADE.sub(lambda match: take(match, int(match[1]) * 10, int(match[1]) * 10 + 9), text)
    about = _OFF if _ABOUT.search(text) else 0
    text = _YEAR.sub(lambda match: take(match, int(match[0]) - about, int(match[0]) + about), text)
    return frozenset(years), text


def _weekdays_of(years: frozenset[int], months: set[int], days: set[int]) -> set[int]:
    if not len(years) == len(months) == len(days) == 1:
        return set()
    try:
        return {date(*years, *months, *days).weekday()}
    except ValueError:
        return set()


def _is_of_time(word: str) -> bool:
    if word.isdecimal():
        return len(word) <= _DIGITS_OF_DAY
    folded = word.casefold()
    known = folded in _SMALL_WORDS or folded in _WEEKDAYS or folded in _PARTS or folded in _NOON
    return known or bool(month_named(word))
