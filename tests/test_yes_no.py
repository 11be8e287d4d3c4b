"""Yes, no, or neither: with a reader that answers as scripted, and invented sentences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Passage
from service.reading.reader import Reading, Span
from service.reading.yes_no import Verdict, is_yes_no, judge


@dataclass
class Scripted:
    """Finds ``answers[question]`` in the passages that have it, with logit ``answerable``."""

    answers: dict[str, str]
    answerable: float = 3.0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [self._reading(self.answers.get(question, "\0"), passage) for passage in passages]

    def _reading(self, answer: str, passage: Passage) -> Reading:
        at = passage.article.text.find(answer, passage.start, passage.end)
        if at < 0:
            return Reading(passage, -5.0, 0.0, ())
        span = Span(passage, at, at + len(answer), math.log(0.9))
        return Reading(passage, self.answerable, 0.0, (span,))


def passage(text: str, title: str | None = None) -> Passage:
    return Passage(Article(text[:5], title, None, None, None, text), 0, len(text))


BOXES = "The port returned 994 boxes in July."
SAYS_994 = {"Did the port return how many boxes?": "994"}


def ask(question: str, text: str, answers: dict[str, str]) -> str | None:
    verdict = judge(question, [passage(text)], Scripted(answers))
    return verdict.answer if verdict else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did Vietnam hand over 994 boxes of remains?", True),
        ("Have 740 sets been identified so far?", True),
        ("In July, was the memorandum signed?", True),
        ("Isn't the expo in 2026?", True),
        ("has the aid risen to 430 million", True),
        ("Was it cancelled or not?", True),
        ("Is it in 2026 or in 2028?", False),
        ("When is the expo?", False),
        ("Can you say how many boxes were returned?", False),
        ("Is it known how many were returned?", False),
        ("May 5 talks", False),
        ("", False),
    ],
)
def test_what_a_yes_no_question_is(question: str, expected: bool) -> None:
    assert is_yes_no(question) is expected


def test_a_part_that_agrees_is_a_yes_with_the_words_compared() -> None:
    verdict = judge("Did the port return 994 boxes?", [passage(BOXES)], Scripted(SAYS_994))
    assert verdict is not None
    assert (verdict.answer, verdict.span.text) == ("Yes", "994")
    # One span has all of the mass: what is left is the passage answering, 1 / (1 + e⁻³).
    assert verdict.confidence == pytest.approx(0.9526, abs=1e-4)


def test_a_part_that_clashes_is_a_no() -> None:
    assert ask("Did the port return 940 boxes?", BOXES, SAYS_994) == "No"


def test_a_premise_that_is_not_there_is_left_open() -> None:
    unread = judge("Did the port sell 994 boxes?", [passage(BOXES)], Scripted({}))
    unsure = judge("Did the port return 994 boxes?", [passage(BOXES)], Scripted(SAYS_994, 0.0))
    assert unread is None
    assert unsure is None


def test_the_fewer_words_are_there_the_surer_the_reader_must_be() -> None:
    answers = {"Did the harbour ship how many crates?": "994"}
    # 1 / (1 + e⁻¹) = .73, and .6 + .3 are needed.
    question = "Did the harbour ship 994 crates?"
    assert judge(question, [passage(BOXES)], Scripted(answers, 1.0)) is None
    assert judge(question, [passage(BOXES)], Scripted(answers, 3.0)) is not None


def test_a_value_that_the_sentence_also_has_is_no_contradiction() -> None:
    text = "Aid rises to 430 million, up from 300 million."
    answers = {"Has aid risen to how many?": "430 million"}
    assert ask("Has aid risen to 300 million?", text, answers) is None
    assert ask("Has aid risen to 500 million?", text, answers) == "No"


def test_passages_that_disagree_leave_it_open() -> None:
    both = [passage(BOXES), passage("They returned 940 boxes.")]

    class Both(Scripted):
        def _reading(self, answer: str, passage: Passage) -> Reading:
            figure = "994" if "994" in passage.text else "940"
            return super()._reading(figure, passage)

    assert judge("Did the port return 994 boxes?", both, Both({})) is None
    assert judge("Did the port return 940 boxes?", both, Both({})) is None


def test_names_swapped_are_no_yes() -> None:
    text = "Norland returned 994 boxes to Sudland."
    answers = {
        "Did who return 994 boxes to Norland?": "Norland",
        "Did Sudland return how many boxes to Norland?": "994",
    }
    assert ask("Did Sudland return 994 boxes to Norland?", text, answers) is None


def test_a_name_is_contradicted_only_where_there_can_be_but_one() -> None:
    text = "Ann Lee, the mayor, met Bob Ray."
    identity = {"Is who the mayor?": "Ann Lee"}
    assert ask("Is Eve Roe the mayor?", text, identity) == "No"
    assert ask("Did Ann Lee meet Eve Roe?", text, {"Did Ann Lee meet who?": "Bob Ray"}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The port did not return 994 boxes.", "No"),
        ("The port returned 994 boxes, but it did not say why.", "Yes"),
        ("The port, not the town, returned 994 boxes.", None),
        ("The port could not return bags, only 994 boxes.", None),
        ("The port did not return the 994 boxes until May.", "Yes"),
        ("The port refused to return 994 boxes.", None),
        ("The port received 994 boxes.", None),
        ("The port will return 994 boxes.", None),
    ],
)
def test_the_clause_around_the_evidence_has_its_say(text: str, expected: str | None) -> None:
    assert ask("Did the port return 994 boxes?", text, SAYS_994) == expected


def test_a_question_with_not_is_left_open() -> None:
    answers = {"Did the port not return how many boxes?": "994"}
    assert ask("Did the port not return 994 boxes?", BOXES, answers) is None
    answers = {"Didn't the port return how many boxes?": "994"}
    assert ask("Didn't the port return 994 boxes?", BOXES, answers) == "Yes"


def test_the_opposite_direction_confirmed_is_a_no() -> None:
    answers = {"Did aid rise to how many?": "430"}
    assert ask("Did aid fall to 430?", "Aid rose to 430.", answers) == "No"
    assert ask("Did aid fall to 430?", "Aid stood at 430.", answers) is None


def test_without_parts_a_sentence_must_have_every_word_in_order() -> None:
    text = "It rained. Both sides exchanged wartime gifts on the quay."
    whole = "exchanged wartime gifts"
    assert ask("Did both sides exchange gifts?", text, {}) == "Yes"
    assert ask("Did both sides exchange letters?", text, {}) is None
    assert ask("Did gifts exchange both sides?", text, {}) is None
    assert whole in text


def test_the_title_counts_where_there_are_no_parts() -> None:
    titled = passage("Both sides exchanged gifts.", "Harbour talks end")
    verdict = judge("Did both sides exchange gifts at the harbour talks?", [titled], Scripted({}))
    assert verdict is not None
    assert verdict.span.text == titled.text


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.floats(-900, 0)), max_size=6),
    st.floats(-30, 30),
)
def test_a_verdict_quotes_the_passage_and_is_a_probability(
    tail: str, places: list[tuple[int, int, float]], answerable: float
) -> None:
    read = passage(BOXES)

    class Anything:
        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            spans = tuple(Span(read, at, min(at + size, 36), p) for at, size, p in places)
            return [Reading(read, answerable, 0.0, spans)]

    verdict = judge(f"Did the port return 994 boxes {tail}", [read], Anything())
    assert verdict is None or isinstance(verdict, Verdict)
    if verdict:
        assert 0 <= read.start <= verdict.span.start < verdict.span.end <= read.end
        assert 0 < verdict.confidence <= 1


def test_other_articles_that_say_the_same_are_told_once_each() -> None:
    best, again = passage(BOXES), passage("Again: " + BOXES)
    doubled = passage("Twice. " + BOXES + " " + BOXES)
    silent, otherwise = passage("The port was closed."), passage("Other: 12 boxes came by rail.")
    passages = [best, again, doubled, doubled, silent, otherwise]
    verdict = judge("Did the port return 994 boxes?", passages, Scripted(SAYS_994))
    assert verdict
    assert (verdict.answer, verdict.span.passage) == ("Yes", best)
    assert [span.passage for span in verdict.also] == [again, doubled]


def test_a_no_by_the_opposite_cites_others_that_have_its_direction_in_words() -> None:
    answers = {"Did aid rise to how many?": "430"}
    rose, grew, stood = (
        passage(text) for text in ("Aid rose to 430.", "Since then aid grew to 430.", "Aid: 430.")
    )
    verdict = judge("Did aid fall to 430?", [rose, grew, stood], Scripted(answers))
    assert verdict
    assert (verdict.answer, verdict.span.passage) == ("No", rose)
    assert [span.passage for span in verdict.also] == [grew]


def test_a_no_cites_no_other_that_has_another_reason() -> None:
    returned = [("First", 740), ("Then", 12), ("Later", 740)]
    passages = [passage(f"{when} the port returned {boxes} boxes.") for when, boxes in returned]

    class Reading740Or12(Scripted):
        def _reading(self, answer: str, passage: Passage) -> Reading:
            return super()._reading("12" if "12" in passage.text else "740", passage)

    verdict = judge("Did the port return 994 boxes?", passages, Reading740Or12({}))
    assert verdict
    assert (verdict.answer, verdict.span.text) == ("No", "740")
    assert [span.passage for span in verdict.also] == [passages[2]]


def test_articles_that_have_every_word_are_cited_together() -> None:
    texts = ["It rained. Both sides exchanged gifts.", "Both sides, too, exchanged many gifts."]
    passages = [passage(text) for text in texts]
    verdict = judge("Did both sides exchange gifts?", passages, Scripted({}))
    assert verdict
    assert verdict.span.text == "Both sides exchanged gifts."
    assert [span.text for span in verdict.also] == [texts[1]]
