"""Gold questions: what is asked, what is right, and the quotes that show it."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar

from index import DatelineError

T = TypeVar("T")


class GoldRefused(DatelineError):
    """A file of gold questions cannot be scored; the text names file and line (exit 3)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article that shows the answer, and the quote in it; ``""`` names the article only."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its right answers: aliases of each other, none when it is unanswerable.

    ``question_date``, where given, is the day the question is asked.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    answerable: bool
    type: str
    question_date: date | None = None

    def as_absent(self) -> "GoldQuestion":
        """The same question put to a corpus that cannot answer it.

        >>> GoldQuestion("q", "Who won?", ("Ann",), (), True, "person").as_absent().answers
        ()
        """
        return replace(self, answerable=False, answers=())


def load_gold(path: Path) -> list[GoldQuestion]:
    """Read ``.jsonl`` or ``.jsonl.gz``, one question a line; blank lines are passed over.

    Each line is ``{"id", "question", "answers": […], "evidence": [{"article_id", "quote"}],
    "answerable", "type"[, "meta": {"question_date": ISO date}]}``; other keys are ignored.

    Raises ``GoldRefused`` for a file that is not such lines: invalid JSON or text, a missing,
    blank or wrong-typed field, an id used twice, an answerable question without answers or an
    unanswerable one with some, no question at all. ``OSError`` where the file cannot be opened.
    """
    questions: dict[str, GoldQuestion] = {}
    for number, line in _numbered_lines(path):
        try:
            question = _question(_parsed(line))
            if question.id in questions:
                raise ValueError(f'the id "{question.id}" is used twice')
        except ValueError as error:
            raise GoldRefused(f"{path}:{number}: {error}") from error
        questions[question.id] = question
    if not questions:
        raise GoldRefused(f"{path}: there is no question in this file")
    return list(questions.values())


def _numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise GoldRefused(f"{path}:{number + 1}: the gzip file is damaged: {error}") from error


def _parsed(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"invalid JSON: {error}") from error
    return _typed(record, dict, "the line")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _question(record: dict[str, object]) -> GoldQuestion:
    question = GoldQuestion(
        id=_text(record, "id"),
        question=_text(record, "question"),
        answers=tuple(_each(record, "answers", _answer)),
        evidence=tuple(_each(record, "evidence", _evidence)),
        answerable=_field(record, "answerable", bool),
        type=_text(record, "type"),
        question_date=_question_date(record),
    )
    if question.answerable and not question.answers:
        raise ValueError('an answerable question needs "answers"')
    if question.answers and not question.answerable:
        raise ValueError('an unanswerable question has no "answers"')
    return question


def _answer(value: object) -> str:
    return _text({"answers": value}, "answers")


def _evidence(value: object) -> Evidence:
    record = _typed(value, dict, '"evidence"')
    return Evidence(_text(record, "article_id"), _field(record, "quote", str))


def _question_date(record: dict[str, object]) -> date | None:
    meta = _field(record, "meta", dict) if "meta" in record else {}
    if meta.get("question_date") is None:
        return None
    try:
        return date.fromisoformat(_field(meta, "question_date", str))
    except ValueError as error:
        raise ValueError(f'"question_date" is not an ISO date: {error}') from error


def _text(record: dict[str, object], name: str) -> str:
    value = _field(record, name, str)
    if not value.strip():
        raise ValueError(f'"{name}" is blank')
    value.encode()  # JSON can escape half a surrogate pair, which no text can hold.
    return value


def _each(record: dict[str, object], name: str, read: Callable[[object], T]) -> list[T]:
    return [read(value) for value in _field(record, name, list)]


def _field(record: dict[str, object], name: str, kind: type[T]) -> T:
    if name not in record:
        raise ValueError(f'"{name}" is missing')
    return _typed(record[name], kind, f'"{name}"')


_JSON_NAMES = {bool: "true or false", dict: "an object", list: "a list", str: "a string"}


def _typed(value: object, kind: type[T], what: str) -> T:
    if not isinstance(value, kind):
        raise ValueError(f"{what} is not {_JSON_NAMES[kind]}")
    return value
