"""An answer's parts, by hand: what they quote, and the days that their quotes mean."""

from dataclasses import replace
from datetime import date

from index import Article, Passage
from service.answers import Answer, Citation, Conflict, Question, Timings

SHIP = Article(
    "ship", None, "Post", date(2025, 11, 3), None, "🛳 came today. It left yesterday, said Lee."
)
WHOLE = Passage(SHIP, 0, len(SHIP.text))
LEFT = Citation(1, 0, 8, WHOLE, 14, 43)


def test_a_quote_is_what_stands_in_the_article() -> None:
    assert LEFT.quote == "It left yesterday, said Lee."[: 43 - 14]
    assert LEFT.article is SHIP
    conflict = Conflict("update", "today", SHIP, 2, 13)
    assert conflict.quote == "came today."


def test_relative_days_of_the_quote_alone_are_resolved_against_the_article_s_own() -> None:
    assert [(each.text, each.date) for each in LEFT.resolved_dates] == [
        ("yesterday", date(2025, 11, 2))
    ]
    whole = replace(LEFT, start=0)
    assert [each.date.day for each in whole.resolved_dates] == [3, 2]
    undated = replace(LEFT, passage=Passage(replace(SHIP, published=None), 0, len(SHIP.text)))
    assert undated.resolved_dates == []


def test_an_answer_without_a_short_one_has_abstained() -> None:
    answer = Answer("g", "It left.", "left", None, (LEFT,), None, (), Timings(1, 2, 3, 6))
    assert answer.status == "answered"
    refusal = replace(answer, short_answer=None, abstain_reason="low_confidence", citations=())
    assert refusal.status == "abstained"
    assert (answer.conflicts, answer.computations, answer.interpretation.parts) == ((), (), ())


def test_a_question_sets_no_bounds_unless_told() -> None:
    question = Question("Why?")
    assert (question.top_k, question.filters.sources, question.filters.as_of) == (8, None, None)
