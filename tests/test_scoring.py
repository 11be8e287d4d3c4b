"""The scores of one question, and its row: by hand, and what holds for any reply."""

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answerer import FINAL, LISTS
from eval.asking import Asked
from eval.evidence import Span
from eval.measures.retrieval import RETRIEVAL_MEASURES
from eval.questions import Evidence, GoldQuestion
from eval.retrieved import UNITS, ranked_items, relevant_items
from eval.row import Row, row_of
from eval.scoring import score
from tests.canned import (
    ARTICLES,
    BOXES,
    GOLD,
    HOME,
    IN_COPY,
    IN_OTHER,
    IN_POST,
    IN_RIVAL,
    IN_WIRE,
    LOST,
    MOON,
    PERFECT,
    RAIN,
    RAIN_IN_COPY,
    SHIP,
    WEATHER,
    Outcome,
    Reply,
    case,
)
from tests.trec_eval import needs_trec_eval

pytestmark = needs_trec_eval


def _scores(question: GoldQuestion, outcome: Outcome | None = None) -> dict[str, float]:
    return score(case(question, outcome), ARTICLES.get, [FINAL])


def _row(question: GoldQuestion, outcome: Outcome | None = None) -> Row:
    return row_of(case(question, outcome), ARTICLES.get, LISTS)


def test_an_answer_by_hand() -> None:
    reply = Reply(
        "about 994 boxes",
        cited=(IN_WIRE, RAIN),
        found=(IN_OTHER, IN_POST, IN_WIRE),
        named=("post", "other"),
        conflicts=("812 boxes",),
    )
    # Found second and third, of three: with the ideal order, 1 + 1/log₂3 + 1/2.
    ndcg = (1 / log2(3) + 1 / 2) / (1 + 1 / log2(3) + 1 / 2)
    retrieval = [0, 1, 1, 2 / 3, 2 / 3, 2 / 3, ndcg, 1 / 2]
    assert _scores(BOXES, reply) == pytest.approx(
        {
            # Two tokens are shared, of 3 given and 2 wanted: F1 4/5, which is just right.
            "right": 1,
            "exact_match": 0,
            "f1": 4 / 5,
            "contained": 1,
            "numeric_match": 1,
            # One citation of two is right, one piece of three is cited: 2 · 1/2 · 1/3 / (5/6).
            "citation_precision": 1 / 2,
            "citation_recall": 1 / 3,
            "citation_f1": 2 / 5,
            "citation_exactness": 1,
            "citation_support": 1,
            # The post states it, the other does not; wire and copy are not named.
            "corroboration_precision": 1 / 2,
            "corroboration_recall": 1 / 3,
            # Of three sources one is cited; two independent ones, as many as are named.
            "both_cited": 0,
            "several_source_count": 1,
            "conflict_precision": 0,
            "conflict_recall": 0,
            "update_recall": 0,
            **{
                f"reranked.{unit}.{measure}": value
                for unit in UNITS
                for measure, value in zip(RETRIEVAL_MEASURES, retrieval, strict=True)
            },
        }
    )


def test_a_right_refusal_by_hand() -> None:
    assert _scores(MOON) == {
        "right": 1,
        "exact_match": 1,
        "f1": 1,
        "contained": 1,
        "abstention_precision": 1,
        "abstention_recall": 1,
        "unknown_source_recall": 1,
    }


def test_a_wrong_answer_to_what_has_none_by_hand() -> None:
    # No evidence, so no citation of it is right or wrong; but it is word for word.
    assert _scores(MOON, LOST) == {
        "right": 0,
        "exact_match": 0,
        "f1": 0,
        "contained": 0,
        "abstention_recall": 0,
        "unknown_source_recall": 0,
        "citation_exactness": 1,
        "citation_support": 1,
    }


