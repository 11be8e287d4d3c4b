"""Intervals and tests: by hand, against other ways to the same number, and by simulation."""

from functools import partial
from itertools import product
from math import comb, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from eval.statistics.bootstrap import (
    LEVEL,
    RESAMPLES,
    interval,
    resample,
    resampled,
    resampled_means,
    resampled_percentile,
)
from eval.statistics.holm import holm
from eval.statistics.mcnemar import mcnemar
from eval.statistics.randomization import SWAPS, randomization_p, swapped_differences, swaps

Floats = NDArray[np.float64]

probabilities = st.lists(st.floats(0, 1), max_size=12)


def test_every_resample_draws_as_many_questions() -> None:
    counts = resample(100)
    assert counts.shape == (RESAMPLES, 100)
    assert (counts >= 0).all()
    assert (counts.sum(axis=1) == 100).all()
    # Each question is drawn once on average, and misses .99¹⁰⁰ = 37 % of the resamples.
    np.testing.assert_allclose(counts.mean(axis=0), 1, atol=5 / RESAMPLES**0.5)
    assert (counts == 0).mean() == pytest.approx(0.366, abs=0.01)


def test_the_same_number_of_questions_is_resampled_alike() -> None:
    assert np.array_equal(resample(9), resample(9))
    assert len(np.unique(resample(9), axis=0)) > RESAMPLES / 2


@pytest.mark.parametrize(("questions", "shape"), [(0, (RESAMPLES, 0)), (1, (RESAMPLES, 1))])
def test_few_questions(questions: int, shape: tuple[int, int]) -> None:
    counts = resample(questions)
    assert counts.shape == shape
    assert (counts == 1).all()


def test_means_of_resamples_by_hand() -> None:
    values = [[1.0, 0.5, nan], [0.0, nan, nan], [0.5, 1.0, nan]]
    counts = np.array([[1, 1, 1], [0, 2, 1], [0, 3, 0]])
    expected = [[0.5, 0.75, nan], [1 / 6, 1.0, nan], [0.0, nan, nan]]
    np.testing.assert_allclose(resampled_means(values, counts), expected)


@given(
    values=st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 1.0, nan]), min_size=2, max_size=2),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=30, deadline=None)
def test_means_are_those_of_the_questions_drawn(values: list[list[float]]) -> None:
    table, counts = np.array(values), resample(len(values))[:50]

    def mean(drawn: NDArray[np.intp], measure: int) -> float | None:
        said = [value for value in table[drawn, measure] if not isnan(value)]
        return sum(said) / len(said) if said else None

    means = resampled_means(table, counts)
    for measure in range(2):
        one_by_one = resampled(partial(mean, measure=measure), counts)
        np.testing.assert_allclose(means[:, measure], one_by_one, atol=1e-12)


def test_a_statistic_sees_the_questions_drawn_and_may_have_no_value() -> None:
    counts = np.array([[1, 1, 1], [0, 3, 0], [2, 0, 1]])
    seen: list[list[int]] = []

    def statistic(drawn: NDArray[np.intp]) -> float | None:
        seen.append(drawn.tolist())
        return None if 0 in drawn else 7.0

    np.testing.assert_array_equal(resampled(statistic, counts), [nan, 7.0, nan])
    assert seen == [[0, 1, 2], [1, 1, 1], [0, 0, 2]]


def test_what_a_release_needs_fits_into_memory() -> None:
    counts = resample(6_078)
    values = np.random.default_rng(1).random((6_078, 80))
    means = resampled_means(values, counts)
    assert means.shape == (RESAMPLES, 80)
    np.testing.assert_allclose(means.mean(axis=0), values.mean(axis=0), atol=1e-3)


def test_intervals_by_hand() -> None:
    assert interval(np.arange(41.0)) == (1.0, 39.0)
    assert interval(np.array([nan, *np.arange(41.0), nan])) == (1.0, 39.0)
    assert interval(np.array([0.5])) == (0.5, 0.5)
    assert all(map(isnan, interval(np.array([nan, nan]))))
    assert all(map(isnan, interval(np.array([]))))


@pytest.mark.parametrize("seed", range(3))
def test_intervals_are_those_of_scipy(seed: int) -> None:
    values = np.random.default_rng(seed).beta(2, 1, size=150)
    ours = interval(resampled_means(values[:, np.newaxis], resample(150))[:, 0])
    oracle = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(9)
    ).confidence_interval
    # The 2.5 % point of 2,000 draws has a standard error of .06 standard errors of the mean.
    tolerance = 0.25 * values.std() / 150**0.5
    assert ours == pytest.approx((oracle.low, oracle.high), abs=tolerance)


