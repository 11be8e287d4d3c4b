"""Probabilities out of what the reader says, fitted once and shipped beside its weights."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoding.model_card import read_card

SHIPPED = Path(__file__).parents[1] / "models" / "reader" / "calibration.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression, as Platt 1999 calibrates scores; ``weights`` by feature."""

    bias: float
    weights: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability, in (0, 1).

        >>> Logistic(1.0, {"score": 2.0})({"score": -0.5, "unused": 9.0})
        0.5
        """
        logit = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """``confidence`` that the short answer is right, ``support`` that a quote supports it.

    Answers below ``least_confidence`` are not given, nor those whose own quote is below
    ``least_support``. Quotes of further articles that agree are cited from
    ``least_further_support`` on: another has borne the answer out.
    """

    confidence: Logistic
    least_confidence: float
    support: Logistic
    least_support: float
    least_further_support: float


def load_calibration(path: Path = SHIPPED) -> Calibration:
    """The calibration of the shipped reader; raises ModelUnavailable where it cannot be read."""
    return read_card(path, _calibration)


def _calibration(fields: Any) -> Calibration:
    return Calibration(
        _logistic(fields["confidence"]),
        float(fields["least_confidence"]),
        _logistic(fields["support"]),
        float(fields["least_support"]),
        float(fields["least_further_support"]),
    )


def _logistic(fields: Any) -> Logistic:
    weights = {name: float(weight) for name, weight in dict(fields["weights"]).items()}
    return Logistic(float(fields["bias"]), weights)
