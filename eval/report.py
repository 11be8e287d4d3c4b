"""A run for people, as tables, and for programs, as JSON."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.measures.latency import PERCENTILES
from eval.provenance import Provenance
from eval.run import Run
from eval.summary import Counts, Summary

NO_VALUE = "–"

_HEADINGS = {
    "exact_match": "EM",
    "f1": "F1",
    "contained": "cont.",
    "hit@1": "hit\n@1",
    "hit@5": "hit\n@5",
    "hit@10": "hit\n@10",
    "citation_precision": "cite\nP",
    "citation_recall": "cite\nR",
    "abstention_precision": "abst\nP",
    "abstention_recall": "abst\nR",
}


def print_run(run: Run, console: Console) -> None:
    """Show a run's scores, its counts and its latencies."""
    console.print(scores_table(run))
    console.print()
    console.print(latency_table(run))
    console.print()
    console.print(Text(_counts_line(run.overall.counts)))
    console.print(Text(f"{NO_VALUE}: no question has a say in this score"))
    console.print(Text(_provenance_line(run.provenance)))


def scores_table(run: Run) -> Table:
    """One row for all questions and one for each type; a score over no question is ``–``."""
    table = _table(_title(run))
    table.add_column("type", overflow="fold")
    for heading in ("n", *_HEADINGS.values()):
        table.add_column(heading, justify="right")
    for name, summary in {"overall": run.overall, **run.by_type}.items():
        # Text, because a type is data and may hold what Rich takes for markup.
        table.add_row(Text(name), str(summary.counts.questions), *_score_cells(summary))
    return table


def latency_table(run: Run) -> Table:
    """Milliseconds by stage."""
    table = _table("milliseconds")
    table.add_column("stage")
    for percentile in PERCENTILES:
        table.add_column(f"p{percentile}", justify="right")
    for stage, percentiles in run.overall.latency_ms.items():
        table.add_row(stage, *(_cell(value, ".1f") for value in percentiles.values()))
    return table


def write_run(run: Run, path: Path) -> None:
    """Write a run as JSON, whole or not at all; folders that are missing are made.

    Raises ``OSError`` when it cannot be written; a file that was there is then as it was.
    """
    text = json.dumps(asdict(run), indent=1, allow_nan=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text + "\n", encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _table(title: str) -> Table:
    return Table(
        title=Text(title), title_justify="left", box=None, pad_edge=False, collapse_padding=True
    )


def _title(run: Run) -> str:
    scored = "scored as unanswerable" if run.absent else "scored"
    return f"{run.provenance.gold} {scored} on generation {run.generation or NO_VALUE}"


def _counts_line(counts: Counts) -> str:
    return (
        f"{counts.questions} questions: {counts.answerable} answerable, "
        f"{counts.unanswerable} unanswerable; {counts.failed} failed. "
        f"Evidence: {counts.evidence} pieces, {counts.evidence_missing} not in the index."
    )


def _provenance_line(made_of: Provenance) -> str:
    recipe = "; ".join(f"{name} {value}" for name, value in made_of.recipe.items())
    return f"commit {made_of.commit or 'unknown'}; {recipe}"


def _score_cells(summary: Summary) -> list[str]:
    return [_cell(summary.scores[measure], ".2f") for measure in _HEADINGS]


def _cell(value: float | None, form: str) -> str:
    return NO_VALUE if value is None else format(value, form)
