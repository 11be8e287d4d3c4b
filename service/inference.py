"""Questions answered for many clients at once: few at a time, few waiting, none for too long."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from threading import Event
from time import perf_counter
from typing import Any, Protocol

from index import Hit

from .admission import Lane
from .admission import Overloaded as Overloaded
from .answer_cache import AnswerCache, Found
from .answers import Answer, Question, Timings
from .live_index import LiveIndex
from .qa import QA

# How long one is believed to take before any was measured.
ANSWER_SECONDS, SEARCH_SECONDS = 0.5, 0.01


class TooLate(Exception):
    """The question was not answered within the deadline."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one service takes on.

    ``workers`` questions are answered at a time. As many wait as are expected to be begun within
    ``wait_seconds``, but one a worker always may, and never more than ``queue``. After
    ``deadline_seconds`` nobody waits for an answer any more. ``cache_answers`` are kept.
    """

    workers: int = 1
    queue: int = 64
    wait_seconds: float = 1.0
    deadline_seconds: float = 30.0
    cache_answers: int = 1000


DEFAULT_CAPACITY = Capacity()


class Observer(Protocol):
    """Is told, on the event loop, what becomes of questions."""

    def answered(self, answer: Answer) -> None:
        """An answer was computed, however many asked for it meanwhile."""

    def cache_hit(self) -> None:
        """An answer was given that had been computed before."""

    def shed(self) -> None:
        """A question or search was refused, since too many wait."""

    def too_late(self) -> None:
        """A question or search was given up at its deadline."""


class _Unobserved:
    """Nobody is told by default."""

    def answered(self, answer: Answer) -> None: ...
    def cache_hit(self) -> None: ...
    def shed(self) -> None: ...
    def too_late(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that were found for a question, in fused order, before they are read."""

    generation: str
    hits: tuple[Hit, ...]


