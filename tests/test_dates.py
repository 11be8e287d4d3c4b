"""Dates are read in the forms news uses, and nothing else is taken for one."""

import locale
from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dates import find_dates, parse_date

DAY = date(2025, 11, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-02",
        "  2025-11-02\n",
        "2025-11-02T23:30",
        "2025-11-02T23:30:00Z",
        "2025-11-02 23:30:00.123456+07:00",
        "2025-11-02 23:30:00 +0700",
        "Sun, 02 Nov 2025 23:30:00 +0700",
        "Sun, 2 Nov 2025 23:30:00 GMT",
        "2 Nov 2025 23:30:00 -0500 (EST)",
        "02-NOV-2025",
        "2-NOV-2025 23:30:01.79",
        "November 2, 2025",
        "NOVEMBER 2 2025",
        "Nov. 2, 2025",
        "Sunday, November 2nd, 2025",
        "2 November 2025",
        "2\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2025",
        "2nd November, 2025",
    ],
)
def test_reads_the_day_as_written(text: str) -> None:
    assert parse_date(text) == DAY


def test_row_35_reads_the_form_of_the_reuters_collection() -> None:
    assert parse_date("26-FEB-1987 15:01:01.79") == date(1987, 2, 26)


@pytest.mark.parametrize("text", ["2026-13-45", "0000-01-01", "29 February 2025", "31-JUN-1987"])
def test_row_35_refuses_days_that_no_calendar_has(text: str) -> None:
    with pytest.raises(ValueError, match=rf"'{text}' is no date of the calendar \(.+\)"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "November 2", "2 November", "November 2025", "2025", "02/11/2025",
        "20251102", "2025-W44-7", "2025-11-2", "2 Brumaire 2025", "2 Nov 25", "on 2 November 2025",
        "٢٠٢٥-١١-٠٢", "2025-11-02 or so", "2025-11-02T", "-2025-11-02",
    ],
)  # fmt: skip
def test_refuses_anything_else_and_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it as YYYY-MM-DD"):
        parse_date(text)


def test_refuses_a_time_that_no_clock_shows() -> None:
    with pytest.raises(ValueError, match="hour must be in"):
        parse_date("2025-11-02T25:00:00Z")


def test_a_long_text_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        parse_date("9" * 1_000_000)
    assert len(str(caught.value)) < 100


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.integers(-12, 14))
def test_reads_what_the_standard_library_writes(moment: datetime, hours: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    for text in (aware.isoformat(), str(aware), format_datetime(aware), moment.isoformat("T")):
        assert parse_date(text) == moment.date()


def test_month_names_are_english_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the locale was asked")

    monkeypatch.setattr(locale, "nl_langinfo", refuse)
    assert parse_date("2 March 2025") == date(2025, 3, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Signed on November 2, 2025, in Hanoi.", [DAY]),
        ("On 1 May 2024 and again on 2025-11-02T10:00.", [date(2024, 5, 1), DAY]),
        ("The visit on November 2 marks 30 years (1995–2025).", []),
        ("In May 2025 or February 30, 2025.", []),
        ("From 2–3 November 2025, from November 2–3, 2025.", []),
        ("Version 2025-11-02-1 of 12025-11-02.", []),
        ("It may 2 2025 times.", [date(2025, 5, 2)]),
    ],
)
def test_finds_only_dates_with_day_month_and_year(text: str, found: list[date]) -> None:
    assert find_dates(text) == found
