"""Gold questions: what is asked, what is right, and where the articles show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, from_json

from eval.lines import numbered_lines
from index import DatelineError
from service.http.schemas import Day, QuestionText

SEEDS_GOLD = Path(__file__).parent / "gold" / "seeds.jsonl"
"""Our own, on ``seeds/``."""
MAX_SHOWN = 20
"""How many problems of one file are spelt out."""


class GoldRefused(DatelineError):
    """A file of gold questions cannot be scored; the text names file and lines (exit 3)."""

    @classmethod
    def over(cls, problems: Sequence[str]) -> Self:
        """The problems of a file, a line each; past the first 20 they are only counted."""
        more = [f"… and {len(problems) - MAX_SHOWN} more"] if len(problems) > MAX_SHOWN else []
        return cls("\n".join([*problems[:MAX_SHOWN], *more]))


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article that shows the answer, and where: a quote, offsets, or both.

    ``""`` without offsets names the article only. ``[start, end)`` counts Unicode code points
    of the article's text; with a quote it says which of its places is meant.
    """

    article_id: str
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class DayMeant:
    """The ``day`` that ``words`` of an article mean, such as "yesterday"."""

    article_id: str
    words: str
    day: date


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its right answers: aliases of each other, none when it is unanswerable.

    ``as_of``, where given, is the day the question is asked. ``conflicting_answers`` are the
    wrong ones that stand in the articles too: none when they agree, ``None`` when nobody has
    looked. ``independent_sources`` is how many state the answer, ``None`` when nobody has counted.
    ``updates`` are earlier figures of something that ran on, ``resolved_dates`` the days meant by
    words of the evidence. ``unknown_source`` says that the outlet asked about is not there.
    ``items`` are the things that an answer lists, each with its aliases; none where it is no list.
    ``line`` is where the question stands in its file, from 1.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    answerable: bool
    type: str
    as_of: date | None = None
    conflicting_answers: tuple[str, ...] | None = None
    independent_sources: int | None = None
    updates: tuple[str, ...] = ()
    resolved_dates: tuple[DayMeant, ...] = ()
    unknown_source: bool = False
    items: tuple[tuple[str, ...], ...] = ()
    line: int = field(default=0, compare=False)

    def as_absent(self) -> "GoldQuestion":
        """The same question put to a corpus that cannot answer it.

        >>> GoldQuestion("q", "Who won?", ("Ann",), (), True, "person").as_absent().answers
        ()
        """
        return GoldQuestion(
            self.id, self.question, (), self.evidence, False, self.type, self.as_of, line=self.line
        )


