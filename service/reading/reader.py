"""Read question and passage together: whether it answers, with which words, and how relevant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from unicodedata import combining

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index import Article, ModelUnavailable, OnnxModel, Passage, in_context
from index.encoding.model_card import checksums, read_card

SHIPPED = Path(__file__).parents[1] / "models" / "reader"

SPANS = 6
MAX_SPAN_TOKENS = 24
NEVER = -1e9

# The self-check reads this; what should come out stands in model.json.
PROBE_QUESTION = "How many boxes were returned?"
PROBE_TEXTS = (
    "They have returned 994 boxes of remains, 740 of which have been identified.",
    "The minister arrived on Tuesday, and it rained.",
)
# Rounding differs between processors by less; integer saturation by far more.
PROBE_TOLERANCE = 0.5

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may answer, ``article.text[start:end]``, within ``passage``.

    ``log_probability`` is that of these words being the answer, given that the passage has one.
    """

    passage: Passage
    start: int
    end: int
    log_probability: float

    @property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a passage.

    ``answerable`` is the logit of the passage holding the answer, ``relevant`` that of its being
    about the question; ``spans`` are disjoint and the likeliest first, at most ``SPANS``.
    """

    passage: Passage
    answerable: float
    relevant: float
    spans: tuple[Span, ...]


class Reader(Protocol):
    """Reads passages for an answer."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """A reading of each passage, in order."""
        ...


class SpanReader:
    """A MiniLM with heads for span, answerability and relevance: one pass does all three.

    Span extraction is that of Devlin et al. 2019, "BERT"; relevance that of Nogueira and Cho 2019,
    "Passage re-ranking with BERT". Answerability has a head of its own, so that the words of a
    passage that does not answer need not be trained to be nothing.
    """

    def __init__(self, folder: Path = SHIPPED, *, check: bool = True) -> None:
        """Load the model in ``folder``.

        Raises ModelUnavailable where a file is missing or damaged, or its self-check fails.
        """
        card = read_card(folder / "model.json", _card)
        self._model = OnnxModel(folder, card.sha256, card.max_tokens)
        if check:
            self._self_check(card.probes)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        pairs = [(question, in_context(passage)) for passage in passages]
        return [
            _reading(passage, encoding, output)
            for passage, (encoding, output) in zip(
                passages, self._model.run_all(pairs), strict=True
            )
        ]

    def probe(self) -> list[list[float]]:
        """The two logits of each text of the self-check."""
        articles = [Article("probe", None, None, None, None, text) for text in PROBE_TEXTS]
        passages = [Passage(article, 0, len(article.text)) for article in articles]
        readings = self.read(PROBE_QUESTION, passages)
        return [[reading.answerable, reading.relevant] for reading in readings]

    def _self_check(self, expected: list[list[float]]) -> None:
        found = self.probe()
        alike = np.shape(found) == np.shape(expected)
        if not alike or not np.allclose(found, expected, rtol=0, atol=PROBE_TOLERANCE):
            raise ModelUnavailable(
                f"the reader computes wrong scores on this processor ({found}, not {expected}): "
                "answers and refusals would be wrong too"
            )


@dataclass(frozen=True, slots=True)
class _Card:
    """What model.json says: the files' SHA-256, how much is read, and what the self-check finds."""

    sha256: Mapping[str, str]
    max_tokens: int
    probes: list[list[float]]


def _card(fields: Any) -> _Card:
    probes = np.array(fields["probes"], dtype=np.float64).tolist()
    return _Card(checksums(fields), int(fields["max_tokens"]), probes)


def _reading(passage: Passage, encoding: Encoding, output: Floats) -> Reading:
    """``output`` is (tokens, 2): first (answerable, relevant), then each token's (start, end)."""
    shift = passage.start - (len(in_context(passage)) - len(passage.text))
    bounds = np.array(encoding.offsets)
    quotable = (
        (np.array(encoding.type_ids) == 1)
        & (bounds[:, 0] + shift >= passage.start)
        & (bounds[:, 1] > bounds[:, 0])
    )
    spans = tuple(
        Span(
            passage,
            int(bounds[first, 0]) + shift,
            _past_accents(passage, int(bounds[last, 1]) + shift),
            log_probability,
        )
        for first, last, log_probability in best_spans(output[:, 0], output[:, 1], quotable)
    )
    return Reading(passage, float(output[0, 0]), float(output[0, 1]), spans)


def _past_accents(passage: Passage, end: int) -> int:
    """The end behind the combining marks there, which the tokenizer strips from its tokens."""
    text = passage.article.text
    while end < passage.end and combining(text[end]):
        end += 1
    return end


def best_spans(
    start: Floats, end: Floats, quotable: NDArray[np.bool_]
) -> list[tuple[int, int, float]]:
    """At most ``SPANS`` disjoint spans, as ``(first, last, log probability)``, best first.

    ``start`` and ``end`` are logits (tokens,), of which those not ``quotable`` do not count; the
    last token is part of the span. The probability is that of the two bounds, each a softmax.

    >>> one = np.array([9.0, 2.0, 0.0, 0.0], dtype=np.float32)
    >>> other = np.array([9.0, 0.0, 2.0, 0.0], dtype=np.float32)
    >>> best_spans(one, other, np.array([False, True, True, True]))[0][:2]
    (1, 2)
    """
    scores = _log_softmax(start, quotable)[:, None] + _log_softmax(end, quotable)[None, :]
    tokens = np.arange(len(start))
    length = tokens[None, :] - tokens[:, None]
    scores[(length < 0) | (length >= MAX_SPAN_TOKENS)] = NEVER
    scores[~quotable] = scores[:, ~quotable] = NEVER
    found: list[tuple[int, int, float]] = []
    while len(found) < SPANS and scores.max(initial=NEVER) > NEVER / 2:
        first, last = (int(place) for place in np.unravel_index(int(scores.argmax()), scores.shape))
        found.append((first, last, float(scores[first, last])))
        scores[: last + 1, first:] = NEVER  # all that meet it
    return found


def _log_softmax(logits: Floats, among: NDArray[np.bool_]) -> NDArray[np.float64]:
    masked = np.where(among, logits.astype(np.float64), NEVER)
    return np.asarray(masked - np.logaddexp.reduce(masked))
