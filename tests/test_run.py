"""A run, from the questions to the scores, on a service with canned answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import Span
from eval.provenance import Provenance
from eval.questions import Evidence, GoldQuestion
from eval.run import TOP_K, Run, run_gold
from index import Article, Hit, Passage, Scores
from service.answers import Answer, Citation, Question, Timings

WIRE = Article("wire", "Boxes", "Wire", None, None, "They handed over 994 boxes. It rained.")
POST = Article("post", "Boxes", "Post", None, None, "In all, 994 boxes came home.")
OTHER = Article("other", None, None, None, None, "Nothing of note happened.")
ARTICLES = {article.id: article for article in (WIRE, POST, OTHER)}

BOXES = GoldQuestion(
    id="boxes",
    question="How many boxes were handed over?",
    answers=("994 boxes", "994"),
    evidence=(Evidence("wire", "They handed over 994 boxes."), Evidence("post", "994 boxes")),
    answerable=True,
    type="number",
)
WEATHER = GoldQuestion(
    id="weather",
    question="What was the weather?",
    answers=("It rained",),
    evidence=(Evidence("wire", "It rained."),),
    answerable=True,
    type="fact",
)
MOON = GoldQuestion("moon", "Who walked on the moon?", (), (), False, "off_topic")
GOLD = (BOXES, WEATHER, MOON)

PROVENANCE = Provenance(
    "gold.jsonl", "0" * 64, {"overlap": 1}, None, "Linux", 2, "3.11.7", "2025-11-02T00:00:00+00:00"
)


class Canned:
    """Answers from a list; an exception in it is raised."""

    def __init__(self, answers: Mapping[str, Answer | Exception]) -> None:
        self.answers = answers
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        answer = self.answers[question.text]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def article(self, article_id: str) -> Article | None:
        return ARTICLES.get(article_id)


def _answer(short_answer: str | None, cited: Sequence[Span], read: Sequence[Article]) -> Answer:
    shown = "Nothing here says so." if short_answer is None else f"They say {short_answer}. [1]"
    return Answer(
        generation="g1",
        answer=shown,
        short_answer=short_answer,
        abstain_reason=None if short_answer else "low_confidence",
        citations=tuple(map(_citation, cited)),
        corroboration=None,
        passages=tuple(Hit(Passage(article, 0, 9), Scores()) for article in read),
        timings_ms=Timings(1, 2, 3, 6),
    )


def _citation(span: Span) -> Citation:
    article = ARTICLES[span.article_id]
    return Citation(1, 0, 9, Passage(article, 0, len(article.text)), span.start, span.end)


IN_WIRE, IN_POST, RAIN = Span("wire", 0, 27), Span("post", 8, 17), Span("wire", 28, 38)
PERFECT: dict[str, Answer | Exception] = {
    BOXES.question: _answer("994 boxes", [IN_WIRE, IN_POST], [WIRE, POST, OTHER]),
    WEATHER.question: _answer("It rained", [RAIN], [WIRE, OTHER]),
    MOON.question: _answer(None, [], [OTHER]),
}


def _run(questions: Sequence[GoldQuestion] = GOLD, /, **answers: Answer | Exception) -> Run:
    """A run of the perfect answers, but for those given by their questions' ids."""
    changed = {question.question: answers.get(question.id) for question in questions}
    canned = {text: changed.get(text) or PERFECT[text] for text in PERFECT}
    return run_gold(Canned(canned), questions, PROVENANCE)


def test_a_perfect_run_scores_1() -> None:
    run = _run()
    assert set(run.overall.scores.values()) == {1.0}
    for summary in run.by_type.values():
        assert set(summary.scores.values()) <= {1.0, None}


