"""Runs and comparisons are shown whole in a narrow terminal, and steer none."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from eval.compare import Comparison, Difference, compare
from eval.estimates import Estimate
from eval.measures.retrieval import RETRIEVAL_MEASURES
from eval.report import NO_VALUE, print_comparison, print_run
from eval.retrieved import UNITS
from eval.run import Run
from eval.scorecard import HEADLINES
from eval.summary import Counts, Summary
from eval.terminal import plain
from tests.canned import PROVENANCE, row

LISTS = ("dense", "lexical", "fused", "reranked")
MEASURES = (
    *HEADLINES,
    *(f"{name}.{unit}.{m}" for name in LISTS for unit in UNITS for m in RETRIEVAL_MEASURES),
)
HALF = Estimate(value=0.625, low=0.5, high=0.75, questions=12_345)
SCORES = dict.fromkeys(MEASURES, HALF)
del SCORES["abstention_precision"]
COUNTS = Counts(84, 56, 28, 1, 90, 3)
SUMMARY = Summary(COUNTS, SCORES)
STAGES = ("retrieve", "rerank", "read", "total", "round_trip")
MILLISECONDS = Estimate(value=12345.67, low=12000.0, high=13000.0, questions=84)
RUN = Run(
    provenance=PROVENANCE,
    generation="20261122T012444806006-0240ff30",
    overall=SUMMARY,
    by_type={"news_quiz/gold_link_of_long_name": SUMMARY, "[bold]odd[/]": SUMMARY},
    latency_ms={stage: dict.fromkeys(("p50", "p90", "p99"), MILLISECONDS) for stage in STAGES},
    risk_coverage=(),
    rows=(),
)
CHANGES = Comparison(
    differences=tuple(
        Difference(m, 1.0, 0.875, -0.25, 0.0, ("q1", "q2"), ("q3",) * 1234, "McNemar", 0.001, 0.01)
        for m in MEASURES
    ),
    questions=84,
    only_before=1,
    only_after=2,
    unlike=("gold file",),
)


def _console(width: int = 80) -> Console:
    return Console(file=StringIO(), width=width, soft_wrap=True, force_terminal=False)


def _text(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def _shown(run: Run, width: int = 80) -> str:
    console = _console(width)
    print_run(run, console)
    return _text(console)


def _compared(comparison: Comparison, listed: str = "right", width: int = 80) -> str:
    console = _console(width)
    print_comparison(comparison, listed, console)
    return _text(console)


def _row(shown: str, first: str) -> str:
    return next(line for line in shown.splitlines() if line.startswith(first))


@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_is_cut(width: int) -> None:
    assert "…" not in _shown(RUN, width)
    if width >= 80:
        assert "…" not in _compared(CHANGES, width=width)


def test_tables_fit_80_columns() -> None:
    lines = _shown(RUN).splitlines()
    tables = [line for line in lines if not line.startswith(("84 questions", "commit", "–:"))]
    assert max(map(len, tables)) <= 80
    assert max(len(line) for line in _compared(CHANGES).splitlines() if "q3" not in line) <= 94


def test_every_headline_is_shown_with_its_interval_and_questions() -> None:
    shown = _shown(RUN)
    for measure in SCORES.keys() & set(HEADLINES):
        assert _row(shown, f"{measure} ").split()[1:] == ["0.625", "0.500", "–", "0.750", "12345"]
    assert "abstention_precision" not in shown


def test_overall_comes_first_and_every_type_after() -> None:
    shown = _shown(RUN)
    places = [shown.index(name) for name in ("overall", "[bold]odd[/]")]
    assert places == sorted(places)
    # A long name is folded, not cut.
    assert "news_quiz/" in shown
    of_types = ["84", *["0.62"] * 7, NO_VALUE, "0.62"]
    assert _row(shown, "overall").split()[1:] == of_types
    assert _row(shown, "[bold]odd[/]").split()[1:] == of_types
    assert "by type" not in _shown(replace(RUN, by_type={"one": SUMMARY}))


def test_every_ranking_is_shown() -> None:
    shown = _shown(RUN)
    for name in LISTS:
        for unit in UNITS:
            assert _row(shown, f"{name}, {unit}").split()[2:] == ["0.62"] * len(RETRIEVAL_MEASURES)
    lexical = {name: s for name, s in SCORES.items() if name.startswith("lexical.quotes")}
    few = _shown(replace(RUN, overall=Summary(COUNTS, lexical), by_type={}))
    assert "lexical, quotes" in few
    assert "dense" not in few


def test_counts_and_latency_are_shown() -> None:
    shown = _shown(RUN)
    assert "84 questions: 56 answerable, 28 unanswerable; 1 failed." in shown
    assert "Evidence: 90 pieces, 3 not in the index." in shown
    for stage in STAGES:
        last = [line for line in shown.splitlines() if line.startswith(stage)][-1]
        assert last.split()[1] == "12346"


def test_what_a_run_was_made_of_is_shown() -> None:
    made_of = replace(PROVENANCE, absent=True, as_of=True, commit="abc-dirty")
    shown = " ".join(_shown(replace(RUN, provenance=made_of)).split())
    assert "gold.jsonl scored as unanswerable on generation 20261122T" in shown
    assert "commit abc-dirty; asked as of each question's day; overlap 1" in shown


def test_a_run_without_numbers_is_shown_too() -> None:
    empty = Run.of_rows([], replace(PROVENANCE, service=None))
    shown = _shown(empty)
    assert "0 questions" in shown
    assert "commit unknown" in shown


def test_a_comparison_is_shown() -> None:
    before = Run.of_rows([row(f"q{n}", right=1, f1=0.5, g=1) for n in range(6)], PROVENANCE)
    after = Run.of_rows([row(f"q{n}", right=0, f1=0.5, g=1) for n in range(7)], PROVENANCE)
    shown = _compared(compare(before, after))
    # Six lost of none won: 2 / 2⁶.
    right = _row(shown, "right").split()
    assert right == [
        "right",
        "1.000",
        "0.000",
        "-1.000,",
        "-1.00",
        "–",
        "-1.00",
        "0",
        "6",
        "0.0312*",
    ]
    assert _row(shown, "f1").split()[-1] == NO_VALUE
    assert shown.index("headlines") < shown.index("f1") < shown.index("other measures, untested")
    assert "right, won:  none" in shown
    assert "right, lost: q0, q1, q2, q3, q4, q5" in shown
    assert "6 questions in both runs; 0 only before and 1 only after." in shown
    assert "1 only before and 2 only after; the runs differ in their gold file." in _compared(
        CHANGES
    )


STEERING = "a\x1b[2J\x07\x9bb\u202ec[bold]d[/]"
SPELT = r"a\x1b[2J\x07\x9bb\u202ec[bold]d[/]"


def test_what_steers_a_terminal_is_spelt_out() -> None:
    assert plain(STEERING).plain == SPELT
    assert plain("“𝒳” ü\tx\ny").plain == "“𝒳” ü\tx\ny"


@pytest.mark.parametrize(
    "run",
    [
        replace(RUN, by_type={STEERING: SUMMARY, "other": SUMMARY}),
        replace(RUN, generation=STEERING),
        replace(RUN, provenance=replace(PROVENANCE, gold=STEERING)),
        replace(RUN, provenance=replace(PROVENANCE, commit=STEERING)),
    ],
)
def test_a_run_steers_no_terminal(run: Run) -> None:
    shown = _shown(run, 200)
    assert SPELT in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e")


def test_a_comparison_steers_no_terminal() -> None:
    rows = [row(STEERING, {STEERING: 1.0}, right=1)]
    other = [row(STEERING, {STEERING: 0.0}, right=0)]
    comparison = compare(Run.of_rows(rows, PROVENANCE), Run.of_rows(other, PROVENANCE))
    for listed in ("right", STEERING):
        shown = _compared(comparison, listed, 200)
        assert f"lost: {SPELT}" in shown
        assert not set(shown) & set("\x1b\x07\x9b\u202e")
