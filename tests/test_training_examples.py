"""Examples drawn out of a few paragraphs by hand: spans stay right, misses do not answer."""

import random
from dataclasses import replace

import pytest

from service.training.examples import (
    Example,
    Examples,
    Shares,
    leading_sentence,
    without_answer,
)
from service.training.sources import Asked

HARBOUR = (
    "The harbour of Velm was closed on Tuesday after a storm had sunk three ships. "
    "Mayor Anna Lind said that repairs would take 14 weeks and be paid for by the state. "
    "Fishermen asked for help, since none of their boats could leave before the summer."
)
MUSEUM = (
    "A museum in Osk returned 994 boxes to the city of Velm in March. "
    "Its director, Carl Berg, called it a debt of honour that had waited for forty years. "
    "The boxes had been taken during the war and were never shown to anybody at all."
)
FERRY = (
    "The ferry between Osk and Velm was late again, and the company blamed the storm. "
    "Passengers waited for nine hours in a hall that has neither chairs nor any heating. "
    "A second ferry is being built and should be ready before the end of next year."
)
ALL = Shares(1, 1, 1, 1, 0, 1, {})
NONE = Shares(0, 0, 0, 0, 0, 0, {})


def _asked(question: str, paragraph: str, *answers: str, title: str = "Velm") -> Asked:
    spans = [(paragraph.index(text), paragraph.index(text) + len(text)) for text in answers]
    return Asked("squad2", question, title, paragraph, tuple(spans), answers)


WEEKS = _asked("How many weeks would repairs take, as Anna Lind said?", HARBOUR, "14 weeks", "14")
BOXES = _asked("How many boxes were returned in March?", MUSEUM, "994")
HOURS = _asked("How long did passengers of the ferry wait?", FERRY, "nine hours")
NOBODY = _asked("Who sank the second ferry in the storm?", FERRY)
ASKED = (WEEKS, BOXES, HOURS, NOBODY)


@pytest.fixture(scope="module")
def drawn() -> list[Example]:
    """Of many epochs, with every share at 1."""
    examples = Examples(ASKED)
    return [example for seed in range(40) for example in examples.epoch(seed, ALL)]


def test_with_no_shares_every_question_comes_as_it_is() -> None:
    drawn = Examples(ASKED).epoch(1, NONE)
    assert sorted((each.question, each.passage, each.answers) for each in drawn) == sorted(
        (each.question, each.paragraph, each.answers) for each in ASKED
    )
    assert {each.title for each in drawn} == {None}


def test_the_words_of_an_answer_stand_where_they_stood(drawn: list[Example]) -> None:
    texts = {each.question: set(each.aliases) for each in ASKED}
    answered = [each for each in drawn if each.answers]
    assert {each.source for each in answered} == {"squad2"}
    for each in answered:
        assert {each.passage[start:end] for start, end in each.answers} == texts[each.question]


def test_a_miss_has_no_answer_and_differs_in_question_or_passage(drawn: list[Example]) -> None:
    known = {(each.question, each.paragraph) for each in ASKED}
    misses = [each for each in drawn if each.source != "squad2"]
    assert {each.source for each in misses} == {"retrieved", "perturbed", "other noun", "removed"}
    for each in misses:
        assert each.answers == ()
        assert (each.question, each.passage) not in known


def test_a_question_changed_keeps_its_passage_and_a_passage_changed_its_question(
    drawn: list[Example],
) -> None:
    paragraphs, questions = ({each.paragraph for each in ASKED}, {each.question for each in ASKED})
    for each in drawn:
        if each.source in {"perturbed", "other noun"}:
            assert each.passage in paragraphs
            assert each.question not in questions
        if each.source in {"retrieved", "removed"}:
            assert each.question in questions


def test_what_is_found_or_left_does_not_hold_the_answer(drawn: list[Example]) -> None:
    texts = {each.question: each.aliases for each in ASKED}
    for each in drawn:
        if each.source in {"retrieved", "removed"}:
            assert not any(text in each.passage for text in texts[each.question])


def test_a_question_without_an_answer_has_no_near_misses(drawn: list[Example]) -> None:
    of_nobody = {each.source for each in drawn if each.question == NOBODY.question}
    assert of_nobody == {"squad2", "retrieved"}


def test_an_epoch_is_the_same_for_a_seed_and_another_for_another() -> None:
    examples = Examples(ASKED)
    assert examples.epoch(3, ALL) == Examples(ASKED).epoch(3, ALL) == examples.epoch(3, ALL)
    assert examples.epoch(3, ALL) != examples.epoch(4, ALL)


def test_a_source_of_no_share_is_not_drawn() -> None:
    asked = [*ASKED, replace(BOXES, source="reddit")]
    drawn = Examples(asked).epoch(1, replace(NONE, sources={"squad2": 0.0}))
    assert [each.source for each in drawn] == ["reddit"]


def test_the_sentence_with_the_answer_goes() -> None:
    before, _, after = HARBOUR.partition("Mayor")
    assert without_answer(WEEKS) == before.strip() + " " + after.partition("state. ")[2]


def test_where_too_little_is_left_or_it_says_it_again_nothing_is_removed() -> None:
    assert without_answer(_asked("When?", "The harbour was closed on Tuesday.", "Tuesday")) is None
    again = _asked("What was closed?", HARBOUR + " The harbour is old.", "harbour")
    assert without_answer(again) is None
    assert without_answer(NOBODY) is None


def test_a_sentence_that_does_not_answer_may_lead_up_to_the_question() -> None:
    first, _, third = (
        HARBOUR[: HARBOUR.index(" Mayor")],
        "",
        HARBOUR[HARBOUR.index("Fishermen") :],
    )
    leads = {leading_sentence(WEEKS, random.Random(seed)) for seed in range(20)}
    assert leads == {first, third}
    drawn = Examples([WEEKS]).epoch(1, replace(NONE, led_up_to=1))
    assert {each.question for each in drawn} <= {f"{lead} {WEEKS.question}" for lead in leads}
    assert [each.answers for each in drawn] == [WEEKS.answers]


def test_where_every_sentence_answers_or_is_long_nothing_leads_up() -> None:
    answering = _asked("What was closed?", "The harbour was closed.", "harbour")
    assert leading_sentence(answering, random.Random(0)) is None
    long = _asked("What rose?", "It rained " + "and rained " * 13 + "on. The sea rose.", "sea")
    assert leading_sentence(long, random.Random(0)) is None
