"""Sentences end where they end, and nothing of the page is lost or glued together."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.text.sentences import is_furniture, is_hard_wrapped, split_sentences


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def prose(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text) if s.prose]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\r\n\u2028\u3000", []),
        ("Rain fell. ", ["Rain fell."]),
        (
            "Gen. Phan Van Giang met Mr. Hegseth on Nov. 2. They agreed on $1.5 million.",
            ["Gen. Phan Van Giang met Mr. Hegseth on Nov. 2.", "They agreed on $1.5 million."],
        ),
        ("The U.S. will pay. The U.N. agreed.", ["The U.S. will pay.", "The U.N. agreed."]),
        ("He paid $1.5 million. 2 men died.", ["He paid $1.5 million.", "2 men died."]),
        (
            "He arrived at 9 a.m. on Sunday. She left at 10 p.m. The talks began at once.",
            ["He arrived at 9 a.m. on Sunday.", "She left at 10 p.m.", "The talks began at once."],
        ),
        (
            "Dr. A. B. Smith Jr. of St. Louis rose 3.5 per cent.",
            ["Dr. A. B. Smith Jr. of St. Louis rose 3.5 per cent."],
        ),
        (
            "“We will act,” he said. “Now.” Then he left.",
            ["“We will act,” he said.", "“Now.”", "Then he left."],
        ),
        ('He said: "It is over." Then he left.', ['He said: "It is over."', "Then he left."]),
        ("Was it so? Yes! It was… Or not?", ["Was it so?", "Yes!", "It was…", "Or not?"]),
    ],
)
def test_wire_copy(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


PAGE = """Ministers meet in Hanoi

\t
HANOI (Reuters) - They met on Sunday. Talks went on at length, both sides said, and

Photo: VNA
Pete Hegseth and Phan Van Giang in Hanoi
They signed a paper on aid, on training and on the search for the missing of the war
© Getty Images
It rained.
"""


def test_what_stands_on_lines_of_its_own_is_not_glued_to_what_follows() -> None:
    assert sentences(PAGE) == [
        "Ministers meet in Hanoi",
        "HANOI (Reuters) - They met on Sunday.",
        "Talks went on at length, both sides said, and",
        "Photo: VNA",
        "Pete Hegseth and Phan Van Giang in Hanoi",
        "They signed a paper on aid, on training and on the search for the missing of the war",
        "© Getty Images",
        "It rained.",
    ]
    assert prose(PAGE) == [
        "HANOI (Reuters) - They met on Sunday.",
        "Talks went on at length, both sides said, and",
        "They signed a paper on aid, on training and on the search for the missing of the war",
        "It rained.",
    ]


def test_a_credit_behind_a_sentence_is_told_from_it() -> None:
    text = "Gen. Phan Van Giang greets the guest in Hanoi on the morning of Nov. 2. Photo: VNA"
    assert sentences(text) == [text[:71], "Photo: VNA"]
    assert prose(text) == [text[:71]]


def test_a_caption_that_ends_in_its_agency_is_furniture_as_a_whole() -> None:
    assert prose("Gen. Giang greets his guest. They met on Sunday. Jane Doe/AP") == []


@pytest.mark.parametrize(
    "credit",
    ["Photo: AP", "(Image: VNA)", "Photo by Jane Doe", "Credit | Reuters", "Jane Doe/AP", "VIDEO"],
)
def test_credits_are_furniture(credit: str) -> None:
    assert is_furniture(credit)
    assert prose(f"It rained.\n{credit}\nIt rained on.") == ["It rained.", "It rained on."]


@pytest.mark.parametrize("line", ["It rained.", "“It rained.”", "Did it?", "(It did!) ", "雨。"])
def test_a_short_line_with_a_full_stop_is_prose(line: str) -> None:
    assert not is_furniture(line)


WRAPPED = """HANOI, Nov 2 - The talks, which were held in Hanoi on
Sunday, were the first since 1995. The two
sides agreed on aid.
    Gen. Giang said the visit was of great
significance. He thanked the other side.

Harbour notes

The rest of it follows here
and ends.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_hard_wrapped_lines_join_and_paragraphs_do_not(newline: str) -> None:
    text = WRAPPED.replace("\n", newline)
    assert is_hard_wrapped(text)
    assert [s.replace(newline, " ") for s in sentences(text)] == [
        "HANOI, Nov 2 - The talks, which were held in Hanoi on Sunday, were the first since 1995.",
        "The two sides agreed on aid.",
        "Gen. Giang said the visit was of great significance.",
        "He thanked the other side.",
        "Harbour notes",
        "The rest of it follows here and ends.",
    ]


def test_a_paragraph_a_line_is_not_wrapped() -> None:
    assert not is_hard_wrapped("One went.\nTwo came.\niPhones were sold.\nFour stayed.\nFive.")
    assert sentences("Headline\nOne went\nTwo came\n") == ["Headline", "One went", "Two came"]


def test_every_kind_of_line_end_ends_a_line() -> None:
    assert sentences("One\u2028Two\u2029Three\x85Four\vFive\fSix\rSeven") == [
        *("One", "Two", "Three", "Four", "Five", "Six", "Seven"),
    ]


PIECES = st.sampled_from(
    [
        *("Rain fell", "Gen.", "U.S.", "Nov. 2", "$1.5 million", "a.m.", "“No.”", "the", "said"),
        *("Photo: AP", "/Reuters", ". ", "! ", "? ", "…", ".”", "('", "e\u0301", "😀"),
        *("\n", "\r\n", "\n\n", "\n    ", "\u2028", "\xa0", "\u3000", "\x1c", "\u200b", "\ufeff"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@given(TEXTS)
@example("x" * 999 + " " + "!?" * 1500 + " x")
@settings(max_examples=500, deadline=None)
def test_spans_are_in_order_and_only_white_space_lies_between(text: str) -> None:
    position = 0
    for sentence in split_sentences(text):
        body = text[sentence.start : sentence.end]
        assert position <= sentence.start < sentence.end
        assert not text[position : sentence.start].strip()
        assert body == body.strip()
        position = sentence.end
    assert not text[position:].strip()


def test_an_endless_word_takes_no_endless_time() -> None:
    started = time.perf_counter()
    assert sentences("It rained. " + "!?" * 50_000 + " It rained on.")[-1] == "It rained on."
    assert time.perf_counter() - started < 10  # 30 s where nupunkt gets the run in one piece


def test_threads_do_not_disturb_one_another() -> None:
    words = PAGE.split()
    texts = [" ".join(words[n % 40 :] + words[: n % 31]) for n in range(200)]
    alone = [split_sentences(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(split_sentences, texts)) == alone
