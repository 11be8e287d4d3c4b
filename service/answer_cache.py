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

    There are ``places`` for them, of 64 KiB each; an answer out of long articles takes several, or
    is not kept. 0 keeps none. With another generation all are dropped. Not safe to use from several
    threads.
    """

    def __init__(self, places: int) -> None:
        self._generation: str | None = None
        self._found: LRUCache[Question, Found] = LRUCache(places, _places)

    def __len__(self) -> int:
        return len(self._found)

    def get(self, generation: str, question: Question) -> Found | None:
        """What was found for ``question`` in ``generation``, which is the one that is served."""
        if generation != self._generation:
            self._generation = generation
            self._found.clear()
        return self._found.get(question)

    def put(self, question: Question, found: Found) -> None:
        """Keep ``found``, unless its generation is served no more."""
        if found.answer.generation == self._generation and _places(found) <= self._found.maxsize:
            self._found[question] = found


def _places(found: Found) -> int:
    """How many places ``found`` takes, 1 or more."""
    answer = found.answer
    articles = [
        *(hit.passage.article for hit in (*answer.passages, *(found.hits or ()))),
        *(citation.article for citation in answer.citations),
        *(conflict.article for conflict in answer.conflicts),
    ]
    # By identity: what was fetched twice is in memory twice.
    texts = {id(article.text): article.text for article in articles}
    return 1 + sum(map(getsizeof, texts.values())) // PLACE_BYTES