def simulated(seed: int, runs: int, truth: float) -> Floats:
    """Scores of 100 questions in many runs: (100, runs), each right with probability ``truth``."""
    return (np.random.default_rng(seed).random((100, runs)) < truth).astype(np.float64)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    assert LEVEL == 0.95
    means = resampled_means(simulated(1, 300, truth=0.7), resample(100))
    covered = [low <= 0.7 <= high for low, high in map(interval, means.T)]
    assert 0.9 <= np.mean(covered) <= 0.99


def test_the_order_of_questions_moves_an_interval_by_noise_alone() -> None:
    values = simulated(2, 1, truth=0.7)
    counts = resample(100)
    one = interval(resampled_means(values, counts)[:, 0])
    other = interval(resampled_means(values[::-1], counts)[:, 0])
    assert one == pytest.approx(other, abs=0.25 * values.std() / 100**0.5)


def test_equal_values_have_no_width() -> None:
    means = resampled_means(np.full((30, 1), 0.1), resample(30))[:, 0]
    assert interval(means) == pytest.approx((0.1, 0.1))


@pytest.mark.parametrize(
    ("won", "lost", "p"),
    [
        (0, 0, 1),
        (1, 0, 1),
        (5, 5, 1),
        (5, 0, 2 / 2**5),
        (0, 5, 2 / 2**5),
        (9, 1, 2 * (1 + 10) / 2**10),
        (8, 2, 2 * (1 + 10 + 45) / 2**10),
    ],
)
def test_mcnemar_by_hand(won: int, lost: int, p: float) -> None:
    assert mcnemar(won, lost) == pytest.approx(p, rel=1e-12)


@given(won=st.integers(0, 60), lost=st.integers(0, 60))
def test_mcnemar_is_a_sum_of_binomials(won: int, lost: int) -> None:
    tail = sum(comb(won + lost, k) for k in range(min(won, lost) + 1))
    assert mcnemar(won, lost) == pytest.approx(min(1, 2 * tail / 2 ** (won + lost)), rel=1e-9)


@pytest.mark.parametrize(("won", "lost"), [(-1, 0), (3, -1)])
def test_mcnemar_refuses_negative_numbers(won: int, lost: int) -> None:
    with pytest.raises(ValueError, match="must"):
        mcnemar(won, lost)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.sampled_from([0, 50, 90, 99, 100])
)
@settings(deadline=None)
def test_resampled_percentiles_are_numpys(values: list[float], percentile: int) -> None:
    counts = resample(len(values))[:50]
    drawn = [np.repeat(np.array(values), row) for row in counts]
    np.testing.assert_allclose(
        resampled_percentile(np.array(values), percentile, counts),
        [np.percentile(each, percentile) for each in drawn],
        rtol=1e-9,
        atol=1e-6,
    )


def _p(before: Floats, after: Floats) -> float:
    differences = swapped_differences(before, after, swaps(len(before)))
    return randomization_p(float(np.nanmean(after) - np.nanmean(before)), differences)


def test_each_question_is_swapped_half_of_the_time() -> None:
    drawn = swaps(50)
    assert drawn.shape == (SWAPS, 50)
    np.testing.assert_allclose(drawn.mean(axis=0), 0.5, atol=5 * 0.5 / SWAPS**0.5)


def test_swapped_differences_by_hand() -> None:
    # The second run does not say anything of the last question, and the first not of the third.
    before, after = np.array([0.2, 0.4, nan, 0.9]), np.array([0.8, 0.4, 0.5, nan])
    none, first, last = [False] * 4, [True, *[False] * 3], [*[False] * 3, True]
    found = swapped_differences(before, after, np.array([none, first, last]))
    assert found == pytest.approx(
        [
            (0.8 + 0.4 + 0.5) / 3 - (0.2 + 0.4 + 0.9) / 3,
            (0.2 + 0.4 + 0.5) / 3 - (0.8 + 0.4 + 0.9) / 3,
            (0.8 + 0.4 + 0.5 + 0.9) / 4 - (0.2 + 0.4) / 2,
        ]
    )


def test_a_trial_that_leaves_a_run_without_a_say_does_not_count() -> None:
    before, after = np.array([1.0, nan]), np.array([nan, 0.0])
    found = swapped_differences(before, after, np.array([[True, False], [True, True]]))
    # After the first swap one run has both questions and the other none.
    assert isnan(found[0])
    assert found[1] == 1
    assert randomization_p(-1, found) == 1


