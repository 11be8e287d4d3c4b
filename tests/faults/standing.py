"""What stands in an index folder, byte by byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.building.manifest import MANIFEST
from index.folder import CURRENT, GENERATIONS
from index.publishing.current import current_or_none
from index.publishing.generations import generation_folder, generation_ids

Files = Mapping[str, bytes]
# The name under which a generation's seal, which lies beside it, is among its files.
SEAL = "its seal"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which generation is current, None where none is; the files of each, its seal among them."""

    current: str | None
    generations: Mapping[str, Files]

    @classmethod
    def of(cls, folder: Path) -> "Standing":
        """What readers of ``folder`` can find."""
        pointer = current_or_none(folder)
        generations = {
            id_: {**files_of(generation_folder(folder, id_)), **_seal(folder, id_)}
            for id_ in generation_ids(folder)
        }
        return cls(pointer.generation if pointer else None, generations)


def files_of(folder: Path) -> Files:
    """Every file below ``folder``."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def content_of(folder: Path) -> Files:
    """The files of the current generation, but for the manifest, which says when it was built."""
    pointer = current_or_none(folder)
    assert pointer is not None
    files = files_of(generation_folder(folder, pointer.generation))
    return {name: data for name, data in files.items() if name != MANIFEST}


def leftovers(folder: Path) -> list[str]:
    """What is no part of an index that nobody writes to, by its path."""
    ids = generation_ids(folder)
    parts = {CURRENT, "LOCK", "cache", "cache/made.sqlite", GENERATIONS}
    parts |= {f"{GENERATIONS}/{name}" for id_ in ids for name in (id_, f"{id_}.sha256")}
    inside = tuple(f"{GENERATIONS}/{id_}/" for id_ in ids)
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if name not in parts and not name.startswith(inside))


def _seal(folder: Path, id_: str) -> Files:
    seal = folder / GENERATIONS / f"{id_}.sha256"
    return {SEAL: seal.read_bytes()} if seal.exists() else {}
