"""Which articles are there is followed as it changes, by what the system tells of files."""

import os
import time
from collections.abc import Generator, Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles import Change

# Milliseconds without a change before it is acted on, as files are copied one by one, and how
# long at most.
_QUIET, _AT_MOST = 500, 10_000
_LISTENING = 100
_AGAIN_SECONDS = 1.0


# What a path leads to: its real path, device and inode; None where it leads nowhere.
_Place = tuple[str, int, int] | None


def follow(paths: Sequence[Path], ignored: Path) -> Generator[None, float | None, None]:
    """Yield at once, and then each time after something below ``paths`` changed.

    Seconds that are sent are how long that is waited for: then it yields without a change. What
    changes while the caller is at work is not missed, nor a link or a folder above that leads a
    path elsewhere. What lies below ``ignored`` does not count. A path that is not there is waited
    for in the same way, once that was yielded.
    """
    # Imports anyio and multiprocessing, and asking needs neither.
    from watchfiles import watch

    hidden = ignored.resolve()

    def counts(_change: "Change", path: str) -> bool:
        return not Path(path).resolve().is_relative_to(hidden)

    while True:
        # A new watch each time: that of a file ends when an editor puts another in its place.
        places = _places(paths)
        try:
            changes = watch(
                *paths,
                watch_filter=counts,
                step=_QUIET,
                debounce=_AT_MOST,
                rust_timeout=_LISTENING,
                yield_on_timeout=True,
            )
            next(changes)
        except FileNotFoundError:
            _wait_for(paths, _until((yield)))
            continue
        until = _until((yield))
        for changed in changes:
            # A watch stays with the folder that it was made of, wherever that goes.
            if changed or time.monotonic() >= until or _places(paths) != places:
                break
        changes.close()


def _places(paths: Sequence[Path]) -> list[_Place]:
    return [_place(path) for path in paths]


def _place(path: Path) -> _Place:
    try:
        found = path.stat()
        return os.path.realpath(path), found.st_dev, found.st_ino
    except OSError:
        return None


def _until(seconds: float | None) -> float:
    return inf if seconds is None else time.monotonic() + seconds


def _wait_for(paths: Sequence[Path], until: float) -> None:
    while time.monotonic() < until and not all(path.exists() for path in paths):
        time.sleep(_AGAIN_SECONDS)
