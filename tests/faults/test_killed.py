"""A command that is killed leaves the index as it was, or as it was to become.

Killed at every system call that changes a file below the index, and at random moments. The kill
comes before the call is made; that after it is the kill at the next one.
"""

import os
import random
import signal
import time

from tests.faults.cases import each_change, some_or_all, spread
from tests.faults.journal import Journal
from tests.faults.stage import CHANGES, Stage
from tests.faults.strace import calls_on, needs_strace, run_with

RANDOM_MOMENTS = 200


@some_or_all(4)
@each_change
def test_killed_at_any_system_call(stage: Stage, journal: Journal, name: str, most: int) -> None:
    needs_strace()
    change = CHANGES[name]
    with stage.copy(from_nothing=change.from_nothing) as index:
        command = [*change.command(stage), "--index", index]
        calls = calls_on(stage.forks, index, *command)
    assert {"fsync", "write"} <= {call.name for call in calls} or name == "prune"
    for call in journal.still(f"{name} killed at", spread(calls, most)):
        with stage.copy(from_nothing=change.from_nothing) as index:
            command = [*change.command(stage), "--index", index]
            ended = run_with(stage.forks, "signal=KILL", call, *command)
            assert ended.code == -signal.SIGKILL, (call, ended)
            stage.check(change, index, ended)
            stage.check_next_build(index)


@some_or_all(3, RANDOM_MOMENTS)
def test_killed_at_random_moments(stage: Stage, journal: Journal, most: int) -> None:
    change = CHANGES["next build"]
    with stage.copy() as index:
        begun = time.monotonic()
        stage.build(stage.new, index)
        takes = time.monotonic() - begun
    for number in journal.still("next build killed at random", range(most)):
        with stage.copy() as index:
            started = stage.forks.start("index", stage.new, "--index", index)
            time.sleep(random.Random(number).uniform(0, takes))
            os.kill(started.pid, signal.SIGKILL)
            stage.check(change, index, stage.forks.wait(started))
            stage.check_next_build(index)
