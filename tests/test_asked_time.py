"""What a question says of time, and that other words are not taken for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.asked.period import AskedTime, asked_time

WEDNESDAY = date(2023, 3, 15)


def period(question: str, today: date | None = WEDNESDAY) -> str:
    asked = asked_time(question, today)
    return f"{asked.first or ''}/{asked.last or ''}"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was signed in March 2023?", "2023-03-01/2023-03-31"),
        ("What was signed on 5 July 2022?", "2022-07-05/2022-07-05"),
        ("What was signed on July 5, 2022?", "2022-07-05/2022-07-05"),
        ("Who won in 2022?", "2022-01-01/2022-12-31"),
        ("Who fled in the week of 5 July 2022?", "2022-07-04/2022-07-10"),
        ("Who fled between May and July 2021?", "2021-05-01/2021-07-31"),
        ("Who ruled from 1990 to 1995?", "1990-01-01/1995-12-31"),
        ("How many died since March 2023?", "2023-03-01/"),
        ("Who ruled before 2020?", "/2019-12-31"),
        ("Who ruled after 5 July 2022 and before 2023?", "2022-07-06/2022-12-31"),
        ("Who must leave by 2050?", "/2050-12-31"),
        ("Who ruled in the 1990s?", "1990-01-01/1999-12-31"),
        ("Who ruled in the 1700s?", "1700-01-01/1799-12-31"),
    ],
)
def test_what_states_its_year_needs_no_today(question: str, expected: str) -> None:
    assert period(question) == period(question, None) == expected


RELATIVE = [
    ("Who resigned today?", "2023-03-15/2023-03-15"),
    ("Who did she meet yesterday?", "2023-03-14/2023-03-14"),
    ("Who plays tomorrow?", "2023-03-16/2023-03-16"),
    ("Who resigned this week?", "2023-03-13/2023-03-19"),
    ("Who resigned last week?", "2023-03-06/2023-03-12"),
    ("Where will the debate be next month?", "2023-04-01/2023-04-30"),
    ("Who won this year’s prize?", "2023-01-01/2023-12-31"),
    ("Who won last year?", "2022-01-01/2022-12-31"),
    ("Who resigned on Monday?", "2023-03-13/2023-03-13"),
    ("Who will speak on Monday?", "2023-03-20/2023-03-20"),
    ("Who won this past weekend?", "2023-03-11/2023-03-12"),
    ("Who plays this weekend?", "2023-03-18/2023-03-19"),
    ("Who fled in the past three days?", "2023-03-12/2023-03-15"),
    ("What rose over the last year?", "2022-03-15/2023-03-15"),
    ("What opened two weeks ago?", "2023-02-27/2023-03-05"),
    ("What was signed last October?", "2022-10-01/2022-10-31"),
    ("What was signed in August?", "2022-08-01/2022-08-31"),
    ("What will open in August?", "2023-08-01/2023-08-31"),
    ("What was signed on November 2?", "2022-11-02/2022-11-02"),
    ("What will be signed on November 2?", "2023-11-02/2023-11-02"),
    ("Who cut prices through March 17?", "2023-03-17/2023-03-17"),
    ("What is the Jan. 6 committee?", "/"),
    ("Who has resigned since Monday?", "2023-03-13/"),
    ("Who won on Monday this week?", "2023-03-13/2023-03-13"),
    ("Who left last week, after which the border of March 2020 opened?", "2020-03-01/2023-03-12"),
]


@pytest.mark.parametrize(("question", "expected"), RELATIVE)
def test_relative_words_are_counted_from_today(question: str, expected: str) -> None:
    assert period(question) == expected


def test_without_today_relative_words_name_no_period() -> None:
    assert {period(question, None) for question, _ in RELATIVE[:-1]} == {"/"}


@pytest.mark.parametrize(
    "question",
    [
        "", "Who was the first president?", "Who was the last king?", "Who led the May Day parade?",
        "What may happen?", "Who led the March on Washington?", "Who won the Second World War?",
        "What is a week-long trip?", "What takes 24 hours?", "Who sang in the last week of war?",
        "Who reigned in the last three days of the siege?", "Who made Tomorrow's World?",
        "Who owns USA TODAY?", "Who wrote Both Sides Now?", "Who ruled in 2000 BC?",
        "Which is the highest since 2017?", "Who won the 2022 Emmy Awards?", "Who is Theresa May?",
        "Who was president of France?", "Which wire carries the current of the motor?",
        "Which prices are higher than a year ago?",
    ],
)  # fmt: skip
def test_other_words_are_not_read_as_time(question: str) -> None:
    assert asked_time(question, WEDNESDAY) == AskedTime(None, None, now=False)


@pytest.mark.parametrize(
    "question",
    [
        "What is it now called?", "Who currently leads it?", "What is the latest score?",
        "Who has won so far?", "Who resigned this week?", "What opened today?",
        "Which languages are used today?", "Who is the president of France?",
        "Who is Apple’s chief executive?", "Who's the mayor of Hanoi?", "Who was recently elected?",
        "Which is the newest member?", "What was the most recent launch?", "Is it still open?",
        "Who is the current champion?", "Who resigned in the past three days?",
    ],
)  # fmt: skip
def test_asks_for_the_newest_state(question: str) -> None:
    assert asked_time(question, WEDNESDAY).now
    assert asked_time(question, None).now


@pytest.mark.parametrize(
    "question", ["Who won last week?", "Who won in 2022?", "Who plays tomorrow?", "Who won?"]
)
def test_does_not_ask_for_the_newest_state(question: str) -> None:
    assert not asked_time(question, WEDNESDAY).now


phrases = st.sampled_from(
    [
        "yesterday", "tomorrow", "today", "last week", "next week", "next month", "last month",
        "last year", "next year", "this weekend", "last weekend", "in the past 999 years",
        "in the last ten decades", "999 weeks ago", "999 months ago", "last October", "next May",
        "on Monday", "did", "will", "since", "before", "after", "between", "and", "in 2022",
        "in 1000", "5 July 2022", "29 February", "29 February 2023", "9999-12-31", "the 1990s",
        "the week of", "2099",
    ]
)  # fmt: skip


@given(
    st.lists(phrases).map(" ".join) | st.text(),
    st.none() | st.dates() | st.sampled_from([date.min, date.max]),
)
def test_any_question_on_any_day_has_a_period_in_order(question: str, today: date | None) -> None:
    asked = asked_time(question, today)
    assert asked.first is None or asked.last is None or asked.first <= asked.last
