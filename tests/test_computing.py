"""Sums, differences and comparisons of answers by hand; what does not fit is refused."""

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Passage
from service.asked.parts import Comparison, Difference, Sum, Wanted
from service.reading.quoting import Quote
from service.reading.reader import Span
from service.replying.computing import Computed, as_stated, computed, preferred

LEFT = Difference("How many came?", ("How many left?",))
COST = Difference("How much did it cost?", ("How much did they pay?",))
POINTS = Difference("What share did A win?", ("What share did B win?",), "points")
YEARS = Difference("In what year did it end?", ("In what year did it begin?",), "years")
NEITHER = Difference("How many seats are there?", ("How many has A?", "How many has B?"))
SUM = Sum(("How many came?", "How many stayed?"))


@pytest.mark.parametrize(
    ("plan", "answers", "expression", "value", "shown"),
    [
        (LEFT, ["994 boxes", "740"], "994 - 740", "254", "254 boxes"),
        (LEFT, ["994", "740 boxes"], "994 - 740", "254", "254"),
        (LEFT, ["1,940", "1,292"], "1940 - 1292", "648", "648"),
        (LEFT, ["12,000", "1,500"], "12000 - 1500", "10500", "10,500"),
        (LEFT, ["seven", "three"], "7 - 3", "4", "4"),
        (LEFT, ["321 passengers", "46 children"], "321 - 46", "275", "275 passengers"),
        (LEFT, ["321", "46 children"], "321 - 46", "275", "275"),
        (LEFT, ["7 boxes", "6"], "7 - 6", "1", "1"),
        (COST, ["24 million", "$21.8 million"], "24000000 - 21800000", "2200000", "$2.2 million"),
        (COST, ["9 crowns", "4 crowns"], "9 - 4", "5", "5 crowns"),
        (POINTS, ["52.6 per cent", "43.1"], "52.6 - 43.1", "9.5", "9.5 percentage points"),
        (COST, ["58.9%", "55.3%"], "58.9 - 55.3", "3.6", "3.6 percentage points"),
        (NEITHER, ["65", "31 of 65 seats", "22"], "65 - 31 - 22", "12", "12"),
        (LEFT, ["$3 million", "$2.25 million"], "3000000 - 2250000", "750000", "$0.75 million"),
        (SUM, ["$1 billion", "$500 million"], "1000000000 + 500000000", "1500000000",
         "$1.5 billion"),
        (SUM, ["1,000 boxes", "50 boxes of remains"], "1000 + 50", "1050", "1,050 boxes"),
        (SUM, ["1,000 boats", "50 trucks"], "1000 + 50", "1050", "1,050"),
        (SUM, ["0.1", "0.2"], "0.1 + 0.2", "0.3", "0.3"),
        (Sum(("A?", "B?", "C?")), ["1", "2", "3 dogs"], "1 + 2 + 3", "6", "6"),
        (YEARS, ["2031", "May 1988"], "2031 - 1988", "43", "43 years"),
        (YEARS, ["1988", "in 2031"], "2031 - 1988", "43", "43 years"),
    ],
)  # fmt: skip
def test_by_hand(
    plan: Difference | Sum, answers: list[str], expression: str, value: str, shown: str
) -> None:
    assert computed(plan, answers) == Computed(expression, value, shown)


@pytest.mark.parametrize(
    ("plan", "answers"),
    [
        (LEFT, ["740", "994"]),  # fewer than none
        (LEFT, ["7", "seven"]),  # most likely one number twice
        (LEFT, ["321", "20 per cent"]),
        (LEFT, ["45", "20 per cent"]),
        (SUM, ["45 per cent", "20 per cent"]),  # of what?
        (POINTS, ["52.6 per cent", "12,000"]),
        (POINTS, ["52.6", "43.1"]),
        (COST, ["58 million crowns", "36 million marks"]),
        (COST, ["$58 million", "36 million crowns"]),
        (LEFT, ["first", "3rd"]),
        (NEITHER, ["212", "31 of 65 seats", "22"]),
        (NEITHER, ["65", "31", "about 22"]),
        (LEFT, ["1" * 100, "2"]),
        (LEFT, ["994", "nobody knows"]),
        (LEFT, ["", ""]),
        (LEFT, ["about 994", "740"]),
        (LEFT, ["more than 994", "740"]),
        (LEFT, ["10-20", "5"]),
        (LEFT, ["44 of 45", "12"]),
        (LEFT, ["$10", "€5"]),
        (LEFT, ["10 metres", "5 feet"]),
        (LEFT, ["10 days", "5 km"]),
        (YEARS, ["1988 and 2031", "1990"]),
        (YEARS, ["long ago", "1990"]),
    ],
)
def test_what_is_no_exact_number_of_one_unit_is_not_computed(
    plan: Difference | Sum, answers: list[str]
) -> None:
    assert computed(plan, answers) is None


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_whole_numbers_of_any_size_add_up(one: int, other: int) -> None:
    less, more = sorted((one, one + other + 1))
    total, left = computed(SUM, [f"{one:,}", str(other)]), computed(LEFT, [str(more), f"{less:,}"])
    assert total == Computed(f"{one} + {other}", str(one + other), f"{one + other:,}")
    assert left == Computed(f"{more} - {less}", str(more - less), f"{more - less:,}")


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_the_answers_it_is_computed_or_refused(one: str, other: str) -> None:
    for plan in (LEFT, SUM, YEARS):
        if result := computed(plan, [one, other]):
            assert Decimal(result.value) >= 0
            assert result.shown


