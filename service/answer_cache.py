"""Answers that were given before, for as long as their generation is served."""

from dataclasses import dataclass
from sys import getsizeof

from cachetools import LRUCache

from index import Hit

from .answers import Answer, Question

# An answer holds the articles that it was read from, so that they are what it weighs.
PLACE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """An answer; ``hits`` are the passages retrieved for it, in fused order, None where none were.

    The same question to the same generation always finds the same.
    """

    hits: tuple[Hit, ...] | None
    answer: Answer


class AnswerCache:
    """The latest used answers of one generation, by the whole question: text, ``top_k``, filters.

    There are ``places`` for them, of 64 KiB each; an answer out of long articles, or to a question
    with long filters, takes several, or is not kept. 0 keeps none. With another generation all are
    dropped. Not safe to use from several threads.
    """

    def __init__(self, places: int) -> None:
        self._generation: str | None = None
        self._kept: LRUCache[Question, _Kept] = LRUCache(places, _places)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, generation: str, question: Question) -> Found | None:
        """What was found for ``question`` in ``generation``, which is the one that is served."""
        if generation != self._generation:
            self._generation = generation
            self._kept.clear()
        kept = self._kept.get(question)
        return None if kept is None else kept.found

    def put(self, question: Question, found: Found) -> None:
        """Keep ``found``, unless its generation is served no more."""
        kept = _Kept(question, found)
        if found.answer.generation == self._generation and _places(kept) <= self._kept.maxsize:
            self._kept[question] = kept


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer with its question, which it is weighed with."""

    question: Question
    found: Found


def _places(kept: _Kept) -> int:
    """How many places ``kept`` takes, 1 or more."""
    found, answer, filters = kept.found, kept.found.answer, kept.question.filters
    articles = [
        *(hit.passage.article for hit in (*answer.passages, *(found.hits or ()))),
        *(citation.article for citation in answer.citations),
        *(conflict.article for conflict in answer.conflicts),
    ]
    # By identity: what was fetched twice is in memory twice.
    texts = {id(article.text): article.text for article in articles}.values()
    names = (*(filters.sources or ()), *(filters.article_ids or ()))
    return 1 + sum(map(getsizeof, (*texts, kept.question.text, *names))) // PLACE_BYTES
