"""Answers as Server-Sent Events: what is said of each step, and how a stream begins and ends.

Only text whose quotes stand is sent: an answer comes out of ``Inference`` whole, and a quote that
is not its article's text cannot be expressed (``answers.Citation.quote``).
"""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import AppStatus
from starlette.concurrency import run_in_threadpool

from index import Hit

from ..answers import Answer, Citation, Question
from ..inference import Inference, Retrieved
from . import problems
from .schemas import Problem

# Left to itself it would cut all streams off at SIGTERM. Ours end with their answers, which the
# deadline bounds, or when the time to drain is up, which is told by an event.
AppStatus.enable_automatic_graceful_drain = False

# What the simplest clients look for.
_LINE_END = "\n"

log = logging.getLogger(__name__)


class Wording(Protocol):
    """The events that an interface has for each step; the first two are worded on a thread."""

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
    response = EventSourceResponse(_events(first, steps, wording), sep=_LINE_END)
    # Whether the connection is kept is between client and server, who say so themselves.
    del response.headers["Connection"]
    return response


async def _events(
    first: Retrieved | Answer, rest: AsyncGenerator[Retrieved | Answer, None], wording: Wording
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(rest):
        try:
            for said in await run_in_threadpool(_worded, first, wording):
                yield said
            async for step in rest:
                for said in await run_in_threadpool(_worded, step, wording):
                    yield said
        except Exception as error:
            problem = problems.failure(error).problem
            if problem.status == 500:
                log.error("a stream failed", exc_info=error)
            for said in wording.failed(problem):
                yield said


def _worded(step: Retrieved | Answer, wording: Wording) -> list[ServerSentEvent]:
    """In time that grows with the articles, so not on the event loop."""
    return list(wording.found(step.hits) if isinstance(step, Retrieved) else wording.answered(step))


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
