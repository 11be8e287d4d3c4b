"""Candidates by hand: who shares one, what it weighs, what it loses."""

from collections.abc import Sequence
from math import exp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answer_key import answer_key
from service.candidates import ECHO, MISFIT, RELEVANCE_WEIGHT, TEMPERATURE, Candidate, pool
from service.reader import Reading
from tests.scripted import reading_of, span_of


def _articles(candidate: Candidate) -> list[str]:
    return [scored.span.passage.article.id for scored in candidate.spans]


def test_a_score_sums_what_the_reader_says_and_a_weight_its_articles() -> None:
    one = span_of("It was Hanoi.", "Hanoi", "a", log_probability=-0.5)
    other = span_of("“Hanoi” it was.", "“Hanoi”", "b", log_probability=-1.0)
    [candidate] = pool(
        "Why?",
        [
            reading_of(other, answerable=1.0, relevant=2.0),
            reading_of(one, answerable=3.0, relevant=-2.0),
        ],
    )
    scores = [3.0 - 2.0 * RELEVANCE_WEIGHT - 0.5, 1.0 + 2.0 * RELEVANCE_WEIGHT - 1.0]
    assert _articles(candidate) == ["a", "b"]
    assert [scored.score for scored in candidate.spans] == pytest.approx(scores)
    assert candidate.weight == pytest.approx(sum(exp(score / TEMPERATURE) for score in scores))
    assert (candidate.best.span, candidate.best.shown) == (one, "Hanoi")


def test_an_article_counts_once_by_its_best_span() -> None:
    text = "Hanoi first. Then Hanoi again."
    weak, strong = (span_of(text, "Hanoi", log_probability=p) for p in (-3.0, -1.0))
    for spans in ((weak, strong), (strong, weak)):
        [candidate] = pool("Why?", [reading_of(span) for span in spans])
        assert [scored.span for scored in candidate.spans] == [strong]


def test_the_weightiest_comes_first_and_agreement_outweighs_a_better_span() -> None:
    readings = [
        reading_of(span_of("Hue it is.", "Hue", "a"), answerable=2.2),
        reading_of(span_of("Hanoi it is.", "Hanoi", "b"), answerable=2.0),
        reading_of(span_of("Is it Hanoi?", "Hanoi", "c"), answerable=2.0),
    ]
    assert [candidate.best.shown for candidate in pool("Why?", readings)] == ["Hanoi", "Hue"]


def test_words_of_another_kind_and_of_the_question_lose() -> None:
    text = "Hanoi is in Vietnam, Lee said."
    shown = {
        question: {
            candidate.best.shown: candidate.best.score
            for candidate in pool(
                question,
                [reading_of(*(span_of(text, words) for words in ("Hanoi", "Vietnam", "Lee")))],
            )
        }
        for question in ("Why?", "In which country is Hanoi?")
    }
    lost = {
        words: shown["Why?"][words] - shown["In which country is Hanoi?"][words]
        for words in ("Hanoi", "Vietnam", "Lee")
    }
    assert lost == pytest.approx({"Hanoi": MISFIT + ECHO, "Vietnam": 0.0, "Lee": MISFIT})


def test_a_part_of_a_word_of_the_question_is_no_echo() -> None:
    def score(question: str) -> float:
        return pool(question, [reading_of(span_of("It was Ann.", "Ann"))])[0].best.score

    assert score("Why did Anna go?") == score("Why?")
    assert score("Why did ANN go?") == score("Why?") - ECHO


def test_where_nothing_can_be_shown_there_is_no_candidate() -> None:
    assert pool("Why?", []) == []
    assert pool("Why?", [reading_of(span_of("He said “…”.", "“…”"))]) == []
    assert pool("Why?", [Reading(span_of("x", "x").passage, 9.0, 9.0, ())]) == []


WORDS = ("Hanoi", "the Hanoi", "“Hanoi”", "Hue", "5", "France", "…")
LOGITS = st.floats(-20, 20)
READINGS = st.lists(
    st.builds(
        lambda words, id_, probability, answerable, relevant: reading_of(
            span_of(f"It was {words} then.", words, id_, probability),
            answerable=answerable,
            relevant=relevant,
        ),
        words=st.sampled_from(WORDS),
        id_=st.sampled_from("abc"),
        probability=st.floats(-20, 0),
        answerable=LOGITS,
        relevant=LOGITS,
    ),
    max_size=8,
)


def _told(candidates: Sequence[Candidate]) -> dict[str, tuple[Any, set[str]]]:
    return {
        answer_key(each.best.shown): (pytest.approx(each.weight), set(_articles(each)))
        for each in candidates
    }


@settings(deadline=None)
@given(
    readings=READINGS,
    question=st.sampled_from(["Why?", "In which country was it?", "Was it in Hanoi?"]),
    data=st.data(),
)
def test_candidates_descend_and_do_not_depend_on_the_order_of_what_was_read(
    readings: list[Reading], question: str, data: st.DataObject
) -> None:
    candidates = pool(question, readings)
    weights = [candidate.weight for candidate in candidates]
    assert weights == sorted(weights, reverse=True)
    assert len(_told(candidates)) == len(candidates)
    for candidate in candidates:
        assert len(set(_articles(candidate))) == len(candidate.spans)
        scores = [scored.score for scored in candidate.spans]
        assert scores == sorted(scores, reverse=True)
        assert candidate.best == candidate.spans[0]
    assert _told(pool(question, data.draw(st.permutations(readings)))) == _told(candidates)
