"""A generation that is damaged and bears the right hashes all the same."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.building.manifest import MANIFEST, hash_files


def generation_folder(folder: Path) -> Path:
    """Where the current generation of the index in ``folder`` stands."""
    return folder / "generations" / (folder / "CURRENT").read_text().split()[0]


def seal(folder: Path, **changes: Any) -> None:
    """Make every hash right again, as an attacker or a bug might."""
    generation = generation_folder(folder)
    raw = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    (generation / MANIFEST).unlink()
    raw |= {"files": hash_files(generation)} | changes
    (generation / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    digest = sha256((generation / MANIFEST).read_bytes()).hexdigest()
    (folder / "CURRENT").write_text(f"{generation.name} {digest}\n")
