"""How far something that takes long has come, shown on standard error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import Progress as Bars
from rich.progress import TaskID

from index import Progress

from .terminal import err, plain

LINE_EVERY_SECONDS = 5.0


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A bar a stage on a terminal; elsewhere a line now and then, at most one in five seconds."""
    if err.is_terminal:
        with Bars(console=err, transient=True) as bars:
            yield _bars(bars)
    else:
        yield _lines()


def _bars(bars: Bars) -> Progress:
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done)

    return show


def _lines() -> Progress:
    told = time.monotonic()

    def show(stage: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= LINE_EVERY_SECONDS:
            told = time.monotonic()
            err.print(plain(f"{stage}: {done} of {total}"))

    return show
