"""Passages are exact slices, whole sentences, no longer than asked, and miss nothing."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.encoding.embedding import OnnxEmbedder
from index.passages import Passage
from index.text.chunking import MAX_TOKENS, OVERLAP_TOKENS, chunk
from index.text.sentences import split_sentences


def article(text: str) -> Article:
    return Article("a", None, None, None, None, text)


def words(text: str) -> int:
    return len(text.split())


def texts(text: str, max_tokens: int, overlap_tokens: int) -> list[str]:
    passages = chunk(article(text), words, max_tokens=max_tokens, overlap_tokens=overlap_tokens)
    return [passage.text for passage in passages]


ONE_TO_FIVE = "One. Two two. Three three three. Four. Five."


@pytest.mark.parametrize(
    ("max_tokens", "overlap_tokens", "expected"),
    [
        (8, 0, [ONE_TO_FIVE]),
        (7, 0, ["One. Two two. Three three three. Four.", "Five."]),
        (3, 0, ["One. Two two.", "Three three three.", "Four. Five."]),
        # The overlap gives way to the sentence that has to follow it.
        (3, 3, ["One. Two two.", "Three three three.", "Four. Five."]),
        (4, 1, ["One. Two two.", "Three three three. Four.", "Four. Five."]),
        (6, 2, ["One. Two two. Three three three.", "Four. Five."]),
        (6, 3, ["One. Two two. Three three three.", "Three three three. Four. Five."]),
        # A whole passage is never repeated, however much overlap is asked for.
        (6, 99, ["One. Two two. Three three three.", "Two two. Three three three. Four.",
                 "Three three three. Four. Five."]),
    ],
)  # fmt: skip
def test_by_hand(max_tokens: int, overlap_tokens: int, expected: list[str]) -> None:
    assert texts(ONE_TO_FIVE, max_tokens, overlap_tokens) == expected


def test_only_a_sentence_over_the_maximum_is_cut_and_then_between_words() -> None:
    assert texts("Go. One two three four five six. Go.", 3, 0) == [
        "Go.",
        "One two three",
        "four five six.",
        "Go.",
    ]
    assert texts("one  two\tthree\u3000four", 1, 0) == ["one", "two", "three", "four"]


def test_a_word_over_the_maximum_is_halved() -> None:
    passages = chunk(article("abcdefgh"), len, max_tokens=3, overlap_tokens=0)
    assert [passage.text for passage in passages] == ["ab", "cd", "ef", "gh"]


@pytest.mark.parametrize("blank", ["", " ", "\r\n\u2028 \u3000"])
def test_no_text_no_passage(blank: str) -> None:
    assert texts(blank, 5, 0) == []


def test_offsets_count_code_points_of_the_text_as_it_is() -> None:
    text = "😀 Cafe\u0301.\r\nIt rained.\u2028Über 2 km.  "
    passages = chunk(article(text), words, max_tokens=2, overlap_tokens=0)
    assert [p.text for p in passages] == ["😀 Cafe\u0301.", "It rained.", "Über", "2 km."]
    assert [p.id for p in passages] == ["a:0-8", "a:10-20", "a:21-25", "a:26-31"]


PIECES = st.sampled_from(
    [
        *("Rain fell.", "It rained on and on", "Gen. Giang", "U.S.", "“No.”", "Photo: AP", "said"),
        *(" ", ". ", "! ", "\n", "\r\n", "\n\n    ", "\u2028", "\xa0", "\u200b"),
        *("unaffable", "e\u0301", "😀", "大雨", "a" * 22, "12,500"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.text(max_size=200),
)


def check(text: str, count: Callable[[str], int], most: int, overlap: int) -> list[Passage]:
    """Everything that holds for any counter of tokens."""
    passages = chunk(article(text), count, max_tokens=most, overlap_tokens=overlap)
    covered = [False] * len(text)
    for passage in passages:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip() != ""
        covered[passage.start : passage.end] = [True] * len(passage.text)
    assert all(done or character.isspace() for done, character in zip(covered, text, strict=True))
    for one, next_ in pairwise(passages):
        assert one.start < next_.start
        assert one.end < next_.end
        assert count(text[next_.start : one.end]) <= overlap
    spans = split_sentences(text)
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    long = [s for s in spans if count(text[s.start : s.end]) > most]
    for passage in passages:
        assert passage.start in starts or any(s.start < passage.start < s.end for s in long)
        assert passage.end in ends or any(s.start < passage.end < s.end for s in long)
    return passages


@given(TEXTS, st.integers(1, 12), st.integers(0, 8))
@settings(max_examples=400, deadline=None)
def test_properties_with_a_counter_of_characters(text: str, most: int, overlap: int) -> None:
    def characters(text: str) -> int:
        return len("".join(text.split()))

    for passage in check(text, characters, most, overlap):
        assert characters(passage.text) <= most


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(check=False)


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_properties_with_the_real_tokenizer(embedder: OnnxEmbedder, text: str) -> None:
    for passage in check(text * 3, embedder.count_tokens, MAX_TOKENS, OVERLAP_TOKENS):
        assert embedder.count_tokens(passage.text) <= MAX_TOKENS


@pytest.mark.parametrize(
    "text",
    [
        "x" * 20_000,
        "x" * 20_000 + " Rain fell. " + "y" * 20_000,
        "大" * 20_000,
        "😀" * 20_000,
        "a" + "\u0301" * 20_000,
        "- " * 10_000,
        "a " * 5_000 + "b" * 20_000,
        "!?" * 10_000,
        "\u200b" * 20_000,
    ],
    ids=["word", "words", "cjk", "emoji", "marks", "dashes", "lopsided", "marks?", "zero width"],
)
def test_pathological_texts(embedder: OnnxEmbedder, text: str) -> None:
    for passage in check(text, embedder.count_tokens, MAX_TOKENS, OVERLAP_TOKENS):
        assert embedder.count_tokens(passage.text) <= MAX_TOKENS
    for passage in chunk(article(text), len, max_tokens=1_000, overlap_tokens=0):
        assert len(passage.text) <= 1_000
