"""The gate: a run must be no worse than a baseline, beyond what chance explains."""

from collections.abc import Iterator

from eval.compare import SIGNIFICANT, compare, unlike
from eval.run import Run
from eval.run_file import RunRefused
from eval.scorecard import HEADLINES

EXACTNESS = "citation_exactness"
# A gate asks for losses alone: 5 % on that side are 10 % on both.
LOSS = 2 * SIGNIFICANT


def complaints(run: Run, baseline: Run) -> list[str]:
    """A line for each significant loss against ``baseline``, and for each defect.

    Defects need no test: a citation that is not exact, a question that failed and did not in
    the baseline, a measure that the baseline has and the run lacks, evidence that only the
    baseline's index has (scores leave it out, so that they would not show it).

    Raises ``RunRefused`` when the two did not ask the same questions in the same way.
    """
    _check_same(run, baseline)
    return [*_losses(run, baseline), *_defects(run, baseline)]


def _check_same(run: Run, baseline: Run) -> None:
    if differing := unlike(baseline, run):
        raise RunRefused(
            f"the baseline differs in its {' and '.join(differing)}; make a new one from the "
            "code that you compare with: eval run --out"
        )
    if {row.id for row in run.rows} != {row.id for row in baseline.rows}:
        raise RunRefused("the baseline has other questions, though its gold is the same file")


def _losses(run: Run, baseline: Run) -> Iterator[str]:
    for each in compare(baseline, run).differences:
        if each.p_corrected is not None and each.p_corrected < LOSS and each.gain < 0:
            yield (
                f"{each.measure} went from {each.before:.3f} to {each.after:.3f} "
                f"(p {each.p_corrected:.4f}, corrected); lost: {', '.join(each.lost) or 'none'}"
            )


def _defects(run: Run, baseline: Run) -> Iterator[str]:
    for measure in HEADLINES:
        if measure in baseline.overall.scores and measure not in run.overall.scores:
            yield f"{measure} is missing, and the baseline has it"
    before = {row.id: row for row in baseline.rows}
    for row in run.rows:
        if row.scores.get(EXACTNESS, 1) < 1:
            yield f"{row.id} has {EXACTNESS} {row.scores[EXACTNESS]:.4f}; every quote must be exact"
        if row.status == "failed" and before[row.id].status != "failed":
            yield f"{row.id} failed: {row.error}"
        if row.evidence_missing > before[row.id].evidence_missing:
            yield f"{row.id} lacks {row.evidence_missing} of {row.evidence} pieces of evidence"