@pytest.mark.parametrize("question", GOLD, ids=lambda question: question.id)
def test_a_failure_is_wrong_in_all_that_depends_on_it_alone(question: GoldQuestion) -> None:
    # What a reply would have had to give is not there to be judged, and false alarm has no
    # value that would not be praise.
    optional = {
        *("citation_precision", "citation_exactness", "citation_support"),
        *("abstention_precision", "corroboration_precision"),
        *("conflict_precision", "conflict_false_alarm", "resolved_date_recall"),
        *("single_source_count", "several_source_count"),
    }
    failed = _scores(question, RuntimeError("down"))
    assert set(failed.values()) == {0}
    assert failed.keys() == _scores(question).keys() - optional


def test_the_whole_of_an_answer_is_contained_and_the_short_one_judged() -> None:
    # The answer shown is "They say It rained. [1]".
    scores = _scores(WEATHER, Reply("It rained"))
    assert (scores["contained"], scores["exact_match"]) == (1, 1)
    assert _scores(replace(WEATHER, answers=("They say It rained",)))["contained"] == 1


def test_each_list_is_scored_by_itself() -> None:
    found = {"dense": (IN_OTHER, IN_WIRE), FINAL: (IN_WIRE, IN_OTHER)}
    asked = Asked(response=PERFECT["boxes"].response(), rankings=found, round_trip_ms=7)
    scores = score(replace(case(BOXES), asked=asked), ARTICLES.get, LISTS)
    successes = {ranking: scores[f"{ranking}.articles.Success@1"] for ranking in LISTS}
    # A list that the run has and this question lacks found nothing.
    assert successes == {"dense": 0, "lexical": 0, "fused": 0, "reranked": 1}
    assert scores["dense.quotes.RR"] == 1 / 2
    assert not any(name.startswith("dense") for name in _scores(BOXES))


def test_relevant_and_ranked_items() -> None:
    boxes = case(BOXES, Reply("x", found=(IN_OTHER, IN_WIRE, RAIN, IN_POST)))
    assert ranked_items(boxes, FINAL, "articles") == ["other", "wire", "post"]
    assert ranked_items(boxes, FINAL, "quotes") == [
        *("other:0-25", "wire:0-27", "wire:28-38", "post:8-17")
    ]
    assert relevant_items(boxes, "articles") == {"copy": 1, "post": 1, "wire": 1}
    assert relevant_items(boxes, "quotes") == {"wire:0-27": 1, "copy:0-27": 1, "post:8-17": 1}
    failed = case(BOXES, RuntimeError("down"))
    assert ranked_items(failed, FINAL, "articles") == ranked_items(failed, FINAL, "quotes") == []


def test_evidence_that_the_index_lacks_has_no_say() -> None:
    gone = (Evidence("gone", "994 boxes"), Evidence("wire", "It snowed."))
    assert _scores(replace(BOXES, evidence=BOXES.evidence + gone)) == _scores(BOXES)
    scores = _scores(replace(BOXES, evidence=gone))
    assert scores["right"] == scores["exact_match"] == scores["contained"] == 1
    assert not any(name.startswith(("citation_rec", "citation_pre", "reranked")) for name in scores)
    row = _row(replace(BOXES, evidence=BOXES.evidence + gone))
    assert (row.evidence, row.evidence_missing) == (5, 2)


def test_an_article_that_is_gone_has_no_exact_quote() -> None:
    lacking = {id_: article for id_, article in ARTICLES.items() if id_ != "copy"}
    scores = score(case(BOXES), lacking.get, [FINAL])
    assert scores["citation_exactness"] == 2 / 3


