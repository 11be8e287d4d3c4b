"""Probabilities by hand, and files that hold none."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import ModelUnavailable
from service.reading.calibration import Calibration, Logistic, load_calibration

FLOATS = st.floats(-1e9, 1e9)
SOUND = {
    "confidence": {"bias": -1, "weights": {"score": 0.5}},
    "least_confidence": 0.25,
    "support": {"bias": 0.5, "weights": {}},
    "least_support": "0.5",
    "least_further_support": 0.25,
}


def test_the_logit_is_the_bias_and_the_weighted_features() -> None:
    logistic = Logistic(-1.0, {"a": 2.0, "b": -1.0})
    # -1 + 2 * 3 - 1 * 5 = 0, and -1 + 2 * 1 = 1.
    assert logistic({"a": 3.0, "b": 5.0, "unused": 7.0}) == 0.5
    assert logistic({"a": 1.0, "b": 0.0}) == pytest.approx(0.731, abs=1e-3)
    assert Logistic(0.0, {})({}) == 0.5


@settings(deadline=None)
@given(bias=FLOATS, weight=FLOATS, one=FLOATS, other=FLOATS)
def test_a_probability_is_within_0_and_1_and_grows_with_its_logit(
    bias: float, weight: float, one: float, other: float
) -> None:
    logistic = Logistic(bias, {"x": weight})
    low, high = sorted((one, other), key=lambda x: weight * x)
    assert 0 < logistic({"x": low}) <= logistic({"x": high}) < 1


def test_a_calibration_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(SOUND))
    assert load_calibration(path) == Calibration(
        Logistic(-1.0, {"score": 0.5}), 0.25, Logistic(0.5, {}), 0.5, 0.25
    )


def test_what_is_shipped_takes_the_features_that_are_made() -> None:
    shipped = load_calibration()
    confidence = shipped.confidence({"score": 5.0, "margin": 4.0, "articles": 0.0})
    support = shipped.support({"answerable": 2.0, "relevant": 2.0, "same": -0.1})
    assert 0 < confidence < 1
    assert 0 < support < 1
    assert 0 < shipped.least_confidence < 1
    assert 0 < shipped.least_further_support <= shipped.least_support < 1


@pytest.mark.parametrize(
    "damage",
    [
        {"least_support": None},
        {"least_confidence": "high"},
        {"support": None},
        {"support": {"bias": 0.0}},
        {"support": {"bias": "x", "weights": {}}},
        {"support": {"bias": 0.0, "weights": [1, 2]}},
        {"support": {"bias": 0.0, "weights": {"same": "x"}}},
    ],
    ids=str,
)
def test_a_file_with_a_damaged_field_is_named(damage: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(SOUND | damage))
    with pytest.raises(ModelUnavailable, match=r"calibration\.json: .*; install Dateline again"):
        load_calibration(path)
