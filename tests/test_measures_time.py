"""Figures that run on and days that are meant: by hand, and what holds for any of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.resolved_dates import resolved_date_recall
from eval.measures.updates import update_recall
from eval.questions import DayMeant

figures = st.lists(st.sampled_from(["14", "14 people", "nobody", "US$1.3bn", "x"]), max_size=4)


@pytest.mark.parametrize(
    ("shown", "wanted", "recall"),
    [
        (["14"], ["14", "19"], 1),
        (["19", "27"], ["14", "19"], 1),
        # Figures go by value, whatever is counted and however it is written.
        (["14 people"], ["14"], 1),
        (["fourteen"], ["14"], 1),
        (["6,200 homes"], ["6200"], 1),
        (["about 14 or 15"], ["14"], 0),
        (["15"], ["14"], 0),
        (["2034"], ["2034"], 1),
        # And words as answers do.
        (["Nobody"], ["nobody"], 1),
        (["somebody"], ["nobody"], 0),
        (["nobody"], ["14"], 0),
        ([""], ["14"], 0),
        ([], ["14"], 0),
        (["14"], [], None),
        ([], [], None),
    ],
)
def test_update_recall(shown: list[str], wanted: list[str], recall: float | None) -> None:
    assert update_recall(shown, wanted) == recall


@given(shown=figures, wanted=figures)
def test_update_recall_is_yes_or_no_in_any_order(shown: list[str], wanted: list[str]) -> None:
    score = update_recall(shown, wanted)
    assert (score is None) is (not wanted)
    assert score in (None, 0, 1)
    assert update_recall(shown[::-1] * 2, wanted[::-1]) == score


SUNDAY, MONDAY = date(2025, 11, 2), date(2025, 11, 3)


def meant(article_id: str, words: str, day: date = SUNDAY) -> DayMeant:
    return DayMeant(article_id, words, day)


@pytest.mark.parametrize(
    ("given", "recall"),
    [
        ([meant("a", "yesterday"), meant("a", "today", MONDAY)], 1),
        ([meant("a", "Yesterday"), meant("a", "today’s", MONDAY)], 1),
        ([meant("a", "yesterday")], 1 / 2),
        ([meant("a", "yesterday", MONDAY), meant("a", "today", MONDAY)], 1 / 2),
        ([meant("a", "Sunday"), meant("b", "today", MONDAY)], 0),
        ([], 0),
    ],
)
def test_resolved_date_recall(given: list[DayMeant], recall: float) -> None:
    wanted = [meant("a", "yesterday"), meant("a", "today", MONDAY), meant("c", "today")]
    assert resolved_date_recall(given, wanted, ["a", "b"]) == recall
    assert resolved_date_recall(given, wanted, ["b"]) is None
    assert resolved_date_recall(given, [], ["a"]) is None


@given(
    st.lists(
        st.builds(
            DayMeant,
            st.sampled_from("ab"),
            st.sampled_from(["today", "TODAY", "ß", "Sunday night"]),
            st.sampled_from([SUNDAY, MONDAY]),
        ),
        max_size=4,
    ),
    st.lists(st.sampled_from("abc")),
)
def test_giving_what_is_wanted_is_right(wanted: list[DayMeant], cited: list[str]) -> None:
    due = any(each.article_id in cited for each in wanted)
    assert resolved_date_recall(wanted, wanted, cited) == (1 if due else None)
