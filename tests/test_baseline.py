"""Our baseline, which the gate holds every run against: it is of our gold, and sums up its rows."""

import re
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path

import pytest

from eval.questions import load_gold
from eval.run_file import read_run
from eval.summary import summarise

GOLD_FOLDER = Path(__file__).parents[1] / "eval" / "gold"
GOLD, BASELINE = GOLD_FOLDER / "seeds.jsonl", GOLD_FOLDER / "baseline.json"


def test_it_is_a_run_of_our_gold() -> None:
    run = read_run(BASELINE)
    questions = load_gold(GOLD)
    assert run.provenance.gold == GOLD.name
    assert run.provenance.gold_sha256 == sha256(GOLD.read_bytes()).hexdigest()
    assert (run.provenance.absent, run.provenance.as_of) == (False, False)
    assert [row.id for row in run.rows] == [question.id for question in questions]
    assert [row.question for row in run.rows] == [question.question for question in questions]
    assert [row.answerable for row in run.rows] == [question.answerable for question in questions]
    assert run.overall.counts.failed == run.overall.counts.evidence_missing == 0
    assert {row.status for row in run.rows} == {"answered", "abstained"}
    # Its sums are its rows'.
    again = {name: astuple(each) for name, each in summarise(run.rows).scores.items()}
    written = {name: astuple(each) for name, each in run.overall.scores.items()}
    assert again.keys() == written.keys()
    assert all(again[name] == pytest.approx(written[name]) for name in again)


def test_it_tells_nothing_of_the_machine_s_folders() -> None:
    text = BASELINE.read_text(encoding="utf-8")
    assert not re.search(r'"[^"]*(/home/|/root|/tmp|/work/|/Users/|[A-Z]:\\\\)', text)
    assert str(Path.home()) not in text
    assert read_run(BASELINE).provenance.service is not None
