"""What a lane lets in, in which order it is done, and what is never begun."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from functools import partial
from math import inf
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.admission import Lane, Overloaded


class Gate:
    """Work that waits to be let go, and notes what of it was begun."""

    def __init__(self) -> None:
        self.open = Event()
        self.begun: list[int] = []

    def work(self, number: int) -> int:
        self.begun.append(number)
        assert self.open.wait(30)
        return number

    def fill(self, lane: Lane, most: int = 100) -> list["Future[int]"]:
        """Submit until the lane refuses, at most so often; the work is numbered from 0."""
        jobs: list[Future[int]] = []
        try:
            while len(jobs) < most:
                jobs.append(self._submit(lane, len(jobs)))
        except Overloaded:
            pass
        return jobs

    def _submit(self, lane: Lane, number: int) -> "Future[int]":
        return lane.submit(lambda: self.work(number))


@contextmanager
def _gate() -> Iterator[Gate]:
    gate = Gate()
    try:
        yield gate
    finally:
        gate.open.set()


def _lane(
    workers: int = 1, queue: int = 64, wait_seconds: float = 0.0, seconds: float = 1.0
) -> Lane:
    return Lane("test", workers, queue, wait_seconds, seconds)


@pytest.mark.parametrize(
    ("workers", "queue", "wait_seconds", "let_in"),
    [
        (1, 64, 0.0, 2),  # One runs, and one a worker may always wait.
        (2, 64, 0.0, 4),
        (1, 64, 1.0, 2),  # The second to wait would be begun after two seconds.
        (1, 64, 2.0, 3),
        (1, 64, 3.9, 4),
        (2, 64, 2.0, 6),  # Two a round.
        (1, 2, inf, 3),  # The hard cap.
        (1, 0, inf, 1),
    ],
)
def test_as_much_is_let_in_as_is_soon_begun(
    workers: int, queue: int, wait_seconds: float, let_in: int
) -> None:
    lane = _lane(workers, queue, wait_seconds)
    with _gate() as gate:
        assert len(gate.fill(lane)) == let_in
        assert lane.waiting == let_in - workers


@pytest.mark.parametrize(("seconds", "retry_after"), [(0.01, 1), (1.0, 2), (1.2, 3)])
def test_who_is_refused_is_told_when_to_come_again(seconds: float, retry_after: int) -> None:
    # Two rounds are ahead: the one that runs, and the one that waits.
    lane = _lane(queue=1, seconds=seconds)
    with _gate() as gate:
        gate.fill(lane)
        with pytest.raises(Overloaded) as refused:
            lane.submit(lambda: None)
    assert refused.value.retry_after == retry_after
    assert str(retry_after) in str(refused.value)


def test_work_is_done_in_order_and_gives_its_place_back() -> None:
    lane = _lane(queue=3, wait_seconds=inf)
    with _gate() as gate:
        jobs = gate.fill(lane)
        gate.open.set()
        assert [job.result(30) for job in jobs] == gate.begun == [0, 1, 2, 3]
        assert len(gate.fill(lane)) == 4


def test_what_is_cancelled_while_it_waits_is_never_begun_and_frees_its_place() -> None:
    lane = _lane(queue=2, wait_seconds=inf)
    with _gate() as gate:
        first, second, _third = gate.fill(lane)
        _until(lambda: gate.begun == [0])
        assert not first.cancel()
        assert second.cancel()
        assert lane.waiting == 1
        assert len(gate.fill(lane)) == 1
        gate.open.set()
        with pytest.raises(CancelledError):
            second.result(30)
        _until(lambda: lane.waiting == 0)
        assert 1 not in gate.begun[:1]
        assert gate.begun == [0, 2, 0]


def test_what_is_expected_follows_what_is_measured() -> None:
    # After 20 pieces that take no time .9²⁰ = .12 s are expected of what was to take a second, and
    # four such rounds are within half a second.
    lane = _lane(wait_seconds=0.5)
    for _ in range(20):
        left = Event()
        # Told after the lane is, as callbacks come in order.
        lane.submit(lambda: None).add_done_callback(partial(_tell, left))
        assert left.wait(30)
    with _gate() as gate:
        assert len(gate.fill(lane, most=10)) == 5


def test_what_fails_gives_its_place_back_and_teaches_nothing() -> None:
    lane = _lane(wait_seconds=2.0)
    for _ in range(50):
        job = lane.submit(lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            job.result(30)
    with _gate() as gate:
        assert len(gate.fill(lane, most=10)) == 3


def test_what_cannot_be_begun_takes_no_place() -> None:
    lane = _lane(wait_seconds=inf)
    lane._threads.shutdown()
    for _ in range(3):
        with pytest.raises(RuntimeError):
            lane.submit(lambda: None)
    assert lane.waiting == 0


def test_the_work_that_was_begun_first_tells_how_long_it_has_run() -> None:
    lane = _lane(workers=2, wait_seconds=inf)
    assert lane.longest_seconds == 0
    with _gate() as gate:
        first = lane.submit(lambda: gate.work(0))
        _until(lambda: gate.begun == [0])
        time.sleep(0.05)
        lane.submit(lambda: 1 / 0)
        lane.submit(lambda: None).result(30)
        assert 0.05 <= lane.longest_seconds < 30
        gate.open.set()
        first.result(30)
    assert lane.longest_seconds == 0


@settings(deadline=None, max_examples=20)
@given(
    workers=st.integers(1, 4),
    queue=st.integers(0, 8),
    wait_seconds=st.floats(0, 10),
    seconds=st.floats(0, 10),
)
def test_neither_the_queue_nor_the_expected_wait_is_ever_longer_than_it_may(
    workers: int, queue: int, wait_seconds: float, seconds: float
) -> None:
    lane = _lane(workers, queue, wait_seconds, seconds)
    with _gate() as gate:
        waiting = len(gate.fill(lane)) - workers
    assert min(workers, queue) <= waiting <= queue
    # The last round that was let in waits for all others.
    rounds = -(-waiting // workers)
    assert rounds <= 1 or rounds * seconds <= wait_seconds


def _tell(left: Event, _job: "Future[None]") -> None:
    left.set()


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.001)
