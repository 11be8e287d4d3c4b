"""The generations that stand in an index: by which hash each is sealed, and how long they stay."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..building.manifest import MANIFEST, Manifest, read_manifest_alone
from ..errors import GenerationUnknown, IndexCorrupt, IndexMissing
from ..folder import GENERATIONS
from .current import CURRENT_NEW, GENERATION_ID, Pointer, current_or_none, read_current
from .durability import write_synced
from .locking import one_writer

KEEP_GENERATIONS = 3

# Names that begin with a dot are of builds and removals under way, or killed.
_BUILDING, _REMOVING, _SEAL = ".building", ".removing", ".sha256"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """A generation that stands in an index; its files but the manifest were not looked into.

    ``manifest`` is None where it is damaged or of another format, and ``damage`` says how.
    """

    id: str
    is_current: bool
    manifest: Manifest | None
    damage: str | None


def generation_folder(folder: Path, id_: str) -> Path:
    """Where a generation stands."""
    return folder / GENERATIONS / id_


def building_folder(folder: Path, id_: str) -> Path:
    """Where a generation is built, out of sight."""
    return folder / GENERATIONS / f".{id_}{_BUILDING}"


def generation_ids(folder: Path) -> list[str]:
    """The ids of all that stand in the index, the oldest first; ids sort by time.

    Folders of other names are not ours.
    """
    return sorted(
        path.name
        for path in (folder / GENERATIONS).glob("*")
        if GENERATION_ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    )


def seal(folder: Path, pointer: Pointer) -> None:
    """Keep the hash of a generation's manifest beside it, as ``sha256sum --check`` reads it.

    CURRENT has only that of the current one.
    """
    line = f"{pointer.manifest_sha256}  {pointer.generation}/{MANIFEST}\n"
    write_synced(_seal_path(folder, pointer.generation), line)


def find_generation(folder: Path, id_: str) -> Pointer:
    """The generation called ``id_``, by the hash that it is sealed with.

    Raises GenerationUnknown with the ids that there are, IndexMissing where there is no index, and
    IndexCorrupt where the seal is gone or damaged.
    """
    ids = _some_ids(folder)
    if id_ not in ids:
        raise GenerationUnknown(f"{folder}: has no generation {id_!r}; it has {', '.join(ids)}")
    path = _seal_path(folder, id_)
    try:
        sha256, _, name = path.read_text(encoding="ascii").rstrip("\n").partition("  ")
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"{path}: cannot be read, so {id_} cannot be verified") from error
    if name != f"{id_}/{MANIFEST}" or len(sha256) != 64:
        raise IndexCorrupt(f"{path}: damaged, so {id_} cannot be verified")
    return Pointer(id_, sha256)


def with_generation(folder: Path, id_: str, work: Callable[[Pointer], T]) -> T:
    """``work`` on the generation ``id_``, which a prune or publish may remove meanwhile.

    Then GenerationUnknown is raised. Raises else what ``find_generation`` and ``work`` raise.
    """
    try:
        return work(find_generation(folder, id_))
    except (IndexCorrupt, OSError):
        find_generation(folder, id_)
        raise


def list_generations(folder: Path) -> list[Listed]:
    """What stands in the index, the oldest first; raises IndexMissing where there is none."""
    listed = (_listed(folder, id_) for id_ in _some_ids(folder))
    return [each for each in listed if each is not None]


def manifest_of(folder: Path, id_: str) -> Manifest:
    """What the generation ``id_`` says of itself; its files but the manifest may be damaged.

    Raises what ``find_generation`` raises, and IndexCorrupt where the manifest is damaged.
    """
    path = generation_folder(folder, id_)
    return with_generation(
        folder, id_, lambda pointer: read_manifest_alone(path, pointer.manifest_sha256)
    )


def is_current(folder: Path, id_: str) -> bool:
    """Whether CURRENT names this generation."""
    current = current_or_none(folder)
    return current is not None and current.generation == id_


def prune(folder: Path, keep: int) -> list[str]:
    """Remove all generations but the newest ``keep`` ≥ 1 and the current one; gives their ids.

    Raises IndexBusy, and IndexMissing or IndexCorrupt where there is no telling which is current.
    """
    read_current(folder)
    with one_writer(folder):
        remove_leftovers(folder)
        return remove_old(folder, keep)


def remove_old(folder: Path, keep: int) -> list[str]:
    """Remove all but ``keep`` generations, the current one and the newest; gives their ids.

    Only under the lock. Who reads from one that is removed still can: its files are open.
    """
    current = read_current(folder).generation
    others = [id_ for id_ in generation_ids(folder) if id_ != current]
    old = others[: max(0, len(others) - keep + 1)]
    for id_ in old:
        remove_generation(folder, id_)
    return old


def remove_generation(folder: Path, id_: str) -> None:
    """Remove one that stands there or was about to; none is ever there in part."""
    standing = generation_folder(folder, id_)
    removing = folder / GENERATIONS / f".{id_}{_REMOVING}"
    if standing.is_dir():
        standing.rename(removing)
    _seal_path(folder, id_).unlink(missing_ok=True)
    shutil.rmtree(removing, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what killed writers left; only under the lock."""
    generations = folder / GENERATIONS
    (folder / CURRENT_NEW).unlink(missing_ok=True)
    for path in generations.glob(".*"):
        if path.name.endswith((_BUILDING, _REMOVING)):
            shutil.rmtree(path, ignore_errors=True)
    for path in generations.glob(f"*{_SEAL}"):
        id_ = path.name.removesuffix(_SEAL)
        if GENERATION_ID.fullmatch(id_) and not (generations / id_).is_dir():
            path.unlink()


def _some_ids(folder: Path) -> list[str]:
    ids = generation_ids(folder)
    if not ids:
        raise IndexMissing(f"{folder}: holds no index; build one with `dateline index PATH…`")
    return ids


def _seal_path(folder: Path, id_: str) -> Path:
    return folder / GENERATIONS / f"{id_}{_SEAL}"


def _listed(folder: Path, id_: str) -> Listed | None:
    """None where it is removed meanwhile."""
    marked = is_current(folder, id_)
    try:
        return Listed(id_, marked, manifest_of(folder, id_), None)
    except (GenerationUnknown, IndexMissing):
        return None
    except (IndexCorrupt, OSError) as error:
        return Listed(id_, marked, None, str(error))
