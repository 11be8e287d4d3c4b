"""What the service logs: one JSON object a line, or a line for people where stderr is a terminal.

Exceptions and other libraries may quote a question or a key in their messages. Of an exception only
types and places are written; of another library's record its level, its logger and its place.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

# The id of the request that is being answered; what is logged meanwhile bears it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# Whose messages are known to quote nothing that a client sent.
_QUOTABLE = frozenset({"dateline", "service", "index", "uvicorn"})
_WITHHELD = "withheld, since it may quote a question"

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """A record as a JSON object: ``time`` (UTC, ISO 8601), ``level``, ``logger``, ``message``.

    Then come ``request_id`` within a request, the ``fields`` that were given as ``extra``, and of
    an exception its types and frames as ``error``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line of ASCII, whatever it holds."""
        line = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_fields(record),
        }
        if error := _error(record):
            line["error"] = error
        return json.dumps(line, default=str)


class PlainLines(logging.Formatter):
    """A record for people: the time, the message, its fields; an exception's frames below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in a line, and one more for each frame."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        head = f"{_time(record).astimezone():%H:%M:%S} {record.levelname} {_message(record)}"
        return "\n  ".join([head + fields, *_error(record)])


def log_to(stream: TextIO) -> None:
    """Write all that is logged from INFO on to ``stream``, and Python's warnings with it."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainLines() if stream.isatty() else JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # Python would print what a thread or a destructor raises, message and all.
    threading.excepthook = lambda raised: log.error("a thread failed", exc_info=raised.exc_value)
    sys.unraisablehook = lambda raised: log.error("a cleanup failed", exc_info=raised.exc_value)
    # It tells of its start, which `dateline serve` does.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _QUOTABLE:
        return record.getMessage()
    return f"{_WITHHELD} ({_place(record.pathname, record.lineno, record.funcName)})"


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    id_ = request_id.get()
    return ({"request_id": id_} if id_ else {}) | getattr(record, "fields", {})


def _error(record: logging.LogRecord) -> list[str]:
    """The exception's type and frames, the innermost last, after those of what caused it."""
    error = record.exc_info[1] if record.exc_info else None
    return list(_traced(error)) if error else []


def _traced(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _traced(cause, seen | {id(error)})
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _traced(each, seen | {id(error)})
    yield type(error).__qualname__
    yield from _frames(error.__traceback__)


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    for frame, line in walk_tb(traceback):
        yield f"at {_place(frame.f_code.co_filename, line, frame.f_code.co_name)}"


def _place(file: str, line: int, function: str | None) -> str:
    """``qa.py:120 answer``, with the folder that the file lies in."""
    return f"{'/'.join(PurePath(file).parts[-2:])}:{line} {function}"
