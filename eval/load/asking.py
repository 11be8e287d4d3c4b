"""Questions that no cache has seen, asked over HTTP, and how long each took."""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, product

import httpx2

from index import DatelineError

TIMEOUT_SECONDS = 120.0
LOST = 0

_SYLLABLES = ("ba", "do", "ki", "lu", "me", "na", "ro", "su", "te", "vi")


class NotAnswered(DatelineError):
    """The service did not answer a question that it had room for (exit 5)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The status of one response, ``LOST`` where none came, and after how many seconds it came."""

    status: int
    seconds: float


def distinct(questions: Sequence[str]) -> Iterator[str]:
    """The questions over and over, each time about somebody else, so that no two are equal.

    >>> asked = distinct(["Who won?", "Who lost?"])
    >>> [next(asked) for _ in range(3)]
    ['Of Baba: Who won?', 'Of Bado: Who lost?', 'Of Baki: Who won?']
    """
    names = (
        "".join(name).title() for size in count(2) for name in product(_SYLLABLES, repeat=size)
    )
    return (f"Of {name}: {question}" for name, question in zip(names, cycle(questions)))


async def ask(client: httpx2.AsyncClient, question: str) -> Reply:
    """``POST /v1/ask``; raises nothing for whatever comes back."""
    return await reply_to(client.post("/v1/ask", json={"question": question}))


async def reply_to(request: Awaitable[httpx2.Response]) -> Reply:
    """What comes of a request, ``LOST`` where the connection fails or times out."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        status = (await request).status_code
    except httpx2.TransportError:
        status = LOST
    return Reply(status, loop.time() - begun)


async def ask_in_turn(
    client: httpx2.AsyncClient, questions: Iterator[str], *, seconds: float
) -> int:
    """How many questions are answered in ``seconds``, one after the other.

    Raises NotAnswered for any other status than 200, and where one is lost.
    """
    loop = asyncio.get_running_loop()
    until, answered = loop.time() + seconds, 0
    while loop.time() < until:
        reply = await ask(client, next(questions))
        if reply.status == LOST:
            raise NotAnswered("a question was lost; is the service still running?")
        if reply.status != httpx2.codes.OK:
            raise NotAnswered(f"a question had status {reply.status}; is the service in use?")
        answered += 1
    return answered
