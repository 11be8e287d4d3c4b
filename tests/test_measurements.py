"""The command lines of the measurements: help, and one line for what cannot be used."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from eval.terminal import errors_in_a_line

NAMES = ["calibrating", "contradicting", "copying", "reading", "rebuilding", "supporting"]


def _ended(name: str, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    with pytest.raises(SystemExit) as ended:
        import_module(f"eval.{name}").main()
    return ended.value.code


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_is_measured(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ended(name, "--help", monkeypatch=monkeypatch) == 0
    assert f"python -m eval.{name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_there_is_named_in_one_line(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    given = {"calibrating": (f"{missing}@{missing}",), "rebuilding": (str(missing),)}
    assert _ended(name, *given.get(name, ("--data", str(missing))), monkeypatch=monkeypatch) == 1
    told = capsys.readouterr().err
    assert told.startswith(str(missing))
    assert told.count("\n") == 1


@pytest.mark.parametrize("written", ["gold.jsonl", "gold@index@present", "a@b@absent@c"])
def test_a_set_of_gold_is_written_in_one_way(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ended("calibrating", written, monkeypatch=monkeypatch) == 2
    assert f"{written!r} is not GOLD@INDEX" in capsys.readouterr().err


def test_an_error_that_names_no_file_is_told_in_its_own_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit), errors_in_a_line():
        raise OSError(28, "No space left on device")
    assert capsys.readouterr().err == "[Errno 28] No space left on device\n"
