"""Rightness, and what confidence is worth beside it: by hand, and against slow definitions."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate, permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.calibration import BINS, expected_calibration_error
from eval.measures.exact_match import exact_match
from eval.measures.rightness import right, same_answer
from eval.measures.risk_coverage import Point, risk_coverage, risk_coverage_area
from eval.measures.token_f1 import token_f1

YES, NO = True, False
ROUNDING = 1e-12

Asked = tuple[float, bool]

texts = st.text(max_size=40)
# Few levels, so that ties are common.
levels = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
asked = st.lists(st.tuples(levels, st.booleans()), max_size=30)
asked_apart = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)
missed_counts = st.integers(0, 5)


def area(asked: Sequence[Asked], missed: int = 0) -> float:
    found = risk_coverage_area([c for c, _ in asked], [r for _, r in asked], missed)
    assert found is not None
    return found


def curve(asked: Sequence[Asked], missed: int = 0) -> list[Point]:
    return risk_coverage([c for c, _ in asked], [r for _, r in asked], missed)


def error(asked: Sequence[Asked]) -> float | None:
    return expected_calibration_error([c for c, _ in asked], [r for _, r in asked])


@pytest.mark.parametrize(
    ("short_answer", "answers", "score"),
    [
        ("994 boxes", ["994 boxes"], 1),
        ("the 994 Boxes.", ["12", "994 boxes"], 1),
        ("The", ["A"], 1),
        # 2 shared of 3 and 2: F1 4/5, the least that is right. 3 of 4 and 4: F1 3/4.
        ("about 994 boxes", ["994 boxes"], 1),
        ("some 994 boxes altogether", ["about 994 boxes altogether"], 0),
        # 1 shared of 1 and 2: F1 2/3.
        ("994", ["994 boxes"], 0),
        ("740 boxes", ["994 boxes"], 0),
        ("", ["994 boxes"], 0),
        (None, [], 1),
        (None, ["994 boxes"], 0),
        ("994 boxes", [], 0),
    ],
)
def test_right(short_answer: str | None, answers: list[str], score: float) -> None:
    assert right(short_answer, answers) == score


@given(answer=st.none() | texts, answers=st.lists(texts, max_size=3))
def test_right_is_an_exact_match_or_most_of_the_words(
    answer: str | None, answers: list[str]
) -> None:
    expected = exact_match(answer, answers) == 1 or token_f1(answer, answers) >= 0.8
    assert right(answer, answers) == float(expected)


@given(one=texts, other=texts)
def test_same_answer_has_no_direction(one: str, other: str) -> None:
    assert same_answer(one, one)
    assert same_answer(one, other) == same_answer(other, one)


def slow_area(asked: Sequence[Asked], missed: int) -> Fraction:
    """The mean over every order of the questions, of which sorting keeps that of the tied."""
    items = [*asked, *[(-math.inf, NO)] * missed]
    areas = []
    for order in permutations(items):
        wrong = [not is_right for _, is_right in sorted(order, key=lambda item: -item[0])]
        risks = [Fraction(errors, i) for i, errors in enumerate(accumulate(wrong), start=1)]
        areas.append(sum(risks, Fraction()) / len(risks))
    return sum(areas, Fraction()) / len(areas)


def slow_curve(asked: Sequence[Asked], missed: int) -> list[Point]:
    """For every threshold, what is answered then: coverage and selective risk as defined."""
    n, points = len(asked) + missed, []
    for threshold in sorted({confidence for confidence, _ in asked}, reverse=True):
        answered = [is_right for confidence, is_right in asked if confidence >= threshold]
        points.append(Point(len(answered) / n, answered.count(NO) / len(answered), threshold))
    if missed:
        points.append(Point(1, ([r for _, r in asked].count(NO) + missed) / n, None))
    return points


@pytest.mark.parametrize(
    ("asked", "missed", "expected"),
    [
        ([(0.9, YES)], 0, 0),
        ([(0.9, NO)], 0, 1),
        # Risks 0/1, 1/2; the other way round 1/1, 1/2; tied, half an error after the first.
        ([(0.9, YES), (0.5, NO)], 0, (0 + 1 / 2) / 2),
        ([(0.9, NO), (0.5, YES)], 0, (1 + 1 / 2) / 2),
        ([(0.5, NO), (0.5, YES)], 0, (1 / 2 + 1 / 2) / 2),
        # Errors 0, then 0 + 1/2 and 0 + 2/2 over the tie, then 2 with the one missed.
        ([(0.9, YES), (0.5, NO), (0.5, YES)], 1, (0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4),
        ([(0.9, YES)], 2, (0 + 1 / 2 + 2 / 3) / 3),
        ([], 2, 1),
    ],
)
def test_area(asked: list[Asked], missed: int, expected: float) -> None:
    assert area(asked, missed) == pytest.approx(expected)


def test_curve() -> None:
    # Of four questions: one right; two tied, one of them wrong; one missed.
    assert curve([(0.5, NO), (0.9, YES), (0.5, YES)], missed=1) == [
        Point(1 / 4, 0, 0.9),
        Point(3 / 4, 1 / 3, 0.5),
        Point(1, 2 / 4, None),
    ]


def test_no_question_has_no_curve() -> None:
    assert risk_coverage([], []) == []
    assert risk_coverage_area([], []) is None
    assert risk_coverage([], [], missed=3) == [Point(1, 1, None)]


@given(asked=st.lists(st.tuples(levels, st.booleans()), max_size=5), missed=st.sampled_from([0, 1]))
def test_area_is_the_mean_over_all_orders_of_the_tied(asked: list[Asked], missed: int) -> None:
    if asked or missed:
        assert area(asked, missed) == pytest.approx(float(slow_area(asked, missed)))


@given(asked=asked | asked_apart, missed=missed_counts)
def test_curve_is_that_of_every_threshold(asked: list[Asked], missed: int) -> None:
    assert curve(asked, missed) == slow_curve(asked, missed)


@given(asked=asked.filter(bool), missed=missed_counts, data=st.data())
def test_area_lies_between_0_and_1_in_any_order(
    asked: list[Asked], missed: int, data: st.DataObject
) -> None:
    found = area(asked, missed)
    assert 0 <= found <= 1
    shuffled = data.draw(st.permutations(asked))
    assert area(shuffled, missed) == found
    assert curve(shuffled, missed) == curve(asked, missed)


@given(confidences=st.lists(st.floats(0, 1), min_size=1))
def test_all_right_is_0_and_all_wrong_is_1(confidences: list[float]) -> None:
    assert area([(confidence, YES) for confidence in confidences]) == 0
    assert area([(confidence, NO) for confidence in confidences]) == 1


@given(asked=asked.filter(bool), missed=missed_counts)
def test_only_the_order_of_confidences_matters(asked: list[Asked], missed: int) -> None:
    scaled = [(100 * confidence - 7, is_right) for confidence, is_right in asked]
    assert area(scaled, missed) == area(asked, missed)


@given(others=asked, confidence=levels, missed=missed_counts)
def test_a_right_answer_made_wrong_is_worse(
    others: list[Asked], confidence: float, missed: int
) -> None:
    before, after = ([*others, (confidence, is_right)] for is_right in (YES, NO))
    assert area(after, missed) > area(before, missed)


@given(others=asked, pair=st.sets(levels, min_size=2, max_size=2), missed=missed_counts)
def test_a_wrong_answer_above_a_right_one_is_worse(
    others: list[Asked], pair: set[float], missed: int
) -> None:
    low, high = sorted(pair)
    before = [*others, (low, NO), (high, YES)]
    after = [*others, (low, YES), (high, NO)]
    assert area(after, missed) > area(before, missed)


@given(others=asked, confidence=levels, missed=missed_counts)
def test_leaving_out_a_right_answer_is_worse(
    others: list[Asked], confidence: float, missed: int
) -> None:
    assert area(others, missed + 1) > area([*others, (confidence, YES)], missed)


@given(asked=asked.filter(bool), missed=missed_counts)
def test_the_missed_are_wrong_answers_of_less_confidence_than_any(
    asked: list[Asked], missed: int
) -> None:
    assert area(asked, missed) == area([*asked, *[(-1, NO)] * missed])


def slow_error(asked: Sequence[Asked]) -> float | None:
    """Ten bins, one after another, each with the mean of what it holds."""
    if not asked:
        return None
    pairs = [(c, mean(float(r) for other, r in asked if other == c)) for c, _ in sorted(asked)]
    n, bins = len(pairs), min(10, len(pairs))
    found, start = 0.0, 0
    for i in range(bins):
        held = pairs[start : start + n // bins + (i < n % bins)]
        start += len(held)
        gap = mean(rightness for _, rightness in held) - mean(c for c, _ in held)
        found += len(held) / n * abs(gap)
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([(1, YES), (0, NO)], 0),
        ([(0, YES), (1, NO)], 1),
        # Bins of one: .2 and .5 apart.
        ([(0.8, YES), (0.5, NO)], 0.35),
        # Tied, each is half right: |.5 - .8|.
        ([(0.8, YES), (0.8, NO)], 0.3),
        # Eleven make a first bin of two, .05 and .15 (mean .1), one of them right: 2/11 · .4. The
        # other nine are right at .9: 9/11 · .1.
        ([(0.05, NO), (0.15, YES), *[(0.9, YES)] * 9], (0.8 + 0.9) / 11),
    ],
)
def test_calibration(asked: list[Asked], expected: float) -> None:
    assert error(asked) == pytest.approx(expected)


def test_calibration_of_nothing_is_no_number() -> None:
    assert expected_calibration_error([], []) is None


@given(asked=asked | asked_apart)
def test_calibration_agrees_with_the_definition(asked: list[Asked]) -> None:
    assert error(asked) == pytest.approx(slow_error(asked))


@given(asked=asked | asked_apart, data=st.data())
def test_calibration_lies_between_0_and_1_in_any_order(
    asked: list[Asked], data: st.DataObject
) -> None:
    found = error(asked)
    assert found is None or 0 <= found <= 1
    assert error(data.draw(st.permutations(asked))) == found


@given(outcomes=st.lists(st.booleans(), min_size=1), confidence=st.floats(0, 1))
def test_one_confidence_is_as_wrong_as_it_is_far_from_the_truth(
    outcomes: list[bool], confidence: float
) -> None:
    truth = outcomes.count(YES) / len(outcomes)
    assert error([(truth, outcome) for outcome in outcomes]) == 0
    expected = pytest.approx(abs(confidence - truth))
    assert error([(confidence, outcome) for outcome in outcomes]) == expected


@given(outcomes=st.lists(st.booleans(), min_size=1, max_size=30))
def test_saying_the_outcome_is_calibrated(outcomes: list[bool]) -> None:
    assert error([(float(outcome), outcome) for outcome in outcomes]) == 0


@given(outcomes=st.lists(st.booleans(), min_size=1, max_size=BINS))
def test_saying_the_contrary_is_not(outcomes: list[bool]) -> None:
    # In bins of one: within a bin, too much confidence and too little make up for each other.
    assert error([(float(not outcome), outcome) for outcome in outcomes]) == 1


@given(asked=asked_apart.filter(bool))
def test_calibration_is_no_less_than_the_distance_of_the_means(asked: list[Asked]) -> None:
    distance = abs(mean(c for c, _ in asked) - mean(float(r) for _, r in asked))
    found = error(asked)
    assert found is not None
    assert found >= distance - ROUNDING


def test_bins_hold_equally_many_however_the_confidences_crowd() -> None:
    # Bins of equal width would put all of them into one.
    crowded = [0.9 + 0.001 * i for i in range(2 * BINS)]
    asked = [(confidence, i % 4 < 2) for i, confidence in enumerate(crowded)]
    # Each bin of two is all right or all wrong, and not the half right of one big bin.
    right_gaps = [1 - c for c, is_right in asked if is_right]
    wrong_gaps = [c for c, is_right in asked if not is_right]
    assert error(asked) == pytest.approx(mean(right_gaps + wrong_gaps))


@pytest.mark.parametrize("confidence", [-0.1, 1.1, math.nan, math.inf])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        expected_calibration_error([0.5, confidence], [YES, NO])


def test_what_is_no_number_has_no_rank() -> None:
    with pytest.raises(ValueError, match="not a number"):
        risk_coverage_area([0.5, math.nan], [YES, NO])


@pytest.mark.parametrize("measure", [risk_coverage_area, expected_calibration_error])
def test_confidence_needs_both_of_every_question(
    measure: Callable[[Sequence[float], Sequence[bool]], float | None],
) -> None:
    with pytest.raises(ValueError, match="same length"):
        measure([0.5, 0.5], [YES])
