"""What contradicts an answer, by kind, likeness and score; and what only runs on."""

from datetime import date

import pytest

from index import Article
from service.evidence.conflicts import (
    LEAST_OF_FIGURES,
    LEAST_OF_WORDS,
    LIKENESS_WEIGHT,
    contradicting,
    is_update,
    latest,
    rivals,
)
from service.meaning.answer_kinds import Kind
from service.reading.candidates import LEAST_SCORE, Candidate, Scored
from service.reading.quoting import Quote, quote
from tests.scripted import Plane, article, span_in

SURE = LEAST_OF_WORDS


def _candidate(words: str, *articles: Article, score: float = SURE) -> Candidate:
    return Candidate(
        tuple(Scored(span_in(each, words), words, score) for each in articles), weight=1.0
    )


def _rivals(
    question: str, kind: Kind | None, *answers: str, cosine: float = 1.0, score: float = SURE
) -> list[str]:
    """Which of the others contradict the first, each said in an article of its own."""
    first, *others = answers
    candidates = [
        _candidate(first, article(f"Best: {first}.", "first")),
        *(_candidate(words, article(f"Other: {words}.", words), score=score) for words in others),
    ]
    found = rivals(question, candidates, kind, Plane({"Other": cosine}))
    return [each.best.shown for each in found]


@pytest.mark.parametrize(
    ("kind", "first", "contrary", "others"),
    [
        ("number", "994 boxes", ["740 boxes", "12"], ["994", "44 crates, 994 boxes", "Hanoi"]),
        ("number", "44", ["45"], ["44 of 45", "about 44", "more than 40"]),
        ("date", "July 2021", ["June 2021", "2020"], ["2021", "July 14, 2021"]),
        ("year", "2021", ["2020"], ["2021", "May 2021"]),
        ("person", "Ann Lee", ["Bo Ek"], ["Lee", "Minister Ann Lee"]),
        ("country", "Vietnam", ["Laos"], ["Viet Nam"]),
        (None, "forward", ["defender"], ["the forward", "a long pass that nobody had expected"]),
    ],
)
def test_another_answer_of_the_kind_contradicts_and_a_vaguer_or_more_precise_one_does_not(
    kind: Kind | None, first: str, contrary: list[str], others: list[str]
) -> None:
    assert _rivals("What was it?", kind, first, *contrary, *others) == contrary


@pytest.mark.parametrize(
    ("kind", "first", "rival", "least"),
    [
        ("number", "994", "740", LEAST_OF_FIGURES),
        ("person", "Ann Lee", "Bo Ek", LEAST_OF_WORDS),
    ],
)
def test_the_less_alike_the_sentences_the_better_must_the_rival_answer(
    kind: Kind, first: str, rival: str, least: float
) -> None:
    for cosine in (1.0, 0.5):
        needed = least - LIKENESS_WEIGHT * cosine
        for score, found in ((needed + 0.01, [rival]), (needed - 0.01, [])):
            assert _rivals("What was it?", kind, first, rival, cosine=cosine, score=score) == found


def test_an_article_does_not_contradict_itself() -> None:
    both = article("Best: 994 boxes, and 740 crates.")
    other = article("Best: 740 boxes.", "b")
    assert rivals("?", [_candidate("994", both), _candidate("740", both)], "number", Plane()) == []
    candidates = [_candidate("994", both), _candidate("740", both, other)]
    [found] = rivals("?", candidates, "number", Plane())
    assert [each.span.passage.article for each in found.spans] == [other]


def test_what_is_said_of_another_year_contradicts_nothing() -> None:
    here, there, dated = (
        article("Best in 2031: 994 boxes.", "here"),
        article("Best in 2019: 740 boxes.", "there"),
        article("Best: 12 boxes.", "dated", published="2031-05-01"),
    )
    candidates = [
        _candidate(words, each) for words, each in (("994", here), ("740", there), ("12", dated))
    ]
    for question, found in (
        ("How many boxes in 2031?", ["12"]),
        ("How many boxes?", ["12"]),
        # None of them has it.
        ("How many boxes in 1990?", ["12"]),
    ):
        contrary = rivals(question, candidates, "number", Plane())
        assert [each.best.shown for each in contrary] == found


