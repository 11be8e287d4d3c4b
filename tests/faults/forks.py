"""Commands started in forks of one warm process; see ``fork_server``."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.faults.fork_server import Start, Wait, line_of

ROOT = Path(__file__).parents[2]
# A fork has one of its parent's threads, and waits for ever for what another one held.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, or less the number of the signal, and what it said."""

    code: int
    told: str


@dataclass(frozen=True, slots=True)
class Started:
    """A command under way, or held before it does anything."""

    pid: int
    told: Path


class Forks:
    """Runs ``dateline COMMAND…``, each in a process of its own."""

    def __init__(self, server: "subprocess.Popen[str]", folder: Path) -> None:
        self._server = server
        self._folder = folder

    def run(self, *command: object, file_bytes: int | None = None) -> Ended:
        """Run a command to its end; no file that it writes grows over ``file_bytes``."""
        return self.wait(self.start(*command, file_bytes=file_bytes))

    def start(self, *command: object, held: bool = False, file_bytes: int | None = None) -> Started:
        """Start a command; one that is ``held`` waits for the signal GO."""
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:
            told = Path(file.name)
        pid = self._ask(Start([str(each) for each in command], str(told), held, file_bytes))
        return Started(pid, told)

    def wait(self, started: Started) -> Ended:
        """How it ended, when it has."""
        code = os.waitstatus_to_exitcode(self._ask(Wait(started.pid)))
        told = started.told.read_text(encoding="utf-8")
        started.told.unlink()
        return Ended(code, told)

    def _ask(self, asked: Start | Wait) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{line_of(asked)}\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@contextmanager
def forks(folder: Path, *warm_up: object) -> Iterator[Forks]:
    """Forks of a process that has run the command ``warm_up``; ``folder`` takes what they say."""
    command = [sys.executable, "-m", "tests.faults.fork_server", *map(str, warm_up)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | _ONE_THREAD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert "ready\n" in server.stdout, "it did not start; what it said is above"
        yield Forks(server, folder)