class Inference:
    """Runs searching and reading on threads of their own, so that the event loop stays free.

    Searches have a thread for themselves: they take milliseconds, and would wait for answers. All
    is asked from one event loop. Whoever is cancelled while it waits has left: what was not begun
    is then never begun, and what was begun is given up at the next search.
    """

    def __init__(
        self,
        live: LiveIndex,
        capacity: Capacity = DEFAULT_CAPACITY,
        observer: Observer | None = None,
    ) -> None:
        self.live = live
        self._deadline_seconds = capacity.deadline_seconds
        self._observer = observer or _Unobserved()
        queue, wait = capacity.queue, capacity.wait_seconds
        self._answers = Lane("answer", capacity.workers, queue, wait, ANSWER_SECONDS)
        self._searches = Lane("search", 1, queue, wait, SEARCH_SECONDS)
        self._cache = AnswerCache(capacity.cache_answers)
        self._asked: dict[tuple[str, Question], _Asked] = {}

    @property
    def waiting(self) -> int:
        """How many questions and searches wait to be begun."""
        return self._answers.waiting + self._searches.waiting

    async def answer(self, question: Question) -> Answer:
        """The answer to ``question``; raises Overloaded and TooLate.

        Of equal questions at once one is computed, and all get its answer.
        """
        until = self._deadline()
        with self._asking(question) as asked:
            async with self._in_time(until):
                return (await asyncio.shield(asked.found)).answer

    async def search(self, question: Question) -> Retrieved:
        """The ``top_k`` passages for ``question``; raises Overloaded and TooLate."""
        qa = self.live.qa
        async with self._in_time(self._deadline()):
            with self._counting_sheds():
                job = self._searches.submit(lambda: _search(qa, question))
            return await asyncio.wrap_future(job)

    async def steps(self, question: Question) -> AsyncGenerator[Retrieved | Answer, None]:
        """What was retrieved as soon as it is known, then the answer; raises as ``answer`` does.

        Nothing is retrieved for some questions; then there is only the answer.
        """
        until = self._deadline()
        with self._asking(question) as asked:
            async with self._in_time(until):
                either: set[asyncio.Future[Any]] = {asked.retrieved, asked.found}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if asked.retrieved.done():
                yield asked.retrieved.result()
            async with self._in_time(until):
                found = await asyncio.shield(asked.found)
            yield found.answer

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._deadline_seconds

    @asynccontextmanager
    async def _in_time(self, until: float) -> AsyncIterator[None]:
        limit = asyncio.timeout_at(until)
        try:
            async with limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            self._observer.too_late()
            raise TooLate from None

    @contextmanager
    def _counting_sheds(self) -> Iterator[None]:
        try:
            yield
        except Overloaded:
            self._observer.shed()
            raise

    @contextmanager
    def _asking(self, question: Question) -> Iterator["_Asked"]:
        """The question as it is asked now: out of the cache, by others too, or for the first time.

        Once the last who asks it leaves it is asked no more.
        """
        asked = self._cached(question) or self._joined(question)
        asked.waiting += 1
        try:
            yield asked
        finally:
            asked.waiting -= 1
            if not asked.waiting and not asked.found.done():
                self._asked.pop(asked.key)
                asked.give_up()

    def _cached(self, question: Question) -> "_Asked | None":
        begun = perf_counter()
        generation = self.live.qa.generation.id
        found = self._cache.get(generation, question)
        if found is None:
            return None
        self._observer.cache_hit()
        asked = _Asked((generation, question))
        if found.hits is not None:
            asked.retrieve(found.hits)
        now = Timings(retrieve=0, rerank=0, read=0, total=1000 * (perf_counter() - begun))
        asked.found.set_result(replace(found, answer=replace(found.answer, timings_ms=now)))
        return asked

    def _joined(self, question: Question) -> "_Asked":
        qa = self.live.qa
        key = (qa.generation.id, question)
        if key not in self._asked:
            asked = _Asked(key)
            with self._counting_sheds():
                job = self._answers.submit(lambda: asked.answer_from(qa))
            asked.found = asyncio.wrap_future(job)
            asked.found.add_done_callback(lambda found: self._answered(key, found))
            self._asked[key] = asked
        return self._asked[key]

    def _answered(self, key: tuple[str, Question], found: "asyncio.Future[Found]") -> None:
        if found.cancelled():
            return
        del self._asked[key]
        if found.exception() is None:
            self._observer.answered(found.result().answer)
            self._cache.put(key[1], found.result())


class _Asked:
    """One question on its way to an answer, for all who ask it meanwhile."""

    def __init__(self, key: tuple[str, Question]) -> None:
        self.key = key
        self.waiting = 0
        self._loop = asyncio.get_running_loop()
        self.retrieved: asyncio.Future[Retrieved] = self._loop.create_future()
        self.found: asyncio.Future[Found] = self._loop.create_future()
        self._given_up = Event()

    def answer_from(self, qa: QA) -> Found:
        """Answer on this thread; raises _GivenUp where nobody waits any more."""
        _, question = self.key
        first: list[tuple[Hit, ...]] = []

        def told(hits: Sequence[Hit]) -> None:
            if self._given_up.is_set():
                raise _GivenUp
            if not first:
                first.append(tuple(hits[: question.top_k]))
                self._loop.call_soon_threadsafe(self.retrieve, first[0])

        answer = qa.answer(question, told)
        return Found(first[0] if first else None, answer)

    def retrieve(self, hits: tuple[Hit, ...]) -> None:
        """These passages are about to be read."""
        self.retrieved.set_result(Retrieved(self.key[0], hits))

    def give_up(self) -> None:
        """Nobody waits any more."""
        self._given_up.set()
        self.found.cancel()


class _GivenUp(Exception):
    """Nobody waits for the answer that is being computed."""


def _search(qa: QA, question: Question) -> Retrieved:
    near = qa.take(question).near
    hits = qa.generation.retriever.search(question.text, question.top_k, question.filters, near)
    return Retrieved(qa.generation.id, tuple(hits))
