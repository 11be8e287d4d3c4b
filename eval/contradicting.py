"""How well contradictions between articles are found: ``python -m eval.contradicting --data DIR``.

Every question of rgb_en_fact (Chen et al. 2024, "Benchmarking Large Language Models in
Retrieval-Augmented Generation") is asked twice: once over true and counterfactual snippets, once
over the true ones alone, where any conflict shown is a false alarm. Those of ramdocs (Wang et al.
2025, "Retrieval-Augmented Generation with Conflicting Evidence") are asked over all its documents;
there is a contradiction where some are misinformation. Its ambiguous questions, with a right answer
for each thing of one name, come apart: their right answers do not contradict one another.

A conflict is found, strictly, where one shown has a wrong answer. The service may also have taken
the wrong side itself; "either side" is that the main answer is of one side and a conflict shown of
the other. The service never learnt from either set, but the thresholds of conflicts were chosen on
both, so that here they flatter.
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from rich.table import Table

from eval.estimates import Estimate, Sampled
from eval.lines import numbered_lines
from eval.measures.conflicts import conflict_recall
from eval.questions import GoldRefused
from eval.statistics.bootstrap import resample
from eval.terminal import err, errors_in_a_line, out
from eval.whole_file import write_whole
from index import Article, load_embedder, open_index, publish, read_articles
from service.answers import Question
from service.qa import QA

RGB, RAMDOCS, AMBIGUOUS = "rgb_en_fact", "ramdocs", "ramdocs, ambiguous"
SCORES = ("precision", "recall", "F1", "false alarms")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, its right answers, and the wrong ones that its corpus states too.

    Without ``wrong`` ones there is no contradiction in the corpus.
    """

    set: str
    id: str
    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, and the questions asked of them."""

    articles: Sequence[Article]
    questions: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service said to a question: its answer, and the answers shown to contradict it."""

    asked: Asked
    short_answer: str | None
    conflicts: tuple[str, ...]

    @property
    def strict(self) -> bool:
        """Whether a wrong answer is among the conflicts shown."""
        return conflict_recall(self.conflicts, self.asked.wrong) == 1

    @property
    def either_side(self) -> bool:
        """Whether the main answer is of one side, and a conflict shown of the other."""
        given = [self.short_answer] if self.short_answer else []
        sides = (self.asked.right, self.asked.wrong)
        return any(
            conflict_recall(given, one) == conflict_recall(self.conflicts, other) == 1
            for one, other in (sides, sides[::-1])
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The questions of a set, counted, and the scores that the counts give.

    ``contradicted`` and ``agreed`` are how many were asked over articles that contradict one
    another and over others, ``found`` and ``false_alarms`` in how many of the two a conflict was
    rightly and wrongly shown. ``estimates`` has each of ``SCORES`` that has a value.
    """

    contradicted: int
    agreed: int
    found: int
    false_alarms: int
    estimates: dict[str, Estimate]

    @property
    def missed(self) -> int:
        """How many of the contradicted were not found."""
        return self.contradicted - self.found


def main() -> None:
    """Parse the command line, ask everything and print a table a set."""
    parser = ArgumentParser(prog="python -m eval.contradicting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--out", type=Path, help="file for what came back, as JSON lines")
    given = parser.parse_args()
    with errors_in_a_line():
        corpora = [*rgb(given.data), ramdocs(given.data)]
        outcomes = [outcome for corpus in corpora for outcome in ask(corpus)]
        if given.out:
            records = (json.dumps(_as_record(each)) for each in outcomes)
            write_whole(given.out, "".join(f"{record}\n" for record in records))
    for name in (RGB, RAMDOCS, AMBIGUOUS):
        out.print(table(name, [each for each in outcomes if each.asked.set == name]))


def rgb(data: Path) -> list[Corpus]:
    """The true and the counterfactual snippets of all questions, and the true ones alone."""
    articles = _articles(data, "rgb_en_fact")
    records = list(_records(data, "rgb_en_fact"))
    corpora = []
    for roles in (("positive", "positive_wrong"), ("positive",)):
        ids = {id_ for each in records for role in roles for id_ in each["meta"]["roles"][role]}
        asked = [
            Asked(
                RGB,
                each["id"],
                each["question"],
                tuple(each["answers"]),
                (each["meta"]["fake_answer"],) if "positive_wrong" in roles else (),
            )
            for each in records
        ]
        corpora.append(Corpus([article for article in articles if article.id in ids], asked))
    return corpora


def ramdocs(data: Path) -> Corpus:
    """All documents; wrong are the answers of those that are misinformation."""
    asked = [
        Asked(
            AMBIGUOUS if each["type"].startswith("conflict/multi") else RAMDOCS,
            each["id"],
            each["question"],
            tuple(each["answers"]),
            tuple(
                answer for role, answer in each["meta"]["doc_roles"].values() if role == "misinfo"
            ),
        )
        for each in _records(data, "ramdocs")
    ]
    return Corpus(_articles(data, "ramdocs"), asked)


def ask(corpus: Corpus) -> Iterator[Outcome]:
    """Index the articles in a temporary folder and ask the shipped service every question."""
    with TemporaryDirectory() as folder:
        publish(Path(folder), corpus.articles, load_embedder())
        qa = QA.over(open_index(Path(folder)))
        for asked in track(corpus.questions, "asking", console=err):
            answer = qa.answer(Question(asked.question))
            shown = (each.short_answer for each in answer.conflicts if each.kind == "conflict")
            yield Outcome(asked, answer.short_answer, tuple(shown))


def scored(outcomes: Sequence[Outcome], found: Callable[[Outcome], bool]) -> Scores:
    """Precision, recall, F1 and false alarm rate of what ``found`` accepts, with their intervals.

    Precision is the share of the questions found among all for which a conflict is shown. Each
    score has a bootstrap interval over questions, a question asked twice being drawn as one; one
    that no question has a say in is left out.
    """
    ids = sorted({each.asked.id for each in outcomes})
    rows = {id_: row for row, id_ in enumerate(ids)}
    sums = np.zeros((len(ids), 5))
    for each in outcomes:
        wanted, shown = bool(each.asked.wrong), bool(each.conflicts)
        counted = (wanted, not wanted, shown, found(each), shown and not wanted)
        sums[rows[each.asked.id]] += counted
    total = sums.sum(axis=0, keepdims=True)
    contradicted, agreed, shown_in, hits, alarms = map(int, total[0])
    says = (shown_in, contradicted, contradicted + shown_in, agreed)
    values, samples = _ratios(total)[0], _ratios(resample(len(ids)) @ sums)
    estimates = {
        name: Sampled(float(values[place]), samples[:, place], says[place]).estimate()
        for place, name in enumerate(SCORES)
        if says[place]
    }
    return Scores(contradicted, agreed, hits, alarms, estimates)


def table(name: str, outcomes: Sequence[Outcome]) -> Table:
    """A row a score; found strictly, and with either side as the main answer."""
    strict = scored(outcomes, lambda each: each.strict)
    either = scored(outcomes, lambda each: each.either_side)
    title = (
        f"{name}: {strict.contradicted} contradicted, {strict.agreed} not; "
        f"false alarms {strict.false_alarms}"
    )
    made = Table("", title=title, title_justify="left", box=None)
    for heading in ("strict", "95 % interval", "either side", "95 % interval"):
        made.add_column(heading, justify="right")
    for row, both in {
        "found": (strict.found, either.found),
        "missed": (strict.missed, either.missed),
    }.items():
        made.add_row(row, str(both[0]), "", str(both[1]), "")
    for score in strict.estimates:
        cells = (_cells(scores.estimates[score]) for scores in (strict, either))
        made.add_row(score, *chain.from_iterable(cells))
    return made


def _ratios(sums: Floats) -> Floats:
    """Each of ``SCORES`` of sums (rows, 5), as ``scored`` counts them; NaN where none has a say."""
    contradicted, agreed, shown, hits, alarms = sums.T
    over = np.array([shown, contradicted, contradicted + shown, agreed])
    # 2PR / (P + R), with P = hits / shown and R = hits / contradicted.
    of = np.array([hits, hits, 2 * hits, alarms])
    return np.asarray(np.divide(of, over, out=np.full_like(of, np.nan), where=over > 0).T)


def _cells(estimate: Estimate) -> tuple[str, str]:
    return f"{estimate.value:.3f}", f"{estimate.low:.3f} – {estimate.high:.3f}"


def _as_record(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome) | {"strict": outcome.strict, "either_side": outcome.either_side}


def _articles(data: Path, stem: str) -> Sequence[Article]:
    return read_articles([data / f"{stem}.articles.jsonl.gz"]).articles


def _records(data: Path, stem: str) -> Iterator[dict[str, Any]]:
    path = data / f"{stem}.questions.jsonl.gz"
    return (json.loads(line) for _, line in numbered_lines(path, GoldRefused))


if __name__ == "__main__":
    main()