def test_randomization_p_by_hand() -> None:
    trials = np.array([0.5, -0.5, 0.1, 0, 0.2, -0.3, 0.1, nan])
    assert randomization_p(0.5, trials) == randomization_p(-0.5, trials) == 3 / 8
    assert randomization_p(0.6, trials) == 1 / 8
    assert randomization_p(0, trials) == 1
    # Rounding makes no difference.
    assert randomization_p(0.1 + 0.2, np.array([0.3])) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])),
        min_size=1,
        max_size=8,
    )
)
@settings(deadline=None)
def test_randomization_is_near_the_share_of_all_choices(pairs: list[tuple[float, float]]) -> None:
    before, after = (np.array(column) for column in zip(*pairs, strict=True))
    gains = after - before
    means = [np.dot(gains, signs) for signs in product([1, -1], repeat=len(gains))]
    exact = np.mean([abs(mean) >= abs(gains.sum()) - 1e-9 for mean in means])
    assert _p(before, after) == pytest.approx(exact, abs=5 * 0.5 / SWAPS**0.5)


def test_randomization_agrees_with_scipy() -> None:
    random = np.random.default_rng(3)
    before, after = random.random(60), random.random(60) + 0.08
    found = stats.permutation_test(
        (before, after),
        lambda x, y, axis: np.mean(y - x, axis=axis),
        permutation_type="samples",
        n_resamples=20_000,
        rng=np.random.default_rng(4),
        vectorized=True,
    )
    assert _p(before, after) == pytest.approx(found.pvalue, abs=0.03)


@given(won=st.integers(0, 12), lost=st.integers(0, 12), alike=st.integers(1, 5))
@settings(deadline=None)
def test_on_right_and_wrong_it_is_mcnemars(won: int, lost: int, alike: int) -> None:
    before = np.array([0.0] * won + [1.0] * lost + [1.0] * alike)
    after = np.array([1.0] * won + [0.0] * lost + [1.0] * alike)
    assert _p(before, after) == pytest.approx(mcnemar(won, lost), abs=5 * 0.5 / SWAPS**0.5)


def test_it_tests_the_mean_that_is_shown() -> None:
    # Thirty questions a little better and four lost altogether: the mean falls, though by ranks
    # the rise would be significant (Wilcoxon's p is .004).
    before = np.array([0.9] * 30 + [1.0] * 4)
    after = np.array([0.95] * 30 + [0.0] * 4)
    assert after.mean() < before.mean()
    assert stats.wilcoxon(after - before).pvalue < 0.01
    assert _p(before, after) > 0.1


def test_without_a_difference_p_values_are_spread_out() -> None:
    random = np.random.default_rng(5)
    drawn = swaps(100)
    p = []
    for _ in range(300):
        before, after = random.random(100), random.random(100)
        # Of a fifth of the questions the runs say nothing.
        before[random.random(100) < 0.2], after[random.random(100) < 0.2] = nan, nan
        observed = float(np.nanmean(after) - np.nanmean(before))
        p.append(randomization_p(observed, swapped_differences(before, after, drawn)))
    assert 0.02 <= np.mean(np.array(p) <= 0.05) <= 0.09
    assert 0.40 <= np.mean(np.array(p) <= 0.50) <= 0.60


def test_a_difference_is_found() -> None:
    random = np.random.default_rng(6)
    assert _p(random.random(100), random.random(100) + 0.2) < 0.001


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([], []),
        ([0.2], [0.2]),
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.5, 0.5], [1, 1, 1]),
        ([0.02, 0.02], [0.04, 0.04]),
        ([1, 0], [1, 0]),
    ],
)
def test_holm_by_hand(p_values: list[float], adjusted: list[float]) -> None:
    assert holm(p_values) == pytest.approx(adjusted)


@given(probabilities)
def test_holm_lies_between_nothing_and_bonferroni(p_values: list[float]) -> None:
    for p, adjusted in zip(p_values, holm(p_values), strict=True):
        assert p <= adjusted <= min(1, p * len(p_values))


@given(probabilities)
def test_holm_keeps_the_order_of_what_it_is_given(p_values: list[float]) -> None:
    adjusted = dict(zip(p_values, holm(p_values), strict=True))
    ascending = sorted(p_values)
    assert holm(ascending) == [adjusted[p] for p in ascending]
    assert holm(ascending) == sorted(holm(ascending))


@pytest.mark.parametrize("p_values", [[-0.1], [1.1, 0.5], [nan]])
def test_holm_refuses_what_is_no_probability(p_values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        holm(p_values)
