"""An answer is a quote with the answer in it as shown, cut if need be; the quotes stay exact."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index import Passage
from service.answers import AbstainReason
from service.citing import compose, refuse
from service.finding import Finding
from service.quoting import MAX_WORDS, quote
from service.reader import Span
from service.short_answers import short_answer
from service.support import Supported
from tests.scripted import article, span_of


def _finding(*spans: Span, shown: str | None = None) -> Finding:
    quotes = [Supported(quote(span, shown or span.text), 0.75) for span in spans]
    return Finding(tuple(quotes), 0.5)


def test_the_sentence_of_the_answer_is_said_and_cited() -> None:
    wording = compose(_finding(span_of("It rained. Lee left. Then sun.", "Lee")))
    assert wording.answer == "Lee left. [1]"
    assert wording.short_answer == "Lee"
    [citation] = wording.citations
    assert (citation.id, citation.start, citation.end, citation.quote) == (1, 11, 20, "Lee left.")
    assert wording.answer[citation.answer_start : citation.answer_end] == "Lee left."
    assert citation.support == 0.75
    assert citation.passage.text == "It rained. Lee left. Then sun."


def test_other_quotes_are_cited_in_order_without_being_said() -> None:
    spans = [span_of(f"Rain {id_}.", "Rain", id_) for id_ in ("b", "a", "c")]
    wording = compose(_finding(*spans))
    assert wording.answer == "Rain b. [1][2][3]"
    assert [(c.id, c.article.id) for c in wording.citations] == [(1, "b"), (2, "a"), (3, "c")]
    assert {wording.answer[c.answer_start : c.answer_end] for c in wording.citations} == {"Rain b."}


def test_white_space_is_folded_in_what_is_said_and_kept_in_the_quote() -> None:
    text = "He\u00a0said it\nonce   rained and\r\nit snowed \t in the night."
    wording = compose(_finding(span_of(text, "night")))
    assert wording.answer == "He said it once rained and it snowed in the night. [1]"
    assert wording.citations[0].quote == text


@pytest.mark.parametrize(
    ("text", "words", "shown", "said"),
    [
        ("On Monday Lee left.", "Lee", "Ann Lee", "On Monday Ann Lee left."),
        ("Lee’s boat sank.", "Lee’s", "Ann Lee", "Ann Lee’s boat sank."),
        ("“Lee,” it said.", "“Lee,”", "Ann Lee", "“Ann Lee,” it said."),
        # What stands there as it is shown is not said twice.
        ("Ann Lee left.", "Lee", "Ann Lee", "Ann Lee left."),
        ("Ann\nLee left for Hue,\nand it rained and\nsnowed.", "Lee", "Ann Lee",
         "Ann Lee left for Hue, and it rained and snowed."),
        ("It cost $10 more.", "10", "$10", "It cost $10 more."),
        ("It cost US$3 million.", "3", "US$3 million", "It cost US$3 million."),
        ("Yosemite National Park burnt.", "Yosemite", "Yosemite National Park",
         "Yosemite National Park burnt."),
        ("*Lee left.*", "Lee", "Ann Lee", "Ann Lee left."),
    ],
)  # fmt: skip
def test_the_answer_is_in_it_as_shown(text: str, words: str, shown: str, said: str) -> None:
    wording = compose(_finding(span_of(text, words), shown=shown))
    assert wording.answer == f"{said} [1]"
    assert wording.short_answer == shown
    assert wording.citations[0].quote in text


@pytest.mark.parametrize(("words", "said"), [(57, 57), (58, 58), (59, 56), (300, 56)])
def test_at_most_sixty_words_with_the_markers(words: int, said: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    wording = compose(_finding(span_of(text, "w3"), span_of("w", "w", "b")))
    shown = wording.answer.split()
    assert len(shown) <= MAX_WORDS == 60
    assert shown[-1] == "[1][2]"
    assert shown[:said] == text.split()[:said]
    assert ("…" in shown) == (words > said)
    assert wording.citations[0].quote == text


def test_a_long_sentence_is_cut_around_its_answer() -> None:
    words = [f"w{number}" for number in range(300)]
    said = compose(_finding(span_of(" ".join(words), "w200 w201"))).answer.split()
    assert len(said) <= MAX_WORDS
    assert (said[0], said[-2], said[-1]) == ("…", "…", "[1]")
    first = words.index(said[1])
    assert said[1:-2] == words[first : first + len(said) - 3]
    assert {"w200", "w201"} <= set(said)


def test_a_long_sentence_is_not_cut_behind_its_end() -> None:
    words = [f"w{number}" for number in range(300)]
    said = compose(_finding(span_of(" ".join(words), "w299"))).answer.split()
    assert (said[0], said[-2]) == ("…", "w299")
    assert said.count("…") == 1


PIECES = st.lists(
    st.sampled_from(
        [
            "Lee", "Lee’s", "Ann Lee", "J. K. Lee", "he", "rain", "fell", "and", "$3 million", "5%",
            "US$10", "10-year", "1,000 miles", "*bold*", "**", "(left)", "“Rain,”", "U.S.",
            "Hue.", "fell.", "Why?", "🛳", "Beyonce\u0301", "\u00a0", "National Park", "FELL",
        ]
    ),
    min_size=1,
    max_size=200,
)  # fmt: skip


@settings(deadline=None)
@given(
    pieces=PIECES,
    first=st.integers(0, 199),
    length=st.integers(1, 45),
    others=st.integers(0, 3),
    question=st.sampled_from(
        ["Who left?", "How much?", "How many miles?", "Which national park?", "Why?"]
    ),
)
def test_whatever_the_text_the_answer_is_short_exact_and_holds_what_is_shown(
    pieces: list[str], first: int, length: int, others: int, question: str
) -> None:
    first %= len(pieces)
    text = " ".join(pieces)
    start = len(" ".join([*pieces[:first], ""]))
    end = min(len(text), start + len(" ".join(pieces[first : first + length])))
    span = Span(Passage(article(text), 0, len(text)), start, end, 0.0)
    assume(span.text == span.text.strip())
    shown = short_answer(span, question)
    assume(shown)
    wording = compose(
        Finding(
            (
                Supported(quote(span, shown), 0.9),
                *(
                    Supported(quote(span_of("It snowed.", "snowed", str(n)), "snowed"), 0.9)
                    for n in range(others)
                ),
            ),
            0.5,
        )
    )
    assert len(wording.answer.split()) <= MAX_WORDS
    assert wording.short_answer == shown
    assert [citation.id for citation in wording.citations] == [*range(1, others + 2)]
    for citation in wording.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.answer_start == 0
        said = wording.answer[: citation.answer_end]
    assert f"{said} " in wording.answer
    if len(shown.split()) < 40:
        assert shown in said


def test_a_verdict_is_said_before_the_quote_that_shows_it() -> None:
    finding = replace(_finding(span_of("It rained.", "rained")), verdict="Yes")
    wording = compose(finding)
    assert wording.answer == "Yes. It rained. [1]"
    assert wording.short_answer == "Yes"
    [citation] = wording.citations
    assert citation.quote == "It rained."
    assert wording.answer[: citation.answer_end] == "Yes. It rained."
    long = " ".join(["rain"] * 300)
    wording = compose(replace(_finding(span_of(long, "rain")), verdict="No"))
    assert len(wording.answer.split()) <= MAX_WORDS


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_a_refusal_is_a_sentence_that_cites_nothing(reason: AbstainReason) -> None:
    wording = refuse(reason)
    assert wording.answer.endswith(".")
    assert wording.short_answer is None
    assert wording.citations == ()