@pytest.mark.parametrize(
    ("conflicting", "shown", "precision", "recall", "alarm"),
    [
        (("740 boxes",), ("740 boxes",), 1, 1, None),
        (("740 boxes",), ("the 740 boxes.", "812 boxes"), 1 / 2, 1, None),
        (("740 boxes",), (), None, 0, None),
        ((), ("740 boxes",), 0, None, 1),
        ((), (), None, None, 0),
        (None, ("740 boxes",), None, None, None),
    ],
)
def test_conflicts(
    conflicting: tuple[str, ...] | None,
    shown: tuple[str, ...],
    precision: float | None,
    recall: float | None,
    alarm: float | None,
) -> None:
    question = replace(BOXES, conflicting_answers=conflicting)
    # An update is beside the point, whatever it says.
    reply = replace(PERFECT["boxes"], conflicts=shown, updates=("740 boxes", "1 box"))
    scores = _scores(question, reply)
    found = [scores.get(f"conflict_{name}") for name in ("precision", "recall", "false_alarm")]
    assert found == [precision, recall, alarm]


@pytest.mark.parametrize(
    ("cited", "copies", "all_shown"),
    [
        ((IN_WIRE, IN_COPY, IN_POST), (), 1),
        # Of a copy it is enough that it is listed as one.
        ((IN_WIRE, IN_POST), ("copy",), 1),
        ((IN_POST, RAIN), ("copy",), 1),
        ((IN_WIRE, IN_POST), (), 0),
        ((IN_WIRE,), ("copy",), 0),
        ((), (), 0),
    ],
)
def test_every_source_is_cited_or_listed(
    cited: tuple[Span, ...], copies: tuple[str, ...], all_shown: int
) -> None:
    reply = replace(PERFECT["boxes"], cited=cited, copies=copies)
    assert _scores(BOXES, reply)["both_cited"] == all_shown


def test_articles_of_one_source_are_one() -> None:
    one = {**ARTICLES, "copy": replace(ARTICLES["copy"], source="WIRE")}
    rain = case(WEATHER, replace(PERFECT["weather"], cited=(RAIN_IN_COPY,)))
    assert score(rain, ARTICLES.get, [FINAL])["both_cited"] == 0
    assert "both_cited" not in score(rain, one.get, [FINAL])
    boxes = case(BOXES, replace(PERFECT["boxes"], cited=(IN_WIRE, IN_POST), copies=()))
    assert score(boxes, one.get, [FINAL])["both_cited"] == 1


def test_where_the_gold_counts_one_source_none_other_need_be_cited() -> None:
    assert "both_cited" in _scores(WEATHER)
    scores = _scores(replace(WEATHER, independent_sources=1))
    assert "both_cited" not in scores
    # The perfect reply takes the copy for another source.
    assert scores["single_source_count"] == 0
    assert "several_source_count" not in scores


@pytest.mark.parametrize(
    ("updates", "conflicts", "recall"),
    [
        (("900",), (), 1),
        (("600 boxes of remains", "1 box"), (), 1),
        (("994 boxes",), (), 0),
        # What has run on contradicts nothing.
        ((), ("900 boxes",), 0),
    ],
)
def test_updates(updates: tuple[str, ...], conflicts: tuple[str, ...], recall: int) -> None:
    question = replace(BOXES, conflicting_answers=())
    scores = _scores(question, replace(PERFECT["boxes"], updates=updates, conflicts=conflicts))
    assert scores["update_recall"] == recall
    assert scores["conflict_false_alarm"] == len(conflicts)


def test_a_date_is_asked_for_where_its_article_is_cited() -> None:
    assert _scores(HOME)["resolved_date_recall"] == 1
    # The words before the date, which mean no day.
    early = replace(PERFECT["home"], cited=(IN_POST,))
    assert _scores(HOME, early)["resolved_date_recall"] == 0
    assert "resolved_date_recall" not in _scores(HOME, replace(early, cited=(IN_WIRE,)))


def test_another_reason_is_no_unknown_source() -> None:
    assert _scores(MOON, Reply(None))["unknown_source_recall"] == 0
    assert "unknown_source_recall" not in _scores(SHIP, Reply(None, reason="unknown_source"))


