"""What a run was made of, so that its numbers can be made again."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Provenance:
    """The gold file, the index's recipe, the code, the machine and the moment.

    ``commit`` is a short Git hash, with ``-dirty`` behind it when the code is not that commit's;
    ``None`` outside a repository. ``date`` is UTC, in ISO form.
    """

    gold: str
    gold_sha256: str
    recipe: Mapping[str, object]
    commit: str | None
    platform: str
    cpus: int | None
    python: str
    date: str

    @classmethod
    def of(cls, gold: Path, recipe: Mapping[str, object]) -> "Provenance":
        """Note down this machine, this code and now. Raises ``OSError`` if gold is unreadable."""
        return cls(
            gold=gold.name,
            gold_sha256=sha256(gold.read_bytes()).hexdigest(),
            recipe=dict(recipe),
            commit=_commit(Path(__file__).parents[1]),
            platform=platform.platform(),
            cpus=os.cpu_count(),
            python=platform.python_version(),
            date=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _commit(folder: Path) -> str | None:
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return None
    # --exclude keeps tags out of the name, which leaves the bare hash.
    described = subprocess.run(  # noqa: S603
        [git, "describe", "--always", "--dirty", "--exclude=*"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or None
