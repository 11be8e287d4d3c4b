"""A generation held against its hashes, and made the current one again."""

from dataclasses import dataclass
from pathlib import Path

from ..building.manifest import MANIFEST
from ..errors import IndexCorrupt
from ..folder import GENERATIONS
from .current import Pointer, point_current_at, with_current
from .generations import find_generation, generation_folder, remove_leftovers, with_generation
from .locking import one_writer
from .store import open_generation


@dataclass(frozen=True, slots=True)
class Checked:
    """A generation that is what was published: how many files it has, and their bytes."""

    generation: str
    files: int
    bytes: int


def check_generation(folder: Path, id_: str | None = None) -> Checked:
    """Verify every file of a generation by its hash, then open it; the current one by default.

    Raises IndexCorrupt naming the file that is damaged, GenerationUnknown and IndexMissing. What
    is removed while it is verified is unknown; of the current one, its successor is verified.
    """
    if id_ is not None:
        return with_generation(folder, id_, lambda pointer: _check(folder, pointer))
    return with_current(folder, lambda current: _check_current(folder, current))


def roll_back(folder: Path, id_: str) -> Checked:
    """Make the generation ``id_`` the current one, once it is verified and opens.

    Raises what ``check_generation`` raises, and IndexBusy; CURRENT is then as it was.
    """
    find_generation(folder, id_)
    with one_writer(folder):
        remove_leftovers(folder)
        pointer = find_generation(folder, id_)
        checked = _check(folder, pointer)
        point_current_at(folder, pointer)
    return checked


def _check_current(folder: Path, current: Pointer) -> Checked:
    checked = _check(folder, current)
    if find_generation(folder, current.generation) != current:
        raise IndexCorrupt(
            f"{folder}/CURRENT: has another hash of {current.generation} than the file beside it, "
            f"{GENERATIONS}/{current.generation}.sha256; rebuild with `dateline index PATH…`"
        )
    return checked


def _check(folder: Path, pointer: Pointer) -> Checked:
    generation = open_generation(folder, pointer)
    path = generation_folder(folder, pointer.generation)
    names = [MANIFEST, *generation.manifest.files]
    return Checked(pointer.generation, len(names), sum((path / n).stat().st_size for n in names))
