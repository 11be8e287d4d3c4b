"""The scores of many questions, each with its interval, and confidences: by hand and for any."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.confidences import Confidences
from eval.estimates import Estimate, estimated_latencies, sampled_scores
from eval.measures.risk_coverage import Point
from eval.row import Row
from eval.statistics.bootstrap import RESAMPLES, interval
from tests.canned import row, values

scores = st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1)
some_rows = st.lists(st.tuples(scores, scores), min_size=1, max_size=12).map(
    lambda pairs: [row(f"q{n}", f1=f1, right=right) for n, (f1, right) in enumerate(pairs)]
)


def test_means_are_over_the_questions_that_have_a_say() -> None:
    sampled = sampled_scores([row("a", f1=1, g=0.5), row("b", f1=0.25, g=None), row("c", f1=0)])
    assert {name: (each.value, each.questions) for name, each in sampled.items()} == {
        "f1": (1.25 / 3, 3),
        "g": (0.5, 1),
    }


def test_no_rows_have_no_scores() -> None:
    assert sampled_scores([]) == {}
    assert sampled_scores([row("a")]) == {}
    assert estimated_latencies([]) == {}
    assert estimated_latencies([row("a")]) == {}


def test_a_measure_with_a_single_say_is_as_sure_as_can_be() -> None:
    # A resample without the one that has a say gives no value, and does not count.
    single = sampled_scores([row("a", f1=0.5), row("b"), row("c")])["f1"]
    assert single.estimate() == Estimate(value=0.5, low=0.5, high=0.5, questions=1)
    assert np.isnan(single.samples).mean() == pytest.approx((2 / 3) ** 3, abs=0.05)


def test_an_interval_by_hand() -> None:
    # Right twice in four. Of four draws none is right with probability 1/16, and all are; that
    # is more than the 2.5 % left out on each side.
    rows = [row(id_, right=value) for id_, value in zip("abcd", (1, 1, 0, 0), strict=True)]
    assert sampled_scores(rows)["right"].estimate() == Estimate(0.5, 0.0, 1.0, 4)
    # Of a hundred half right, the standard error is .05: .5 ± 1.96 · .05.
    rows = [row(f"{n:03}", right=n % 2) for n in range(100)]
    found = sampled_scores(rows)["right"].estimate()
    assert (found.low, found.high) == pytest.approx((0.402, 0.598), abs=0.011)


@given(rows=some_rows, data=st.data())
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_does_not_matter(rows: list[Row], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(rows))
    given, again = sampled_scores(rows), sampled_scores(mixed)
    assert given.keys() == again.keys()
    for name, each in given.items():
        assert again[name].estimate() == each.estimate()
        assert np.array_equal(again[name].samples, each.samples, equal_nan=True)


@given(rows=some_rows)
@settings(max_examples=30, deadline=None)
def test_the_interval_holds_the_value_and_lies_among_the_scores(rows: list[Row]) -> None:
    for name, sampled in sampled_scores(rows).items():
        said = [row.scores[name] for row in rows if name in row.scores]
        found = sampled.estimate()
        assert found.value == pytest.approx(sum(said) / len(said))
        assert found.questions == len(said)
        assert min(said) - 1e-12 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= max(said) + 1e-12


@given(rows=some_rows)
@settings(max_examples=20, deadline=None)
def test_two_runs_of_the_same_questions_are_resampled_alike(rows: list[Row]) -> None:
    # Other scores and other types, but the same ids: a shift of 1 is 1 in every resample.
    shifted = [
        replace(each, type="other", scores={name: value + 1 for name, value in each.scores.items()})
        for each in reversed(rows)
    ]
    before, after = sampled_scores(rows), sampled_scores(shifted)
    for name, sampled in before.items():
        assert interval(sampled_scores(rows)[name].samples - sampled.samples) == (0, 0)
        assert interval(after[name].samples - sampled.samples) == pytest.approx((1, 1))


ROWS = [
    row("a", confidence=0.9, right=1),
    row("b", confidence=0.8, right=0),
    row("c", status="abstained", right=1),
    row("d", status="abstained", right=0),
    row("e", status="failed", error="down", right=0),
]


def test_confidences_by_hand() -> None:
    found = Confidences.of(ROWS)
    assert found is not None
    assert (found.answered, found.missed) == (2, 2)
    # The right refusal is no part of it.
    assert found.risk_coverage() == [
        Point(1 / 4, 0, 0.9),
        Point(2 / 4, 1 / 2, 0.8),
        Point(1, 3 / 4, None),
    ]
    assert found.risk_coverage_area() == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    assert found.calibration_error() == pytest.approx((0.1 + 0.8) / 2)
    # a twice, b, c and e.
    drawn = found.drawn(np.array([0, 0, 1, 2, 4]))
    assert (drawn.answered, drawn.missed) == (3, 1)
    assert drawn.risk_coverage_area() == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)
    assert drawn.calibration_error() == pytest.approx((0.1 + 0.1 + 0.8) / 3)


def test_who_has_a_say_in_the_measures_of_a_whole_run() -> None:
    sampled = sampled_scores(ROWS)
    # The two answered, and with them the two that were missed.
    assert sampled["calibration_error"].questions == 2
    assert sampled["risk_coverage_area"].questions == 4
    assert list(values(ROWS)) == ["right", "risk_coverage_area", "calibration_error"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("a", status="abstained", right=1), row("b", status="failed", right=0)],
        [row("a", confidence=0.9, right=1), row("b", right=1)],
        [row("a", status="retrieved")],
    ],
    ids=["no question", "nothing answered", "one without a confidence", "searched only"],
)
def test_without_a_confidence_for_every_answer_there_are_none(rows: list[Row]) -> None:
    assert Confidences.of(rows) is None
    assert not sampled_scores(rows).keys() & {"risk_coverage_area", "calibration_error"}


def test_measures_of_a_whole_run_are_resampled_question_by_question() -> None:
    # Alone, a right answer with confidence .9 has area 0 and error .1; a wrong one 1 and .9.
    rows = [row("a", confidence=0.9, right=1), row("b", confidence=0.9, right=0)]
    sampled = sampled_scores(rows)
    area, error = sampled["risk_coverage_area"], sampled["calibration_error"]
    assert (area.value, area.samples.shape) == (1 / 2, (RESAMPLES,))
    assert set(area.samples.round(9)) == {0, 0.5, 1}
    # Both of one confidence share the mean rightness 1/2: |1/2 - .9|.
    assert error.value == pytest.approx(0.4)
    assert set(error.samples.round(9)) == {0.1, 0.4, 0.9}
    # Every value comes from the same draw.
    assert np.array_equal(area.samples > 0.5, error.samples > 0.5)
    assert (area.estimate().low, area.estimate().high) == (0, 1)


def test_a_refusal_is_no_confidence_in_a_resample() -> None:
    rows = [row("a", confidence=0.9, right=1), row("b", status="abstained", right=0)]
    sampled = sampled_scores(rows)
    # Drawn twice, the one that was missed has an area of 1, and no calibration at all.
    assert set(sampled["risk_coverage_area"].samples) == {0, 0.25, 1}
    error = sampled["calibration_error"].samples
    assert np.array_equal(np.isnan(error), sampled["risk_coverage_area"].samples == 1)


def test_latencies_by_stage() -> None:
    # Of 1…11 the middle is 6, nine tenths of the way are 10, and .99 of it lies at 1 + .99 · 10.
    rows = [row(f"{n:02}", timings_ms={"read": n, "total": 2 * n + 1}) for n in range(1, 12)]
    sampled = estimated_latencies([*rows, row("failed", status="failed")])
    assert {
        stage: {name: each.value for name, each in percentiles.items()}
        for stage, percentiles in sampled.items()
    } == {
        "read": {"p50": 6, "p90": 10, "p99": pytest.approx(10.9)},
        "total": {"p50": 13, "p90": 21, "p99": pytest.approx(22.8)},
    }
    for percentiles in sampled.values():
        for each in percentiles.values():
            assert each.low <= each.value <= each.high
            assert each.questions == 11
    # Both stages were timed in the same draws.
    read, total = sampled["read"]["p90"], sampled["total"]["p90"]
    assert (total.low, total.high) == pytest.approx((2 * read.low + 1, 2 * read.high + 1))
