"""A run is written whole or not at all, and read back the same or refused by name."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.run import Run
from eval.run_file import RunRefused, read_run, write_run
from eval.summary import Summary
from tests.canned import LOST, PROVENANCE, Reply, row, rows
from tests.trec_eval import needs_trec_eval

pytestmark = needs_trec_eval


@pytest.fixture(scope="module")
def run() -> Run:
    """Answers, a refusal and a failure, with latencies and a curve."""
    some = rows(weather=RuntimeError("down"), home=Reply(None), moon=LOST)
    return Run.of_rows(some[1:4], PROVENANCE)


def test_a_run_is_read_as_it_was_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "run.json"
    write_run(run, path)
    assert read_run(path) == run
    assert [file.name for file in path.parent.iterdir()] == ["run.json"]
    assert run.risk_coverage
    assert run.latency_ms


@pytest.mark.parametrize(
    "odd",
    [
        replace(row("a b\n", right=1 / 3), question="“Who?” 𝒳 \u2028 \x1b[31m"),
        row("a", error="KeyError: 'x'", status="failed", right=0),
        row("", timings_ms={"total": 0.1 + 0.2}, right=0.1),
    ],
)
def test_odd_values_come_back(odd: Any, tmp_path: Path) -> None:
    run = Run.of_rows([odd], replace(PROVENANCE, service=None, gold="gold ü.jsonl"))
    write_run(run, tmp_path / "run.json")
    assert read_run(tmp_path / "run.json") == run


def test_a_run_is_not_written_in_part(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    write_run(run, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_run(replace(run, rows=()), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_number_is_no_number(run: Run, tmp_path: Path) -> None:
    broken = replace(run, rows=(replace(run.rows[0], scores={"right": float("nan")}),))
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_run(broken, tmp_path / "run.json")
    assert list(tmp_path.iterdir()) == []


Change = Callable[[dict[str, Any]], Any]


def _without(*place: str | int) -> Change:
    def change(written: dict[str, Any]) -> None:
        inner: Any = written
        for part in place[:-1]:
            inner = inner[part]
        del inner[place[-1]]

    return change


def _setting(value: Any, *place: str | int) -> Change:
    def change(written: dict[str, Any]) -> None:
        inner: Any = written
        for part in place[:-1]:
            inner = inner[part]
        inner[place[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_without("rows"), "rows: Field required"),
        (_without("provenance", "gold_sha256"), "provenance.gold_sha256: Field required"),
        (_without("rows", 0, "scores"), "rows.0.scores: Field required"),
        (_without("overall", "scores", "right", "low"), "overall.scores.right.low: Field required"),
        (_setting("high", "rows", 0, "scores", "right"), "rows.0.scores.right: Input should be"),
        (_setting(None, "rows", 0, "scores", "right"), "rows.0.scores.right: Input should be"),
        (_setting("well", "rows", 1, "status"), "rows.1.status: Input should be 'answered'"),
        (_setting([], "rows"), "rows: there are none, or two of one id"),
        (_setting("weather", "rows", 1, "id"), "rows: there are none, or two of one id"),
    ],
)
def test_what_is_no_run_is_refused_by_its_field(
    change: Change, named: str, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    write_run(run, path)
    written = json.loads(path.read_bytes())
    change(written)
    path.write_text(json.dumps(written))
    with pytest.raises(RunRefused) as refused:
        read_run(path)
    assert str(refused.value).startswith(f"{path}: {named}")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "invalid JSON: EOF"),
        ("{", "invalid JSON: EOF"),
        ("[]", "JSON: Input should be"),
        ("null", "JSON: Input should be"),
        ('{"answers": []}', "provenance: Field required"),
        ('{"rows": [NaN]}', "invalid JSON: expected value"),
        ('{"rows": [Infinity]}', "invalid JSON: expected value"),
    ],
)
def test_what_is_no_json_of_a_run_is_refused(text: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(RunRefused) as refused:
        read_run(path)
    assert str(refused.value).startswith(f"{path}: {named}")


def test_a_run_cut_off_anywhere_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(run, path)
    whole = path.read_bytes()
    for length in range(1, len(whole) - 2, 997):
        path.write_bytes(whole[:length])
        with pytest.raises(RunRefused, match=r"invalid JSON: .*(EOF|end of)"):
            read_run(path)


def test_not_utf_8_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(run, path)
    path.write_bytes(path.read_bytes().replace(b"They flew", b"They \xff", 1))
    with pytest.raises(RunRefused, match="invalid"):
        read_run(path)


def test_fields_that_a_later_version_adds_are_passed_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(run, path)
    written = json.loads(path.read_bytes())
    for place in (written, written["provenance"], written["rows"][0]):
        place["new"] = 1
    path.write_text(json.dumps(written))
    assert read_run(path) == run


def test_no_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_run(tmp_path / "run.json")


def test_a_run_of_nothing_is_not_read_back(tmp_path: Path) -> None:
    run = Run.of_rows([], PROVENANCE)
    assert isinstance(run.overall, Summary)
    write_run(run, tmp_path / "run.json")
    with pytest.raises(RunRefused, match="there are none"):
        read_run(tmp_path / "run.json")
