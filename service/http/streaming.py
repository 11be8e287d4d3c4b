"""Answers as Server-Sent Events: what is said of each step, and how a stream begins and ends.

Only text whose quotes stand is sent: an answer comes out of ``Inference`` whole, and a quote that
is not its article's text cannot be expressed (``answers.Citation.quote``).
"""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import AppStatus

from index import Hit

from ..answers import Answer, Citation, Question
from ..inference import Inference, Retrieved
from . import problems
from .schemas import Problem

# Left to itself it would cut all streams off at SIGTERM. Ours end with their answers, which the
# deadline bounds, so draining waits for them as for any other response.
AppStatus.enable_automatic_graceful_drain = False

# What the simplest clients look for.
_LINE_END = "\n"

log = logging.getLogger(__name__)


class Wording(Protocol):
    """The events that an interface has for each step."""

    def found(self, hits: Sequence[Hit]) -> Iterator[ServerSentEvent]:
        """Passages are known, in fused order; comes once, before anything else."""

    def answered(self, answer: Answer) -> Iterator[ServerSentEvent]:
        """The answer is known; comes last."""

    def failed(self, problem: Problem) -> Iterator[ServerSentEvent]:
        """There will be no answer; comes last."""


async def stream(inference: Inference, question: Question, wording: Wording) -> EventSourceResponse:
    """The answer to ``question`` as events.

    What fails before the first step raises, as ``Inference.answer`` does, so that it gets a status
    of its own; what fails later is an event. A client that leaves takes its question with it.
    """
    steps = inference.steps(question)
    first = await anext(steps)
    return EventSourceResponse(_events(first, steps, wording), sep=_LINE_END)


async def _events(
    first: Retrieved | Answer, rest: AsyncGenerator[Retrieved | Answer, None], wording: Wording
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(rest):
        try:
            for said in wording.found(_as_found(first)):
                yield said
            answer = first if isinstance(first, Answer) else await _answer(rest)
            for said in wording.answered(answer):
                yield said
        except Exception as error:
            problem = problems.failure(error).problem
            if problem.status == 500:
                log.error("a stream failed", exc_info=error)
            for said in wording.failed(problem):
                yield said


async def _answer(steps: AsyncGenerator[Retrieved | Answer, None]) -> Answer:
    *_, answer = [step async for step in steps if isinstance(step, Answer)]
    return answer


def _as_found(first: Retrieved | Answer) -> Sequence[Hit]:
    """The passages in fused order; those of an answer that comes at once as if they were unread."""
    if isinstance(first, Retrieved):
        return first.hits
    unread = [replace(hit, scores=replace(hit.scores, rerank=None)) for hit in first.passages]
    return sorted(unread, key=lambda hit: hit.scores.fused or 0.0, reverse=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer, and the citations whose words end in them."""

    text: str
    citations: tuple[Citation, ...]


def pieces(answer: Answer) -> Iterator[Piece]:
    """The answer cut where the words of another citation begin; joined, the texts are the answer.

    Every citation comes once, as soon as all the words that rest on it have come.
    """
    whole = answer.answer
    starts = {c.answer_start for c in answer.citations if 0 < c.answer_start < len(whole)}
    waiting, begin = answer.citations, 0
    for end in (*sorted(starts), len(whole)):
        complete = tuple(c for c in waiting if c.answer_end <= end)
        waiting = tuple(c for c in waiting if c.answer_end > end)
        yield Piece(whole[begin:end], complete)
        begin = end


def event(said: BaseModel | Sequence[BaseModel] | str, kind: str | None = None) -> ServerSentEvent:
    """One event; what is not text already is put into JSON.

    In ASCII, since some clients end lines at other characters than SSE does.
    """
    text = said if isinstance(said, str) else json.dumps(to_jsonable_python(said))
    return ServerSentEvent(text, event=kind, sep=_LINE_END)
