"""A run: every gold question asked once, and what came of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.evidence import locate
from eval.provenance import Provenance
from eval.questions import GoldQuestion
from eval.row import Row, answered_row, failed_row
from eval.summary import Summary, summarise
from index import Article
from service.answers import Answer, Question

TOP_K = 50
"""The most passages that may be asked for, so that the first ten distinct articles show."""

Progress = Callable[[Sequence[GoldQuestion]], Iterable[GoldQuestion]]
"""Hands the questions on one by one and tells someone: ``rich.progress.track`` is one."""


class Answerer(Protocol):
    """What is evaluated: it answers, and shows the articles that its quotes are from."""

    def answer(self, question: Question, /) -> Answer:
        """Answer, or abstain; whatever it raises is that question's failure."""

    def article(self, article_id: str, /) -> Article | None:
        """The article of that id, or ``None`` when the index does not hold it."""


@dataclass(frozen=True, slots=True)
class Run:
    """The scores of one gold file, and all they were made from; ``asdict`` of it is JSON.

    ``generation`` is the index's, as the answers name it; ``None`` when no question was
    answered. ``absent`` says that every question was scored as unanswerable.
    """

    provenance: Provenance
    generation: str | None
    absent: bool
    overall: Summary
    by_type: Mapping[str, Summary]
    rows: tuple[Row, ...]


def run_gold(
    qa: Answerer,
    questions: Sequence[GoldQuestion],
    provenance: Provenance,
    *,
    absent: bool = False,
    progress: Progress = iter,
) -> Run:
    """Ask every question and score the answers, overall and by the questions' types.

    With ``absent`` the corpus is one that answers none of the questions, so that abstaining is
    right each time. A question whose answering raises counts as wrong, with the error in its
    row. Evidence that the index lacks is left out of the evidence measures and counted; that of
    an unanswerable question is not looked up.
    """
    rows = [
        _ask(qa, question.as_absent() if absent else question) for question in progress(questions)
    ]
    types = sorted({row.type for row in rows})
    return Run(
        provenance=provenance,
        generation=_generation(rows),
        absent=absent,
        overall=summarise(rows),
        by_type={name: summarise([row for row in rows if row.type == name]) for name in types},
        rows=tuple(rows),
    )


def _ask(qa: Answerer, question: GoldQuestion) -> Row:
    evidence = locate(question.evidence if question.answerable else (), qa.article)
    try:
        answer = qa.answer(Question(question.question, top_k=TOP_K))
    except Exception as error:  # Whatever it is, the next questions are still worth asking.
        return failed_row(question, error, evidence)
    return answered_row(question, answer, evidence)


def _generation(rows: Sequence[Row]) -> str | None:
    """The generation that answered; all of them, should one have been published meanwhile."""
    return ", ".join(sorted({row.generation for row in rows if row.generation})) or None
