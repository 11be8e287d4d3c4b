"""Dates as news writes them, in English month names whatever the locale is."""

import re
from dataclasses import dataclass
from datetime import date, time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>[0-9]{4})"
# Of zones any letters will do (RFC 2822, 4.3), since the day is taken as written.
_TIME = (
    r"(?:T|,?\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\s?(?:Z|UTC?|GMT|(?-i:[A-Z]{1,5})|[+-][0-9]{2}(?::?[0-9]{2})?))?(?:\s\([A-Z]+\))?"
)
_FORMS = (
    rf"{_YEAR}-(?P<month>[0-9][0-9])-(?P<day>[0-9][0-9])",
    rf"{_WEEKDAY}{_DAY}(?:\s+|-){_MONTH}(?:,?\s+|-){_YEAR}",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",
)
# The year of RFC 822, which only the time behind it tells from a number.
_SHORT_YEAR = rf"{_WEEKDAY}{_DAY}(?:\s+|-){_MONTH}(?:\s+|-)(?P<year>[0-9]{{2}}){_TIME}"
_WHOLE = [
    re.compile(form, re.IGNORECASE)
    for form in (*(rf"{form}(?:{_TIME})?" for form in _FORMS), _SHORT_YEAR)
]
# The end of a range ("2–3 November 2025") is not a date of its own.
_RUNNING = [re.compile(rf"(?<![\w/–-]){form}(?![0-9]|[-–][0-9])", re.IGNORECASE) for form in _FORMS]

# "may 5" and "march 5" are as often words, so that beside a day or a year alone a month needs its
# capital; and what stands around must not make the day half of a range or a piece of a number.
_NAMED_MONTH = rf"(?-i:(?=[A-Z])){_MONTH}"
_OF_YEAR = rf"(?:,?\s+(?:(?:of|in)\s+)?|-){_YEAR}"
_NO_DAY_BEFORE = r"(?<![0-9]\s)(?<![0-9](?:st|nd|rd|th)\s)(?<![0-9](?:st|nd|rd|th)\sof\s)"
_PARTIAL_FORMS = (
    rf"{_WEEKDAY}{_DAY}(?:\s+(?:of\s+)?|-){_NAMED_MONTH}(?:{_OF_YEAR})?+",
    rf"{_WEEKDAY}{_NAMED_MONTH}\s+{_DAY}(?:{_OF_YEAR})?+",
    rf"{_NO_DAY_BEFORE}{_NAMED_MONTH}{_OF_YEAR}",
)
_PARTIAL = [
    re.compile(rf"(?<![\w/:–-])(?<![0-9][.,]){form}(?![\w/]|[.,:][0-9]|[–-]\w)", re.IGNORECASE)
    for form in _PARTIAL_FORMS
]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A month of the calendar with its year, its day or both; ``None`` is what was not said."""

    year: int | None
    month: int
    day: int | None


def parse_date(text: str) -> date:
    """The day that a date, or a date with a time, states; as written, in its own time zone.

    Reads ISO 8601 (extended), RFC 2822 with its obsolete zones and years, and the forms below.
    Raises ``ValueError``, which says how to write it, for anything else and for days that no
    calendar has.

    >>> {parse_date("Sun, 02 Nov 2025 23:30:00 +0700"), parse_date("2025-11-02T23:30:00Z"),
    ...  parse_date("2 November 2025"), parse_date("Nov. 2, 2025"), parse_date("02-NOV-2025")}
    {datetime.date(2025, 11, 2)}
    """
    stripped = text.strip()
    for form in _WHOLE:
        if match := form.fullmatch(stripped):
            try:
                _check_time(match)
                return _date(match)
            except ValueError as error:
                raise ValueError(f"{_shown(text)} is no date of the calendar ({error})") from None
    raise ValueError(f"{_shown(text)} is not a date; write it as YYYY-MM-DD")


def find_dates(text: str) -> list[date]:
    """The dates in running text that state day, month and year, in the order of the text.

    >>> find_dates("Talks on November 2 followed those of Oct. 31, 2024.")
    [datetime.date(2024, 10, 31)]
    """
    found: list[tuple[int, date]] = []
    for form in _RUNNING:
        for match in form.finditer(text):
            try:
                found.append((match.start(), _date(match)))
            except ValueError:
                continue  # "February 30, 2025" states no day
    return [day for _, day in sorted(found)]


def stated_dates(text: str) -> list[StatedDate]:
    """The days and months in running text, with as much as it says, in the order of the text.

    Those of ``find_dates``, and beside them days without a year and months with one. A bare year,
    month or weekday is no date; nor is a range with a dash, or a day that no calendar has.

    >>> stated_dates("Talks on Sunday, November 2 followed those of October 2024.")
    [StatedDate(year=None, month=11, day=2), StatedDate(year=2024, month=10, day=None)]
    """
    return [stated for _, _, stated in locate_dates(text)]


def locate_dates(text: str) -> list[tuple[int, int, StatedDate]]:
    """``stated_dates`` and where they stand: ``text[start:end]``, with the weekday in front.

    >>> locate_dates("Talks on Sunday, November 2.")
    [(9, 27, StatedDate(year=None, month=11, day=2))]
    """
    found: list[tuple[int, int, StatedDate]] = []
    for form in (*_RUNNING, *_PARTIAL):
        for match in form.finditer(text):
            try:
                found.append((match.start(), _end(match), _stated(match)))
            except ValueError:
                continue
        # Whole dates come first, and no form reads again what one before it has read.
        text = form.sub(lambda match: "\0" * len(match[0]), text)
    return sorted(found, key=lambda at: at[0])


def _end(match: re.Match[str]) -> int:
    """Where the date ends; the point behind a month in full is the sentence's."""
    abbreviated = match["month"].casefold() in {*_MONTHS, "sept"} - {"may"}
    return match.end() - (match[0].endswith(".") and not abbreviated)


def _date(match: re.Match[str]) -> date:
    return date(_year(match["year"]), _month(match), int(match["day"]))


def _year(written: str) -> int:
    """RFC 2822, 4.3: two digits are of this century up to 49."""
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 50 else 1900)


def _stated(match: re.Match[str]) -> StatedDate:
    said = match.groupdict()
    year = int(said["year"]) if said["year"] else None
    day = int(said["day"]) if said.get("day") else None
    # Raises for what is in no calendar; without a year, 29 February is in the one of 2000.
    date(2000 if year is None else year, _month(match), 1 if day is None else day)
    return StatedDate(year, _month(match), day)


def _month(match: re.Match[str]) -> int:
    month = match["month"]
    return int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1


def _check_time(match: re.Match[str]) -> None:
    time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
