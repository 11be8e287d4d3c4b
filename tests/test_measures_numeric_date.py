"""Numeric match and date match: worked out by hand, and what holds for any answer."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.date_match import date_match
from eval.measures.numeric_match import numeric_match

Measure = Callable[[str | None, Sequence[str]], float | None]

every_measure = pytest.mark.parametrize("measure", [numeric_match, date_match])

number_words = st.sampled_from(
    [
        "thirty",
        "one",
        "million",
        "and",
        "5",
        "1,200",
        "1.5",
        "bn",
        "$",
        "-",
        "half",
        "first",
        "F-16",
    ]
)
month_words = st.sampled_from(["November", "may", "2", "3rd", "2025", "of", "–", "2025-11-02"])
# Lone surrogates are in, which text2num refuses.
texts = (
    st.text(st.characters(), max_size=40)
    | st.lists(number_words, max_size=6).map(" ".join)
    | st.lists(month_words, max_size=6).map(" ".join)
)
golds = st.lists(texts, max_size=4)


def test_five_thousand_digits_are_a_number_like_any_other() -> None:
    digits = "9" * 5000
    assert numeric_match(digits + " boxes", [digits]) == 1
    assert numeric_match(digits[:-1] + "8", [digits]) == 0
    assert numeric_match(digits + " million", [digits + "000000"]) == 1


@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [
        ("thirty", ["30"], 1),
        ("US$130 million", ["130,000,000"], 1),
        ("130 million USD", ["$130m"], 1),
        ("5 per cent", ["5%"], 1),
        ("half a million", ["500,000"], 1),
        ("half a million", ["1 million"], 0),
        ("a quarter of a million", ["250,000"], 1),
        ("three and a half million", ["3.5 million"], 1),
        ("30th", ["third", "thirtieth anniversary"], 1),
        ("44 of 45", ["44", "44 of the 45"], 1),
        ("44", ["44 of 45"], 0),
        ("994 or 995", ["994"], 0),
        ("994,000", ["994"], 0),
        ("-5", ["5"], 0),
        ("none", ["994"], 0),
        ("", ["994"], 0),
        (None, ["994"], 0),
        # An alias without a number: the question does not ask for one.
        ("the remains", ["994", "the remains"], None),
        ("994", ["the remains", "one of them"], None),
        (None, ["the remains"], None),
        ("994", [], None),
        (None, [], None),
    ],
)
def test_numeric_match(given_answer: str | None, answers: list[str], score: float | None) -> None:
    assert numeric_match(given_answer, answers) == score


@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [
        ("November 2, 2025", ["2025-11-02"], 1),
        ("Nov. 2, 2025", ["2 November 2025"], 1),
        ("on the 2nd of November", ["Sunday, November 2"], 1),
        ("Nov 2nd", ["2 November 2025", "November 2"], 1),
        # More precise is right, less precise is not.
        ("July 4, 2022", ["July 2022"], 1),
        ("July 4, 2022", ["4 July"], 1),
        ("July 2022", ["July 4, 2022"], 0),
        ("4 July", ["July 4, 2022"], 0),
        ("2022", ["July 2022"], 0),
        ("July", ["July 2022"], 0),
        ("July 5, 2022", ["July 4, 2022"], 0),
        ("July 4, 2021", ["July 4, 2022"], 0),
        ("June 4, 2022", ["July 4, 2022"], 0),
        # Listing wins nothing; saying the same twice loses nothing.
        ("July 4, 2022 or July 5, 2022", ["July 4, 2022"], 0),
        ("July 4, 2021 or July 4, 2022", ["July 4"], 0),
        ("July 4, 2022 or July 5, 2022", ["July 2022"], 0),
        ("July 4 (that is, July 4, 2022)", ["July 4, 2022"], 1),
        # All of the dates wanted, and no others.
        ("January 5, 2020, and March 2021", ["January 2020 and March 2021"], 1),
        ("January 2020", ["January 2020 and March 2021"], 0),
        ("yesterday", ["July 4"], 0),
        ("", ["July 4"], 0),
        (None, ["July 4"], 0),
        # No date, so no say.
        ("July 4", ["2022", "July", "Sunday", "February 30", "2–3 November 2025"], None),
        (None, ["2022"], None),
        ("July 4", [], None),
        (None, [], None),
    ],
)
def test_date_match(given_answer: str | None, answers: list[str], score: float | None) -> None:
    assert date_match(given_answer, answers) == score


@every_measure
@given(answer=st.none() | texts, answers=golds)
def test_a_score_is_right_or_wrong_or_none(
    measure: Measure, answer: str | None, answers: list[str]
) -> None:
    assert measure(answer, answers) in {0.0, 1.0, None}


@every_measure
@given(answer=texts)
def test_an_answer_equals_itself(measure: Measure, answer: str) -> None:
    assert measure(answer, [answer]) in {1.0, None}


@every_measure
@given(answer=st.none() | texts, answers=golds)
def test_the_order_of_gold_answers_does_not_matter(
    measure: Measure, answer: str | None, answers: list[str]
) -> None:
    assert measure(answer, answers) == measure(answer, answers[::-1])


@every_measure
@given(answer=st.none() | texts, answers=golds)
def test_whether_a_question_has_a_say_depends_on_gold_alone(
    measure: Measure, answer: str | None, answers: list[str]
) -> None:
    assert (measure(answer, answers) is None) == (measure(None, answers) is None)


@given(st.integers(0, 10**12))
def test_thousands_separators_do_not_matter(number: int) -> None:
    assert numeric_match(f"{number:,} boxes", [str(number)]) == 1
    assert numeric_match(str(number + 1), [f"{number:,}"]) == 0


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_dates_are_equal_exactly_when_the_calendar_says_so(one: date, other: date) -> None:
    assert date_match(f"{one:%B} {one.day}, {one.year}", [str(other)]) == float(one == other)