def test_a_run_worked_out_by_hand() -> None:
    run = _run(
        boxes=_answer("about 994 boxes", [IN_WIRE, RAIN], [OTHER, OTHER, POST]),
        weather=RuntimeError("out of memory"),
        moon=_answer("Armstrong", [IN_POST], [OTHER]),
    )
    assert run.overall.scores == {
        "exact_match": 0,
        # Of the three questions the first has 2 tokens right of 3 given and 2 wanted.
        "f1": pytest.approx((4 / 5 + 0 + 0) / 3),
        "contained": pytest.approx(1 / 3),
        # The unanswerable question has no evidence: two questions have a say.
        "hit@1": 0,
        "hit@5": 1 / 2,
        "hit@10": 1 / 2,
        # One citation of two is right; one piece of two is cited; the failed question has 0.
        "citation_precision": 1 / 4,
        "citation_recall": 1 / 4,
        "abstention_precision": None,
        "abstention_recall": 0,
    }
    assert run.overall.counts.failed == 1
    assert run.by_type["number"].scores["citation_precision"] == 1 / 2


def test_a_row_tells_what_came_back() -> None:
    row = _run().rows[0]
    assert (row.id, row.type, row.answerable, row.status) == ("boxes", "number", True, "answered")
    assert (row.short_answer, row.answer) == ("994 boxes", "They say 994 boxes. [1]")
    assert row.citations == (IN_WIRE, IN_POST)
    assert row.article_ids == ("wire", "post", "other")
    assert (row.generation, row.timings_ms, row.error) == ("g1", Timings(1, 2, 3, 6), None)


def test_a_failed_question_is_recorded_and_wrong() -> None:
    run = _run(boxes=RuntimeError("out of memory"), moon=ValueError("no"))
    failed, _, failed_too = run.rows
    assert (failed.status, failed.error) == ("failed", "RuntimeError: out of memory")
    assert (failed.short_answer, failed.answer, failed.timings_ms) == (None, None, None)
    assert set(failed.scores.values()) == {0.0}
    assert set(failed_too.scores.values()) == {0.0, None}
    assert run.overall.counts.failed == 2
    assert run.overall.scores["exact_match"] == pytest.approx(1 / 3)


def test_a_run_of_failures_has_scores_and_no_generation() -> None:
    error = RuntimeError("down")
    run = _run(boxes=error, weather=error, moon=error)
    assert run.generation is None
    assert run.overall.scores["exact_match"] == run.overall.scores["abstention_recall"] == 0
    assert run.overall.latency_ms["total"]["p50"] is None


def test_the_most_passages_are_asked_for() -> None:
    canned = Canned(PERFECT)
    run_gold(canned, GOLD, PROVENANCE)
    assert canned.asked == [Question(question.question, top_k=TOP_K) for question in GOLD]


def test_absent_scores_every_question_as_unanswerable() -> None:
    run = run_gold(Canned(PERFECT), GOLD, PROVENANCE, absent=True)
    counts, scores = run.overall.counts, run.overall.scores
    assert run.absent
    assert (counts.answerable, counts.unanswerable, counts.evidence) == (0, 3, 0)
    assert [row.scores["exact_match"] for row in run.rows] == [0, 0, 1]
    assert scores["abstention_precision"] == 1
    assert scores["abstention_recall"] == pytest.approx(1 / 3)
    assert scores["hit@10"] is scores["citation_precision"] is scores["citation_recall"] is None


def test_evidence_that_the_index_lacks_is_left_out_and_counted() -> None:
    lacking = (Evidence("gone", "994 boxes"), Evidence("wire", "It snowed."))
    run = _run([replace(BOXES, evidence=BOXES.evidence + lacking), WEATHER, MOON])
    counts = run.overall.counts
    assert (counts.evidence, counts.evidence_missing) == (5, 2)
    assert set(run.overall.scores.values()) == {1.0}


def test_a_question_without_evidence_left_still_has_a_right_answer() -> None:
    run = _run([replace(BOXES, evidence=(Evidence("gone", "994 boxes"),))])
    scores = run.overall.scores
    assert scores["exact_match"] == scores["f1"] == scores["contained"] == 1
    assert scores["hit@1"] is scores["citation_precision"] is scores["citation_recall"] is None


