"""System calls counted, and one of them made to fail or to kill, by strace."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.fork_server import GO
from tests.faults.forks import Ended, Forks, Started

# Every call by which files and folders change, on any kind of machine.
CHANGING = (
    *("openat", "mkdir", "mkdirat", "write", "pwrite64", "ftruncate", "fallocate"),
    *("fsync", "fdatasync", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "rmdir", "link", "linkat", "symlinkat"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """The ``number``-th call, from 1, of this name that a process makes."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def calls_on(forks: Forks, folder: Path, *command: object) -> list[Call]:
    """The calls by which a command changes something below ``folder``, in order."""
    with TemporaryDirectory() as log:
        traced = forks.start(*command, held=True)
        lines = Path(log, "strace")
        with _attached(traced, "-y", "-o", str(lines), "-e", f"trace={_all(CHANGING)}"):
            pass
        assert forks.wait(traced).code == 0
        return list(_changing(lines.read_text(encoding="utf-8").splitlines(), folder))


def run_with(
    forks: Forks, fault: str, call: Call, *command: object, for_good: bool = False
) -> Ended:
    """Run a command of which one call has a ``fault``, ``signal=KILL`` or ``error=EIO`` say.

    ``for_good`` gives it to the later calls of that name too.
    """
    inject = f"inject={call.name}:{fault}:when={call.number}{'+' if for_good else ''}"
    traced = forks.start(*command, held=True)
    with TemporaryDirectory() as log:
        lines = Path(log, "strace")
        with _attached(traced, "-o", str(lines), "-e", f"trace={call.name}", "-e", inject):
            pass
        ended = forks.wait(traced)
        assert ended.code < 0 or "(INJECTED)" in lines.read_text(encoding="utf-8"), (call, ended)
    return ended


@cache
def why_not() -> str | None:
    """Why nothing can be traced here; None where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed: apt install strace"
    command = ["strace", "-o", os.devnull, "-e", "inject=fsync:error=EIO:when=1", "true"]
    tried = subprocess.run(command, capture_output=True, text=True)
    return f"strace is refused: {tried.stderr.strip()}" if tried.returncode else None


def needs_strace() -> None:
    """Skip the test where nothing can be traced; fail it with ``CI=true``."""
    if reason := why_not():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@contextmanager
def _attached(traced: Started, *options: str) -> Iterator[None]:
    """Trace a held process from the beginning to its end, which is that of the context."""
    command = ["strace", *options, "-p", str(traced.pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        os.kill(traced.pid, GO)
        assert "attached" in said, said
        yield


def _all(names: tuple[str, ...]) -> str:
    """As strace takes names that it need not know."""
    return ",".join(f"?{name}" for name in names)


def _changing(lines: list[str], folder: Path) -> Iterator[Call]:
    made: Counter[str] = Counter()
    for line in lines:
        name, opened, arguments = line.partition("(")
        if opened and name in CHANGING:
            made[name] += 1
            changes = name != "openat" or "O_CREAT" in arguments
            if changes and str(folder) in arguments:
                yield Call(name, made[name])
