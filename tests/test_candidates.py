"""Candidates by hand: who shares one, what it weighs, what it loses."""

from collections.abc import Sequence
from datetime import date
from math import exp, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.meaning.answer_key import answer_key
from service.reading.candidates import (
    ECHO,
    HEADLINE,
    LAG,
    MISFIT,
    OUTDONE,
    RELEVANCE_WEIGHT,
    TEMPERATURE,
    Candidate,
    Scored,
    pool,
    stated,
)
from service.reading.reader import Reading
from tests.scripted import article, reading_of, span_in, span_of


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


def test_of_two_answers_the_one_of_the_days_asked_about_weighs_more_and_scores_no_better() -> None:
    old = article("Hue it is.", "old", published="2030-05-04")
    new = article("Hanoi it is.", "new", published="2031-05-04")
    readings = [
        reading_of(span_in(old, "Hue"), answerable=3.0),
        reading_of(span_in(new, "Hanoi"), answerable=2.0),
    ]
    plain = pool("Why?", readings)
    assert [each.best.shown for each in plain] == ["Hue", "Hanoi"]
    near = pool("Why?", readings, (date(2031, 5, 4), date(2031, 5, 4)))
    assert [each.best.shown for each in near] == ["Hanoi", "Hue"]
    assert [each.best.score for each in near] == [each.best.score for each in reversed(plain)]
    # A year away recency keeps .3.
    lost = exp(LAG * log(0.3) / TEMPERATURE)
    assert near[1].weight == pytest.approx(plain[0].weight * lost)
    assert near[0].weight == plain[1].weight


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


def test_what_the_headline_names_gains() -> None:
    spans = [
        span_in(article("Hue and Hanoi.", title="Rain in HUE, again"), words)
        for words in ("Hue", "Hanoi")
    ]
    scores = {each.best.shown: each.best.score for each in pool("Why?", [reading_of(*spans)])}
    assert scores["Hue"] - scores["Hanoi"] == pytest.approx(HEADLINE)


def test_the_same_in_other_words_is_one_candidate_shown_in_those_that_weigh_most() -> None:
    said = {"a": "US$130 million", "b": "130 million USD", "c": "130 million USD", "d": "5 dollars"}
    readings = [
        reading_of(span_of(f"It cost {words} then.", words, id_)) for id_, words in said.items()
    ]
    best, other = pool("How much did it cost?", readings)
    assert best.best.shown == "130 million USD"
    assert sorted(_articles(best)) == ["a", "b", "c"]
    assert best.weight == pytest.approx(3 * other.weight)


def test_a_day_that_only_its_article_s_date_tells_is_shown_as_that_day() -> None:
    opened = article("It opened yesterday.", published="2031-06-15")
    undated = article("It opened yesterday.", "b")
    for question, each, shown in (
        ("When did it open?", opened, "June 14, 2031"),
        ("When did it open?", undated, "yesterday"),
        ("Why?", opened, "yesterday"),
    ):
        [candidate] = pool(question, [reading_of(span_in(each, "yesterday"))])
        assert candidate.best.shown == shown


def _stating(**scores: float) -> Candidate:
    """An answer with these scores, by article."""
    spans = [Scored(span_of("Rain.", "Rain", id_), "Rain", score) for id_, score in scores.items()]
    return Candidate(tuple(spans), sum(exp(score / TEMPERATURE) for score in scores.values()))


def _scores(candidate: Candidate) -> dict[str, float]:
    return {each.span.passage.article.id: each.score for each in candidate.spans}


def test_an_article_states_what_it_answers_best_and_what_is_nearly_as_good() -> None:
    first, second, third = stated(
        [_stating(a=5.0, b=1.0, c=4.0), _stating(b=4.0 + OUTDONE), _stating(a=5.0 - OUTDONE)]
    )
    assert _scores(first) == {"a": 5.0, "c": 4.0}
    assert first.weight == pytest.approx(exp(5 / TEMPERATURE) + exp(4 / TEMPERATURE))
    assert (_scores(second), _scores(third)) == ({"b": 7.0}, {"a": 2.0})


def test_what_no_article_states_is_no_candidate_but_for_the_first() -> None:
    far = 5.0 - OUTDONE - 0.01
    assert list(map(_scores, stated([_stating(a=5.0), _stating(a=far)]))) == [{"a": 5.0}]
    assert list(map(_scores, stated([_stating(a=far), _stating(a=5.0)]))) == [
        {"a": far},
        {"a": 5.0},
    ]
    assert stated([]) == []


def test_a_candidate_stands_in_the_other_articles() -> None:
    candidate = _stating(a=5.0, b=4.0)
    other = candidate.without({"a", "c"})
    assert other is not None
    assert _scores(other) == {"b": 4.0}
    assert other.weight == pytest.approx(exp(4 / TEMPERATURE))
    assert candidate.without({"a", "b"}) is None
    assert candidate.without(()) == candidate
