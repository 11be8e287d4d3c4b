"""The real command, serving in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")


@dataclass(frozen=True, slots=True)
class Served:
    """``dateline serve``; its standard error is to be read from ``process``."""

    process: subprocess.Popen[str]
    url: str
    port: int


@contextmanager
def served(
    index: Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[Served]:
    """Serve ``index`` on a free port, with ``environment`` added, until the context is left."""
    with subprocess.Popen(
        [str(DATELINE), "serve", "--port", "0", "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | dict(environment or {}),
        cwd=cwd,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Dateline serves generation "), line
        url = line.split()[-1]
        try:
            yield Served(process, url, int(url.rstrip("/").rpartition(":")[2]))
        finally:
            process.kill()