def test_a_rival_of_another_year_may_still_be_one_where_it_stands_for_this_year() -> None:
    first = _candidate("994", article("Best in 2031: 994 boxes.", "first"))
    other = _candidate(
        "740",
        article("Best in 2019: 740 boxes.", "old"),
        article("Best in 2031: 740 boxes.", "new"),
    )
    (found,) = rivals("How many boxes?", [first, other], "number", Plane())
    assert [each.span.passage.article.id for each in found.spans] == ["new"]


def test_the_year_beside_a_day_is_the_rest_of_the_answer() -> None:
    days = [
        _candidate(day, article(f"Best: it came on {day}, {year}.", day))
        for day, year in (("May 12", 2019), ("June 3", 2021))
    ]
    (found,) = rivals("When did it come?", days, "date", Plane())
    assert found.best.shown == "June 3"


def test_an_article_with_another_answer_of_the_sort_contradicts_however_far_from_a_conflict() -> (
    None
):
    first = _candidate("994", article("Best: 994.", "a"), score=9.0)
    unsure = _candidate("812", article("Other: 812.", "b"), score=LEAST_SCORE)
    misread = _candidate("77", article("Other: 77.", "c"), score=LEAST_SCORE - 0.1)
    word = _candidate("Ann Lee", article("Other: Ann Lee.", "d"), score=9.0)
    assert contradicting([first, unsure, misread, word], "number") == {"b"}


def test_of_one_candidate_there_is_no_rival() -> None:
    assert _rivals("How many?", "number", "994") == []


def _quotes(words: str, *days: str | None) -> list[Quote]:
    return [
        quote(span_in(each, words), words)
        for each in (
            article(f"Best: {words}.", f"{words}-{n}", published=day) for n, day in enumerate(days)
        )
    ]


TOLL = "How many people were killed?"
MAY_1, MAY_2, MAY_3 = "2031-05-01", "2031-05-02", "2031-05-03"


@pytest.mark.parametrize(
    ("question", "earlier", "later", "runs_on"),
    [
        (TOLL, _quotes("12", MAY_1), _quotes("14", MAY_2), True),
        ("How many are still missing?", _quotes("14", MAY_1), _quotes("12", MAY_2), True),
        # The dead do not become fewer, and a year later nothing runs on.
        (TOLL, _quotes("14", MAY_1), _quotes("12", MAY_2), False),
        (TOLL, _quotes("12", "2030-05-02"), _quotes("14", MAY_2), False),
        (TOLL, _quotes("twelve", MAY_1), _quotes("14 people", MAY_2), True),
        # All of the earlier reports are older than the latest of the others.
        (TOLL, _quotes("12", MAY_1, MAY_2), _quotes("14", MAY_1, MAY_3), True),
        (TOLL, _quotes("12", MAY_1, MAY_3), _quotes("14", MAY_2, MAY_3), False),
        (TOLL, _quotes("12", MAY_2), _quotes("14", MAY_2), False),
        (TOLL, _quotes("12", MAY_2), _quotes("14", MAY_1), False),
        (TOLL, _quotes("12", None), _quotes("14", MAY_2), False),
        (TOLL, _quotes("12", MAY_1), _quotes("14", None), False),
        ("How many people signed the pact?", _quotes("12", MAY_1), _quotes("14", MAY_2), False),
        (TOLL, _quotes("nobody knows", MAY_1), _quotes("14", MAY_2), False),
        (TOLL, [], _quotes("14", MAY_2), False),
    ],
)  # fmt: skip
def test_a_later_figure_of_what_is_counted_on_and_on_is_the_earlier_one_run_on(
    question: str, earlier: list[Quote], later: list[Quote], runs_on: bool
) -> None:
    assert is_update(question, earlier, later) is runs_on


def test_the_latest_day_leaves_out_what_has_none() -> None:
    days = (MAY_2, None, MAY_3, MAY_1)
    articles = [article("Rain.", str(n), published=day) for n, day in enumerate(days)]
    assert latest(articles) == date(2031, 5, 3)
    assert latest(articles[1:2]) is None
    assert latest([]) is None
