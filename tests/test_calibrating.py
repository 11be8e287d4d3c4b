"""Fitting probabilities: where the answer is known, and from gold to the file that is shipped."""

import json
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import calibrating
from eval.calibrating import RIDGE, fit, main
from service.reading.calibration import Logistic, load_calibration
from tests.conftest import SharedTerms

GOLD = Path(__file__).parents[1] / "eval" / "gold" / "seeds.jsonl"


@pytest.mark.parametrize(("right", "wrong"), [(1, 1), (3, 1), (1, 9)])
def test_without_a_feature_that_tells_the_probability_is_the_share(right: int, wrong: int) -> None:
    labels = [1.0] * right + [0.0] * wrong
    fitted = fit([{"x": 0.0}] * len(labels), labels, [1.0] * len(labels))
    assert fitted({"x": 0.0}) == pytest.approx(right / (right + wrong), abs=1e-3)


def test_a_feature_that_tells_gets_its_log_odds() -> None:
    # Of four at 1 three are right, of four at 0 one is: odds of 3 and of 1/3, so the weight is
    # log 9 = 2.197, but for the ridge.
    rows = [{"x": x} for x in (1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0)]
    fitted = fit(rows, [1, 1, 1, 0, 1, 0, 0, 0], [1.0] * 8)
    assert 2.0 < fitted.weights["x"] < np.log(9)
    assert fitted({"x": 1.0}) == pytest.approx(0.75, abs=0.02)
    assert fitted({"x": 0.0}) == pytest.approx(0.25, abs=0.02)


def test_a_row_of_twice_the_weight_is_two_rows() -> None:
    rows = [{"x": 0.0}, {"x": 1.0}, {"x": 2.0}]
    labels = [1.0, 0.0, 1.0]
    twice = fit([*rows, rows[0]], [*labels, 1.0], [1.0] * 4)
    # The weights are made to sum to the number of rows, against which the ridge counts.
    weighed = fit([*rows, {"x": 0.0}], [*labels, 0.0], [8.0, 4.0, 4.0, 0.0])
    assert weighed.bias == pytest.approx(twice.bias, abs=1e-3)
    assert weighed.weights == pytest.approx(twice.weights, abs=1e-3)


def test_what_can_be_told_apart_for_sure_keeps_finite_weights() -> None:
    fitted = fit([{"x": -1.0}, {"x": 1.0}], [0.0, 1.0], [1.0, 1.0])
    assert 1 < fitted.weights["x"] < 10
    assert fitted({"x": -1.0}) == pytest.approx(1 - fitted({"x": 1.0}), abs=1e-3)


def _cost(logistic: Logistic, rows: list[dict[str, float]], labels: list[float]) -> float:
    likelihood = sum(
        np.log(p if label else 1 - p) for label, p in zip(labels, map(logistic, rows), strict=True)
    )
    return float(RIDGE * sum(w**2 for w in logistic.weights.values()) - likelihood)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.booleans()), min_size=4, max_size=12
    ).filter(lambda cases: len({right for *_, right in cases}) == 2)
)
def test_no_weights_near_by_are_likelier(cases: list[tuple[float, float, bool]]) -> None:
    rows = [{"a": a, "b": b} for a, b, _ in cases]
    labels = [float(right) for *_, right in cases]
    fitted = fit(rows, labels, [1.0] * len(rows))
    best = _cost(fitted, rows, labels)
    for bias, a, b in ((0.1, 0, 0), (-0.1, 0, 0), (0, 0.1, 0), (0, -0.1, 0), (0, 0, 0.1)):
        weights = {"a": fitted.weights["a"] + a, "b": fitted.weights["b"] + b}
        assert best <= _cost(Logistic(fitted.bias + bias, weights), rows, labels) + 1e-6


def test_gold_on_its_index_gives_a_calibration_that_the_service_reads(
    seeds_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(calibrating, "SpanReader", SharedTerms)
    even = [
        line
        for line in GOLD.read_text(encoding="utf-8").splitlines()
        if crc32(json.loads(line)["id"].encode()) % 2 == 0
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join(even[:6]), encoding="utf-8")
    given = f"{tmp_path / 'gold.jsonl'}@{seeds_index}"
    main([given, f"{given}@absent"])
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"confidence", "support"}
    path = tmp_path / "calibration.json"
    path.write_text(
        json.dumps(
            printed | {"least_confidence": 0.5, "least_support": 0.5, "least_further_support": 0.5}
        )
    )
    calibration = load_calibration(path)
    assert set(calibration.confidence.weights) == {"score", "margin", "articles"}
    assert set(calibration.support.weights) == {"answerable", "relevant", "same"}
