"""How sure a run was of its answers, and whether it was right to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from eval.measures.calibration import expected_calibration_error
from eval.measures.risk_coverage import Point, risk_coverage, risk_coverage_area
from eval.row import Row


@dataclass(frozen=True, slots=True)
class Confidences:
    """Of each question the confidence, NaN where it gave no answer, and whether it was right."""

    given: NDArray[np.float64]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Confidences | None":
        """``None`` where nothing was answered, or some answer came without a confidence."""
        answered = [row for row in rows if row.status == "answered"]
        if not answered or any(row.confidence is None for row in answered):
            return None
        given = [row.confidence if row.status == "answered" else nan for row in rows]
        right = [row.scores.get("right") == 1 for row in rows]
        return cls(np.array(given, dtype=np.float64), np.array(right, dtype=np.bool_))

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return int(np.count_nonzero(self._answered))

    @property
    def missed(self) -> int:
        """How many were wrongly left unanswered."""
        return int(np.count_nonzero(~self._answered & ~self.right))

    def drawn(self, questions: NDArray[np.intp]) -> "Confidences":
        """Those of the questions at these places, as often as each is named."""
        return Confidences(self.given[questions], self.right[questions])

    def swapped(
        self, other: "Confidences", questions: NDArray[np.bool_]
    ) -> tuple["Confidences", "Confidences"]:
        """Those of two runs, after the outcomes of these questions have changed places."""
        return (
            Confidences(
                np.where(questions, other.given, self.given),
                np.where(questions, other.right, self.right),
            ),
            Confidences(
                np.where(questions, self.given, other.given),
                np.where(questions, self.right, other.right),
            ),
        )

    def alike(self, other: "Confidences") -> bool:
        """Whether the two say the same of every question."""
        same_given = np.array_equal(self.given, other.given, equal_nan=True)
        return same_given and np.array_equal(self.right, other.right)

    def risk_coverage(self) -> list[Point]:
        """The risk–coverage curve; what was wrongly left unanswered comes last."""
        answered = self._answered
        return risk_coverage(self.given[answered], self.right[answered], self.missed)

    def risk_coverage_area(self) -> float | None:
        """The area under that curve."""
        answered = self._answered
        return risk_coverage_area(self.given[answered], self.right[answered], self.missed)

    def calibration_error(self) -> float | None:
        """The expected calibration error over the questions answered."""
        answered = self._answered
        return expected_calibration_error(self.given[answered], self.right[answered])

    @property
    def _answered(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.given)


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A measure that is no mean over questions, and how many have a say in it."""

    value: Callable[[Confidences], float | None]
    questions: Callable[[Confidences], int]


WHOLE_RUN = {
    "risk_coverage_area": WholeRun(
        Confidences.risk_coverage_area, lambda found: found.answered + found.missed
    ),
    "calibration_error": WholeRun(Confidences.calibration_error, lambda found: found.answered),
}
