"""Which cases were survived, so that a run that was stopped goes on where it was."""

import json
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]

T = TypeVar("T")


class Journal:
    """Cases that were survived by this very code: a line of JSON each, in a file or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._code = code_sha256()
        self._survived = set(self._noted())

    def still(self, kind: str, cases: Iterable[T]) -> Iterator[T]:
        """Those of ``cases`` that were not survived yet; one is when the next is asked for."""
        for case in cases:
            name = f"{kind}: {case}"
            if name not in self._survived:
                yield case
                self._note(name)

    def _noted(self) -> Iterator[str]:
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                noted = json.loads(line)
            except ValueError:
                continue
            if noted["code"] == self._code:
                yield noted["case"]

    def _note(self, case: str) -> None:
        self._survived.add(case)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            line = json.dumps({"case": case, "code": self._code})
            with self._path.open("a", encoding="utf-8") as file:
                # The line end comes first, for the line before it may have been cut off.
                file.write(f"\n{line}")


def code_sha256() -> str:
    """What tells this code, its tests and this Python from others."""
    digest = sha256(sys.version.encode())
    paths = [ROOT / "dateline.py", *ROOT.glob("index/**/*.py"), *ROOT.glob("service/**/*.py")]
    for path in sorted([*paths, *Path(__file__).parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
