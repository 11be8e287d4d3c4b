"""Days are resolved where the words leave no doubt, and left alone everywhere else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.meaning.relative_dates import ResolvedDate, resolved_dates

MONDAY = date(2025, 11, 3)


def days(text: str, published: date = MONDAY) -> list[tuple[str, str]]:
    return [(each.text, each.date.isoformat()) for each in resolved_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They signed today.", [("today", "2025-11-03")]),
        ("It rained this morning.", [("this morning", "2025-11-03")]),
        ("They meet tonight.", [("tonight", "2025-11-03")]),
        ("The minister left last night.", [("last night", "2025-11-02")]),
        ("She said yesterday’s talks were hard.", [("yesterday’s", "2025-11-02")]),
        ("Yesterday, it rained.", [("Yesterday", "2025-11-02")]),
        ("The fair will open tomorrow.", [("tomorrow", "2025-11-04")]),
        ("She died the day before yesterday.", [("the day before yesterday", "2025-11-01")]),
        ("It opens the day after tomorrow.", [("the day after tomorrow", "2025-11-05")]),
        ("He left two days ago.", [("two days ago", "2025-11-01")]),
        ("He left a day ago.", [("a day ago", "2025-11-02")]),
    ],
)
def test_counts_from_the_day_of_publication(text: str, found: list[tuple[str, str]]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met on Sunday.", [("Sunday", "2025-11-02")]),
        ("Sunday's talks ended well.", [("Sunday's", "2025-11-02")]),
        ("The team won late Friday.", [("Friday", "2025-10-31")]),
        ("It was found Monday morning.", [("Monday morning", "2025-11-03")]),
        ("On Tuesday, the army said it was ready.", [("Tuesday", "2025-10-28")]),
        ("It has been shut since Friday.", [("Friday", "2025-10-31")]),
        ("They will meet on Sunday.", [("Sunday", "2025-11-09")]),
        ("They will be held on Monday.", [("Monday", "2025-11-03")]),
        ("The vote is due on Sunday.", [("Sunday", "2025-11-09")]),
        ("The vote is expected to take place Sunday.", [("Sunday", "2025-11-09")]),
        ("He is expected to be charged and arraigned Tuesday.", [("Tuesday", "2025-11-04")]),
        ("On Saturday, the army will leave.", [("Saturday", "2025-11-08")]),
        ("This coming Sunday will decide it.", [("This coming Sunday", "2025-11-09")]),
        ("He won last Monday.", [("last Monday", "2025-10-27")]),
        ("He said on Sunday that he will go on Friday.",
         [("Sunday", "2025-11-02"), ("Friday", "2025-11-07")]),
    ],
)  # fmt: skip
def test_a_weekday_is_on_the_side_that_the_verb_tells_of(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert days(text) == found


def test_last_friday_said_on_a_saturday_is_the_day_before() -> None:
    assert days("He won last Friday.", date(2025, 11, 8)) == [("last Friday", "2025-11-07")]


def test_next_friday_is_read_where_it_cannot_be_in_this_week() -> None:
    assert days("He will go next Friday.") == []
    assert days("He will go next Friday.", date(2025, 11, 8)) == [("next Friday", "2025-11-14")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met today (November 2).", [("today", "2025-11-02"), ("November 2", "2025-11-02")]),
        ("They met today, November 2, 2025.", [("today", "2025-11-02")]),
        ("They met Sunday (Nov. 2).", [("Sunday", "2025-11-02"), ("Nov. 2", "2025-11-02")]),
        ("They met on Sunday, November 2.", [("Sunday, November 2", "2025-11-02")]),
        ("They met Saturday (Nov. 2).", []),
        ("They met on Saturday, November 2.", []),
        ("They signed it on Oct. 31.", [("Oct. 31", "2025-10-31")]),
        ("They signed it on November 4.", [("November 4", "2025-11-04")]),
        ("The fair was held on Dec. 30.", []),
        ("The fair will be held on Jan. 2.", [("Jan. 2", "2026-01-02")]),
        ("They left on 29 February.", []),
        (
            "They gathered for tonight's Nov. 2 hearing.",
            [("tonight's", "2025-11-03"), ("Nov. 2", "2025-11-02")],
        ),
    ],
)
def test_a_day_and_month_take_the_year_that_fits(text: str, found: list[tuple[str, str]]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "Sunday", "They met on November 2, 2025.", "They met on Sunday, November 2, 2025.",
        "On that Sunday in 1963 he spoke.", "He sang on Sunday in 1963.", "It rains every Sunday.",
        "Shops opened on Sundays.", "Shoppers queued on Black Friday.", "He prayed on Good Friday.",
        "They watched Super Bowl Sunday.", "The Sunday Times said so.",
        "They agreed on the Friday Agreement.", "Monday Night Football drew crowds.",
        "They wore their Sunday best.", "It was shut Monday through Friday.",
        "“We met on Sunday,” she said.", '"We met yesterday," she said.', "The film ‘Sunday’ won.",
        "We met yesterday.", "It was held this week.", "He left two weeks ago.",
        "He left about two days ago.", "A day earlier, he left.", "They met a year ago Friday.",
        "It is still used today.", "It is known today as Hanoi.", "Today's world needed it.",
        "They spoke of a better tomorrow.", "The Today show said so.", "It was in USA TODAY.",
        "The hearing planned for Friday was put off.", "He said it would open on Friday.",
        "He agreed to meet on Friday.", "The meeting is on Friday.",
        "It rose as if it were signed today.", "How is Purim celebrated today?",
        "The games were shown on Sunday afternoons.", "It planned to begin on Tuesday.",
        "Many were hurt on Jan. 6.", "He was born on Oct. 30.",
    ],
)  # fmt: skip
def test_leaves_alone_what_is_not_clear(text: str) -> None:
    assert days(text) == []


words = st.sampled_from(
    [
        "today", "yesterday", "tomorrow", "Sunday", "Friday,", "last", "next", "will", "said",
        "Nov. 2", "(November 3)", "1999", "“", "”", '"', "‘", "two days ago", "on", "the", "is due",
        ".", "\n", "🙂", "29 February",
    ]
)  # fmt: skip


@given(st.lists(words).map(" ".join) | st.text(), st.dates())
def test_every_resolution_stands_in_the_text_in_order(text: str, published: date) -> None:
    end = 0
    for each in resolved_dates(text, published):
        assert end <= each.start < each.end
        assert text[each.start : each.end] == each.text
        end = each.end


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 1, 1)), st.integers(0, 6))
def test_a_weekday_of_the_past_is_within_the_week(published: date, back: int) -> None:
    said = published - timedelta(back)
    names = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
    weekday = f"{names[said.weekday()]}day"
    assert resolved_dates(f"He left on {weekday}.", published) == [
        ResolvedDate(11, 11 + len(weekday), weekday, said)
    ]


@pytest.mark.parametrize("published", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_error(published: date) -> None:
    text = "He left yesterday, last Friday, on Sunday and 9 days ago. He will go Tuesday or Jan. 3."
    assert all(abs(each.date - published).days < 10 for each in resolved_dates(text, published))
