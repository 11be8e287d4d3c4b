"""The pointer to the generation that is served: the file CURRENT, replaced in one atomic step."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..errors import GenerationUnknown, IndexCorrupt, IndexMissing
from ..folder import CURRENT, GENERATIONS
from .durability import sync, write_synced

CURRENT_NEW = "CURRENT.new"
# When it was built, in UTC to the microsecond, and a hash of its texts.
GENERATION_ID = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
_REPAIR = "rebuild with `dateline index PATH…`, or go back with `dateline generations rollback ID`"
_LINE = re.compile(rb"([0-9A-Za-z-]{1,64}) ([0-9a-f]{64})\n?")

T = TypeVar("T")


class CurrentUnsettled(OSError):
    """CURRENT was replaced, and neither that nor taking it back is known to be on the disk."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A generation by its id, and the SHA-256 of its manifest in hex."""

    generation: str
    manifest_sha256: str


def read_current(folder: Path) -> Pointer:
    """What CURRENT points at.

    Raises IndexMissing where ``folder`` holds no index, and IndexCorrupt where CURRENT is no plain
    file, or no line of an id and a hash.
    """
    path = folder / CURRENT
    if not path.is_symlink() and not path.exists() and not _has_generations(folder):
        raise IndexMissing(f"{folder}: holds no index; build one with `dateline index PATH…`")
    if path.is_symlink() or not path.is_file():
        raise IndexCorrupt(f"{path}: missing; {_REPAIR}")
    with path.open("rb") as file:
        match = _LINE.fullmatch(file.read(256))
    if match is None:
        raise IndexCorrupt(f"{path}: does not name a generation; {_REPAIR}")
    return Pointer(match[1].decode(), match[2].decode())


def current_or_none(folder: Path) -> Pointer | None:
    """What CURRENT points at; None where there is none, or where it is damaged."""
    try:
        return read_current(folder)
    except (IndexMissing, IndexCorrupt):
        return None


def with_current(folder: Path, work: Callable[[Pointer], T]) -> T:
    """``work`` on what CURRENT points at; again where that changed and was removed meanwhile.

    Raises what ``read_current`` and ``work`` raise.
    """
    while True:
        current = read_current(folder)
        try:
            return work(current)
        except (IndexCorrupt, GenerationUnknown, OSError):
            if read_current(folder) == current:
                raise


def point_current_at(folder: Path, pointer: Pointer) -> None:
    """Replace CURRENT, and flush it to the disk; where that fails, it is as it was before.

    Raises OSError, and CurrentUnsettled where it may yet name ``pointer``, now or once the
    machine has crashed: that generation has to stay.
    """
    path = folder / CURRENT
    before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    line = f"{pointer.generation} {pointer.manifest_sha256}\n"
    try:
        _replace(folder, line)
        sync(folder)
    except BaseException as error:
        try:
            if current_or_none(folder) == pointer:
                _go_back(folder, before)
        except OSError:
            raise CurrentUnsettled(
                f"{path}: {error}; a crash may yet make {pointer.generation} current"
            ) from error
        raise


def _replace(folder: Path, line: str) -> None:
    new = folder / CURRENT_NEW
    try:
        write_synced(new, line)
        new.replace(folder / CURRENT)
    except BaseException:
        # What went wrong is told, and the next writer removes what cannot be removed now.
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _go_back(folder: Path, before: bytes | None) -> None:
    """What was renamed may not be on the disk, and so was not published."""
    if before is None:
        (folder / CURRENT).unlink()
    else:
        new = folder / CURRENT_NEW
        new.write_bytes(before)
        # Renamed in any case: who reads it now must not get what was not published.
        with suppress(OSError):
            sync(new)
        new.replace(folder / CURRENT)
    sync(folder)


def _has_generations(folder: Path) -> bool:
    """Whether a build was ever complete here; one that failed leaves the bare folders."""
    return any(GENERATION_ID.match(path.name) for path in (folder / GENERATIONS).glob("*"))
