"""How well the reader reads what it never learnt: ``python -m eval.reading --data DIR``.

The four pages of SQuAD 2.0 that training keeps out, a paragraph at a time, read by the shipped
reader or that of ``--model``. Near misses are the answerable questions changed by the rules that
training changes its own by: how well they are refused says what was learnt of the rules, and the
unanswerable questions, which people wrote, what was learnt beyond them. No retrieval is in it, and
no torch.
"""

import random
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from eval.estimates import Estimate, Sampled
from eval.measures.token_f1 import token_f1
from eval.statistics.bootstrap import resample, resampled
from eval.terminal import errors_in_a_line, out
from index import Article, Passage
from service.reading.reader import SHIPPED, Reader, SpanReader
from service.training.perturbing import names_in, perturbed
from service.training.sources import Asked, load_held_out

ANSWERED = 0.95
"""Of the answerable questions, at the threshold by which refusals are counted."""
SEED = 20_251_104

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reads:
    """What came of the questions, a place each: all are (questions,).

    ``f1`` is that of the best span, 0 where there is no answer; ``level`` the logit of the
    passage's answering, ``near_miss`` that for the question changed, NaN where it was not.
    """

    answerable: NDArray[np.bool_]
    f1: Floats
    level: Floats
    near_miss: Floats

    def drawn(self, places: NDArray[np.intp]) -> "Reads":
        """Those at ``places``, which may repeat."""
        return Reads(
            self.answerable[places], self.f1[places], self.level[places], self.near_miss[places]
        )


Measure = Callable[[Reads], float | None]


def main() -> None:
    """Parse the command line, read and print a table."""
    parser = ArgumentParser(prog="python -m eval.reading", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--model", type=Path, default=SHIPPED, help=f"folder, {SHIPPED}")
    given = parser.parse_args()
    with errors_in_a_line():
        reads = read_all(SpanReader(given.model), load_held_out(given.data))
    out.print(table(estimates(reads)))


def read_all(reader: Reader, asked: Sequence[Asked]) -> Reads:
    """Every question read in its own paragraph, behind its page's title as in the service."""
    chance = random.Random(SEED)  # noqa: S311  (nothing secret)
    names = [name for paragraph in _paragraphs(asked) for name in names_in(paragraph)]
    rows = []
    for each in asked:
        text, level = _read(reader, each.question, each)
        changed = perturbed(each.question, each.paragraph, names, chance) if each.answers else None
        near_miss = _read(reader, changed, each)[1] if changed else np.nan
        f1 = token_f1(text, each.aliases) if each.answers else 0.0
        rows.append((f1, level, near_miss))
    f1s, levels, near_misses = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return Reads(np.array([bool(each.answers) for each in asked]), f1s, levels, near_misses)


def forced_f1(reads: Reads) -> float | None:
    """Mean token F1 over the answerable questions when every one is answered."""
    return float(reads.f1[reads.answerable].mean()) if reads.answerable.any() else None


def best_f1(reads: Reads) -> float | None:
    """Mean F1 over all questions at the best threshold, where refusing an unanswerable is 1.

    Rajpurkar, Jia & Liang 2018, "Know What You Don't Know". The threshold is chosen on these very
    questions, so that it flatters a little, every reader alike.
    """
    if not len(reads.f1):
        return None
    order = np.argsort(-reads.level, kind="stable")
    answered = np.append(0, np.cumsum(reads.f1[order]))
    unanswerable = np.append(0, np.cumsum(~reads.answerable[order]))
    # With the first n answered: their F1, and 1 for each unanswerable one among the others.
    return float((answered + unanswerable[-1] - unanswerable).max() / len(reads.f1))


def refused_unanswerable(reads: Reads) -> float | None:
    """The share of the unanswerable questions refused where ``ANSWERED`` are answered."""
    return _refused(reads, reads.level[~reads.answerable])


def refused_near_misses(reads: Reads) -> float | None:
    """The share of the near misses refused where ``ANSWERED`` are answered."""
    return _refused(reads, reads.near_miss[~np.isnan(reads.near_miss)])


MEASURES: dict[str, Measure] = {
    "F1, every answerable question answered": forced_f1,
    "F1 of all at the best threshold": best_f1,
    f"unanswerable refused, {ANSWERED:.0%} answered": refused_unanswerable,
    f"near misses refused, {ANSWERED:.0%} answered": refused_near_misses,
}


def estimates(reads: Reads) -> dict[str, Estimate]:
    """Each measure that some question has a say in, with its bootstrap interval.

    Questions are resampled, each with its near miss. They are of four pages only, whose
    differences no interval shows.
    """
    says = (
        reads.answerable.sum(),
        len(reads.f1),
        (~reads.answerable).sum(),
        (~np.isnan(reads.near_miss)).sum(),
    )
    counts = resample(len(reads.f1))
    found = {}
    for (name, measure), questions in zip(MEASURES.items(), says, strict=True):
        if (value := measure(reads)) is not None:
            samples = resampled(_of_drawn(measure, reads), counts)
            found[name] = Sampled(value, samples, int(questions)).estimate()
    return found


def table(estimated: dict[str, Estimate]) -> Table:
    """A row a measure."""
    made = Table("", title="held-out pages of SQuAD 2.0", title_justify="left", box=None)
    for heading in ("score", "95 % interval", "questions"):
        made.add_column(heading, justify="right")
    for name, of in estimated.items():
        interval = f"{of.low:.3f} – {of.high:.3f}"
        made.add_row(name, f"{of.value:.3f}", interval, str(of.questions))
    return made


def _of_drawn(measure: Measure, reads: Reads) -> Callable[[NDArray[np.intp]], float | None]:
    return lambda places: measure(reads.drawn(places))


def _refused(reads: Reads, levels: Floats) -> float | None:
    if not levels.size or not reads.answerable.any():
        return None
    threshold = np.quantile(reads.level[reads.answerable], 1 - ANSWERED, method="lower")
    return float((levels < threshold).mean())


def _read(reader: Reader, question: str, asked: Asked) -> tuple[str, float]:
    """The best span, empty where there is none, and the logit of there being an answer."""
    article = Article("held-out", asked.title, None, None, None, asked.paragraph)
    (reading,) = reader.read(question, [Passage(article, 0, len(article.text))])
    return reading.spans[0].text if reading.spans else "", reading.answerable


def _paragraphs(asked: Sequence[Asked]) -> list[str]:
    """Each once, in order."""
    return list(dict.fromkeys(each.paragraph for each in asked))


if __name__ == "__main__":
    main()
