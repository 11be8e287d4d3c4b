"""Dates are read in the forms news uses, and nothing else is taken for one."""

import locale
from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import StatedDate, find_dates, locate_dates, parse_date, stated_dates

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
        "Sun, 02 Nov 2025 23:30:00 BST",
        "Sun, 02 Nov 2025 23:30 AEDT",
        "Sun, 02 Nov 2025 23:30:00 A",
        "Sun, 02 Nov 25 23:30:00 CET",
        "2 Nov 25 23:30",
        "Sunday, 02-Nov-25 23:30:00 GMT",
        "2025-11-02T23:30:00+07",
        "2025-11-02T23:30:00z",
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


def test_a_year_of_two_digits_is_of_this_century_up_to_49() -> None:
    assert parse_date("26 Feb 49 15:01 GMT") == date(2049, 2, 26)
    assert parse_date("26 Feb 50 15:01 GMT") == date(1950, 2, 26)
    assert find_dates("On 26 Feb 50 15:01 they met.") == []


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
        "2025-11-02T23:30 today", "2 Nov 2025 23:30 LOCALTIME", "2 Nov 025 23:30", "2025-11-02 BST",
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


NOVEMBER_2 = StatedDate(None, 11, 2)
WHOLE = StatedDate(2025, 11, 2)
MONTH = StatedDate(2025, 11, None)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("November 2", [NOVEMBER_2]),
        ("Nov 2nd", [NOVEMBER_2]),
        ("Nov. 2.", [NOVEMBER_2]),
        ("NOVEMBER 2", [NOVEMBER_2]),
        ("on Sunday, November 2, in Hanoi", [NOVEMBER_2]),
        ("2 November", [NOVEMBER_2]),
        ("the 2nd of November", [NOVEMBER_2]),
        ("2-Nov", [NOVEMBER_2]),
        ("Nov. 2, 2025", [WHOLE]),
        ("Sunday 2 November 2025", [WHOLE]),
        ("the 2nd of November, 2025", [WHOLE]),
        ("November 2 of 2025", [WHOLE]),
        ("2 November in 2025", [WHOLE]),
        ("2025-11-02T10:00", [WHOLE]),
        ("november 2, 2025", [WHOLE]),
        ("November 2025", [MONTH]),
        ("in early November, 2025.", [MONTH]),
        ("November of 2025", [MONTH]),
        ("29 February", [StatedDate(None, 2, 29)]),
        ("November 2, 2025, or November 2 or November 2025", [WHOLE, NOVEMBER_2, MONTH]),
        ("July 4 and July 5, 2022", [StatedDate(None, 7, 4), StatedDate(2022, 7, 5)]),
        ("at 10:30 November 2", [NOVEMBER_2]),
        # "May" is a month wherever it has its capital, and never without one.
        ("May 5 people come? They may 5 or march 6 times.", [StatedDate(None, 5, 5)]),
        ("", []),
        ("2025, November, May, Sunday, today, Theresa May, 11/02/2025", []),
        ("Mayor 5, 5 Marches, Decade 2020", []),
        ("February 30; 31 June 2025; June 31, 2025; 0 May; May 0000", []),
        ("2–3 November 2025, November 2–3, 2nd–3rd of November 2025, November 23–24", []),
        ("2 November–5 December 2025; March 2020–May 2021; 2/3 November", []),
        ("November 2,000, November 2.5, May 5:30, November 20255", []),
    ],
)
def test_states_what_a_text_says_of_its_dates(text: str, stated: list[StatedDate]) -> None:
    assert stated_dates(text) == stated


DATE_FORMS = {
    "{day} {month} {year}": WHOLE,
    "{day}th of {month} {year}": WHOLE,
    "{month} {day}, {year}": WHOLE,
    "{month} {day}th {year}": WHOLE,
    "{day} {month}": NOVEMBER_2,
    "{day}-{month}": NOVEMBER_2,
    "{month} {day}": NOVEMBER_2,
    "{month} {year}": MONTH,
}


@pytest.mark.parametrize(("form", "says"), DATE_FORMS.items())
@given(
    day=st.dates(min_value=date(1000, 1, 1)),
    month=st.sampled_from(["%B", "%b", "%b."]),
    weekday=st.sampled_from(["", "Sunday, ", "Mon. "]),
)
def test_reads_back_a_date_in_every_form(
    form: str, says: StatedDate, day: date, month: str, weekday: str
) -> None:
    written = form.format(day=day.day, month=day.strftime(month), year=day.year)
    stated = StatedDate(
        year=day.year if says.year else None, month=day.month, day=day.day if says.day else None
    )
    assert stated_dates(f"On {weekday}{written}, they met.") == [stated]


running_text = (
    st.lists(
        st.sampled_from(
            [
                "2",
                "31",
                "2025",
                "2025-11-02",
                "November",
                "may",
                "Feb.",
                "Sunday",
                "of",
                ",",
                "–",
                "-",
            ]
        )
    ).map(" ".join)
    | st.text()
)


@given(running_text)
def test_states_every_date_that_is_found_whole(text: str) -> None:
    stated = [(date.year, date.month, date.day) for date in stated_dates(text)]
    for found in find_dates(text):
        assert (found.year, found.month, found.day) in stated


@given(running_text)
def test_every_date_stands_in_the_text_where_it_is_located(text: str) -> None:
    end = 0
    for start, after, stated in locate_dates(text):
        assert end <= start < after
        assert stated_dates(text[start:after]) == [stated]
        end = after


def test_the_point_of_an_abbreviation_is_the_date_s_and_that_of_the_sentence_is_not() -> None:
    text = "Home on 2 November. Out on 3 Nov. and 4 Sept., or 5 May. On 6 July."
    found = [text[start:end] for start, end, _ in locate_dates(text)]
    assert found == ["2 November", "3 Nov.", "4 Sept.", "5 May", "6 July"]
