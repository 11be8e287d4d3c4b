"""Runs and comparisons for people, as tables."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.answerer import LISTS
from eval.compare import Comparison, Difference
from eval.estimates import Estimate
from eval.measures.latency import PERCENTILES
from eval.measures.retrieval import RETRIEVAL_MEASURES
from eval.provenance import Provenance
from eval.retrieved import UNITS
from eval.run import Run
from eval.scorecard import HEADLINES
from eval.summary import Counts, Summary
from eval.terminal import plain

NO_VALUE = "–"
SHOWN = 3
"""How many different errors are spelt out."""

_OF_TYPES = {
    "right": "right",
    "f1": "F1",
    "contained": "cont.",
    "reranked.articles.Success@1": "hit\n@1",
    "reranked.quotes.R@10": "quote\nR@10",
    "citation_precision": "cite\nP",
    "citation_recall": "cite\nR",
    "abstention_precision": "abst\nP",
    "abstention_recall": "abst\nR",
}
"""As many headlines as a terminal has room for; the run's file has all of them by type."""


def print_run(run: Run, console: Console) -> None:
    """Show a run's scores, its retrieval, its types, its latencies and what it was made of."""
    by_type = [types_table(run)] if len(run.by_type) > 1 else []
    tables = [scores_table(run), *by_type, retrieval_table(run), latency_table(run)]
    for table in tables:
        if table.row_count:
            console.print(table)
            console.print()
    console.print(Text(_counts_line(run.overall.counts)))
    for error, failed in Counter(row.error for row in run.rows if row.error).most_common(SHOWN):
        console.print(plain(f"{failed} failed: {error}"))
    console.print(Text(f"{NO_VALUE}: no question has a say in this score"))
    console.print(plain(_provenance_line(run.provenance)))


def scores_table(run: Run) -> Table:
    """A row a headline, with its 95 % interval and how many questions have a say in it."""
    table = _table(_title(run), "measure")
    for heading in ("score", "95 % interval", "questions"):
        table.add_column(heading, justify="right", overflow="fold")
    for measure in HEADLINES:
        if found := run.overall.scores.get(measure):
            table.add_row(
                measure,
                f"{found.value:.3f}",
                f"{found.low:.3f} – {found.high:.3f}",
                str(found.questions),
            )
    return table


def types_table(run: Run) -> Table:
    """A row a type of question; a score that no question has a say in is ``–``."""
    table = _table("by type of question", "type")
    for heading in ("n", *_OF_TYPES.values()):
        table.add_column(heading, justify="right", overflow="fold")
    for name, summary in {"overall": run.overall, **run.by_type}.items():
        table.add_row(plain(name), str(summary.counts.questions), *_cells(summary, [*_OF_TYPES]))
    return table


def retrieval_table(run: Run) -> Table:
    """A row a ranking, over articles and over quotes, and a column a retrieval measure."""
    table = _table("retrieval", "ranking")
    for measure in RETRIEVAL_MEASURES:
        table.add_column(measure, justify="right", overflow="fold")
    for unit in UNITS:
        for ranking in LISTS:
            names = [f"{ranking}.{unit}.{measure}" for measure in RETRIEVAL_MEASURES]
            if any(name in run.overall.scores for name in names):
                table.add_row(f"{ranking}, {unit}", *_cells(run.overall, names))
    return table


def latency_table(run: Run) -> Table:
    """Milliseconds by stage, each percentile with its interval."""
    table = _table("milliseconds", "stage")
    for percentile in PERCENTILES:
        table.add_column(f"p{percentile}", justify="right", overflow="fold")
    for stage, percentiles in run.latency_ms.items():
        table.add_row(stage, *map(_milliseconds, percentiles.values()))
    return table


def print_comparison(comparison: Comparison, listed: str, console: Console) -> None:
    """Show what changed between two runs, and the questions won and lost by one measure."""
    headlines = [each for each in comparison.differences if each.measure in HEADLINES]
    others = [each for each in comparison.differences if each.measure not in HEADLINES]
    for title, differences in (("headlines", headlines), ("other measures, untested", others)):
        if differences:
            console.print(differences_table(title, differences))
            console.print()
    for each in comparison.differences:
        if each.measure == listed:
            console.print(plain(f"{listed}, won:  {_ids(each.won)}"))
            console.print(plain(f"{listed}, lost: {_ids(each.lost)}"))
    console.print(Text(_pairs_line(comparison)))
    console.print(
        Text("p: McNemar's or the randomization test's, by Holm's correction; * below .05")
    )


def differences_table(title: str, differences: Iterable[Difference]) -> Table:
    """A row a measure; ``*`` marks what chance is an unlikely reason for."""
    table = _table(title, "measure")
    for heading in ("before", "after", "change, 95 % interval", "won", "lost", "p"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in differences:
        change = f"{each.after - each.before:+.3f}, {each.low:+.2f} – {each.high:+.2f}"
        table.add_row(
            plain(each.measure),
            f"{each.before:.3f}",
            f"{each.after:.3f}",
            change,
            str(len(each.won)),
            str(len(each.lost)),
            _p(each),
        )
    return table


def _table(title: str, first: str) -> Table:
    table = Table(
        title=plain(title), title_justify="left", box=None, pad_edge=False, collapse_padding=True
    )
    table.add_column(first, overflow="fold")
    return table


def _title(run: Run) -> str:
    made_of = run.provenance
    if made_of.rankings:
        return f"{made_of.rankings} scored by {made_of.gold}"
    scored = "scored as unanswerable" if made_of.absent else "scored"
    return f"{made_of.gold} {scored} on generation {run.generation or NO_VALUE}"


def _cells(summary: Summary, measures: Sequence[str]) -> list[str]:
    return [_cell(summary.scores.get(measure)) for measure in measures]


def _cell(estimate: Estimate | None) -> str:
    return NO_VALUE if estimate is None else f"{estimate.value:.2f}"


def _milliseconds(estimate: Estimate) -> str:
    digits = 0 if estimate.high >= 100 else 1
    value, low, high = (
        f"{each:.{digits}f}" for each in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value} ({low} – {high})"


def _p(difference: Difference) -> str:
    if difference.p_corrected is None:
        return NO_VALUE
    return f"{difference.p_corrected:.4f}" + ("*" if difference.significant else "")


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "none"


def _counts_line(counts: Counts) -> str:
    return (
        f"{counts.questions} questions: {counts.answerable} answerable, "
        f"{counts.unanswerable} unanswerable; {counts.failed} failed. "
        f"Evidence: {counts.evidence} pieces, {counts.evidence_missing} not in the index."
    )


def _provenance_line(made_of: Provenance) -> str:
    parts = [f"commit {made_of.commit or 'unknown'}"]
    if made_of.as_of:
        parts.append("asked as of each question's day")
    if made_of.service:
        parts += [made_of.service.url] if made_of.service.url else []
        parts += [f"{name} {value}" for name, value in made_of.service.recipe.items()]
    return "; ".join(parts)


def _pairs_line(comparison: Comparison) -> str:
    line = f"{comparison.questions} questions in both runs"
    if comparison.only_before or comparison.only_after:
        line += f"; {comparison.only_before} only before and {comparison.only_after} only after"
    if comparison.unlike:
        line += f"; the runs differ in their {' and '.join(comparison.unlike)}"
    return f"{line}."
