"""What the reader makes of a quote alone, by hand."""

from math import exp, log

import pytest

from index import Passage
from service.reading.calibration import Logistic
from service.reading.quoting import Quote, quote
from service.reading.reader import Reading, Span
from service.reading.support import LEAST, SupportCheck, features
from tests.scripted import Scripted, span_of

TEXT = "It rained. Then 994 boxes came, not 740 boxes."


def _quote(words: str = "994") -> Quote:
    return quote(span_of(TEXT, words), words)


def _read(*found: tuple[str, float]) -> Reading:
    passage = _quote().passage
    spans = []
    for words, probability in found:
        start = TEXT.index(words)
        spans.append(Span(passage, start, start + len(words), log(probability)))
    return Reading(passage, 1.5, -2.5, tuple(spans))


def test_the_logits_are_the_reader_s() -> None:
    found = features("How many?", _quote(), _read(("994", 0.5)))
    assert (found["answerable"], found["relevant"]) == (1.5, -2.5)


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ([("994", 0.5)], log(0.5)),
        # Words that meet the answer, or say the same, are the answer; they are summed.
        ([("Then 994 boxes", 0.25), ("740", 0.5)], log(0.25)),
        ([("740", 0.75)], LEAST),
        ([], LEAST),
        ([("994", 1e-9)], LEAST),
    ],
)
def test_the_probability_of_the_same_answer_is_summed(
    found: list[tuple[str, float]], same: float
) -> None:
    assert features("How many?", _quote(), _read(*found))["same"] == pytest.approx(same)


def test_the_same_words_elsewhere_in_the_quote_are_the_same_answer() -> None:
    text = "Rain fell, and more rain fell."
    span = span_of(text, "Rain")
    again = Span(span.passage, text.index("rain"), text.index("rain") + 4, log(0.25))
    first = Span(span.passage, 0, 4, log(0.5))
    reading = Reading(span.passage, 0.0, 0.0, (first, again))
    assert features("What fell?", quote(span, "Rain"), reading)["same"] == pytest.approx(log(0.75))


def test_quotes_are_read_alone_and_judged_in_order() -> None:
    reader = Scripted("994")
    quotes = [_quote(), quote(span_of("Snow fell.", "Snow", "b"), "Snow"), _quote()]
    logistic = Logistic(0.0, {"answerable": 1.0})
    found = SupportCheck(reader, logistic).check("How many?", quotes)
    assert found == pytest.approx([1 / (1 + exp(-3)), 1 / (1 + exp(3)), 1 / (1 + exp(-3))])
    read = [Passage(each.span.passage.article, each.start, each.end) for each in quotes]
    assert reader.given == [read]


def test_no_quotes_are_judged_too() -> None:
    assert SupportCheck(Scripted(), Logistic(0.0, {})).check("How many?", []) == []
