"""A run is shown whole in a narrow terminal, and written whole or not at all."""

import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from eval.provenance import Provenance
from eval.report import print_run, write_run
from eval.row import MEASURES
from eval.run import Run
from eval.summary import Counts, Summary, summarise

SCORES: Mapping[str, float | None] = {
    **dict.fromkeys(MEASURES, 0.625),
    "abstention_precision": None,
    "abstention_recall": 1.0,
}
LATENCY = {stage: {"p50": 1.25, "p90": 20.0, "p99": 300.0} for stage in ("retrieve", "total")}
SUMMARY = Summary(Counts(84, 56, 28, 1, 90, 3), SCORES, LATENCY)
RUN = Run(
    provenance=Provenance("gold.jsonl", "0" * 64, {}, None, "Linux", 2, "3.11.7", "2025-11-02"),
    generation="g1",
    absent=False,
    overall=SUMMARY,
    by_type={"news_quiz/gold_link": SUMMARY, "[bold]odd[/]": SUMMARY},
    rows=(),
)


def _shown(run: Run, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    print_run(run, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_overall_comes_first_and_every_type_after() -> None:
    shown = _shown(RUN)
    places = [shown.index(name) for name in ("overall", "news_quiz/gold_link", "[bold]odd[/]")]
    assert places == sorted(places)


def test_every_score_is_in_the_row() -> None:
    overall = next(line for line in _shown(RUN).splitlines() if line.startswith("overall"))
    assert overall.split()[1:] == ["84", *["0.62"] * 8, "–", "1.00"]


def test_counts_and_latency_are_shown() -> None:
    shown = " ".join(_shown(RUN).split())
    assert "84 questions: 56 answerable, 28 unanswerable; 1 failed." in shown
    assert "Evidence: 90 pieces, 3 not in the index." in shown
    assert "total 1.2 20.0 300.0" in shown


def test_a_run_without_numbers_is_shown_too() -> None:
    empty = Run(RUN.provenance, None, True, summarise([]), {}, ())
    shown = _shown(empty)
    assert "scored as unanswerable" in shown
    assert "–: no question has a say" in shown


def test_what_is_written_is_the_run(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "run.json"
    write_run(RUN, path)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["overall"]["scores"] == SCORES
    assert written["provenance"]["gold"] == "gold.jsonl"
    assert [file.name for file in path.parent.iterdir()] == ["run.json"]


def test_a_run_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")

    def full(self: Path, text: str, encoding: str) -> None:
        self.touch()
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space left"):
        write_run(RUN, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
