"""The proofs themselves: they go on where they were, and see what they are to see."""

from itertools import islice
from pathlib import Path

import pytest

from index.publishing.generations import generation_folder
from tests.faults.journal import Journal
from tests.faults.stage import CHANGES, Stage
from tests.faults.standing import files_of
from tests.faults.strace import Call, calls_on, needs_strace, run_with


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.jsonl"
    survived = list(islice(Journal(path).still("killed at", [3, 2, 1, 0, -1]), 4))
    assert survived == [3, 2, 1, 0]
    # The machine stops in the middle of a line.
    path.write_bytes(path.read_bytes()[:-9])
    assert list(Journal(path).still("killed at", [3, 2, 1, 0, -1])) == [1, 0, -1]
    assert list(Journal(path).still("killed at", [3, 2, 1, 0, -1])) == []
    assert list(Journal(path).still("failing at", [3])) == [3]
    path.write_text(path.read_text().replace('"code": "', '"code": "other'))
    assert list(Journal(path).still("killed at", [3])) == [3]


def test_without_a_file_nothing_is_kept() -> None:
    assert list(Journal(None).still("a", [1])) == list(Journal(None).still("a", [1])) == [1]


def test_a_loss_is_seen(stage: Stage) -> None:
    """A generation of which a file is gone, and one that was published but says otherwise."""
    change = CHANGES["next build"]
    with stage.copy() as index:
        ended = stage.forks.run(*change.command(stage), "--index", index)
        stage.check(change, index, ended)
        lost = generation_folder(index, stage.ids[1]) / "vectors.npy"
        lost.unlink()
        with pytest.raises(AssertionError):
            stage.check(change, index, ended)
    with stage.copy() as index:
        ended = stage.forks.run("index", stage.old, "--index", index)
        with pytest.raises(AssertionError):
            stage.check(change, index, ended)


def test_a_call_that_is_not_made_is_no_proof(stage: Stage) -> None:
    needs_strace()
    with stage.copy() as index:
        calls = calls_on(stage.forks, index, "generations", "prune", "--index", index)
        assert "write" in {call.name for call in calls}
        before = files_of(index)
        never = Call("fsync", 99)
        with pytest.raises(AssertionError):
            run_with(stage.forks, "error=EIO", never, "generations", "prune", "--index", index)
        assert files_of(index) == before
