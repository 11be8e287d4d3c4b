"""Item F1: worked out by hand, and what holds for any answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.item_f1 import item_f1

COUNTRIES = [["Tesmaria"], ["Calvessa"], ["the United States", "US"]]


@pytest.mark.parametrize(
    ("short_answer", "score"),
    [
        ("Tesmaria, Calvessa and the United States", 1),
        ("US; Calvessa; tesmaria", 1),
        # Words that an item stands in are no other item.
        ("the valley of Tesmaria, northern Calvessa and the US", 1),
        ("Tesmaria", 1 / 2),  # P 1, R 1/3
        ("Tesmaria and Quenna", 2 / 5),  # P 1/2, R 1/3
        ("Tesmaria, Tesmaria and Calvessa", 2 / 3),  # said twice, it is wrong the second time
        ("Quenna", 0),
        ("Tesmarians and the USA", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_item_f1(short_answer: str | None, score: float) -> None:
    assert item_f1(short_answer, COUNTRIES) == pytest.approx(score)


def test_a_figure_is_not_cut_at_its_comma() -> None:
    assert item_f1("1,120 boxes and mines", [["mines"]]) == pytest.approx(2 / 3)


def test_a_figure_is_not_found_within_another() -> None:
    assert item_f1("45,000 boxes", [["45"]]) == 0
    assert item_f1("3.45 crowns", [["45"]]) == 0
    assert item_f1("44, 45, 46", [["44"], ["45"], ["46"]]) == 1


def test_questions_without_items_have_no_say() -> None:
    assert item_f1("Tesmaria", []) is None


@given(st.text(st.sampled_from("ab ,;\nUS"), max_size=20))
def test_it_is_a_fraction(short_answer: str) -> None:
    score = item_f1(short_answer, COUNTRIES)
    assert score is not None
    assert 0 <= score <= 1
