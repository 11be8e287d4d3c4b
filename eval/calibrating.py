"""Fit the probabilities that the service gives: ``python -m eval.calibrating GOLD@INDEX… > FILE``.

Each ``GOLD@INDEX`` is a file of gold questions and the index they are asked of;
``GOLD@INDEX@absent`` asks them of an index that cannot answer them. Every set weighs the same.
Even ids are fitted on; the odd ones are left to measure with. What is printed belongs into
``service/models/reader/calibration.json``.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.measures.rightness import right
from eval.questions import GoldQuestion, load_gold
from eval.terminal import errors_in_a_line, out
from index import Generation, open_index
from service.evidence import finding
from service.qa import READ_DEPTH
from service.reading import support
from service.reading.calibration import Logistic
from service.reading.candidates import pool
from service.reading.quoting import quote
from service.reading.reader import SpanReader
from service.reading.rerank import read_hits

# The best quotes of this many candidates teach what support is; one alone is mostly right.
CANDIDATES = 3
# Weights shrink towards 0 by this much of their square, against features that say the same.
RIDGE = 0.01

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's best candidates, by the features of their quotes, and which are right.

    ``pooled`` are the features of the first among them all; ``weight`` makes sets count alike.
    """

    quotes: tuple[Features, ...]
    right: tuple[float, ...]
    pooled: Features
    weight: float


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Gold questions and the index they are asked of; ``absent``, and it cannot answer them."""

    gold: Path
    index: Path
    absent: bool

    @classmethod
    def of(cls, written: str) -> "GoldSet":
        """``GOLD@INDEX`` or ``GOLD@INDEX@absent``; raises ArgumentTypeError for anything else.

        >>> GoldSet.of("gold.jsonl@.dateline").absent
        False
        """
        gold, *rest = written.split("@")
        if not rest or rest[1:] not in ([], ["absent"]):
            raise ArgumentTypeError(f"{written!r} is not GOLD@INDEX or GOLD@INDEX@absent")
        return cls(Path(gold), Path(rest[0]), len(rest) > 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and print the calibration of the sets given."""
    parser = ArgumentParser(prog="python -m eval.calibrating", description=__doc__)
    parser.add_argument("sets", nargs="+", type=GoldSet.of, metavar="GOLD@INDEX[@absent]")
    given = parser.parse_args(arguments)
    with errors_in_a_line():
        print_calibration(given.sets)


def print_calibration(sets: Sequence[GoldSet]) -> None:
    """Fit both probabilities on the sets, and print them as JSON.

    Raises GoldRefused, and what opening an index raises.
    """
    reader = SpanReader()
    cases = [case for each in sets for case in _cases(each, reader)]
    found = {
        "confidence": fit(
            [case.pooled for case in cases],
            [case.right[0] for case in cases],
            [case.weight for case in cases],
        ),
        "support": fit(
            [quote for case in cases for quote in case.quotes],
            [right for case in cases for right in case.right],
            [case.weight for case in cases for _ in case.quotes],
        ),
    }
    out.print_json(json.dumps({name: asdict(each) for name, each in found.items()}))


def _cases(given: GoldSet, reader: SpanReader) -> list[Case]:
    generation = open_index(given.index)
    asked = [
        question.as_absent() if given.absent else question
        for question in load_gold(given.gold)
        if crc32(question.id.encode()) % 2 == 0
    ]
    return [
        case
        for question in asked
        if (case := _case(question, generation, reader, 1 / len(asked))) is not None
    ]


def _case(
    question: GoldQuestion, generation: Generation, reader: SpanReader, weight: float
) -> Case | None:
    hits = generation.retriever.search(question.question, READ_DEPTH)
    candidates = pool(question.question, read_hits(reader, question.question, hits))
    if not candidates:
        return None
    best = [candidate.best for candidate in candidates[:CANDIDATES]]
    quotes = [quote(scored.span, scored.shown) for scored in best]
    readings = reader.read(question.question, [each.passage for each in quotes])
    return Case(
        quotes=tuple(
            support.features(question.question, each, reading)
            for each, reading in zip(quotes, readings, strict=True)
        ),
        right=tuple(right(scored.shown, question.answers) for scored in best),
        pooled=finding.features(candidates),
        weight=weight,
    )


def fit(rows: Sequence[Features], labels: Sequence[float], weights: Sequence[float]) -> Logistic:
    """The logistic regression of largest weighted likelihood, with a ridge; ``labels`` are 0 or 1.

    >>> fitted = fit([{"x": 0.0}, {"x": 0.0}, {"x": 0.0}, {"x": 0.0}], [1, 1, 1, 0], [1] * 4)
    >>> round(fitted({"x": 0.0}), 2)
    0.75
    """
    names = sorted(rows[0])
    values = np.array([[1.0, *(row[name] for name in names)] for row in rows])
    wanted, weight = np.array(labels), np.array(weights) * len(rows) / np.sum(weights)

    def cost(parameters: NDArray[np.float64]) -> float:
        logits = values @ parameters
        surprise = np.logaddexp(0, logits) - wanted * logits
        return float(weight @ surprise + RIDGE * parameters[1:] @ parameters[1:])

    bias, *slopes = minimize(cost, np.zeros(values.shape[1])).x.tolist()
    return Logistic(round(bias, 4), {n: round(s, 4) for n, s in zip(names, slopes, strict=True)})


if __name__ == "__main__":
    main()
