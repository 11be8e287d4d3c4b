"""Questions answered for many clients at once: few at a time, few waiting, none for too long."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from index import Hit

from .answers import Answer, Question
from .live_index import LiveIndex

T = TypeVar("T")


class Overloaded(Exception):
    """As many questions wait as may; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many questions wait; try again in {retry_after} s")
        self.retry_after = retry_after


class TooLate(Exception):
    """The question was not answered within the deadline."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many questions are answered at a time, how many may wait, and for how many seconds."""

    workers: int = 1
    queue: int = 16
    deadline_seconds: float = 30.0


DEFAULT_CAPACITY = Capacity()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that were found for a question, in fused order, before they are read."""

    generation: str
    hits: tuple[Hit, ...]


class Inference:
    """Runs searching and reading on threads of their own, so that the event loop stays free."""

    def __init__(self, live: LiveIndex, capacity: Capacity = DEFAULT_CAPACITY) -> None:
        self.live = live
        self._capacity = capacity
        self._threads = ThreadPoolExecutor(capacity.workers, thread_name_prefix="inference")
        self._admitted = 0

    async def answer(self, question: Question) -> Answer:
        """The answer to ``question``; raises Overloaded and TooLate."""
        return await self._run(lambda: self.live.qa.answer(question))

    async def search(self, question: Question) -> Retrieved:
        """The ``top_k`` passages for ``question``; raises Overloaded and TooLate."""
        return await self._run(lambda: _search(self.live, question))

    async def steps(self, question: Question) -> AsyncIterator[Retrieved | Answer]:
        """What was retrieved as soon as it is known, then the answer; raises as ``answer`` does."""
        loop, found = asyncio.get_running_loop(), asyncio.Queue[Retrieved]()
        qa = self.live.qa

        def told(hits: Sequence[Hit]) -> None:
            retrieved = Retrieved(qa.generation.id, tuple(hits[: question.top_k]))
            loop.call_soon_threadsafe(found.put_nowait, retrieved)

        answering = asyncio.ensure_future(self._run(lambda: qa.answer(question, told)))
        waiting = asyncio.ensure_future(found.get())
        try:
            await asyncio.wait({answering, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield waiting.result()
            yield await answering
        finally:
            answering.cancel()
            waiting.cancel()

    async def _run(self, work: Callable[[], T]) -> T:
        capacity = self._capacity
        if self._admitted >= capacity.workers + capacity.queue:
            raise Overloaded(retry_after=1)
        self._admitted += 1
        job = self._threads.submit(work)
        loop = asyncio.get_running_loop()
        job.add_done_callback(lambda _job: loop.call_soon_threadsafe(self._leave))
        try:
            # A job that has not begun is cancelled with its waiter; one that has runs to its end.
            async with asyncio.timeout(capacity.deadline_seconds):
                return await asyncio.wrap_future(job)
        except TimeoutError:
            raise TooLate from None

    def _leave(self) -> None:
        self._admitted -= 1


def _search(live: LiveIndex, question: Question) -> Retrieved:
    qa = live.qa
    near = qa.take(question).near
    hits = qa.generation.retriever.search(question.text, question.top_k, question.filters, near)
    return Retrieved(qa.generation.id, tuple(hits))
