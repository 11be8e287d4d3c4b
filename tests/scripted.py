"""Spans and readings written by hand, a reader that finds what it is told, and drawn vectors."""

from collections.abc import Mapping, Sequence

import numpy as np

from index import Article, Passage
from index.embedding import Vectors
from service.reader import Reading, Span


def article(text: str, id_: str = "a", title: str | None = None) -> Article:
    """An article of which only this is known."""
    return Article(id_, title, None, None, None, text)


def span_of(text: str, words: str, id_: str = "a", log_probability: float = -0.1) -> Span:
    """Where ``words`` first stand in an article that is one passage."""
    start = text.index(words)
    passage = Passage(article(text, id_), 0, len(text))
    return Span(passage, start, start + len(words), log_probability)


def reading_of(*spans: Span, answerable: float = 2.0, relevant: float = 2.0) -> Reading:
    """A reading of the passage of these spans, of which there is one at least."""
    return Reading(spans[0].passage, answerable, relevant, spans)


class Scripted:
    """Finds the words it is told wherever they stand; its logits are below 0 where none does.

    ``given`` are the passages of each call.
    """

    def __init__(self, *words: str, logit: float = 3.0) -> None:
        self._words = words
        self._logit = logit
        self.given: list[Sequence[Passage]] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.given.append(passages)
        return [self._read(passage) for passage in passages]

    def _read(self, passage: Passage) -> Reading:
        spans = tuple(
            Span(passage, passage.start + at, passage.start + at + len(words), -0.1)
            for words in self._words
            if (at := passage.text.find(words)) >= 0
        )
        logit = self._logit if spans else -self._logit
        return Reading(passage, logit, logit, spans)


class Plane:
    """Embeds a text at the angle whose cosine to "Best…" is given by hand for its first word."""

    name, revision, dimension = "plane", "0", 2

    def __init__(self, cosines: Mapping[str, float] | None = None) -> None:
        self._cosines = {"Best": 1.0} | dict(cosines or {})

    def embed_query(self, text: str) -> Vectors:
        cosine = self._cosines[text.split()[0].strip(".:")]
        return np.array([cosine, np.sqrt(1 - cosine**2)], dtype=np.float32)

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(text.split())
