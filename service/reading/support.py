"""Whether a quote supports the answer: the question read once more, against the quote alone."""

import math
from collections.abc import Sequence

from ..meaning.answer_key import answer_key
from ..meaning.answer_kinds import expected_kind
from .calibration import Logistic
from .quoting import Quote
from .reader import Reader, Reading
from .short_answers import short_answer

# Below it no span of the quote was the answer: e⁻⁸ is a probability of .0003.
LEAST = -8.0


class SupportCheck:
    """Probability that a quote supports the answer it is cited for.

    The reader sees question and quote (under its article's title) and nothing else; what counts
    is whether it would find an answer there, and this one. The round trip follows Alberti et al.
    2019, "Synthetic QA Corpora Generation with Roundtrip Consistency".
    """

    def __init__(self, reader: Reader, logistic: Logistic) -> None:
        self._reader = reader
        self._logistic = logistic

    def check(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        """The support of each quote, in (0, 1) and in order."""
        readings = self._reader.read(question, [quote.passage for quote in quotes])
        return [
            self._logistic(features(question, quote, reading))
            for quote, reading in zip(quotes, readings, strict=True)
        ]


def features(question: str, quote: Quote, reading: Reading) -> dict[str, float]:
    """``answerable`` and ``relevant``, the reader's logits, and ``same``, the log-probability of
    the answer among the words of the quote.
    """
    wanted, kind = answer_key(quote.shown), expected_kind(question)
    same = sum(
        math.exp(span.log_probability)
        for span in reading.spans
        if answer_key(short_answer(span, question, kind)) == wanted
        or (span.start < quote.span.end and quote.span.start < span.end)
    )
    return {
        "answerable": reading.answerable,
        "relevant": reading.relevant,
        "same": max(LEAST, math.log(same)) if same > 0 else LEAST,
    }