def test_progress_is_shown_each_question() -> None:
    seen: list[str] = []

    def progress(questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
        seen.extend(question.id for question in questions)
        return list(questions)

    run_gold(Canned(PERFECT), GOLD, PROVENANCE, progress=progress)
    assert seen == ["boxes", "weather", "moon"]


def test_a_generation_published_meanwhile_is_named_too() -> None:
    boxes = PERFECT[BOXES.question]
    assert isinstance(boxes, Answer)
    assert _run(boxes=replace(boxes, generation="g2")).generation == "g1, g2"


def test_a_run_is_json() -> None:
    run = asdict(_run(weather=RuntimeError("out of memory")))
    assert json.loads(json.dumps(run, allow_nan=False))["provenance"]["recipe"] == {"overlap": 1}


@pytest.mark.parametrize(
    ("damage", "worse"),
    [
        (
            {"boxes": _answer("740 boxes", [IN_WIRE, IN_POST], [WIRE, POST])},
            {"exact_match", "f1", "contained"},
        ),
        ({"boxes": _answer("994 boxes", [IN_WIRE], [WIRE, POST])}, {"citation_recall"}),
        (
            {"boxes": _answer("994 boxes", [IN_WIRE, IN_POST, RAIN], [WIRE, POST])},
            {"citation_precision"},
        ),
        ({"boxes": _answer("994 boxes", [IN_WIRE, IN_POST], [OTHER, WIRE])}, {"hit@1"}),
        (
            {"weather": _answer("It rained", [RAIN], [OTHER])},
            {"hit@1", "hit@5", "hit@10"},
        ),
        (
            {"weather": _answer(None, [], [WIRE])},
            {"exact_match", "f1", "contained", "citation_recall", "abstention_precision"},
        ),
        (
            {"moon": _answer("Armstrong", [IN_WIRE], [WIRE])},
            {"exact_match", "f1", "contained", "abstention_recall", "abstention_precision"},
        ),
        (
            {"weather": RuntimeError("down")},
            {
                *("exact_match", "f1", "contained", "hit@1", "hit@5", "hit@10"),
                *("citation_precision", "citation_recall"),
            },
        ),
    ],
    ids=[
        "wrong number",
        "citation left out",
        "citation too many",
        "ranked second",
        "not found",
        "abstained wrongly",
        "answered wrongly",
        "failed",
    ],
)
def test_known_damage_shows_where_it_is_and_nowhere_else(
    damage: dict[str, Answer | Exception], worse: set[str]
) -> None:
    assert {name for name, score in _run(**damage).overall.scores.items() if score != 1} == worse


outcomes: st.SearchStrategy[Answer | Exception] = st.one_of(
    st.builds(
        _answer,
        st.sampled_from(["994 boxes", "994", "about 994 boxes", "It rained", "Hanoi"]),
        st.lists(st.sampled_from([IN_WIRE, IN_POST, RAIN]), max_size=3),
        st.lists(st.sampled_from([WIRE, POST, OTHER]), max_size=12),
    ),
    st.builds(_answer, st.none(), st.just([]), st.lists(st.sampled_from([WIRE, POST, OTHER]))),
    st.just(RuntimeError("down")),
)


@given(boxes=outcomes, weather=outcomes, moon=outcomes, order=st.permutations(GOLD))
def test_any_run_scores_between_0_and_1_whatever_the_order(
    boxes: Answer | Exception,
    weather: Answer | Exception,
    moon: Answer | Exception,
    order: list[GoldQuestion],
) -> None:
    run = _run(boxes=boxes, weather=weather, moon=moon)
    again = _run(order, boxes=boxes, weather=weather, moon=moon)
    assert again.overall == run.overall
    assert again.by_type == run.by_type
    for summary in (run.overall, *run.by_type.values()):
        assert all(score is None or 0 <= score <= 1 for score in summary.scores.values())
