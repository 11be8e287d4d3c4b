"""How well the support check tells support from none: ``python -m eval.supporting --data DIR``.

Claims beside texts that people judged: RTE 1–3, and sentences of machine summaries (QAGS). The
check asks questions, so that each claim is asked about as Wang, Cho & Lewis 2020 do ("Asking and
Answering Questions to Evaluate the Factual Consistency of Summaries"): a name, number or date at a
time gives way to a question word, and the text has to answer with it. A claim is supported as much
as its least supported part; one without such parts is left out, and counted.
"""

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from eval.terminal import errors_in_a_line, out
from index import Article, Passage, load_embedder
from index.text.chunking import MAX_TOKENS, OVERLAP_TOKENS, CountTokens, chunk
from service.reading.calibration import load_calibration
from service.reading.question_parts import parts
from service.reading.quoting import Quote
from service.reading.reader import Span, SpanReader
from service.reading.support import SupportCheck

# A claim is no question; behind these words it has the form of one that wants yes or no.
ASKING = "Is it true that "


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, the text beside it, and whether people found it supported."""

    words: str
    text: str
    supported: bool


def main() -> None:
    """Parse the command line and measure."""
    parser = ArgumentParser(prog="python -m eval.supporting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    data = parser.parse_args().data
    with errors_in_a_line():
        measure(data)


def measure(data: Path) -> None:
    """Check every claim and print a table; raises GoldRefused for a line that is no claim."""
    calibration, count_tokens = load_calibration(), load_embedder().count_tokens
    check = SupportCheck(SpanReader(), calibration.support)
    table = Table("claims", "of", "asked", "supported", "precision", "recall", "area under ROC")
    for name, claims in (("rte.pairs", rte(data)), ("qags", qags(data))):
        judged = [
            (claim.supported, support(claim, check, _passages(claim.text, count_tokens)))
            for claim in claims
        ]
        known = [(float(value), wanted) for wanted, value in judged if value is not None]
        table.add_row(name, str(len(judged)), *_figures(known, calibration.least_support))
    out.print(table)


def rte(data: Path) -> list[Claim]:
    """The pairs of RTE 1 to 3."""
    return [
        Claim(pair["hypothesis"], pair["text"], bool(pair["label"]))
        for pair in _records(data / "rte.pairs.jsonl.gz")
    ]


def qags(data: Path) -> list[Claim]:
    """Sentences about news articles; supported where most of three people said so."""
    texts = {each["id"]: each["text"] for each in _records(data / "qags.articles.jsonl.gz")}
    return [
        Claim(
            each["question"],
            texts[each["evidence"][0]["article_id"]],
            each["meta"]["votes"].count("yes") >= 2,
        )
        for each in _records(data / "qags.questions.jsonl.gz")
    ]


def support(claim: Claim, check: SupportCheck, passages: Sequence[Passage]) -> float | None:
    """The support of the claim's weakest part by the passage that has most for it."""
    question = f"{ASKING}{claim.words}"
    weakest = None
    for part in parts(question):
        asked = part.asks(question).removeprefix(ASKING)
        quotes = [
            Quote(Span(p, p.start, p.start, 0.0), part.text, p.start, p.end) for p in passages
        ]
        best = max(check.check(asked, quotes))
        weakest = best if weakest is None else min(weakest, best)
    return weakest


def _passages(text: str, count_tokens: CountTokens) -> list[Passage]:
    article = Article("claim", None, None, None, None, text)
    return chunk(article, count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS)


def _figures(known: Sequence[tuple[float, bool]], least: float) -> Iterator[str]:
    values, wanted = np.array([k[0] for k in known]), np.array([k[1] for k in known])
    given = values >= least
    yield str(len(known))
    yield str(int(wanted.sum()))
    yield f"{wanted[given].mean():.2f}" if given.any() else "–"
    yield f"{given[wanted].mean():.2f}" if wanted.any() else "–"
    above = values[wanted][:, None] - values[~wanted][None, :]
    yield f"{((above > 0) + (above == 0) / 2).mean():.2f}" if above.size else "–"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
