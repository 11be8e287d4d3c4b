"""Two runs in pairs: by hand, mirrored, and by simulation."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.compare import Comparison, Difference, compare
from eval.row import Row
from eval.run import Run
from eval.run_file import RunRefused
from eval.scorecard import HEADLINES
from eval.statistics.bootstrap import resample
from eval.statistics.holm import holm
from tests.canned import PROVENANCE, row

pytestmark = pytest.mark.usefixtures("few_trials")

BLANK = Run.of_rows([], PROVENANCE)


def _run(rows: Sequence[Row], gold_sha256: str = "0" * 64) -> Run:
    """A run that has these rows; its sums are not needed to compare it, and take time."""
    made_of = replace(PROVENANCE, gold_sha256=gold_sha256)
    return replace(BLANK, provenance=made_of, rows=tuple(rows))


def _scored(measure: str, scores: Sequence[float | None]) -> Run:
    """Questions q00, q01, … with these scores of one measure."""
    return _run([row(f"q{n:02}", {measure: score}) for n, score in enumerate(scores)])


CITED = "citation_precision"


def _only(comparison: Comparison) -> Difference:
    [difference] = comparison.differences
    return difference


def test_mcnemar_by_hand() -> None:
    # One won and five lost: 2 · (1 + 6) / 2⁶.
    before, after = [0, 1, 1, 1, 1, 1, 1, 0], [1, 0, 0, 0, 0, 0, 1, 0]
    found = _only(compare(_scored("right", before), _scored("right", after)))
    assert (found.before, found.after) == (6 / 8, 2 / 8)
    assert found.won == ("q00",)
    assert found.lost == ("q01", "q02", "q03", "q04", "q05")
    assert (found.test, found.p, found.p_corrected) == ("McNemar", 14 / 64, 14 / 64)
    assert found.gain == -1 / 2
    assert not found.significant
    assert found.low < -1 / 2 < found.high


def test_fractions_are_randomized_by_hand() -> None:
    # Six of six better, each by another amount: two of the 2⁶ choices of signs are as extreme.
    before, after = [0.0] * 7, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.0]
    found = _only(compare(_scored("f1", before), _scored("f1", after)))
    assert found.test == "randomization"
    assert found.p == pytest.approx(2 / 64, abs=0.01)
    assert found.significant
    assert found.gain == pytest.approx(0.3)
    assert (len(found.won), found.lost) == (6, ())


def test_where_a_run_decides_who_has_a_say() -> None:
    # Ten answers, five of them cited rightly; then the first two questions are not answered.
    before, after = [1.0] * 5 + [0.0] * 5, [None, None] + [1.0] * 3 + [0.0] * 5
    found = _only(compare(_scored(CITED, before), _scored(CITED, after)))
    assert (found.before, found.after) == (1 / 2, 3 / 8)
    # No question that is in both is scored otherwise, and still the share has fallen.
    assert (found.test, found.won, found.lost) == ("randomization", (), ())
    assert found.low < found.high <= 0
    # Of the four ways to deal the two, two differ so much; in the others each run has one more.
    assert found.p == pytest.approx(1 / 2, abs=0.04)


def test_a_question_that_neither_run_has_a_say_in_does_not_count() -> None:
    before, after = [None, 1, 1, 1, None], [None, 0, 0, 0, None]
    found = _only(compare(_scored(CITED, before), _scored(CITED, after)))
    assert (found.test, found.p) == ("McNemar", 2 / 2**3)


def test_other_questions_have_a_say() -> None:
    # Another question is answered now, and as well: there is no difference however they swap.
    before, after = [1.0, 1.0, None], [1.0, None, 1.0]
    found = _only(compare(_scored(CITED, before), _scored(CITED, after)))
    assert (found.before, found.after, found.low, found.high) == (1, 1, 0, 0)
    assert (found.test, found.p, found.significant) == ("randomization", 1, False)


def test_measures_of_the_whole_run_are_randomized() -> None:
    rights = [1, 1, 1, 0] * 10
    before = [row(f"{n:02}", confidence=0.5 + r / 4, right=r) for n, r in enumerate(rights)]
    after = [row(f"{n:02}", confidence=0.75 - r / 4, right=r) for n, r in enumerate(rights)]
    found = {each.measure: each for each in compare(_run(before), _run(after)).differences}
    assert found["right"].test is None
    for measure in ("risk_coverage_area", "calibration_error"):
        assert found[measure].test == "randomization"
        assert found[measure].significant
        assert found[measure].after > found[measure].before
        # Less is more.
        assert found[measure].gain == found[measure].before - found[measure].after
        assert (found[measure].won, found[measure].lost) == ((), ())


def test_less_is_more_of_a_false_alarm() -> None:
    measure = "conflict_false_alarm"
    found = _only(compare(_scored(measure, [1, 1, 0]), _scored(measure, [0, 0, 1])))
    assert (found.won, found.lost) == (("q00", "q01"), ("q02",))
    assert found.gain == pytest.approx(1 / 3)
    assert (found.after - found.before) == pytest.approx(-1 / 3)


def test_holm_is_over_the_headlines_that_differ() -> None:
    n = 12
    before = [
        row(f"{i:02}", right=1, exact_match=1, f1=0.5, contained=1, other=1) for i in range(n)
    ]
    after = [
        row(f"{i:02}", right=i > 5, exact_match=i > 7, f1=0.5, contained=i > 0, other=0)
        for i in range(n)
    ]
    found = compare(_run(before), _run(after)).differences
    # Headlines in their order, then the others.
    measures = [each.measure for each in found]
    assert measures == ["right", "exact_match", "f1", "contained", "other"]
    # 6, 8 and 1 lost of none won. F1 does not differ, and "other" is no headline.
    plain = [each.p for each in found]
    assert plain == [2 / 2**6, 2 / 2**8, None, 1, None]
    assert [each.p_corrected for each in found] == [4 / 2**6, 6 / 2**8, None, 1, None]
    assert [each.significant for each in found] == [False, True, False, False, False]
    assert len(found[4].lost) == n
    assert (found[4].before, found[4].after, found[4].low, found[4].high) == (1, 0, -1, -1)


def test_questions_of_one_run_only_are_left_out_and_counted() -> None:
    before = _run([row("a", right=1), row("b", right=1), row("x", right=0)])
    after = _run([row("y", right=0), row("z", right=0), row("b", right=0), row("a", right=1)])
    comparison = compare(before, after)
    assert (comparison.questions, comparison.only_before, comparison.only_after) == (2, 1, 2)
    found = _only(comparison)
    assert (found.before, found.after, found.lost) == (1, 1 / 2, ("b",))


def test_a_measure_that_one_run_has_is_left_out() -> None:
    before = _run([row("a", right=1, f1=1), row("b", right=1)])
    after = _run([row("a", right=1, contained=1), row("b", right=1)])
    assert _only(compare(before, after)).measure == "right"


def test_a_measure_whose_questions_are_not_shared_is_left_out() -> None:
    before = _run([row("a", right=1), row("x", right=1, f1=1)])
    after = _run([row("a", right=1, f1=1), row("y", right=1)])
    assert _only(compare(before, after)).measure == "right"


def test_runs_of_other_questions_are_refused() -> None:
    with pytest.raises(RunRefused, match="no question in common"):
        compare(_run([row("a", right=1)]), _run([row("b", right=1)]))


@pytest.mark.parametrize(("other", "same"), [("0" * 64, True), ("1" * 64, False)])
def test_another_gold_file_is_told(other: str, same: bool) -> None:
    rows = [row("a", right=1)]
    assert compare(_run(rows), _run(rows, other)).unlike == (() if same else ("gold file",))


scores = st.none() | st.sampled_from([0.0, 0.5, 1.0])
yes_or_no = st.sampled_from([0.0, 1.0])
outcomes = st.lists(
    st.fixed_dictionaries(
        {
            "right": yes_or_no,
            "f1": st.sampled_from([0.0, 0.25, 0.75, 1.0]),
            "citation_precision": scores,
            "conflict_false_alarm": scores,
            "other": scores,
        }
    ),
    min_size=8,
    max_size=8,
)
confidences = st.lists(st.sampled_from([0.2, 0.5, 0.9]), min_size=8, max_size=8)


def _drawn(outcomes: list[dict[str, float | None]], confidences: list[float]) -> Run:
    return _run(
        [
            row(f"q{n}", scores, confidence=confidence)
            for n, (scores, confidence) in enumerate(zip(outcomes, confidences, strict=True))
        ]
    )


@given(a=outcomes, b=outcomes, sure_a=confidences, sure_b=confidences)
@settings(max_examples=3, deadline=None)
def test_comparing_the_other_way_round_mirrors_it(
    a: list[dict[str, float | None]],
    b: list[dict[str, float | None]],
    sure_a: list[float],
    sure_b: list[float],
) -> None:
    before, after = _drawn(a, sure_a), _drawn(b, sure_b)
    there, back = compare(before, after), compare(after, before)
    assert len(there.differences) == len(back.differences)
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.measure, one.before, one.after) == (other.measure, other.after, other.before)
        assert (one.won, one.lost) == (other.lost, other.won)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
        assert one.test == other.test
        assert one.p == pytest.approx(other.p)
        assert one.p_corrected == pytest.approx(other.p_corrected)
        assert one.gain == pytest.approx(-other.gain)
        assert (one.p is None) == (one.test is None)
        assert one.test is None or one.measure in HEADLINES
    tested = [each for each in there.differences if each.p is not None]
    assert [each.p_corrected for each in tested] == holm([each.p or 0 for each in tested])


@given(a=outcomes, sure=confidences, order=st.permutations(range(8)))
@settings(max_examples=3, deadline=None)
def test_a_run_does_not_differ_from_itself_in_any_order(
    a: list[dict[str, float | None]], sure: list[float], order: list[int]
) -> None:
    run = _drawn(a, sure)
    mixed = replace(run, rows=tuple(run.rows[n] for n in order))
    for each in compare(run, mixed).differences:
        assert (each.before, each.low, each.high) == (each.after, 0, 0)
        assert (each.won, each.lost, each.p, each.gain) == ((), (), None, 0)


N = 124


def _noisy(random: np.random.Generator, before: list[Row], changed: float) -> list[Row]:
    """The same system, but for the questions whose answer is drawn anew."""
    fresh = _system(random)
    return [b if random.random() > changed else f for b, f in zip(before, fresh, strict=True)]


@pytest.fixture
def _resampled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of questions is always resampled alike, so once will do."""
    monkeypatch.setattr("eval.estimates.resample", cache(resample))


