"""Questions answered for many clients at once: few at a time, few waiting, none for too long."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from threading import Event, Lock
from time import perf_counter
from typing import Any, Protocol, TypeVar

from index import Article, Hit

from .admission import Lane, Overloaded
from .answer_cache import AnswerCache, Found
from .answers import Answer, Question, Timings
from .live_index import LiveIndex
from .qa import QA
from .replying.showing import FindArticle

# How long one is believed to take before any was measured.
ANSWER_SECONDS, SEARCH_SECONDS = 0.5, 0.01

T = TypeVar("T")


class TooLate(Exception):
    """The question was not answered within the deadline."""


class Ending(Exception):
    """The service ends before the question is answered."""


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
    is then never begun, and what was begun is given up at the next search, unless it is asked
    again by then. What came too late is finished, for who waited so long may ask again.
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
        self._limits: set[asyncio.Timeout] = set()
        self._ended = False

    @property
    def waiting(self) -> int:
        """How many questions and searches wait to be begun."""
        return self._answers.waiting + self._searches.waiting

    @property
    def longest_seconds(self) -> float:
        """How long the oldest question or search that was begun has run by now."""
        return max(self._answers.longest_seconds, self._searches.longest_seconds)

    async def answer(self, question: Question) -> Answer:
        """The answer to ``question``; raises Overloaded, TooLate and Ending.

        Of equal questions at once one is computed, and all get its answer.
        """
        qa, until = self.live.qa, self._deadline()
        known = self._cached(qa, question)
        if known is not None:
            return known.answer
        with self._asking(qa, question) as asked:
            async with self._in_time(until):
                return (await asyncio.shield(asked.found)).answer

    async def steps(self, question: Question) -> AsyncGenerator[Retrieved | Answer, None]:
        """What was retrieved as soon as it is known, then the answer; raises as ``answer`` does.

        For some questions nothing is retrieved, and ``hits`` is empty.
        """
        qa, until = self.live.qa, self._deadline()
        known = self._cached(qa, question)
        if known is not None:
            yield Retrieved(qa.generation.id, known.hits or ())
            yield known.answer
            return
        with self._asking(qa, question) as asked:
            async with self._in_time(until):
                either: set[asyncio.Future[Any]] = {asked.retrieved, asked.found}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            yield Retrieved(qa.generation.id, asked.hits)
            async with self._in_time(until):
                found = await asyncio.shield(asked.found)
            yield found.answer

    async def search(self, question: Question) -> Retrieved:
        """The ``top_k`` passages for ``question``; raises Overloaded, TooLate and Ending."""
        qa = self.live.qa
        return await self._looked_up(lambda: _search(qa, question))

    async def look_up(self, qa: QA, work: Callable[[FindArticle], T]) -> T:
        """What ``work`` makes of articles of ``qa``, among searches; raises as ``search`` does.

        It is given up at the next article that it asks for once nobody waits for it.
        """
        left = Event()

        def find(id_: str) -> Article | None:
            if left.is_set():
                raise _GivenUp
            return qa.article(id_)

        try:
            return await self._looked_up(lambda: work(find))
        finally:
            left.set()

    def end(self) -> None:
        """Whoever waits, now or later, gets Ending."""
        self._ended = True
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(0)
        # The process would wait for its threads.
        for asked in self._asked.values():
            if not asked.waiting:
                asked.give_up()

    async def _looked_up(self, work: Callable[[], T]) -> T:
        async with self._in_time(self._deadline()):
            with self._counting_sheds():
                job = self._searches.submit(work)
            return await asyncio.wrap_future(job)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._deadline_seconds

    @asynccontextmanager
    async def _in_time(self, until: float) -> AsyncIterator[None]:
        limit = asyncio.timeout_at(0 if self._ended else until)
        self._limits.add(limit)
        try:
            async with limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            if self._ended:
                raise Ending from None
            self._observer.too_late()
            raise TooLate from None
        finally:
            self._limits.discard(limit)

    @contextmanager
    def _counting_sheds(self) -> Iterator[None]:
        try:
            yield
        except Overloaded:
            self._observer.shed()
            raise

    def _cached(self, qa: QA, question: Question) -> Found | None:
        begun = perf_counter()
        found = self._cache.get(qa.generation.id, question)
        if found is None:
            return None
        self._observer.cache_hit()
        now = Timings(retrieve=0, rerank=0, read=0, total=1000 * (perf_counter() - begun))
        return replace(found, answer=replace(found.answer, timings_ms=now))

    @contextmanager
    def _asking(self, qa: QA, question: Question) -> Iterator["_Asked"]:
        """The question as it is asked now: for the first time, or by others too."""
        key = (qa.generation.id, question)
        asked = self._asked.get(key)
        if asked is None or not asked.take_up():
            asked = self._begun(qa, key)
        asked.waiting += 1
        is_late = False
        try:
            yield asked
        except TooLate:
            is_late = True
            raise
        finally:
            asked.waiting -= 1
            if not asked.waiting and not asked.found.done():
                self._left(key, asked, is_late)

    def _begun(self, qa: QA, key: tuple[str, Question]) -> "_Asked":
        with self._counting_sheds():
            asked = _Asked(qa, key[1], self._answers)
        asked.found.add_done_callback(lambda _: self._answered(key, asked))
        self._asked[key] = asked
        return asked

    def _left(self, key: tuple[str, Question], asked: "_Asked", is_late: bool) -> None:
        """The last who waited for the answer does so no more."""
        if asked.withdraw():
            del self._asked[key]
        elif not is_late:
            asked.give_up()

    def _answered(self, key: tuple[str, Question], asked: "_Asked") -> None:
        # What was given up too late to be taken up again may be asked anew by now.
        if self._asked.get(key) is asked:
            del self._asked[key]
        if not asked.found.cancelled() and asked.found.exception() is None:
            found = asked.found.result()
            self._observer.answered(found.answer)
            self._cache.put(key[1], found)


class _Asked:
    """One question on its way to an answer, for all who ask it meanwhile; raises Overloaded.

    The answer is computed on a thread of the lane; all else is on the event loop.
    """

    def __init__(self, qa: QA, question: Question, lane: Lane) -> None:
        self.waiting = 0
        self._loop = asyncio.get_running_loop()
        self.retrieved: asyncio.Future[tuple[Hit, ...]] = self._loop.create_future()
        self._lock = Lock()
        self._is_wanted = True
        self._is_given_up = False
        self._job = lane.submit(lambda: self._answer(qa, question))
        self.found: asyncio.Future[Found] = asyncio.wrap_future(self._job)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was retrieved, once that or the answer is known; raises what answering raised."""
        if self.retrieved.done():
            return self.retrieved.result()
        return self.found.result().hits or ()

    def withdraw(self) -> bool:
        """Whether it was not begun yet; then it never will be."""
        return self._job.cancel()

    def give_up(self) -> None:
        """Nobody waits any more: end at the next search."""
        with self._lock:
            self._is_wanted = False

    def take_up(self) -> bool:
        """Somebody waits, or does so again; whether it is not too late for that."""
        with self._lock:
            self._is_wanted = not self._is_given_up
            return self._is_wanted

    def _answer(self, qa: QA, question: Question) -> Found:
        first: list[tuple[Hit, ...]] = []

        def told(hits: Sequence[Hit]) -> None:
            self._go_on()
            if not first:
                first.append(tuple(hits[: question.top_k]))
                self._loop.call_soon_threadsafe(self.retrieved.set_result, first[0])

        answer = qa.answer(question, told)
        return Found(first[0] if first else None, answer)

    def _go_on(self) -> None:
        with self._lock:
            if not self._is_wanted:
                self._is_given_up = True
                raise _GivenUp


class _GivenUp(Exception):
    """Nobody waits for what is being computed."""


def _search(qa: QA, question: Question) -> Retrieved:
    near = qa.take(question).near
    hits = qa.generation.retriever.search(question.text, question.top_k, question.filters, near)
    return Retrieved(qa.generation.id, tuple(hits))
