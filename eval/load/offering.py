"""Questions offered at a rate, whether or not those before are answered, as the world does it."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx2
import numpy as np

from .asking import TIMEOUT_SECONDS, Reply, ask, ask_in_turn, reply_to

_SEED = 1
# One is answered while the next one waits.
_IN_TURN = 2
_LIVEZ_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of the questions of one rate, and of ``GET /livez`` meanwhile."""

    times: float
    per_second: float
    replies: Sequence[Reply]
    livez: Sequence[Reply]

    def seconds(self, status: int, percentile: float) -> float:
        """That percentile of the seconds until responses of this status; NaN where there are none.

        >>> replies = [Reply(200, 1.0), Reply(200, 3.0), Reply(503, 0.1)]
        >>> Offered(1, 1.0, replies, []).seconds(200, 50)
        2.0
        """
        return _percentile([each for each in self.replies if each.status == status], percentile)

    def livez_seconds(self, percentile: float) -> float:
        """That percentile of the seconds until ``/livez`` was answered."""
        return _percentile(self.livez, percentile)

    def statuses(self) -> dict[int, int]:
        """How many responses had each status, those of ``/livez`` that were not 200 too."""
        failed = [each for each in self.livez if each.status != httpx2.codes.OK]
        return dict(sorted(Counter(each.status for each in (*self.replies, *failed)).items()))


def client_of(url: str) -> httpx2.AsyncClient:
    """A client that opens as many connections as it has questions."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx2.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, limits=limits)


async def capacity(url: str, questions: Iterator[str], seconds: float) -> float:
    """How many questions a second are answered when the next one is always there."""
    async with client_of(url) as client:
        turns = (ask_in_turn(client, questions, seconds=seconds) for _ in range(_IN_TURN))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        answered = sum(await asyncio.gather(*turns))
        return answered / (loop.time() - begun)


async def offer(
    url: str, questions: Iterator[str], times: float, capacity: float, seconds: float
) -> Offered:
    """Offer ``times`` the capacity for so long; arrivals are a Poisson process, always the same."""
    per_second = times * capacity
    chance = np.random.default_rng(_SEED)
    gaps = chance.exponential(1 / per_second, size=max(1, round(per_second * seconds)))
    async with client_of(url) as client, client_of(url) as watcher:
        watching = asyncio.create_task(_watch(watcher))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        asked = []
        for arrival in gaps.cumsum():
            # Late timers are made up for; the rate stays.
            await asyncio.sleep(begun + arrival - loop.time())
            asked.append(asyncio.create_task(ask(client, next(questions))))
        replies = await asyncio.gather(*asked)
        watching.cancel()
        livez = await watching
    return Offered(times, per_second, replies, livez)


def markdown(offered: Sequence[Offered]) -> str:
    """A table, a row a rate; ``lost`` had no response at all."""
    lines = [
        "| load | offered/s | answered | p50 ms | p99 ms | p99 to that of the first | refused | "
        "refused p99 ms | /livez p99 ms | other statuses |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    first = offered[0].seconds(200, 99)
    for each in offered:
        statuses = each.statuses()
        answered, refused = statuses.pop(200, 0), statuses.pop(503, 0)
        p99 = each.seconds(200, 99)
        others = ", ".join(f"{n} × {status or 'lost'}" for status, n in statuses.items())
        lines.append(
            f"| {each.times:g}× | {each.per_second:.2f} | {answered} | "
            f"{_ms(each.seconds(200, 50))} | {_ms(p99)} | {p99 / first:.2f} | {refused} | "
            f"{_ms(each.seconds(503, 99))} | {_ms(each.livez_seconds(99))} | {others or 'none'} |"
        )
    return "\n".join(lines) + "\n"


async def _watch(client: httpx2.AsyncClient) -> list[Reply]:
    """Ask for ``/livez`` until cancelled; what has come by then."""
    replies = list[Reply]()
    try:
        while True:
            replies.append(await reply_to(client.get("/livez")))
            await asyncio.sleep(_LIVEZ_EVERY_SECONDS)
    except asyncio.CancelledError:
        return replies


def _percentile(replies: Sequence[Reply], percentile: float) -> float:
    seconds = [each.seconds for each in replies]
    return float(np.percentile(seconds, percentile)) if seconds else float("nan")


def _ms(seconds: float) -> str:
    return "–" if np.isnan(seconds) else f"{1000 * seconds:.0f}"
