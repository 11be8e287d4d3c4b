"""The journal of a run: what has been asked so far, kept so that a stopped run resumes."""

import json
import os
from collections import UserDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from eval.asking import Asked

_ASKED = TypeAdapter(Asked)


class Journal(UserDict[str, Asked]):
    """What was asked, by the question's id; each entry is written before the next is asked.

    The file's first line says what the run is ``made_of``; a file of another run is begun anew,
    which ``replaced`` tells. A line that was cut off is dropped, and so are failures, which are
    asked again. A context manager that closes the file; ``finish`` removes it.
    """

    def __init__(self, path: Path, made_of: Mapping[str, Any]) -> None:
        super().__init__()
        header = json.dumps(made_of, sort_keys=True).encode()
        first, *lines = path.read_bytes().split(b"\n") if path.exists() else [header]
        self.replaced = first != header
        noted = {} if self.replaced else dict(_entries(lines))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        # Written anew beside it, without what was dropped.
        renewed = path.with_name(f".{path.name}.{os.getpid()}")
        self._file = renewed.open("wb")
        self._write(header)
        self.update(noted)
        os.replace(renewed, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    def __setitem__(self, id_: str, asked: Asked) -> None:
        self._write(json.dumps(id_).encode() + b"\t" + _ASKED.dump_json(asked))
        super().__setitem__(id_, asked)

    def finish(self) -> None:
        """The run is written elsewhere; the journal goes, if another run's end did not take it."""
        self._path.unlink(missing_ok=True)

    def _write(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()


def _entries(lines: Sequence[bytes]) -> Iterator[tuple[str, Asked]]:
    for line in lines:
        id_, _, entry = line.partition(b"\t")
        try:
            asked = _ASKED.validate_json(entry)
            name = json.loads(id_)
        except (ValidationError, ValueError):
            return  # cut off in the middle; what follows was never written
        if asked.error is None:
            yield name, asked
