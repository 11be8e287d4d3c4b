"""What a rebuild costs after one article in a hundred changed, beside the build of them all.

``python -m eval.rebuilding ARTICLES…`` builds an index in a temporary folder, puts a sentence in
front of every hundredth article, so that each of its passages is another, and builds it again.
Both times include reading the articles. Processor time counts all threads and is what is
compared: on a busy machine it is steadier than the clock.
"""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.table import Table

from eval.terminal import errors_in_a_line, out
from index import Article, Embedder, load_embedder, publish, read_articles

EVERY = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one build, in seconds: by the clock, and of all processors together."""

    wall: float
    processor: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and compare."""
    parser = ArgumentParser(prog="python -m eval.rebuilding", description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path, help="files or folders")
    given = parser.parse_args(arguments)
    with errors_in_a_line():
        compare(given.articles)


def compare(paths: Sequence[Path]) -> None:
    """Time both builds and print a table.

    Raises ArticlesUnreadable, and ArticlesRefused where there is nothing to index.
    """
    embedder = load_embedder()
    with TemporaryDirectory() as folder:
        whole = _cost_of_building(Path(folder), paths, embedder, changed=False)
        again = _cost_of_building(Path(folder), paths, embedder, changed=True)
    table = Table("seconds", "all anew", f"1 in {EVERY} changed", "share")
    for name, one, other in (
        ("processor", whole.processor, again.processor),
        ("clock", whole.wall, again.wall),
    ):
        table.add_row(name, f"{one:.2f}", f"{other:.2f}", f"{other / one:.1%}")
    out.print(table)


def with_some_changed(articles: Sequence[Article]) -> list[Article]:
    """The articles, every hundredth, from the first on, with a sentence more in front."""
    return [
        replace(article, text=f"This report was corrected.\n\n{article.text}")
        if row % EVERY == 0
        else article
        for row, article in enumerate(articles)
    ]


def _cost_of_building(
    folder: Path, paths: Sequence[Path], embedder: Embedder, *, changed: bool
) -> Cost:
    begun = Cost(time.perf_counter(), time.process_time())
    articles = read_articles(paths).articles
    publish(folder, with_some_changed(articles) if changed else articles, embedder)
    return Cost(time.perf_counter() - begun.wall, time.process_time() - begun.processor)


if __name__ == "__main__":
    main()
