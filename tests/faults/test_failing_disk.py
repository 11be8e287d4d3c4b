"""A disk that is full, or fails at any call, publishes nothing; or nothing was lost by it.

Then the exit code is 5, and what was current is so still, bit for bit.
"""

from pathlib import Path

import pytest

from tests.faults.cases import each_build, each_change, some_or_all, spread
from tests.faults.journal import Journal
from tests.faults.stage import CHANGES, Stage
from tests.faults.strace import calls_on, needs_strace, run_with
from tests.faults.tmpfs import tmpfs

SIZES = 50
FAULTS = {"EIO once": False, "ENOSPC for good": True}


@some_or_all(4)
@each_change
@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_of_any_system_call(
    stage: Stage, journal: Journal, fault: str, name: str, most: int
) -> None:
    needs_strace()
    change, error = CHANGES[name], f"error={fault.split()[0]}"
    with stage.copy(from_nothing=change.from_nothing) as index:
        calls = calls_on(stage.forks, index, *change.command(stage), "--index", index)
    for call in journal.still(f"{name}, {fault} of", spread(calls, most)):
        with stage.copy(from_nothing=change.from_nothing) as index:
            command = [*change.command(stage), "--index", index]
            # What is full can still be read, and Python imports as it goes.
            for_good = FAULTS[fault] and call.name != "openat"
            ended = run_with(stage.forks, error, call, *command, for_good=for_good)
            stage.check(change, index, ended)
            stage.check_next_build(index)


@some_or_all(3, SIZES)
@each_build
def test_a_full_disk(stage: Stage, journal: Journal, tmp_path: Path, name: str, most: int) -> None:
    change = CHANGES[name]
    with tmpfs(tmp_path) as disk:
        if disk is None:
            pytest.skip("mounting is refused: files that may not grow stand for a full disk")
        for pages in journal.still(f"{name}, free pages", spread(range(SIZES), most)):
            with stage.copy(from_nothing=change.from_nothing, within=tmp_path) as index:
                disk.leave_free(pages)
                ended = stage.forks.run(*change.command(stage), "--index", index)
                assert ended.code == {0: 5, SIZES - 1: 0}.get(pages, ended.code)
                stage.check(change, index, ended)
                disk.leave_free(None)
                stage.check_next_build(index)


@some_or_all(3, SIZES)
def test_files_that_may_not_grow(stage: Stage, journal: Journal, most: int) -> None:
    largest = max(map(len, stage.new_content.values()))
    change = CHANGES["next build"]
    sizes = [size * largest // (SIZES - 1) for size in range(SIZES)]
    for size in journal.still("next build, bytes a file", spread(sizes, most)):
        with stage.copy() as index:
            ended = stage.forks.run("index", stage.new, "--index", index, file_bytes=size)
            stage.check(change, index, ended)
            stage.check_next_build(index)
