"""What a run was made of, so that its numbers can be made again."""

import os
import platform
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from eval.answerer import Service

CODE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The gold file, how it was asked and of whom, the code, the machine and the moment.

    ``rankings`` is a file of another retriever's, scored against ``gold`` as its qrels.

    ``commit`` is a short Git hash, with ``-dirty`` behind it when the code is not that commit's,
    and ``None`` outside a repository; ``code_sha256`` tells apart what the commit does not. Of a
    service elsewhere, ``service`` is what it tells; code and machine are the asking side's.
    ``date`` is UTC, in ISO form.
    """

    gold: str
    gold_sha256: str
    rankings: str | None
    rankings_sha256: str | None
    absent: bool
    as_of: bool
    service: Service | None
    commit: str | None
    code_sha256: str
    platform: str
    processor: str
    cpus: int | None
    python: str
    date: str

    @classmethod
    def of(
        cls,
        gold: Path,
        *,
        rankings: Path | None = None,
        absent: bool = False,
        as_of: bool = False,
        service: Service | None = None,
    ) -> "Provenance":
        """Note down this machine, this code and now. Raises ``OSError`` if gold is unreadable."""
        return cls(
            gold=gold.name,
            gold_sha256=_sha256(gold),
            rankings=rankings.name if rankings else None,
            rankings_sha256=_sha256(rankings) if rankings else None,
            absent=absent,
            as_of=as_of,
            service=service,
            commit=_commit(CODE),
            code_sha256=_code_sha256(CODE),
            platform=platform.platform(),
            processor=_processor(),
            cpus=os.cpu_count(),
            python=platform.python_version(),
            date=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def made_of(self) -> dict[str, Any]:
        """All but the moment: two runs that agree in it ask the same of the same."""
        return {name: value for name, value in asdict(self).items() if name != "date"}


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _code_sha256(folder: Path) -> str:
    """One hash over the sources that answer and score, and the versions of all libraries."""
    sources = [
        path
        for package in ("index", "service", "eval")
        for path in (folder / package).rglob("*.py")
    ]
    versions = sorted(f"{each.name} {each.version}" for each in distributions())
    digest = sha256("\n".join(versions).encode())
    for path in sorted(sources):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _processor() -> str:
    """The processor's name where Linux tells it, else its architecture."""
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    name = re.search(r"^model name\s*: (.*)$", described, re.MULTILINE)
    return name[1] if name else platform.machine()


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
