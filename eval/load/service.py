"""The real service over the seeds, started for a measurement and ended after it."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")
LONGEST_END_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs on this machine."""

    url: str
    pid: int

    def resident_bytes(self) -> int:
        """The memory that its process has in use."""
        statm = Path(f"/proc/{self.pid}/statm")
        if statm.exists():
            return int(statm.read_text().split()[1]) * resource.getpagesize()
        # macOS has no /proc, and slim Linux no ps.
        told = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)])  # noqa: S603, S607
        return int(told) * 1024


@contextmanager
def started(index: Path, **settings: object) -> Iterator[Service]:
    """``dateline serve`` over ``index`` on a free port, with these settings, until it is left.

    Other settings are the defaults, whatever the environment or the working folder says.

    Raises CalledProcessError where it does not start, or ends with an error.
    """
    given = {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
    around = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    command = [str(DATELINE), "serve", "--port", "0", "--index", str(index.resolve())]
    with subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=around | given,
        # Where there is no dateline.toml.
        cwd=index,
    ) as process:
        assert process.stdout is not None  # noqa: S101  (narrows the type)
        told = process.stdout.readline().split()
        if not told:
            raise subprocess.CalledProcessError(process.wait(LONGEST_END_SECONDS), command)
        try:
            yield Service(told[-1], process.pid)
        finally:
            process.terminate()
            code = process.wait(LONGEST_END_SECONDS)
        if code:
            raise subprocess.CalledProcessError(code, command)
