"""``python -m eval.load``: see ``main``."""

import argparse
import asyncio
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory

from eval.over_http import OverHttp, ServiceUnreachable
from eval.questions import SEEDS_GOLD, GoldRefused, load_gold
from eval.terminal import out
from index import load_embedder, publish, read_articles

from .asking import NotAnswered, distinct
from .offering import Offered, capacity, markdown, offer
from .service import started
from .soaking import Publisher, soak

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
CAPACITY_SECONDS = 20.0
MIB = 2**20

# As the command line has them.
REFUSED, UNREACHABLE = 3, 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for.

    Raises SystemExit: 2 for wrong arguments, 3 for gold that is refused, 5 where the service or a
    file cannot be reached or a question is not answered that there is room for.
    """
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.soak and given.url:
        parser.error("--soak starts a service of its own; leave --url out")
    try:
        if given.soak:
            soak_seeds(given.gold, given.soak, given.publications)
        else:
            offer_multiples(given.url, given.gold, given.times, given.seconds)
    except GoldRefused as error:
        parser.exit(REFUSED, f"{parser.prog}: {error}\n")
    except (NotAnswered, ServiceUnreachable, CalledProcessError, OSError) as error:
        parser.exit(UNREACHABLE, f"{parser.prog}: {error}\n")


def offer_multiples(url: str | None, gold: Path, times: Sequence[float], seconds: float) -> None:
    """Measure how many questions a second a service answers, offer multiples, print a table.

    The service is one over seeds/ unless ``url`` names another, which should be idle and have its
    rate limit off. The client runs on the same machine and takes its share of it.

    Raises ServiceUnreachable where no Dateline answers there, NotAnswered where it has no room.
    """
    questions = distinct([each.question for each in load_gold(gold)])
    with _served(url) as served:
        out.print(markdown(asyncio.run(_offered(served, questions, times, seconds))))


def soak_seeds(gold: Path, count: int, publications: int) -> None:
    """Ask so many questions of a service without a cache, and print how its memory went."""
    questions = distinct([each.question for each in load_gold(gold)])
    articles, embedder = read_articles([SEEDS]).articles, load_embedder()
    with TemporaryDirectory() as folder:
        publish(Path(folder), articles, embedder)
        publisher = Publisher(Path(folder), articles, embedder)
        with started(Path(folder), cache_answers=0, refresh_seconds=0.2) as service:
            out.print("| questions | resident MiB |\n|---|---|")
            soaked = asyncio.run(soak(service, publisher, questions, count, publications, _told))
    slope = soaked.slope()
    said = (
        "too few questions for a slope"
        if slope is None
        else f"{slope.value:.0f} bytes a question [{slope.low:.0f}, {slope.high:.0f}]"
    )
    out.print(f"\n{said}; {soaked.generations} generations answered", markup=False)


@contextmanager
def _served(url: str | None) -> Iterator[str]:
    if url is not None:
        with OverHttp(url) as there:
            there.service()
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
    out.print(f"{answered:.2f} questions a second are answered\n")
    return [await offer(url, questions, each, answered, seconds) for each in times]


def _told(questions: int, resident: int) -> None:
    out.print(f"| {questions} | {resident / MIB:.1f} |")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.load")
    parser.add_argument("--url", help="a service that runs; one over seeds/ is started if none")
    parser.add_argument("--gold", type=Path, default=SEEDS_GOLD, help="whose questions are asked")
    parser.add_argument("--times", nargs="+", type=_above_zero, default=[1, 2, 5, 10])
    parser.add_argument("--seconds", type=_above_zero, default=60.0, help="of each multiple")
    parser.add_argument(
        "--soak", type=_at_least(1), metavar="QUESTIONS", help="watch memory instead"
    )
    parser.add_argument("--publications", type=_at_least(0), default=50, help="while soaking")
    return parser


def _above_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"give a number above 0, not {text!r}")
    return number


def _at_least(least: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and int(text) >= least):
            raise argparse.ArgumentTypeError(f"give a whole number from {least} on, not {text!r}")
        return int(text)

    return whole


if __name__ == "__main__":
    main()
