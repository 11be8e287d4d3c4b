"""Log lines: what they hold, and what they never do."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import pytest

from service.logs import JsonLines, PlainLines, log_to, request_id

ECHO = "zebrafish"

OURS, FOREIGN = "service.somewhere", "foreign.library"


def _record(logger: str = OURS, message: str = "it rains", **more: Any) -> logging.LogRecord:
    arguments: dict[str, Any] = {"args": (), "exc_info": None} | more
    record = logging.LogRecord(logger, logging.WARNING, "/a/b/c.py", 7, message, **arguments)
    record.created = 1_800_000_000.25
    return record


def _line(record: logging.LogRecord) -> Any:
    text = JsonLines().format(record)
    assert text.isascii()
    assert "\n" not in text
    return json.loads(text)


def _failed() -> tuple[type[Exception], Exception, TracebackType | None]:
    try:
        try:
            raise KeyError(ECHO)
        except KeyError as error:
            error.add_note(ECHO)
            raise ValueError(f"the question was {ECHO}") from error
    except ValueError as error:
        return ValueError, error, error.__traceback__


def test_a_record_is_one_json_object() -> None:
    assert _line(_record(message="%s and \u2028\n\x1b[31m", args=("sun",))) == {
        "time": "2027-01-15T08:00:00.250+00:00",
        "level": "warning",
        "logger": "service.somewhere",
        "message": "sun and \u2028\n\x1b[31m",
    }


def test_fields_and_the_request_stand_beside_it() -> None:
    record = _record()
    record.fields = {"status": 200}
    within = request_id.set("a-request")
    try:
        line = _line(record)
        assert (line["request_id"], line["status"]) == ("a-request", 200)
    finally:
        request_id.reset(within)
    assert "request_id" not in _line(record)


def test_of_an_exception_only_types_and_places_are_told() -> None:  # 57
    record = _record(exc_info=_failed())
    assert ECHO not in JsonLines().format(record)
    assert ECHO not in PlainLines().format(record)
    cause, at, error, again = _line(record)["error"]
    assert (cause, error) == ("KeyError", "ValueError")
    assert at.startswith("at tests/test_logs.py:")
    assert at.endswith(" _failed")
    assert again != at


def test_of_several_exceptions_at_once_each_is_told() -> None:
    _, error, _ = _failed()
    group = ExceptionGroup(ECHO, [error, TypeError(ECHO)])
    told = _line(_record(exc_info=(type(group), group, None)))["error"]
    assert [each for each in told if not each.startswith("at ")] == [
        "KeyError", "ValueError", "TypeError", "ExceptionGroup",
    ]  # fmt: skip
    assert ECHO not in str(told)


def test_exceptions_that_cause_each_other_are_told_once() -> None:
    one, other = ValueError(), TypeError()
    one.__cause__, other.__cause__ = other, one
    assert _line(_record(exc_info=(ValueError, one, None)))["error"] == ["TypeError", "ValueError"]


@pytest.mark.parametrize("logger", [FOREIGN, "asyncio", "py.warnings", "services", "root"])
def test_messages_of_others_are_withheld(logger: str) -> None:  # 57
    record = _record(logger, f"refused %s {ECHO}", args=(ECHO,))
    for text in (JsonLines().format(record), PlainLines().format(record)):
        assert ECHO not in text
        assert "withheld, since it may quote a question (b/c.py:7 None)" in text


def test_uvicorn_is_quoted() -> None:
    assert _line(_record("uvicorn.error"))["message"] == "it rains"


def test_people_read_a_line_with_the_fields_and_the_frames_below() -> None:
    record = _record(exc_info=_failed())
    record.fields = {"status": 500, "ms": 1.5}
    head, *below = PlainLines().format(record).split("\n")
    assert head.endswith(":00:00 WARNING it rains status=500 ms=1.5")
    assert [line.strip().partition(" ")[0] for line in below] == [
        "KeyError", "at", "ValueError", "at",
    ]  # fmt: skip


@pytest.fixture
def root() -> Iterator[None]:
    """Puts logging back as it was."""
    root, uvicorn = logging.getLogger(), logging.getLogger("uvicorn")
    handlers, levels = root.handlers[:], (root.level, uvicorn.level)
    hooks = threading.excepthook, sys.unraisablehook
    root.handlers = []
    yield
    logging.captureWarnings(False)
    threading.excepthook, sys.unraisablehook = hooks
    root.handlers = handlers
    root.setLevel(levels[0])
    uvicorn.setLevel(levels[1])


class Terminal(io.StringIO):
    """What is written to somebody who reads it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("root")
def test_lines_are_json_but_on_a_terminal() -> None:
    for stream, is_json in ((io.StringIO(), True), (Terminal(), False)):
        log_to(stream)
        logging.getLogger(OURS).info("it %s", "rains")
        logging.getLogger(OURS).debug("it %s", "drips")
        logging.getLogger("uvicorn.error").info("started")
        [line] = stream.getvalue().splitlines()
        assert line.startswith("{") is is_json


@pytest.mark.usefixtures("root")
def test_what_threads_and_destructors_raise_is_told_without_its_message() -> None:  # 57
    class Dying:
        def __del__(self) -> None:
            raise ValueError(ECHO)

    def fail() -> None:
        raise KeyError(ECHO)

    stream = io.StringIO()
    log_to(stream)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Dying()
    failed, cleanup = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (failed["message"], failed["error"][0]) == ("a thread failed", "KeyError")
    assert (cleanup["message"], cleanup["error"][0]) == ("a cleanup failed", "ValueError")
    assert ECHO not in stream.getvalue()
