"""Which questions want a list, and how many things they want."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.meaning.list_questions import MANY, items_wanted

WORDS = ["Which", "what", "are", "the", "two", "99", "²", "of", "towns", "and", ",", "?", ". Name"]


@pytest.mark.parametrize(
    "question",
    [
        "Which areas of cooperation will be widened?",
        "In which countries does the firm employ people?",
        "Which ferries of the line have had accidents?",
        "Which politicians opened the bridge?",
        "Which people have won the prize?",
        "Which villages and hamlets were hit?",
        "Which vehicles pay a toll?",
        "What plans did she announce?",
        "What kinds of boats came?",
        "Who were the candidates for mayor?",
        "Who were the leaders whom she met?",
        "What are the demands of the union?",
        "Name the companies that built it.",
        "Name those who paid for it.",
        "List all the towns on the line.",
        "Which fıve towns were flooded?",  # the letter is no i
        "In 2031, which towns were flooded?",
        "What are some causes of the flood?",
        "What are examples of such boats?",
        "Name the towns hit by the flood.",
    ],
)
def test_plural_questions_want_many(question: str) -> None:
    assert items_wanted(question) == MANY


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which two ministers signed it?", 2),
        ("Which other two ministers signed it?", 2),
        ("What are the three main tasks?", 3),
        ("Who were the four winners?", 4),
        ("Name both towns.", 2),
        ("Which 3 countries signed it?", 3),
        ("Name 3 towns.", 3),
        ("Which twelve villages were hit?", 12),
        ("Which two of the ministers signed it?", 2),
        ("Which two highly endangered species live there?", 2),
        ("What are the only two teams in the league?", 2),
    ],
)
def test_a_number_says_how_many(question: str, wanted: int) -> None:
    assert items_wanted(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "Which sports star won?",
        "Which news agency reported it?",
        "Which of these companies was fined?",
        "Which firm of architects designed it?",
        "Which country’s lawmakers voted?",
        "Which state's voters decided?",
        "Which bus was hit?",
        "What causes measles?",
        "What did the dockers do today?",
        "What is the town in which teams are based?",
        "What were the engines used for?",
        "What were the paintings stolen in the town worth?",
        "What type of practices did they introduce?",
        "Name the mayor of the town.",
        "Name of the mayor?",
        "Who is the mayor?",
        "How many boxes were there?",
        # A number that counts something else.
        "Which four-star hotel was sold?",
        "Which four star hotel was sold?",
        "What three-day event was held in Hald?",
        "Which of two candidates won?",
        "Which 2031 laws-suit was lost?",
        # A relative clause.
        "What did the Halden Bridge, which runs from Hald to Dorn, cost?",
        "In Hald, which lies on the coast, who built the bridge?",
        "Did the boats, which runs of bad luck had delayed, arrive?",
        # Nouns before the one that is asked for.
        "Name the sports minister.",
        "Name the sports minister of Tesmaria.",
        "Name the James Bond film.",
        "Name the man who builds boats.",
        "Which sports and arts minister resigned?",
        # Names, and nouns in "s" that are one thing.
        "Which Jones won the race?",
        "Which Wales and Spurs defender was sold?",
        "Which gas leaked?",
        "Who are Hamas?",
        # What a thing is, is called or is for.
        "What are tariffs?",
        "What were the ferries of the line called?",
        "What are the people of Hald known as?",
        "What were the boats in the harbour worth?",
        "Who were the boats bought from?",
        "What were the long doors opened by?",
        # A sum.
        "What were the profits of Tolvane Cells in 2030?",
        "",
        "Which",
        "Name",
        "Which ²?",
    ],
)
def test_singular_questions_want_one(question: str) -> None:
    assert items_wanted(question) == 1


@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_any_words_are_a_question(words: list[str]) -> None:
    assert 1 <= items_wanted(" ".join(words)) <= 99


def test_a_question_of_many_ands_is_one_too() -> None:
    assert items_wanted("Which " + "towns and " * 5_000) == 1