def load_gold(path: Path) -> list[GoldQuestion]:
    """Read ``.jsonl`` or ``.jsonl.gz``, one question a line; blank lines are passed over.

    ``eval/gold/README.md`` documents the lines; keys that it does not name are ignored.

    Raises ``GoldRefused``, which names every bad line, for a file that is not such lines:
    invalid JSON or text, NaN, a missing, blank or wrong-typed field, an id used twice, an
    answerable question without answers or an unanswerable one with some, days meant in articles
    that are no evidence, no question at all.
    ``OSError`` where the file cannot be opened.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise GoldRefused(f"{path}: give a file; a run notes its SHA-256, so it is read twice")
    questions: dict[str, GoldQuestion] = {}
    problems: list[str] = []
    for number, line in numbered_lines(path, GoldRefused):
        try:
            question = _question(line, number)
            if first := questions.get(question.id):
                raise ValueError(
                    f'the id "{question.id}" is used twice, first in line {first.line}'
                )
        except ValueError as error:
            problems += [f"{path}:{number}: {reason}" for reason in _reasons(error)]
        else:
            questions[question.id] = question
    if problems:
        raise GoldRefused.over(problems)
    if not questions:
        raise GoldRefused(f"{path}: there is no question in this file")
    return list(questions.values())


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank")
    return text


_Text = Annotated[str, AfterValidator(_not_blank)]
# Strict would refuse the text that a day is written as.
_Day = Annotated[Day, Field(strict=False)]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _EvidenceLine(_Line):
    article_id: _Text
    quote: str | None = None
    start: NonNegativeInt | None = None
    end: NonNegativeInt | None = None

    @model_validator(mode="after")
    def _place(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError('needs both "start" and "end", or neither')
        if self.start is None or self.end is None:
            if self.quote is None:
                raise ValueError('needs a "quote", or "start" and "end"')
            if self.quote.isspace():
                raise ValueError('"quote" is blank; "" names the whole article')
        elif self.start >= self.end:
            raise ValueError('"start" must be less than "end"')
        elif self.quote is not None and len(self.quote) != self.end - self.start:
            raise ValueError('"quote" is not as long as from "start" to "end"')
        return self


class _Meta(_Line):
    question_date: _Day | None = None
    wrong_answers: tuple[_Text, ...] | None = None
    fake_answer: _Text | None = None


class _QuestionLine(_Line):
    id: _Text
    question: QuestionText
    answers: tuple[_Text, ...]
    evidence: tuple[_EvidenceLine, ...]
    answerable: bool
    type: _Text
    as_of: _Day | None = None
    conflicting_answers: tuple[_Text, ...] | None = None
    independent_sources: PositiveInt | None = None
    updates: tuple[_Text, ...] = ()
    resolved_dates: dict[_Text, dict[_Text, _Day]] = {}
    unknown_source: bool = False
    items: tuple[Annotated[tuple[_Text, ...], Field(min_length=1)], ...] = ()
    meta: _Meta | None = None

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.answerable and not self.answers:
            raise ValueError('an answerable question needs "answers"')
        if self.answerable and self.unknown_source:
            raise ValueError('an answerable question has no "unknown_source"')
        if not self.answerable:
            for name in ("answers", "independent_sources", "updates", "items"):
                if getattr(self, name):
                    raise ValueError(f'an unanswerable question has no "{name}"')
        return self

    @model_validator(mode="after")
    def _days(self) -> Self:
        evidence = {piece.article_id for piece in self.evidence}
        if strange := self.resolved_dates.keys() - evidence:
            raise ValueError(f'"resolved_dates" names "{min(strange)}", which is no evidence')
        return self

    def conflicting(self) -> tuple[str, ...] | None:
        if self.conflicting_answers is not None:
            return self.conflicting_answers
        meta = self.meta or _Meta()
        return meta.wrong_answers if meta.fake_answer is None else (meta.fake_answer,)

    def day(self) -> date | None:
        return self.as_of or (self.meta.question_date if self.meta else None)


def _question(line: bytes, number: int) -> GoldQuestion:
    try:
        # The model below would pass over NaN in other keys.
        from_json(line.rstrip(), allow_inf_nan=False)
    except ValueError as error:
        # It counts lines within this one.
        raise ValueError(f"invalid JSON: {error}".replace(" at line 1 ", " at ")) from error
    given = _QuestionLine.model_validate_json(line)
    return GoldQuestion(
        id=given.id,
        question=given.question,
        answers=given.answers,
        evidence=tuple(
            Evidence(e.article_id, e.quote or "", e.start, e.end) for e in given.evidence
        ),
        answerable=given.answerable,
        type=given.type,
        as_of=given.day(),
        conflicting_answers=given.conflicting(),
        independent_sources=given.independent_sources,
        updates=given.updates,
        resolved_dates=tuple(
            DayMeant(article_id, words, day)
            for article_id, days in given.resolved_dates.items()
            for words, day in days.items()
        ),
        unknown_source=given.unknown_source,
        items=given.items,
        line=number,
    )


def _reasons(error: ValueError) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)]
    return [_reason(detail) for detail in error.errors(include_url=False, include_input=False)]


def _reason(detail: ErrorDetails) -> str:
    """One of pydantic's errors as text: ``evidence[0].quote: …``."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    return f"{place.removeprefix('.')}: {message}" if place else message
