"""The sentences that are quoted for a span, worked out by hand; and that a quote holds its span."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Passage
from service.reading.quoting import MAX_WORDS, quote
from service.reading.reader import Span
from tests.scripted import article, span_of


def _quoted(text: str, words: str) -> str:
    return quote(span_of(text, words), words).passage.text


@pytest.mark.parametrize(
    ("text", "words", "quoted"),
    [
        ("It rained. Ann Lee left. Snow fell.", "Ann", "Ann Lee left."),
        ("It rained. Ann Lee left. Snow fell.", "Ann Lee left. Snow", "Ann Lee left. Snow fell."),
        ("Ann Lee left", "left", "Ann Lee left"),
        ("Rain.\r\n\r\nAnn Lee left.\r\n", "Lee", "Ann Lee left."),
        ("🛳 sank.\n\n*Ann Lee (left) spoke.*", "Ann", "Ann Lee (left) spoke."),
        ("**Ann Lee left.** It rained.", "Lee", "Ann Lee left."),
        # A mark that belongs to the span stays.
        ("*Ann* left.", "*Ann*", "*Ann* left."),
        ("***", "***", "***"),
    ],
)
def test_whole_sentences_are_quoted(text: str, words: str, quoted: str) -> None:
    assert _quoted(text, words) == quoted


@pytest.mark.parametrize(
    "sentence",
    [
        "He left at noon.",
        "But the boat left at noon.",
        "“Then the boat left at noon.”",
        "“The boat left at noon,” she said.",
        "At noon, he said, the boat left.",
    ],
)
def test_a_sentence_that_points_back_brings_the_one_before(sentence: str) -> None:
    before = "The council chose Ann Lee."
    assert _quoted(f"{before} {sentence}", "noon") == f"{before} {sentence}"
    # But no question, no furniture, and none of another passage.
    assert _quoted(f"Who was chosen? {sentence}", "noon") == sentence
    assert _quoted(f"Photo: AP\n\n{sentence}", "noon") == sentence
    assert _quoted(sentence, "noon") == sentence
    span = span_of(f"{before} {sentence}", "noon")
    part = Passage(span.passage.article, len(before) + 1, span.passage.end)
    assert quote(Span(part, span.start, span.end, 0.0), "noon").passage.text == sentence


def test_a_sentence_that_names_its_person_stands_alone() -> None:
    sentence = "At noon Ann Lee said she left."
    assert _quoted(f"It rained. {sentence}", "noon") == sentence


@pytest.mark.parametrize(("words", "joined"), [(MAX_WORDS - 5, True), (MAX_WORDS - 4, False)])
def test_only_as_much_as_an_answer_holds_is_joined(words: int, joined: bool) -> None:
    before = " ".join(["Rain", *["fell"] * (words - 2), "here."])
    quoted = _quoted(f"{before} He left at noon.", "noon")
    assert quoted == (f"{before} He left at noon." if joined else "He left at noon.")


def test_a_sentence_of_300_words_is_quoted_whole() -> None:
    text = " ".join([*["rain"] * 299, "noon."])
    assert _quoted(f"It began. {text}", "noon") == text


def test_where_no_sentence_is_the_span_is_quoted() -> None:
    text = "  \n "
    span = Span(Passage(article(text), 0, len(text)), 1, 2, 0.0)
    found = quote(span, "")
    assert (found.start, found.end) == (1, 2)


def test_a_quote_knows_its_span_and_what_is_shown() -> None:
    span = span_of("It rained. Ann Lee left.", "Lee")
    found = quote(span, "Ann Lee")
    assert (found.span, found.shown) == (span, "Ann Lee")
    assert found.passage == Passage(span.passage.article, 11, 24)


PIECES = st.sampled_from(
    [
        "Lee", "He", "said", "U.S.", "5", ".", ". ", "? ", "! ", "*", "**", "_", "“", "”", " ",
        "\n", "\n\n", "\r\n", "\r\n\r\n", "\u2028", "\u00a0", "\u200b", "🛳", "Photo: AP", "e\u0301",
    ]
)  # fmt: skip


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Words of a text, in a passage of it: no span begins or ends in white space."""
    texts = st.text(min_size=1, max_size=60) | st.lists(PIECES, min_size=1, max_size=30).map(
        "".join
    )
    text = draw(texts.filter(str.strip))
    words = [(word.start(), word.end()) for word in re.finditer(r"\S+", text)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    start, end = words[first][0], words[last][1]
    passage = Passage(article(text), draw(st.integers(0, start)), draw(st.integers(end, len(text))))
    return Span(passage, start, end, 0.0)


@settings(deadline=None)
@given(spans())
def test_a_quote_lies_in_its_passage_and_holds_its_span(span: Span) -> None:
    found = quote(span, "shown")
    assert span.passage.start <= found.start <= span.start
    assert span.end <= found.end <= span.passage.end
    assert span.text in found.passage.text
