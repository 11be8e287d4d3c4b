"""Abstention and latency, which only many questions together have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.abstention import abstention_precision, abstention_recall
from eval.measures.latency import latency_percentiles
from service.answers import Timings

YES, NO = True, False
outcomes = st.lists(st.tuples(st.booleans(), st.booleans()))


@pytest.mark.parametrize(
    ("abstained", "answerable", "precision", "recall"),
    [
        ([YES, NO], [NO, YES], 1, 1),
        ([YES, YES], [NO, YES], 1 / 2, 1),
        ([YES, NO, NO], [NO, NO, YES], 1, 1 / 2),
        ([YES, YES, YES, NO], [NO, YES, YES, NO], 1 / 3, 1 / 2),
        ([NO, YES], [NO, YES], 0, 0),
        ([NO, NO], [NO, YES], None, 0),
        ([YES, NO], [YES, YES], 0, None),
        ([NO, NO], [YES, YES], None, None),
        ([], [], None, None),
    ],
)
def test_abstention(
    abstained: list[bool], answerable: list[bool], precision: float | None, recall: float | None
) -> None:
    assert abstention_precision(abstained, answerable) == precision
    assert abstention_recall(abstained, answerable) == recall


def test_abstention_needs_both_of_every_question() -> None:
    with pytest.raises(ValueError, match="zip"):
        abstention_precision([YES], [YES, NO])


@given(outcomes=outcomes)
def test_abstention_lies_between_0_and_1_in_any_order(outcomes: list[tuple[bool, bool]]) -> None:
    for measure in (abstention_precision, abstention_recall):
        score = measure([a for a, _ in outcomes], [b for _, b in outcomes])
        reverse = measure([a for a, _ in outcomes[::-1]], [b for _, b in outcomes[::-1]])
        assert score == reverse
        assert score is None or 0 <= score <= 1


def test_latency_by_stage() -> None:
    timings = [Timings(retrieve=n, rerank=2 * n, read=0.5, total=3 * n + 0.5) for n in range(1, 12)]
    # Of 1…11 the middle is 6, nine tenths of the way are 10, and .99 of it lies at 1 + .99 × 10.
    assert latency_percentiles(timings) == {
        "retrieve": {"p50": 6, "p90": 10, "p99": pytest.approx(10.9)},
        "rerank": {"p50": 12, "p90": 20, "p99": pytest.approx(21.8)},
        "read": {"p50": 0.5, "p90": 0.5, "p99": 0.5},
        "total": {"p50": 18.5, "p90": 30.5, "p99": pytest.approx(33.2)},
    }


def test_latency_of_nothing_is_no_number() -> None:
    nothing = {"p50": None, "p90": None, "p99": None}
    assert latency_percentiles([])["total"] == nothing


@given(totals=st.lists(st.floats(0, 1e6), min_size=1))
def test_latency_agrees_with_the_sorted_list(totals: list[float]) -> None:
    found = latency_percentiles([Timings(0, 0, 0, total) for total in totals])["total"]
    assert found["p50"] == pytest.approx(float(np.median(totals)))
    for value in found.values():
        assert value is not None
        assert min(totals) <= value <= max(totals)
