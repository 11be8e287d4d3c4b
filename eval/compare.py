"""Two runs of the same questions, question by question: what changed, and whether by chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.confidences import WHOLE_RUN, Confidences
from eval.estimates import sampled_scores
from eval.row import Row
from eval.run import Run
from eval.run_file import RunRefused
from eval.scorecard import HEADLINES, gain
from eval.statistics.bootstrap import interval
from eval.statistics.holm import holm
from eval.statistics.mcnemar import mcnemar
from eval.statistics.randomization import randomization_p, swapped_differences, swaps

SIGNIFICANT = 0.05

Test = Literal["McNemar", "randomization"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure before and after, over the questions that both runs have.

    ``low`` and ``high`` bound the 95 % paired bootstrap interval of ``after - before``. ``won``
    and ``lost`` are the ids of the questions that it scores better and worse. ``test`` gives
    the two-sided ``p``, and Holm's correction over all that are tested ``p_corrected``; ``None``
    where nothing was tested, because no question differs or the measure is no headline.
    """

    measure: str
    before: float
    after: float
    low: float
    high: float
    won: tuple[str, ...]
    lost: tuple[str, ...]
    test: Test | None = None
    p: float | None = None
    p_corrected: float | None = None

    @property
    def gain(self) -> float:
        """How much better it is after; less than 0 when it is worse."""
        return gain(self.measure, self.before, self.after)

    @property
    def significant(self) -> bool:
        """Whether chance is an unlikely reason (below 5 % over all measures tested)."""
        return self.p_corrected is not None and self.p_corrected < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Comparison:
    """Headlines first, then the other measures that both runs have; questions are counted.

    ``unlike`` says in what the runs were asked otherwise: nothing, if they are to be compared.
    """

    differences: tuple[Difference, ...]
    questions: int
    only_before: int
    only_after: int
    unlike: tuple[str, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Pair the questions of two runs by their ids and test what differs.

    The test is McNemar's where every question is right or wrong in both runs. Elsewhere it is the
    randomization test of the difference shown, of which McNemar's is the exact case: scores may
    be fractions, a run may decide itself which questions have a say (citation precision is of
    those it answered), or the measure is of the whole run.

    Raises ``RunRefused`` when the runs have no question in common.
    """
    rows_before = {row.id: row for row in before.rows}
    rows_after = {row.id: row for row in after.rows}
    common = rows_before.keys() & rows_after.keys()
    if not common:
        raise RunRefused("the two runs have no question in common; compare runs of one gold file")
    pairs = _Pairs(
        [row for row in before.rows if row.id in common],
        [row for row in after.rows if row.id in common],
    )
    return Comparison(
        differences=tuple(_corrected(pairs.differences())),
        questions=len(common),
        only_before=len(rows_before) - len(common),
        only_after=len(rows_after) - len(common),
        unlike=unlike(before, after),
    )


def unlike(before: Run, after: Run) -> tuple[str, ...]:
    """What the two runs were not asked alike: their gold file, ``--absent``, ``--as-of``."""
    one, other = before.provenance, after.provenance
    asked = {
        "gold file": (one.gold_sha256, other.gold_sha256),
        "--absent": (one.absent, other.absent),
        "--as-of": (one.as_of, other.as_of),
    }
    return tuple(name for name, (first, second) in asked.items() if first != second)


class _Pairs:
    """The rows of the same questions in two runs, in the order of their ids."""

    def __init__(self, before: Sequence[Row], after: Sequence[Row]) -> None:
        self._before = sorted(before, key=lambda row: row.id)
        self._after = sorted(after, key=lambda row: row.id)
        self._sampled_before = sampled_scores(self._before)
        self._sampled_after = sampled_scores(self._after)
        self._swaps = swaps(len(self._before))

    def differences(self) -> list[Difference]:
        """Headlines with their test, then the others."""
        measures = self._sampled_before.keys() & self._sampled_after.keys()
        headlines = [name for name in HEADLINES if name in measures]
        others = sorted(measures.difference(headlines))
        return [*map(self._tested, headlines), *map(self._difference, others)]

    def _difference(self, measure: str) -> Difference:
        before, after = self._sampled_before[measure], self._sampled_after[measure]
        low, high = interval(after.samples - before.samples)
        gains = {
            one.id: gain(measure, one.scores[measure], other.scores[measure])
            for one, other in zip(self._before, self._after, strict=True)
            if measure in one.scores and measure in other.scores
        }
        return Difference(
            measure=measure,
            before=before.value,
            after=after.value,
            low=low,
            high=high,
            won=tuple(id_ for id_, gained in gains.items() if gained > 0),
            lost=tuple(id_ for id_, gained in gains.items() if gained < 0),
        )

    def _tested(self, measure: str) -> Difference:
        difference = self._difference(measure)
        if measure in WHOLE_RUN:
            return self._tested_whole(difference)
        before, after = _column(self._before, measure), _column(self._after, measure)
        said = ~(np.isnan(before) & np.isnan(after))
        before, after = before[said], after[said]
        if np.array_equal(before, after, equal_nan=True):
            return difference
        if np.isin([before, after], [0, 1]).all():
            p = mcnemar(len(difference.won), len(difference.lost))
            return replace(difference, test="McNemar", p=p)
        swapped = swapped_differences(before, after, self._swaps[:, said])
        return _randomized(difference, swapped)

    def _tested_whole(self, difference: Difference) -> Difference:
        before, after = Confidences.of(self._before), Confidences.of(self._after)
        if before is None or after is None or before.alike(after):
            return difference
        statistic = WHOLE_RUN[difference.measure].value
        pairs = (before.swapped(after, swapped) for swapped in self._swaps)
        values = [(statistic(one), statistic(other)) for one, other in pairs]
        return _randomized(
            difference,
            np.array([nan if x is None or y is None else y - x for x, y in values]),
        )


def _column(rows: Sequence[Row], measure: str) -> NDArray[np.float64]:
    return np.array([row.scores.get(measure, nan) for row in rows])


def _randomized(difference: Difference, differences: NDArray[np.float64]) -> Difference:
    p = randomization_p(difference.after - difference.before, differences)
    return replace(difference, test="randomization", p=p)


def _corrected(differences: Sequence[Difference]) -> list[Difference]:
    tested = [difference.p for difference in differences if difference.p is not None]
    corrected = iter(holm(tested))
    return [
        each if each.p is None else replace(each, p_corrected=next(corrected))
        for each in differences
    ]