def test_a_row_tells_what_came_back() -> None:
    row = _row(BOXES)
    assert (row.id, row.type, row.answerable, row.status) == ("boxes", "number", True, "answered")
    assert (row.short_answer, row.answer) == ("994 boxes", "They say 994 boxes. [1]")
    assert row.citations == (IN_WIRE, IN_COPY, IN_POST)
    assert row.article_ids == ("wire", "copy", "post", "other")
    assert (row.confidence, row.conflicts) == (1.0, ("740 boxes",))
    assert (row.evidence, row.evidence_missing) == (3, 0)
    assert (row.generation, row.error) == ("g1", None)
    assert row.timings_ms == {
        "retrieve": 1,
        "rerank": 2,
        "read": 3,
        "total": 6,
        "round_trip": 7,
    }


def test_a_failed_row_tells_the_error_and_nothing_else() -> None:
    row = _row(HOME, RuntimeError("out of memory"))
    assert (row.status, row.error) == ("failed", "RuntimeError: out of memory")
    assert (row.short_answer, row.answer, row.confidence, row.generation) == (None,) * 4
    assert (row.citations, row.article_ids, row.timings_ms) == ((), (), {})


def test_absent_puts_a_question_among_the_unanswerable() -> None:
    row = _row(BOXES.as_absent(), PERFECT["boxes"])
    assert (row.answerable, row.evidence, row.evidence_missing) == (False, 0, 0)
    assert (row.scores["right"], row.scores["abstention_recall"]) == (0, 0)
    assert row.scores.keys() == _scores(SHIP, LOST).keys()
    assert _row(BOXES.as_absent(), Reply(None)).scores == _scores(SHIP)


SPANS = (IN_WIRE, IN_COPY, IN_POST, RAIN, IN_RIVAL, IN_OTHER, Span("wire", 3, 9))
spans = st.lists(st.sampled_from(SPANS), max_size=5, unique=True).map(tuple)
names = st.lists(st.sampled_from(sorted(ARTICLES)), max_size=3, unique=True).map(tuple)
answers = st.sampled_from(["994 boxes", "994", "about 994 boxes", "It rained", "2 November", "x"])
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(
        Reply,
        short=st.none() | answers,
        cited=spans,
        found=spans,
        confidence=st.none() | st.floats(0, 1),
        named=names,
        copies=names,
        conflicts=st.lists(answers, max_size=2).map(tuple),
        updates=st.lists(answers, max_size=2).map(tuple),
        misquoted=spans,
        reason=st.sampled_from(["low_confidence", "unknown_source"]),
    ),
    st.builds(RuntimeError, st.just("down")),
)


@given(question=st.sampled_from(GOLD), outcome=outcomes)
def test_whatever_is_said_scores_between_0_and_1(question: GoldQuestion, outcome: Outcome) -> None:
    scores = score(case(question, outcome), ARTICLES.get, LISTS)
    assert all(0 <= value <= 1 for value in scores.values())
    # A question cannot escape these, whatever its service says.
    assert {"right", "exact_match", "f1", "contained"} <= scores.keys()
    assert ("citation_recall" in scores) == question.answerable
    assert ("abstention_recall" in scores) != question.answerable
    assert scores["right"] >= scores["exact_match"]


@given(question=st.sampled_from(GOLD), outcome=outcomes)
def test_nothing_scores_better_than_the_perfect_reply(
    question: GoldQuestion, outcome: Outcome
) -> None:
    best = _scores(question)
    for measure, value in _scores(question, outcome).items():
        if measure == "conflict_false_alarm":
            assert value >= best[measure]
        else:
            assert value <= best.get(measure, 1)


@given(found=spans, data=st.data())
def test_the_order_of_what_is_cited_and_named_does_not_matter(
    found: tuple[Span, ...], data: st.DataObject
) -> None:
    reply = replace(PERFECT["boxes"], cited=found)
    mixed = replace(
        reply,
        cited=tuple(data.draw(st.permutations(reply.cited))),
        named=tuple(data.draw(st.permutations(reply.named))),
    )
    assert _scores(BOXES, mixed) == pytest.approx(_scores(BOXES, reply))
