"""The parts of yes/no questions, and answers held against them, worked out by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.question_parts import Kind, Part, agreement, mentioned, named, parts


def part(text: str, kind: Kind) -> Part:
    return Part(0, len(text), kind, text, "what")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Did Vietnam hand over 994 boxes?",
            ["Did who hand over 994 boxes?", "Did Vietnam hand over how many boxes?"],
        ),
        ("Has the aid risen to US$430 million?", ["Has the aid risen to how much?"]),
        ("Did rates rise by 2.5 per cent?", ["Did rates rise by what percentage?"]),
        ("Were more than 700 identified?", ["Were how many identified?"]),
        ("Is the expo in 2026?", ["Is the expo in what year?"]),
        ("Was it signed in July 2021?", ["Was it signed in what month?"]),
        ("Was it signed on 31 October?", ["Was it signed on what date?"]),
        ("Is it the third expo?", ["Is it the which expo?"]),
        ("Was it held at Bien Hoa?", ["Was it held at where?"]),
        (
            "Is Giang Vietnam's defence minister?",
            ["Is who Vietnam's defence minister?", "Is Giang whose defence minister?"],
        ),
        # A name of an institution is one part, ordinal or not; a year in it is asked about.
        (
            "Did the First Minister sign the Act of 1978?",
            [
                "Did the who sign the Act of 1978?",
                "Did the First Minister sign the who of 1978?",
                "Did the First Minister sign the Act of what year?",
            ],
        ),
        ("Did the two sides exchange gifts?", []),
    ],
)
def test_each_part_gives_way_to_its_question_words(question: str, asked: list[str]) -> None:
    assert [part.asks(question) for part in parts(question)] == asked


@given(st.text("Did 0159,.$%aMay'–\0", max_size=40) | st.text(max_size=40))
def test_parts_lie_in_the_question_and_are_disjoint(question: str) -> None:
    found = parts(question)
    assert all(question[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("kind", "asked", "answer", "expected"),
    [
        ("amount", "994", "994 boxes", True),
        ("amount", "1,200", "1200", True),
        ("amount", "940", "994 boxes", False),
        ("amount", "US$430 million", "430 million USD", True),
        ("amount", "$430 million", "€430 million", None),  # another currency is no comparison
        ("amount", "430 million", "0.43 billion", None),  # nor is another scale
        ("amount", "44", "44 of the 45", None),  # which of the two?
        ("amount", "several", "three", None),
        ("amount", "150", "more than 100", None),
        ("amount", "nearly 1,000", "994", None),
        ("amount", "more than 700", "740", True),
        ("amount", "more than 800", "740", False),
        ("amount", "fewer than 800", "740", True),
        ("amount", "at least 740", "740", None),
        ("date", "2021", "July 2021", True),
        ("date", "2019", "July 2021", False),
        ("date", "July 2021", "2021", None),  # the answer is less precise
        ("date", "March 2021", "July 2021", False),
        ("date", "November 2", "2 November 2025", True),
        ("date", "November 12", "November 2", False),
        ("date", "November", "November 2", True),
        ("date", "1995", "1995–2025", None),  # begun or ended?
        ("date", "1985", "1995–2025", False),
        ("ordinal", "30th", "its 30th anniversary", True),
        ("ordinal", "3rd", "third", True),
        ("ordinal", "fifth", "Third", False),
        ("ordinal", "fifth", "late 2026", None),
        ("name", "Giang", "General Phan Van Giang", True),
        ("name", "President Luong Cuong", "Luong Cuong", True),
        ("name", "President Luong Cuong", "President", None),
        ("name", "Lloyd Austin", "Pete Hegseth", False),
        ("name", "Hegseth", "the minister", None),
    ],
)
def test_an_answer_agrees_clashes_or_cannot_be_compared(
    kind: Kind, asked: str, answer: str, expected: bool | None
) -> None:
    assert agreement(part(asked, kind), answer) is expected


def test_what_stands_in_front_of_an_amount_may_make_it_a_bound() -> None:
    assert agreement(part("150", "amount"), "100", "at least ") is None
    assert agreement(part("150", "amount"), "100", "they met ") is False


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_amounts_agree_just_when_they_are_equal(one: int, other: int) -> None:
    assert agreement(part(f"{one:,}", "amount"), str(other)) is (one == other)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Viet Nam", "Vietnamese troops", True),
        ("Vietnam", "the troops of Viet Nam", True),
        ("U.S.", "the United States", True),
        ("United States", "US officials", True),
        ("MoU", "a Memorandum of Understanding", True),
        ("China", "Chinese", True),
        ("Austria", "Australian", False),
        ("Phan Van Dong", "General Phan Van Giang", False),
        ("the", "the talks", False),
    ],
)
def test_a_name_is_known_in_other_forms(name: str, text: str, expected: bool) -> None:
    assert named(name, text) is expected


def test_what_is_mentioned_need_not_agree() -> None:
    text = "Aid rose to 430 million USD in its third year, from 300 million in July 2021."
    assert mentioned(part("300 million", "amount"), text)
    assert mentioned(part("July 2021", "date"), text)
    assert mentioned(part("3rd", "ordinal"), text)
    assert not mentioned(part("May 2021", "date"), text)
    assert not mentioned(part("500 million", "amount"), text)


@pytest.mark.parametrize("answer", ["1,20,000", "5.11.2025", "2,5"])
def test_a_figure_that_is_no_plain_number_is_left_open(answer: str) -> None:
    (part,) = parts("Did they return more than 994 boxes?")
    assert agreement(part, answer) in (None, True, False)


def test_an_ordinal_of_thousands_of_digits_is_none() -> None:
    assert parts(f"Was it the {'9' * 5000}th expo?") == []
