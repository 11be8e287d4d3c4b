"""What a generation says of itself: how it was made, what it holds, and the hash of every file."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from ..errors import IndexCorrupt
from ..searching.dense import DenseSearch

FORMAT = 3
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what an index holds, given the articles."""

    embedder: str
    embedder_revision: str
    dimension: int
    max_tokens: int
    overlap_tokens: int
    context: str
    sentences: str
    analysis: str
    lexical: str
    copies: str
    html: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``built`` is UTC in ISO 8601; ``files`` maps each file's relative path to its SHA-256.

    ``dense`` says how nearest vectors are found, and how well that was measured to do.
    """

    format: int
    generation: str
    built: str
    articles: int
    passages: int
    recipe: Recipe
    dense: DenseSearch
    files: dict[str, str]

    def save(self, folder: Path) -> None:
        """Write ``manifest.json`` into ``folder``."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path, expected_sha256: str) -> Manifest:
    """The manifest in ``folder``, once it and every file it names are what they were.

    Nothing is parsed before its hash is right, and no file may stand there that has none: what
    is loaded could depend on it. Raises IndexCorrupt naming the file.
    """
    manifest = read_manifest_alone(folder, expected_sha256)
    for name, sha256 in manifest.files.items():
        _check(folder / name, sha256)
    for name in sorted(_file_names(folder) - manifest.files.keys() - {MANIFEST}):
        raise IndexCorrupt(f"{folder / name}: not a file of the index; remove it")
    return manifest


def read_manifest_alone(folder: Path, expected_sha256: str) -> Manifest:
    """The manifest in ``folder``, once it is what it was; the other files may be damaged.

    Raises IndexCorrupt naming the manifest.
    """
    path = folder / MANIFEST
    _check(path, expected_sha256, "altered since it was built, or its hash in CURRENT or *.sha256")
    return _parse(path)


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file below ``folder``, by its relative path with ``/``."""
    return {name: _sha256(folder / name) for name in sorted(_file_names(folder))}


def _file_names(folder: Path) -> set[str]:
    """Relative paths of everything below ``folder`` that is not itself a folder."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in paths}


def _parse(path: Path) -> Manifest:
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise IndexCorrupt(
                f"{path}: index format {raw['format']}, this Dateline reads format {FORMAT}; "
                "rebuild it with `dateline index PATH…`"
            )
        recipe, dense = Recipe(**raw["recipe"]), DenseSearch(**raw["dense"])
        return Manifest(**{**raw, "recipe": recipe, "dense": dense, "files": dict(raw["files"])})
    except (KeyError, TypeError, ValueError) as error:
        raise IndexCorrupt(f"{path}: not a manifest: {error!r}") from error


def _check(path: Path, expected: str, wrong: str = "altered since it was built") -> None:
    if path.is_symlink() or not path.is_file():
        raise IndexCorrupt(f"{path}: missing; rebuild the index with `dateline index PATH…`")
    if _sha256(path) != expected:
        raise IndexCorrupt(f"{path}: {wrong}; rebuild with `dateline index PATH…`")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