COMPARED: list[tuple[Wanted, list[str], Literal[0, 1] | None]] = [
    ("more", ["212 million crowns", "58 million crowns"], 0),
    ("less", ["212 million crowns", "58 million crowns"], 1),
    ("more", ["58", "two hundred"], 1),
    ("more", ["5", "5"], None),
    ("more", ["5 km", "5 days"], None),
    ("more", ["about 5", "5.4"], None),
    ("more", ["about 5", "7"], 1),
    ("more", ["at least 5", "41"], 1),
    ("more", ["at least 5", "6"], None),
    ("more", ["at least 14", "eight"], 0),
    ("more", ["less than 14", "eight"], None),
    ("more", ["2 weeks", "16 days"], 1),
    ("more", ["2 weeks", "16"], None),
    ("more", ["58.9 per cent", "55.3"], 0),
    ("more", ["45 per cent", "1,200"], None),
    ("more", ["many", "few"], None),
    ("later", ["May 3, 2031", "May 4, 2031"], 1),
    ("earlier", ["May 3, 2031", "May 4, 2031"], 0),
    ("later", ["2030", "May 4, 2031"], 1),
    ("later", ["2031", "May 4, 2031"], None),
    ("later", ["May 2031", "May 4, 2031"], None),
    ("later", ["May 3, 2031", "soon"], None),
    ("earlier", ["1988", "2032"], 0),
    ("same", ["12", "twelve"], 0),
    ("same", ["12", "13"], 1),
    ("same", ["12", "nobody knows"], None),
]


@pytest.mark.parametrize(("wanted", "answers", "side"), COMPARED)
def test_which_side_has_what_is_wanted(
    wanted: Wanted, answers: list[str], side: int | None
) -> None:
    plan = Comparison(("A?", "B?"), wanted, ("A", "B"))
    assert preferred(plan, answers) == side
    turned = None if side is None else side if wanted == "same" else 1 - side
    assert preferred(plan, answers[::-1]) == turned


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["more", "later", "same"]))
def test_whatever_the_answers_a_side_is_told_or_none(one: str, other: str, wanted: Wanted) -> None:
    assert preferred(Comparison(("A?", "B?"), wanted, ("A", "B")), [one, other]) in (0, 1, None)


def test_what_was_built_earlier_is_older() -> None:
    plan = Comparison(("How old is the mill?", "How old is the tower?"), "more", ("mill", "tower"))
    assert preferred(plan, ["1850", "1920"]) == 0
    assert preferred(plan, ["80 years", "120 years"]) == 1


@pytest.mark.parametrize(
    ("text", "words", "stated"),
    [
        ("About 9,800 runners came.", "9,800", "About 9,800"),
        ("It killed at least five people.", "five", "killed at least five"),
        ("No fewer than 30 died.", "30", "No fewer than 30"),
        ("Of some, 30 died.", "30", "30"),
        ("There were 1,150 stalls.", "1,150", "1,150"),
        ("1,150 stalls", "1,150", "1,150"),
    ],
)
def test_words_that_make_a_number_inexact_belong_to_it(text: str, words: str, stated: str) -> None:
    article = Article("a", None, None, None, None, text)
    start = text.index(words)
    span = Span(Passage(article, 0, len(text)), start, start + len(words), 0.0)
    assert as_stated(Quote(span, words, 0, len(text))) == stated
