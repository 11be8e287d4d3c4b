"""An answer is a span, shortened if need be, with its markers; the quotes stay exact."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Passage
from service.answers import AbstainReason
from service.citing import MAX_WORDS, compose, refuse
from service.reader import Span


def _span(text: str, quote: str, id_: str = "a") -> Span:
    article = Article(id_, None, None, None, None, text)
    start = text.index(quote)
    return Span(Passage(article, 0, len(text)), start, start + len(quote), 1.0)


def test_one_span_is_said_and_cited() -> None:
    wording = compose([_span("It rained. He left. Then sun.", "He left.")])
    assert wording.answer == "He left. [1]"
    assert wording.short_answer == "He left."
    [citation] = wording.citations
    assert (citation.id, citation.start, citation.end, citation.quote) == (1, 11, 19, "He left.")
    assert wording.answer[citation.answer_start : citation.answer_end] == "He left."
    assert citation.support is None


def test_other_spans_are_cited_in_order_without_being_said() -> None:
    spans = [_span(f"Rain {id_}.", f"Rain {id_}.", id_) for id_ in ("b", "a", "c")]
    wording = compose(spans)
    assert wording.answer == "Rain b. [1][2][3]"
    assert [(c.id, c.article.id) for c in wording.citations] == [(1, "b"), (2, "a"), (3, "c")]
    assert {wording.answer[c.answer_start : c.answer_end] for c in wording.citations} == {"Rain b."}


def test_white_space_is_folded_in_what_is_said_and_kept_in_the_quote() -> None:
    wording = compose(
        [_span("He\u00a0said:\r\n  it \t rained.", "He\u00a0said:\r\n  it \t rained.")]
    )
    assert wording.answer == "He said: it rained. [1]"
    assert wording.citations[0].quote == "He\u00a0said:\r\n  it \t rained."


@pytest.mark.parametrize(("words", "said"), [(58, 58), (59, 59), (60, 58), (500, 58)])
def test_at_most_sixty_words_with_the_markers(words: int, said: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    wording = compose([_span(text, text), _span("w", "w", "b")])
    shown = wording.answer.split()
    assert len(shown) <= MAX_WORDS == 60
    assert shown[-1] == "[1][2]"
    assert shown[:said] == text.split()[:said]
    assert ("…" in shown) == (words > said)
    assert wording.citations[0].quote == text


@given(st.text().filter(lambda text: text.strip()), st.integers(1, 5))
def test_whatever_the_text_the_cited_words_are_the_short_answer(text: str, count: int) -> None:
    wording = compose([_span(text, text, str(number)) for number in range(count)])
    assert len(wording.answer.split()) <= MAX_WORDS
    assert [citation.id for citation in wording.citations] == [*range(1, count + 1)]
    for citation in wording.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote == text
        cited = wording.answer[citation.answer_start : citation.answer_end]
        assert cited == wording.short_answer


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_a_refusal_is_a_sentence_that_cites_nothing(reason: AbstainReason) -> None:
    wording = refuse(reason)
    assert wording.answer.endswith(".")
    assert wording.short_answer is None
    assert wording.citations == ()
