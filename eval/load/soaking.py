"""Thousands of distinct questions while the index changes: whether memory grows with them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import numpy as np

from index import Article, Embedder, publish

from .asking import NotAnswered
from .offering import client_of
from .service import Service

EVERY = 100
# Until then what is loaded at its first use, and what is kept on purpose, fills up.
SETTLED = 1_000
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Slope:
    """Bytes of memory more a question, by least squares, with a 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, questions: Sequence[int], resident: Sequence[int]) -> "Slope":
        """The slope of memory over questions; three points at least.

        >>> Slope.of([0, 100, 200, 300], [5000, 5200, 5400, 5600])
        Slope(value=2.0, low=2.0, high=2.0)
        """
        x, y = np.array(questions, float), np.array(resident, float)
        away = x - x.mean()
        value = float(away @ y / (away @ away))
        residuals = y - y.mean() - value * away
        error = float(np.sqrt(residuals @ residuals / (len(x) - 2) / (away @ away)))
        return cls(value, value - _Z * error, value + _Z * error)


@dataclass(frozen=True, slots=True)
class Soaked:
    """The memory of the service, in bytes, after so many ``questions``, and how often it swapped.

    ``generations`` counts those that answers came from.
    """

    questions: Sequence[int]
    resident: Sequence[int]
    generations: int

    def slope(self) -> Slope | None:
        """The slope after the first thousand questions; None where too few came after them."""
        settled = [row for row, asked in enumerate(self.questions) if asked >= SETTLED]
        if len(settled) < 3:
            return None
        return Slope.of(
            [self.questions[row] for row in settled], [self.resident[row] for row in settled]
        )


class Publisher:
    """Publishes the articles again and again, each time with another sentence in the first."""

    def __init__(self, folder: Path, articles: Sequence[Article], embedder: Embedder) -> None:
        self._folder = folder
        self._articles = articles
        self._embedder = embedder
        self._times = 0

    def publish(self) -> None:
        """Make the next generation current."""
        first, *others = self._articles
        self._times += 1
        changed = replace(first, text=f"{first.text}\n\nThis is edition {self._times}.")
        publish(self._folder, [changed, *others], self._embedder)


async def soak(
    service: Service,
    publisher: Publisher,
    questions: Iterator[str],
    count: int,
    publications: int,
    told: Callable[[int, int], object],
) -> Soaked:
    """Ask ``count`` questions one after the other, with publications spread evenly between them.

    ``told`` is called with questions and bytes whenever memory is looked at. Raises NotAnswered
    where one is not answered.
    """
    looks: list[tuple[int, int]] = []
    generations: set[str] = set()
    publishing = {round(count * (each + 1) / (publications + 1)) for each in range(publications)}
    async with client_of(service.url) as client:
        for asked in range(1, count + 1):
            try:
                response = await client.post("/v1/ask", json={"question": next(questions)})
            except httpx2.TransportError as error:
                raise NotAnswered(f"question {asked} was lost: {error!r}") from error
            if response.status_code != 200:
                raise NotAnswered(f"question {asked} had status {response.status_code}")
            generations.add(response.json()["generation"])
            if asked in publishing:
                await asyncio.to_thread(publisher.publish)
            if asked % EVERY == 0:
                looks.append((asked, service.resident_bytes()))
                told(*looks[-1])
    return Soaked([at for at, _ in looks], [size for _, size in looks], len(generations))
