"""A run as a file of JSON: written whole, read back checked."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from eval.run import Run
from eval.whole_file import read_whole, write_whole
from index import DatelineError

_RUN = TypeAdapter(Run)


class RunRefused(DatelineError):
    """A file is no run, or not one that can be compared; the text says why (exit 3)."""


def write_run(run: Run, path: Path) -> None:
    """Write a run, whole or not at all; folders that are missing are made.

    Raises ``OSError`` when it cannot be written; a file that was there is then as it was.
    """
    write_whole(path, _as_json(asdict(run)))


def _as_json(run: dict[str, Any]) -> str:
    """JSON with a line a row, so that two runs can be compared line by line too."""
    rows = ",\n".join(json.dumps(row, allow_nan=False) for row in run.pop("rows"))
    others = (
        f"{json.dumps(name)}: {json.dumps(value, allow_nan=False)}" for name, value in run.items()
    )
    return "{" + ",\n".join(others) + f',\n"rows": [\n{rows}\n]}}\n'


def read_run(path: Path) -> Run:
    """Read what ``write_run`` wrote.

    Raises ``RunRefused``, which names the field, for what is no run: other JSON, a number that
    is not finite, an id used twice. ``OSError`` where the file cannot be opened.
    """
    try:
        content = read_whole(path)
        from_json(content, allow_inf_nan=False)
        run = _RUN.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise RunRefused(f"{path}: {field}: {first['msg']}; give a run of `eval run`") from error
    except ValueError as error:
        raise RunRefused(f"{path}: invalid JSON: {error}") from error
    ids = [row.id for row in run.rows]
    if not ids or len(set(ids)) < len(ids):
        raise RunRefused(f"{path}: rows: there are none, or two of one id")
    return run
