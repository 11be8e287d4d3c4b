"""Asking: every gold question put once, and what came back."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from eval.answerer import FINAL, Answerer
from eval.evidence import LocatedEvidence, Span, locate
from eval.questions import GoldQuestion
from service.http.schemas import AskRequest, AskResponse

TOP_K = 50
"""The most passages that may be asked for: articles rank among those that the first 50 are from."""

Progress = Callable[[Sequence[GoldQuestion]], Iterable[GoldQuestion]]
"""Hands the questions on one by one and tells someone: ``rich.progress.track`` is one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back for a question: a response, or the error that took its place.

    ``rankings`` holds passages by the search that found them, best first; ``reranked`` is the
    order of the response, whose own ``passages`` are left out. ``round_trip_ms`` is what the
    caller waited.
    """

    response: AskResponse | None = None
    error: str | None = None
    rankings: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    round_trip_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A question, where its evidence stands in this index, and what came back."""

    question: GoldQuestion
    evidence: LocatedEvidence
    asked: Asked


def ask_gold(
    answerer: Answerer,
    questions: Sequence[GoldQuestion],
    done: MutableMapping[str, Asked],
    *,
    as_of: bool = False,
    progress: Progress = iter,
) -> list[Case]:
    """Ask every question that is not in ``done`` yet, by its id, and note it there.

    With ``as_of`` a question that has a day is asked as of that day. One whose answering raises
    is noted as failed, with the error. The evidence of an unanswerable question is not looked up.
    """
    for question in progress([each for each in questions if each.id not in done]):
        done[question.id] = _ask(answerer, question, as_of)
    return [
        Case(
            each, locate(each.evidence if each.answerable else (), answerer.article), done[each.id]
        )
        for each in questions
    ]


def _ask(answerer: Answerer, question: GoldQuestion, as_of: bool) -> Asked:
    try:
        request = AskRequest(
            question=question.question, top_k=TOP_K, as_of=question.as_of if as_of else None
        )
        begun = perf_counter()
        response = answerer.ask(request)
        round_trip_ms = 1000 * (perf_counter() - begun)
        rankings = {name: tuple(found) for name, found in answerer.rankings(request).items()}
    except Exception as error:  # Whatever it is, the next questions are still worth asking.
        told = f"{type(error).__name__}: {error}"
        # Half a surrogate pair, as in the name of some files, could not be noted down.
        return Asked(error=told.encode(errors="backslashreplace").decode())
    rankings[FINAL] = tuple(Span(p.article_id, p.start, p.end) for p in response.passages)
    return Asked(
        response=response.model_copy(update={"passages": []}),
        rankings=rankings,
        round_trip_ms=round_trip_ms,
    )
