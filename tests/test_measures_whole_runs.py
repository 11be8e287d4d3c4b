"""Abstention and latency, which only many questions together have."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.abstention import abstention_precision, abstention_recall
from eval.measures.latency import PERCENTILES, latency_percentile
from eval.scorecard import HEADLINES, LOWER_IS_BETTER, gain
from tests.canned import rows, values
from tests.trec_eval import needs_trec_eval

outcomes = st.lists(st.tuples(st.booleans(), st.booleans()))


@pytest.mark.parametrize(
    ("abstained", "answerable", "precision", "recall"),
    [
        (True, False, 1, 1),
        (True, True, 0, None),
        (False, False, None, 0),
        (False, True, None, None),
    ],
    ids=["rightly abstained", "wrongly abstained", "wrongly answered", "rightly answered"],
)
def test_abstention(
    abstained: bool, answerable: bool, precision: float | None, recall: float | None
) -> None:
    assert abstention_precision(abstained, answerable) == precision
    assert abstention_recall(abstained, answerable) == recall


def mean_of_those_with_a_say(scores: Iterable[float | None]) -> float | None:
    given = [score for score in scores if score is not None]
    return sum(given) / len(given) if given else None


@given(outcomes=outcomes)
def test_the_means_over_a_run_are_its_precision_and_recall(
    outcomes: list[tuple[bool, bool]],
) -> None:
    # The unanswerable are the positives, and to abstain is to say that a question is one.
    counts = Counter(outcomes)
    hits, false_alarms, misses = counts[True, False], counts[True, True], counts[False, False]
    precision = mean_of_those_with_a_say(abstention_precision(*outcome) for outcome in outcomes)
    recall = mean_of_those_with_a_say(abstention_recall(*outcome) for outcome in outcomes)
    assert precision == (hits / (hits + false_alarms) if hits + false_alarms else None)
    assert recall == (hits / (hits + misses) if hits + misses else None)


@pytest.mark.parametrize(
    ("percentile", "milliseconds"), [(0, 1), (50, 6), (90, 10), (99, 10.9), (100, 11)]
)
def test_latency_by_hand(percentile: int, milliseconds: float) -> None:
    # Of 1…11 the middle is 6, nine tenths of the way are 10, and .99 of it lies at 1 + .99 · 10.
    times = np.arange(11.0, 0.0, -1.0)
    assert latency_percentile(times, percentile) == pytest.approx(milliseconds)


@given(times=st.lists(st.floats(0, 1e6), min_size=1))
def test_latency_agrees_with_the_sorted_list(times: list[float]) -> None:
    found = [latency_percentile(np.array(times), percentile) for percentile in PERCENTILES]
    assert found == pytest.approx(sorted(found))
    assert found[0] == pytest.approx(float(np.median(times)))
    assert min(times) <= found[0]
    assert found[-1] <= max(times)


@needs_trec_eval
def test_headlines_are_measures_there_are() -> None:
    assert len(set(HEADLINES)) == len(HEADLINES)
    assert set(HEADLINES) >= LOWER_IS_BETTER
    assert set(HEADLINES) <= values(rows()).keys()


@pytest.mark.parametrize("measure", HEADLINES)
def test_a_gain_is_what_is_better(measure: str) -> None:
    better = -1 if measure in LOWER_IS_BETTER else 1
    assert gain(measure, 0.25, 0.75) == better / 2
    assert gain(measure, 0.75, 0.25) == -better / 2
    assert gain(measure, 0.5, 0.5) == 0
