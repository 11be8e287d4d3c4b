"""Find, in the passages retrieved, the words that answer the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index import Hit, Passage, Sentence, is_question, split_sentences

from .rerank import PairScorer


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may answer, ``article.text[start:end]``, within ``passage``.

    ``score`` orders the spans of one question and is compared with the reader's threshold.
    """

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]


class Reader(Protocol):
    """Reads passages for an answer.

    ``threshold`` is the score below which the best span is not worth saying.
    """

    threshold: float

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """Candidate answers from ``hits``, best first, disjoint within an article."""
        ...


class SentenceReader:
    """Answers with whole sentences, by the cross-encoder: its logit of the sentence, plus that of
    the passage around it, which knows whom the sentence calls he.
    """

    # Chosen on 150 answerable and 150 adversarial questions of squad2dev, 146 of rtqa_2022, and
    # 127 of these asked of a corpus without the answer: of the right answers it keeps 89 % and
    # 98 %, and it refuses 32 % and 98 % of what has none.
    threshold = 6.0

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        sentences = list(_sentences(hits).values())
        scores = self._scorer.score(question, [sentence.text for sentence in sentences])
        spans = [
            replace(sentence, score=sentence.score + score)
            for sentence, score in zip(sentences, scores, strict=True)
        ]
        return sorted(spans, key=lambda span: -span.score)


def _sentences(hits: Sequence[Hit]) -> dict[tuple[str, int], Span]:
    """The prose sentences of all passages, with the score of the best passage that holds each.

    Those that ask are left out: the question of a quiz is like the one asked, and no answer. Of
    a sentence too long for a passage, the part that the passage has counts as one.
    """
    found: dict[tuple[str, int], Span] = {}
    split: dict[str, list[Sentence]] = {}
    for hit in hits:
        passage, score = hit.passage, hit.scores.rerank or 0.0
        article = passage.article
        if article.id not in split:
            split[article.id] = split_sentences(article.text)
        for sentence in split[article.id]:
            start, end = max(sentence.start, passage.start), min(sentence.end, passage.end)
            if sentence.prose and start < end and not is_question(article.text[start:end]):
                start, end = _without_emphasis(article.text, start, end)
                found.setdefault((article.id, start), Span(passage, start, end, score))
    return found


def _without_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without Markdown's marks around a whole sentence, as captions have them."""
    bare = text[start:end].lstrip("*_")
    start = end - len(bare)
    return start, start + len(bare.rstrip("*_"))