def _system(random: np.random.Generator, right: float = 0.6) -> list[Row]:
    """Answers four of five questions, and is right in so many; F1 goes with it."""
    return [
        row(
            f"{n:03}",
            right=float(hit := random.random() < right),
            f1=1.0 if hit else round(0.7 * random.random(), 2),
            citation_recall=float(random.integers(3)) / 2,
            citation_precision=float(random.integers(3)) / 2 if random.random() < 0.8 else None,
        )
        for n in range(N)
    ]


def _significant(before: list[Row], after: list[Row]) -> set[str]:
    differences = compare(_run(before), _run(after)).differences
    return {each.measure for each in differences if each.significant}


@pytest.mark.usefixtures("_resampled_once")
def test_chance_is_found_in_at_most_one_comparison_of_twenty() -> None:
    random = np.random.default_rng(1)
    found = 0
    trials = 100
    for _ in range(trials):
        before = _system(random)
        found += bool(_significant(before, _noisy(random, before, changed=0.3)))
    # Any measure at all, so it is the whole that Holm holds at 5 %; three standard errors.
    assert found / trials <= 0.05 + 3 * (0.05 * 0.95 / trials) ** 0.5


@pytest.mark.usefixtures("_resampled_once")
def test_a_loss_of_15_points_is_nearly_always_found() -> None:
    random = np.random.default_rng(2)
    found = 0
    trials = 12
    for _ in range(trials):
        before = _system(random)
        after = _noisy(random, before, changed=0.1)
        rights = [n for n, each in enumerate(after) if each.scores["right"]]
        for n in random.choice(rights, size=round(0.15 * N), replace=False):
            after[n] = replace(after[n], scores={**after[n].scores, "right": 0.0, "f1": 0.3})
        found += {"right", "f1"} <= _significant(before, after)
    assert found / trials >= 0.95
