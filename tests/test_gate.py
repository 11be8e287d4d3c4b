"""The gate passes at its floors, fails under them, and names what fell."""

import json
from pathlib import Path

import pytest

from eval import gate
from eval.report import _HEADINGS


def test_below() -> None:
    floors = {"f1": 0.5, "hit@1": 0.9, "contained": 0.2}
    assert gate.below({"f1": 0.5, "hit@1": 0.95, "contained": 0.2}, floors) == []
    assert gate.below({"f1": 0.4, "hit@1": None}, floors) == [
        "f1 is 0.400, its floor 0.500",
        "hit@1 is missing, its floor 0.900",
        "contained is missing, its floor 0.200",
    ]
    assert gate.below({"f1": 0.0}, {"f1": 0.0}) == []


def test_the_floors_name_measures_that_exist_and_can_fail() -> None:
    floors = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    assert floors.keys() <= _HEADINGS.keys()
    assert floors
    assert all(0 < floor <= 1 for floor in floors.values())


@pytest.mark.parametrize(("score", "code"), [(1.0, 0), (0.0, 1)])
def test_exit_code(
    score: float, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    run = tmp_path / "run.json"
    run.write_text(json.dumps({"overall": {"scores": dict.fromkeys(floors, score)}}))
    assert gate.main(run) == code
    printed = capsys.readouterr().out
    assert ("every measure" in printed) is (code == 0)
