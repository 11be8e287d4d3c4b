"""Spans and readings written by hand, a reader that finds what it is told, and drawn vectors."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from index import Article, Passage
from index.encoding.embedding import Vectors
from service.reading.reader import Reading, Span


def article(
    text: str,
    id_: str = "a",
    title: str | None = None,
    source: str | None = None,
    published: str | None = None,
) -> Article:
    """An article of which only this is known."""
    day = date.fromisoformat(published) if published else None
    return Article(id_, title, source, day, None, text)


def span_in(article: Article, words: str, log_probability: float = -0.1) -> Span:
    """Where ``words`` first stand in the article, which is one passage."""
    start = article.text.index(words)
    passage = Passage(article, 0, len(article.text))
    return Span(passage, start, start + len(words), log_probability)


def span_of(text: str, words: str, id_: str = "a", log_probability: float = -0.1) -> Span:
    """Where ``words`` first stand in an article that is this text, and one passage."""
    return span_in(article(text, id_), words, log_probability)


def reading_of(*spans: Span, answerable: float = 2.0, relevant: float = 2.0) -> Reading:
    """A reading of the passage of these spans, of which there is one at least."""
    return Reading(spans[0].passage, answerable, relevant, spans)


class Scripted:
    """Finds the words it is told wherever they stand; its logits are below 0 where none does.

    ``answers`` has by question the words that answer it, where not all do. ``logits`` has by
    article what differs from ``logit``. ``given`` are the passages of each call.
    """

    def __init__(
        self,
        *words: str,
        logit: float = 3.0,
        logits: Mapping[str, float] | None = None,
        answers: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._words = words
        self._logit = logit
        self._logits = logits or {}
        self._answers = answers or {}
        self.given: list[Sequence[Passage]] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.given.append(passages)
        words = self._answers.get(question, self._words)
        return [self._read(passage, words) for passage in passages]

    def _read(self, passage: Passage, told: Sequence[str]) -> Reading:
        spans = tuple(
            Span(passage, passage.start + at, passage.start + at + len(words), -0.1)
            for words in told
            if (at := passage.text.find(words)) >= 0
        )
        size = self._logits.get(passage.article.id, self._logit)
        logit = size if spans else -size
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
