"""Work let in onto a few threads: as much as can be begun soon, and no more."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from math import ceil
from threading import Lock
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

# Of what the last pieces of work took, this much of the mean is the very last one's.
NEWEST_SHARE = 0.1


class Overloaded(Exception):
    """More waits than may; ``retry_after`` is in whole seconds, 1 or more."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Lane:
    """Threads with a queue before them that is as long as its wait is short.

    ``workers`` pieces of work run at a time. One a worker may always wait, so that no worker
    stands idle between two; more do while they are expected to begin within ``wait_seconds``, and
    ``queue`` at the very most. What is expected is the exponentially weighted mean of what work
    took, at first ``seconds``, times the rounds of work ahead. Work comes in the order that it was
    let in. Safe to use from several threads.
    """

    def __init__(
        self, name: str, workers: int, queue: int, wait_seconds: float, seconds: float
    ) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._workers = workers
        self._queue = queue
        self._wait_seconds = wait_seconds
        self._seconds = seconds
        self._admitted = 0
        self._begun: list[float] = []
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many pieces of work wait now."""
        return max(0, self._admitted - self._workers)

    @property
    def longest_seconds(self) -> float:
        """How long the work that was begun first has run by now; 0 where none runs."""
        with self._lock:
            return perf_counter() - min(self._begun) if self._begun else 0.0

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """The result of ``work``, which is never begun once it is cancelled; raises Overloaded."""
        with self._lock:
            self._check_room()
            # This may fail too, and then no place is taken.
            job = self._threads.submit(self._timed, work)
            self._admitted += 1
        job.add_done_callback(self._leave)
        return job

    def _check_room(self) -> None:
        # A round is as much work as there are workers; the first is the one that they are in.
        rounds = self._admitted // self._workers
        wait = rounds * self._seconds
        full = self._admitted >= self._workers + self._queue
        if full or (rounds > 1 and wait > self._wait_seconds):
            raise Overloaded(max(1, ceil(wait)))

    def _timed(self, work: Callable[[], T]) -> T:
        begun = perf_counter()
        with self._lock:
            self._begun.append(begun)
        try:
            result = work()
        finally:
            with self._lock:
                self._begun.remove(begun)
        # What fails tells nothing of how long work takes.
        with self._lock:
            self._seconds += NEWEST_SHARE * (perf_counter() - begun - self._seconds)
        return result

    def _leave(self, _job: "Future[T]") -> None:
        with self._lock:
            self._admitted -= 1
