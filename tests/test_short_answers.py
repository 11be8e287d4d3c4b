"""The words shown for a span, worked out by hand; and that no text and no span breaks them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Passage
from service.meaning.answer_kinds import expected_kind
from service.reading.reader import Span
from service.reading.short_answers import full_name, named_on, short_answer, trimmed, whole_amount
from tests.scripted import article, span_of


def _trimmed(text: str, words: str) -> str:
    start = text.index(words)
    start, end = trimmed(text, start, start + len(words))
    return text[start:end]


def _amount(text: str, words: str, question: str = "What was it?") -> str:
    start = text.index(words)
    start, end = whole_amount(text, start, start + len(words), question)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("said “Lee,” and", "“Lee,”", "Lee"),
        ("*Ann Lee* spoke", "*Ann Lee*", "Ann Lee"),
        ("the Lee's boat", "Lee's", "Lee"),
        ("the Lee’s boat", "Lee’s", "Lee"),
        ("the boys’ boat", "boys’", "boys"),
        ("the “Plan”’s end", "“Plan”’s", "Plan"),
        ("the Plan (PL), said", "Plan (PL", "Plan (PL)"),
        ("the Plan [PL] said", "Plan [PL", "Plan [PL]"),
        ("the Plan (PL", "Plan (PL", "Plan (PL"),
        ("in the U.S. today", "U.S.", "U.S."),
        ("at 5 p.m. today", "5 p.m.", "5 p.m."),
        ("by Sam Lee Jr. today", "Sam Lee Jr.", "Sam Lee Jr."),
        ("cost 1.5.", "1.5.", "1.5"),
        ("rose 5%.", "5%.", "5%"),
        ("cost “…” more", "“…”", ""),
        ("O’Neill left", "O’Neill", "O’Neill"),
        ("in 1995–2025.", "1995–2025.", "1995–2025"),
    ],
)
def test_what_dangles_is_cut_off(text: str, words: str, left: str) -> None:
    assert _trimmed(text, words) == left


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("It cost $3 million.", "3", "$3 million"),
        ("It cost US$130 million.", "130", "US$130 million"),
        ("It cost A$5 more.", "5", "A$5"),
        ("It cost £ 7 more.", "7", "£ 7"),
        ("It gave NASA $5 million.", "5", "$5 million"),
        ("It rose 5% today.", "5", "5%"),
        ("It rose 5 % today.", "5", "5 %"),
        ("It rose 5 per cent.", "5", "5 per cent"),
        ("It rose 5 percentage points.", "5", "5 percentage points"),
        ("It fell to 5 degrees Celsius.", "5", "5 degrees Celsius"),
        ("It did 70 miles per hour.", "70", "70 miles per hour"),
        ("It did 70mph.", "70", "70mph"),
        ("a $3-million house", "3", "$3-million"),
        ("a 10-year plan", "10", "10"),
        ("a 20-year-old", "20", "20"),
        ("they won 5-3 there", "5", "5"),
        ("It cost 3 million dollars.", "3 million", "3 million dollars"),
        ("It took 10 Secondary schools.", "10", "10"),
        ("It took 10.", "10", "10"),
        # A line that was only wrapped goes on; another line does not.
        ("It cost 3\nmillion.", "3", "3\nmillion"),
        ("It cost 3\r\nmillion.", "3", "3\r\nmillion"),
        ("Area 51\nYears later", "51", "51"),
        ("Area 51\n\nyears later", "51", "51"),
        ("on Monday 5 pounds", "Monday", "Monday"),
        ("٣ million", "٣", "٣ million"),
    ],
)
def test_an_amount_is_shown_whole(text: str, words: str, whole: str) -> None:
    assert _amount(text, words) == whole


@pytest.mark.parametrize(
    ("text", "question", "whole"),
    [
        ("It took 10 seconds.", "How many seconds did it take?", "10"),
        ("It took 10-seconds.", "How many seconds did it take?", "10"),
        ("It took 10 days.", "How many more days did it take?", "10"),
        ("It took 10 days.", "How many weeks did it take?", "10 days"),
        ("It took 10 million days.", "How many days did it take?", "10 million"),
        ("It took 10 million people.", "How many people did it take?", "10 million"),
    ],
)
def test_a_unit_that_was_asked_for_is_not_repeated(text: str, question: str, whole: str) -> None:
    assert _amount(text, "10", question) == whole


def test_a_name_goes_on_with_the_words_of_the_question() -> None:
    text = "In Yosemite National Park Service rangers left."
    end = len("In Yosemite")
    assert text[: named_on(text, end, "Which national park burnt?")] == "In Yosemite National Park"
    assert named_on(text, end, "Which park burnt?") == end
    assert named_on(text, len(text), "Which park burnt?") == len(text)
    assert named_on("Yosemite park", 8, "Which park?") == 8
    assert named_on("Yosemite. Park", 8, "Which park?") == 8
    # However often the article says it, a word of the question counts once.
    assert named_on("Park" + " Park" * 5000, 4, "Which park?") == len("Park Park")


@pytest.mark.parametrize(
    ("shown", "text", "name"),
    [
        ("Lee", "When Defence Secretary Ann Lee spoke, Lee left.", "Ann Lee"),
        ("Lee", "When Lee left, Ann Lee stayed.", "Ann Lee"),
        ("Lee", "When Lee left, it rained.", "Lee"),
        ("Rowling", "They met J. K. Rowling.", "J. K. Rowling"),
        ("Rowling", "J. K. Rowling spoke.", "J. K. Rowling"),
        ("Lee", "They met Sen. J. K. Lee.", "J. K. Lee"),
        ("Lee", "Mr. Ann Lee spoke.", "Ann Lee"),
        ("O’Neill", "They met Shaquille O’Neill.", "Shaquille O’Neill"),
        ("Giang", "He met General Phan Van Giang.", "Phan Van Giang"),
        ("Lee", "The Secretary of War Ann Lee spoke.", "Ann Lee"),
        ("Lee", "Yesterday Ann Lee spoke.", "Ann Lee"),
        # These are no given names.
        ("Lee", "It rained. Then Lee spoke.", "Lee"),
        ("Lee", "They left the U.S. Lee stayed.", "Lee"),
        ("Lee", "On Monday Lee spoke.", "Lee"),
        ("Lee", "Later Sweden’s Lee spoke.", "Lee"),
        ("Lee", "the eBay Lee shop", "Lee"),
        ("Lee", "President Lee spoke.", "Lee"),
        ("Lee", "Bruce Leeson spoke.", "Lee"),
        ("Lee", "Ann\nLee spoke.", "Lee"),
        # Only one capitalised word is looked up.
        ("Ann Lee", "Mary Ann Lee spoke.", "Ann Lee"),
        ("lee", "Bruce lee spoke.", "lee"),
        ("", "Ann Lee spoke.", ""),
        (".*", "Ann .* spoke.", ".*"),
    ],
)
def test_a_person_is_named_in_full_as_the_article_does(shown: str, text: str, name: str) -> None:
    assert full_name(shown, text) == name


def test_a_name_said_a_hundred_thousand_times_is_looked_up_at_once() -> None:
    for text in ("President Lee " * 100_000, ". Ann Lee" * 100_000, "A" * 1_000_000 + " Lee"):
        assert full_name("Lee", text) == "Lee"


@pytest.mark.parametrize(
    ("question", "text", "words", "shown"),
    [
        ("Who left?", "Later Ann Lee came. Then Lee left.", "Lee", "Ann Lee"),
        ("What sank?", "Later Ann Lee came. Then Lee left.", "Lee", "Lee"),
        ("How much was it?", "It cost $3\nmillion.", "3", "$3 million"),
        ("Which city fell?", "The fall of Quebec City came.", "Quebec", "Quebec City"),
        ("Who left?", "It said: “Lee.”", "“Lee.”", "Lee"),
        ("What was said?", "He said “…” then.", "“…”", ""),
        # Nothing is added to a name's number.
        ("Which airline fell?", "Flight 5 hours late", "Flight 5", "Flight 5"),
    ],
)
def test_what_is_shown_depends_on_what_is_asked(
    question: str, text: str, words: str, shown: str
) -> None:
    assert short_answer(span_of(text, words), question, expected_kind(question)) == shown


PIECES = st.sampled_from(
    [
        "Lee", "Ann", "J.", "O’Neill", "Sen.", "the", "U.S.", "$", "US$", "3", "1,000", "5.5", "%",
        "million", "hours", "(", ")", "[", "]", "“", "”", "'s", "’s", "-", "–", "*", " ", "  ",
        "\n", "\r\n", "\u00a0", "\u200b", "🛳", "e\u0301", "İ", "ß", "NATIONAL", "Park", ".", "…",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=30).map("".join)
QUESTIONS = st.sampled_from(
    ["", "Who left?", "Which park burnt?", "How many hours?", "What?", "In which country?"]
)


@settings(deadline=None)
@given(text=TEXTS, bounds=st.tuples(st.integers(0, 60), st.integers(0, 60)), question=QUESTIONS)
def test_whatever_the_text_and_the_span_the_bounds_lie_in_the_article(
    text: str, bounds: tuple[int, int], question: str
) -> None:
    start, end = sorted(min(bound, len(text)) for bound in bounds)
    for first, last in (
        trimmed(text, start, end),
        whole_amount(text, start, end, question),
        (start, named_on(text, end, question)),
    ):
        assert 0 <= first <= last <= len(text)
    span = Span(Passage(article(text), 0, len(text)), start, end, 0.0)
    shown = short_answer(span, question, expected_kind(question))
    assert shown == " ".join(shown.split())
    assert all(word in text for word in shown.split())


@settings(deadline=None)
@given(text=TEXTS, bounds=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_trimming_again_changes_nothing(text: str, bounds: tuple[int, int]) -> None:
    start, end = sorted(min(bound, len(text)) for bound in bounds)
    left = trimmed(text, start, end)
    assert trimmed(text, *left) == left
    # Only what closes or ends the words is added.
    assert re.fullmatch(r"[.)\]]*", text[end : left[1]])


@pytest.mark.parametrize(
    ("text", "words", "question", "shown"),
    [
        ("The Food and Drug Administration spoke.", "Food and Drug Administration",
         "Which agency approved the drug?", "Food and Drug Administration"),
        ("The war of 1965-1973 ended.", "1965-1973", "In which year did they withdraw from it?",
         "1965-1973"),
        ("It fell by .5 percent.", "5", "How much did it fall?", ".5 percent"),
        ("It was -5 degrees.", "-5", "How cold was it?", "-5 degrees"),
        ("It cost $3.5 million.", "3", "What did it cost?", "$3.5 million"),
        ("There Michelle Obama and Barack Obama left.", "Obama", "Who left?", "Obama"),
        ("He left North Vietnam, and Vietnam won.", "Vietnam", "Who won?", "Vietnam"),
    ],
)  # fmt: skip
def test_what_is_shown_is_no_other_answer(text: str, words: str, question: str, shown: str) -> None:
    assert short_answer(span_of(text, words), question, expected_kind(question)) == shown
