"""Dates as news writes them, in English month names whatever the locale is."""

import re
from datetime import date, time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>[0-9]{4})"
_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\s?(?:Z|UTC?|GMT|[ECMP][SD]T|[+-][0-9]{2}:?[0-9]{2}))?(?:\s\([A-Z]+\))?)?"
)
_FORMS = (
    rf"{_YEAR}-(?P<month>[0-9][0-9])-(?P<day>[0-9][0-9])",
    rf"{_WEEKDAY}{_DAY}(?:\s+|-){_MONTH}(?:,?\s+|-){_YEAR}",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",
)
_WHOLE = [re.compile(form + _TIME, re.IGNORECASE) for form in _FORMS]
# The end of a range ("2–3 November 2025") is not a date of its own.
_RUNNING = [re.compile(rf"(?<![\w/–-]){form}(?![0-9]|[-–][0-9])", re.IGNORECASE) for form in _FORMS]


def parse_date(text: str) -> date:
    """The day that a date, or a date with a time, states; as written, in its own time zone.

    Reads ISO 8601 (extended), RFC 2822, and the forms below. Raises ``ValueError``, which says
    how to write it, for anything else and for days that no calendar has.

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


def _date(match: re.Match[str]) -> date:
    month = match["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    return date(int(match["year"]), number, int(match["day"]))


def _check_time(match: re.Match[str]) -> None:
    time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
