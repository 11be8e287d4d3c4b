"""Corroboration and conflicts: by hand, and what holds for any articles and any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.conflicts import conflict_false_alarm, conflict_precision, conflict_recall
from eval.measures.corroboration import corroboration_precision, corroboration_recall

ids = st.lists(st.sampled_from("abcdef"), max_size=6)
answers = st.lists(
    st.sampled_from(["994 boxes", "the 994 Boxes", "740", "in Hanoi", "A"]), max_size=4
)


@pytest.mark.parametrize(
    ("named", "stating", "precision", "recall"),
    [
        ("ab", "ab", 1, 1),
        ("a", "abcd", 1, 1 / 4),
        ("abcd", "a", 1 / 4, 1),
        # b and c of three named, and of four that state it.
        ("abc", "bcde", 2 / 3, 1 / 2),
        ("aab", "a", 1 / 2, 1),
        ("a", "abb", 1, 1 / 2),
        ("c", "ab", 0, 0),
        ("", "ab", None, 0),
        ("ab", "", None, None),
        ("", "", None, None),
    ],
)
def test_corroboration(
    named: str, stating: str, precision: float | None, recall: float | None
) -> None:
    assert corroboration_precision(named, stating) == precision
    assert corroboration_recall(named, stating) == recall


@given(named=ids, stating=ids)
def test_corroboration_lies_between_0_and_1_in_any_order(
    named: list[str], stating: list[str]
) -> None:
    for measure in (corroboration_precision, corroboration_recall):
        score = measure(named, stating)
        assert score is None or 0 <= score <= 1
        assert measure(named[::-1] * 2, frozenset(stating)) == score


@given(stating=ids.filter(bool))
def test_naming_the_articles_that_state_it_is_right(stating: list[str]) -> None:
    assert corroboration_precision(stating, stating) == corroboration_recall(stating, stating) == 1


@given(named=ids.filter(bool), stating=ids.filter(bool))
def test_a_wrong_article_more_costs_precision_alone(named: list[str], stating: list[str]) -> None:
    worse = [*named, "nowhere"]
    before, after = (corroboration_precision(some, stating) for some in (named, worse))
    assert before is not None
    assert after is not None
    assert after < before or before == after == 0
    assert corroboration_recall(worse, stating) == corroboration_recall(named, stating)


@given(named=ids.filter(bool), stating=ids.filter(bool))
def test_an_article_less_never_helps_recall(named: list[str], stating: list[str]) -> None:
    before, after = (corroboration_recall(some, stating) for some in (named, named[1:]))
    assert before is not None
    assert after is not None
    assert after <= before


@pytest.mark.parametrize(
    ("shown", "wanted", "precision", "recall", "false_alarm"),
    [
        (["740 boxes"], ["740 boxes"], 1, 1, None),
        (["The 740 Boxes."], ["in 2019", "740 boxes"], 1, 1, None),
        (["740 boxes", "812 boxes"], ["740 boxes"], 1 / 2, 1, None),
        (["740 boxes", "740 boxes", "812"], ["740 boxes", "in 2019"], 2 / 3, 1, None),
        # 1 token shared of 2 and 2: F1 1/2.
        (["740 boxes"], ["812 boxes"], 0, 0, None),
        # 4 shared of 5 and 5, F1 4/5; then 3 of 4 and 4, F1 3/4.
        (["some 740 boxes of remains"], ["about 740 boxes of remains"], 1, 1, None),
        (["some 740 boxes altogether"], ["about 740 boxes altogether"], 0, 0, None),
        ([], ["740 boxes"], None, 0, None),
        (["740 boxes"], [], 0, None, 1),
        ([], [], None, None, 0),
        (["740 boxes"], None, None, None, None),
        ([], None, None, None, None),
    ],
)
def test_conflicts(
    shown: list[str],
    wanted: list[str] | None,
    precision: float | None,
    recall: float | None,
    false_alarm: float | None,
) -> None:
    assert conflict_precision(shown, wanted) == precision
    assert conflict_recall(shown, wanted) == recall
    assert conflict_false_alarm(shown, wanted) == false_alarm


@given(shown=answers, wanted=st.none() | answers)
def test_conflict_scores_lie_between_0_and_1_in_any_order(
    shown: list[str], wanted: list[str] | None
) -> None:
    for measure in (conflict_precision, conflict_recall, conflict_false_alarm):
        score = measure(shown, wanted)
        assert score is None or 0 <= score <= 1
        assert measure(shown[::-1], wanted and wanted[::-1]) == score


@given(wanted=answers.filter(bool))
def test_showing_what_is_wanted_is_right(wanted: list[str]) -> None:
    assert conflict_precision(wanted, wanted) == conflict_recall(wanted, wanted) == 1


@given(shown=answers, wanted=answers)
def test_a_false_conflict_more_is_never_better(shown: list[str], wanted: list[str]) -> None:
    worse = [*shown, "nothing of the kind"]
    before, after = (conflict_precision(some, wanted) for some in (shown, worse))
    assert after is not None
    assert before is None or after < before or before == after == 0
    assert conflict_recall(worse, wanted) == conflict_recall(shown, wanted)
    assert conflict_false_alarm(worse, wanted) == (None if wanted else 1)
