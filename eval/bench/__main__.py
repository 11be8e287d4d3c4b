"""``python -m eval.bench ARTICLES…``: see ``main``."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console

from eval.terminal import errors_in_a_line
from index import in_context, load_embedder, read_articles

from .corpus import Corpus, of_articles
from .drawing import draw, markdown
from .embedding import BATCH, ROUNDS, embedding_rates
from .growing import grown
from .measuring import DATELINE, PLAIN, Measured, measure
from .writing import write_index

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 200
# A question takes the plain way seconds at a million passages.
PLAIN_QUERIES = 20


def main(paths: Sequence[Path], sizes: Sequence[int], out: Path) -> None:
    """Measure indexes of so many passages, and write the figures, a table and a drawing.

    The passages are those of the articles in ``paths``, and beyond them altered copies; see
    ``grown``. The articles' titles are asked. Both ways have the same texts, vectors and queries,
    and each is measured in a process of its own. A million passages take about 10 GB of memory
    and 6 GB of disk.
    """
    console = Console()
    articles = read_articles(paths).articles
    queries = [article.title for article in articles if article.title][:QUERIES]
    if not queries:
        raise SystemExit("give articles with titles, which are asked")
    out.mkdir(parents=True, exist_ok=True)
    corpus = of_articles(articles, load_embedder())
    console.print(f"{len(corpus.passages)} passages of {len(articles)} articles")
    texts = [in_context(passage) for passage in corpus.passages[: ROUNDS * BATCH]]
    if len(texts) < ROUNDS * BATCH:
        raise SystemExit(f"give articles of at least {ROUNDS * BATCH} passages")
    measured = [
        each for size in sizes for each in _at_size(corpus, size, queries, out / "index", console)
    ]
    lines = [json.dumps(asdict(each)) for each in measured]
    (out / "bench.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = markdown(measured)
    (out / "bench.md").write_text(table, encoding="utf-8")
    draw(measured, out / "bench.svg")
    console.print(table, markup=False)
    ours, plain = embedding_rates(texts)
    console.print(f"embedding, passages/s: {ours:.1f}, plain {plain:.1f}, ratio {ours / plain:.2f}")


def _at_size(
    corpus: Corpus, size: int, queries: Sequence[str], folder: Path, console: Console
) -> list[Measured]:
    console.print(f"{size} passages …")
    written = write_index(folder, grown(corpus, size, np.random.default_rng(1)), load_embedder())
    console.print(f"{written}")
    return [
        measure(folder, DATELINE, queries, written),
        measure(folder, PLAIN, queries[:PLAIN_QUERIES], written),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m eval.bench")
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--passages", nargs="+", type=int, default=SIZES)
    parser.add_argument("--out", type=Path, default=Path(".dateline/bench"))
    given = parser.parse_args()
    with errors_in_a_line():
        main(given.articles, given.passages, given.out)
