"""``python -m eval.load``: see ``main``."""

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from eval.questions import load_gold
from index import load_embedder, publish, read_articles

from .asking import distinct
from .offering import Offered, capacity, markdown, offer
from .service import started
from .soaking import Publisher, soak

ROOT = Path(__file__).parents[2]
SEEDS, GOLD = ROOT / "seeds", ROOT / "eval" / "gold" / "seeds.jsonl"
CAPACITY_SECONDS = 20.0
MIB = 2**20

console = Console(soft_wrap=True)


def main(url: str | None, gold: Path, times: Sequence[float], seconds: float) -> None:
    """Measure how many questions a second a service answers, offer multiples, print a table.

    The service is one over seeds/ unless ``url`` names another, which should be idle and have its
    rate limit off. The client runs on the same machine and takes its share of it.
    """
    questions = distinct([each.question for each in load_gold(gold)])
    with _served(url) as served:
        console.print(markdown(asyncio.run(_offered(served, questions, times, seconds))))


def main_soak(gold: Path, count: int, publications: int) -> None:
    """Ask so many questions of a service without a cache, and print how its memory went."""
    questions = distinct([each.question for each in load_gold(gold)])
    articles, embedder = read_articles([SEEDS]).articles, load_embedder()
    with TemporaryDirectory() as folder:
        publish(Path(folder), articles, embedder)
        publisher = Publisher(Path(folder), articles, embedder)
        with started(Path(folder), cache_answers=0, refresh_seconds=0.2) as service:
            console.print("| questions | resident MiB |\n|---|---|")
            soaked = asyncio.run(soak(service, publisher, questions, count, publications, _told))
    slope = soaked.slope()
    said = (
        "too few questions for a slope"
        if slope is None
        else f"{slope.value:.0f} bytes a question [{slope.low:.0f}, {slope.high:.0f}]"
    )
    console.print(f"\n{said}; {soaked.generations} generations answered", markup=False)


@contextmanager
def _served(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with TemporaryDirectory() as folder:
        publish(Path(folder), read_articles([SEEDS]).articles, load_embedder())
        with started(Path(folder), cache_answers=0) as service:
            yield service.url


async def _offered(
    url: str, questions: Iterator[str], times: Sequence[float], seconds: float
) -> list[Offered]:
    answered = await capacity(url, questions, min(seconds, CAPACITY_SECONDS))
    console.print(f"{answered:.2f} questions a second are answered\n")
    return [await offer(url, questions, each, answered, seconds) for each in times]


def _told(questions: int, resident: int) -> None:
    console.print(f"| {questions} | {resident / MIB:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m eval.load")
    parser.add_argument("--url", help="a service that runs; one over seeds/ is started if none")
    parser.add_argument("--gold", type=Path, default=GOLD, help="whose questions are asked")
    parser.add_argument("--times", nargs="+", type=float, default=[1, 2, 5, 10])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each multiple")
    parser.add_argument("--soak", type=int, metavar="QUESTIONS", help="watch memory instead")
    parser.add_argument("--publications", type=int, default=50, help="while soaking")
    given = parser.parse_args()
    if given.soak:
        main_soak(given.gold, given.soak, given.publications)
    else:
        main(given.url, given.gold, given.times, given.seconds)
