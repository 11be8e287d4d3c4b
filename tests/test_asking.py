"""Every question is put once, and whatever comes of it is noted before the next."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from eval.answerer import Rankings, Service
from eval.asking import TOP_K, Asked, ask_gold
from eval.evidence import LocatedEvidence, Span
from eval.journal import Journal
from eval.questions import Evidence, GoldQuestion
from index import Article, Scores
from service.answers import Interpretation, Timings
from service.http.schemas import AskRequest, AskResponse, PassageOut

RAIN = Article("rain", None, None, None, None, "It rained. It rained.")
RESPONSE = AskResponse(
    id="answer-1",
    generation="g1",
    status="answered",
    abstain_reason=None,
    answer="It rained. [1]",
    short_answer="It rained.",
    confidence=None,
    interpretation=Interpretation(),
    citations=[],
    corroboration=None,
    passages=[
        PassageOut(
            passage_id=f"rain:{start}-{end}",
            article_id="rain",
            start=start,
            end=end,
            text=RAIN.text[start:end],
            scores=Scores(),
        )
        for start, end in [(11, 21), (0, 10)]
    ],
    timings_ms=Timings(1, 2, 3, 6),
)
FUSED = {"fused": [Span("rain", 0, 10), Span("rain", 11, 21)]}
RERANKED = (Span("rain", 11, 21), Span("rain", 0, 10))


class Canned:
    """Gives one answer to every question but those that it raises for."""

    def __init__(self, raising: Mapping[str, BaseException] | None = None) -> None:
        self.raising = raising or {}
        self.requests: list[AskRequest] = []

    def service(self) -> Service:
        return Service(None, "g1", {})

    def ask(self, request: AskRequest) -> AskResponse:
        self.requests.append(request)
        if error := self.raising.get(request.question):
            raise error
        return RESPONSE

    def rankings(self, request: AskRequest) -> Rankings:
        if error := self.raising.get(f"rankings of {request.question}"):
            raise error
        return FUSED

    def article(self, article_id: str) -> Article | None:
        return RAIN if article_id == "rain" else None


def _question(id_: str, **changed: object) -> GoldQuestion:
    given = {
        "id": id_,
        "question": f"Did it rain, {id_}?",
        "answers": ("It rained.",),
        "evidence": (Evidence("rain", "It rained."), Evidence("snow")),
        "answerable": True,
        "type": "fact",
    }
    return GoldQuestion(**{**given, **changed})  # type: ignore[arg-type]


ONE, TWO, THREE = map(_question, ("one", "two", "three"))


def test_what_came_back_is_noted_without_its_passages() -> None:
    done: dict[str, Asked] = {}
    [case] = ask_gold(Canned(), [ONE], done)
    assert case.asked is done["one"]
    assert case.asked.response == RESPONSE.model_copy(update={"passages": []})
    assert case.asked.rankings == {"fused": tuple(FUSED["fused"]), "reranked": RERANKED}
    assert case.asked.error is None
    assert (case.asked.round_trip_ms or 0) > 0
    # Twice in one article, and the other article is not there.
    places = (Span("rain", 0, 10), Span("rain", 11, 21))
    assert case.evidence == LocatedEvidence((places,), missing=1)
    # What the answerer gave is as it was.
    assert (len(RESPONSE.passages), list(FUSED)) == (2, ["fused"])


def test_every_question_is_asked_for_all_that_may_be() -> None:
    canned = Canned()
    cases = ask_gold(canned, [ONE, TWO], {})
    assert [case.question.id for case in cases] == ["one", "two"]
    assert [request.question for request in canned.requests] == [ONE.question, TWO.question]
    assert {request.top_k for request in canned.requests} == {TOP_K} == {50}


@pytest.mark.parametrize("as_of", [False, True])
def test_the_day_is_told_when_that_is_wanted(as_of: bool) -> None:
    canned, day = Canned(), date(2025, 11, 2)
    ask_gold(canned, [_question("dated", as_of=day), ONE], {}, as_of=as_of)
    assert [request.as_of for request in canned.requests] == [day if as_of else None, None]


def test_a_question_that_fails_leaves_the_others_as_they_were() -> None:
    canned = Canned({TWO.question: RuntimeError("out of memory")})
    one, two, three = ask_gold(canned, [ONE, TWO, THREE], {})
    assert two.asked == Asked(error="RuntimeError: out of memory")
    assert one.asked.response == three.asked.response is not None
    # Its evidence is looked up all the same: it is to be scored as wrong.
    assert two.evidence == one.evidence


def test_without_its_rankings_a_question_has_failed() -> None:
    canned = Canned({f"rankings of {ONE.question}": TimeoutError("slow")})
    [case] = ask_gold(canned, [ONE], {})
    assert case.asked == Asked(error="TimeoutError: slow")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 2001, "at most 2000 characters"),
        ("\u200b", "visible character"),
        ("Rain?\0", "NUL"),
    ],
)
def test_a_question_that_may_not_be_asked_fails_alone(text: str, reason: str) -> None:
    canned = Canned()
    bad, longest = _question("bad", question=text), _question("longest", question="x" * 2000)
    failed, asked = ask_gold(canned, [bad, longest], {})
    assert failed.asked.response is None
    assert (failed.asked.error or "").startswith("ValidationError: ")
    assert reason in (failed.asked.error or "")
    assert asked.asked.error is None
    assert [request.question for request in canned.requests] == ["x" * 2000]


def test_what_was_asked_before_is_not_asked_again() -> None:
    canned = Canned()
    before = Asked(error="RuntimeError: this one failed")
    # Other entries do no harm: a question is known by its id.
    done = {"two": before, "four": Asked()}
    cases = ask_gold(canned, [ONE, TWO, THREE], done)
    assert [request.question for request in canned.requests] == [ONE.question, THREE.question]
    assert [case.question.id for case in cases] == ["one", "two", "three"]
    assert cases[1].asked is before
    assert list(done) == ["two", "four", "one", "three"]


def test_progress_hears_of_those_that_are_left() -> None:
    told: list[str] = []

    def progress(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
        told.append(f"of {len(questions)}")
        for question in questions:
            told.append(question.id)
            yield question

    ask_gold(Canned(), [ONE, TWO, THREE], {"one": Asked()}, progress=progress)
    assert told == ["of 2", "two", "three"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(3)])
def test_an_interrupt_is_no_failed_question(stop: BaseException) -> None:
    canned, done = Canned({TWO.question: stop}), dict[str, Asked]()
    with pytest.raises(type(stop)):
        ask_gold(canned, [ONE, TWO, THREE], done)
    assert list(done) == ["one"]
    canned.raising = {}
    assert len(ask_gold(canned, [ONE, TWO, THREE], done)) == 3
    assert [request.question for request in canned.requests] == [
        ONE.question,
        TWO.question,
        TWO.question,
        THREE.question,
    ]


def test_the_evidence_of_an_unanswerable_question_is_not_looked_up() -> None:
    [case] = ask_gold(Canned(), [ONE.as_absent()], {})
    assert case.evidence == LocatedEvidence((), missing=0)


def test_an_error_of_any_text_can_be_noted(tmp_path: Path) -> None:
    canned = Canned({ONE.question: OSError("caf\udce9.txt\n\0")})
    with Journal(tmp_path / "journal", {}) as journal:
        [case] = ask_gold(canned, [ONE], journal)
    assert case.asked.error == "OSError: caf\\udce9.txt\n\0"
