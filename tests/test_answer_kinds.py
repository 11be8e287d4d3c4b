"""What questions ask for, and which words are of that kind."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.meaning.answer_kinds import Kind, expected_kind, fits

KINDS = st.sampled_from(get_args(Kind))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("", None),
        ("Why was it signed?", None),
        ("What happened?", None),
        ("In which country was it signed?", "country"),
        ("WHICH COUNTRY WAS IT?", "country"),
        ("Which U.S. state voted last?", "state"),
        ("Which small island nation won?", "country"),
        ("Which country's capital burnt?", "country"),
        ("He became which country’s prime minister?", "country"),
        ("Which head of state left?", None),
        ("What year was it?", "year"),
        ("What percentage of voters came?", "percentage"),
        ("On what date did it open?", "date"),
        ("What is the age limit?", None),
        ("What age is she?", "number"),
        ("How many boxes came?", "number"),
        ("How old is she?", "number"),
        ("How did it end?", None),
        ("When did it open?", "date"),
        ("What did he do when it rained?", None),
        ("Who left?", "who"),
        ("To whom was it given?", "who"),
        ("After the vote, who left?", "who"),
        ("Between whom was it shared?", "who"),
        ("An affair with who?", "who"),
        ("Do you know who won?", "who"),
        ("Who won the prize? Tell me why.", "who"),
        ("Who led the U.S. when it rained?", "who"),
        ("How many died in the U.S. after the storm which hit Texas?", "number"),
        ("Which country did Mr. Smith, who left, visit?", "country"),
        ("What is the name of the man who left?", "called"),
        ("What’s the name of the plane?", "called"),
        # Who is told of is not asked for.
        ("Ann Lee, who left, founded which firm?", None),
        ("It was set by a man who was trying to:", None),
        ("Police held men who rioted. Where was it?", None),
        ("Who left? Which city burnt?", "name"),
        ("Which U.S. city burnt?", "name"),
        ("Who left? It was late.", "who"),
        ("Whose boat sank?", None),
        ("Which actor left?", "person"),
        ("Whose company was sold?", "name"),
        ("What was the country like?", None),
        # The World Health Organization asks for nobody.
        ("What did the WHO say?", None),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: Kind | None) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        ("country", ["Viet Nam", "the U.S.", "Northern Ireland", "Northern\nIreland"], ["Hanoi"]),
        ("country", ["France’s", "UNITED STATES OF AMERICA", "Côte d'Ivoire"], ["", "French"]),
        ("state", ["Texas", "Queensland", "Washington, D.C."], ["Hamburger", "Mars"]),
        ("year", ["in 2011"], ["1995–2025", "994", "12345", "the nineties"]),
        ("percentage", ["5%", "5 per cent", "two percent"], ["5", "percentile"]),
        ("date", ["Tuesday", "2 November", "last year", "noon"], ["Hanoi", ""]),
        ("number", ["994", "four hundred", "twice", "no"], ["many", "someone", "nothing"]),
        ("called", ["Ann Lee", "Apollo 11", "H5N1"], ["79", "", "2.5%"]),
        ("person", ["Ann Lee", "Phan Van Giang", "J. K. Rowling"], ["Texas", "France", "44 men"]),
        ("person", ["Shaquille O’Neill", "ANN LEE"], ["the minister", ""]),
        ("name", ["Bien Hoa", "3M", "The Crown", "Paris Saint-Germain"], ["France", "a town"]),
        ("who", ["the authorities", "Ann Lee", "France"], ["44", "Boeing 737"]),
    ],
)
def test_words_fit_their_kind_and_others_do_not(kind: Kind, yes: list[str], no: list[str]) -> None:
    assert [text for text in yes if not fits(kind, text)] == []
    assert [text for text in no if fits(kind, text)] == []


@settings(deadline=None)
@given(question=st.text(), kind=KINDS, text=st.text())
def test_any_text_has_a_kind_or_none_and_fits_or_not(question: str, kind: Kind, text: str) -> None:
    assert expected_kind(question) in (None, *get_args(Kind))
    assert fits(kind, text) in (True, False)


@pytest.mark.parametrize("words", ["which ", "what a' ", "how ", "when ", "who", "which a."])
def test_the_longest_questions_are_understood_too(words: str) -> None:
    assert expected_kind((words * 2000)[:2000]) in (None, "who")
    assert expected_kind((words * 2000)[:1900] + " which country?") is not None


@pytest.mark.parametrize(
    "question",
    ["In which U.S  state did they meet?", "Which c\u0130ty?", "Which \u017ftate is it?",
     "Which state media said so?", "Which country music star sang?"],
)  # fmt: skip
def test_odd_letters_and_other_senses_do_no_harm(question: str) -> None:
    kind = expected_kind(question)
    assert kind in (None, "state", "person")
