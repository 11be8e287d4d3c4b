"""Candidate answers: the same words in several articles are one candidate, and gain by it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .answer_key import answer_key
from .answer_kinds import expected_kind, fits
from .reader import Reading, Span
from .short_answers import short_answer

# Chosen together on rtqa_2022 and our gold: how much relevance counts beside answerability, how
# much agreement counts beside the best span, what words of another kind, or of the question itself,
# lose, and what words of the headline gain: news is about what its headline names.
RELEVANCE_WEIGHT = 0.5
TEMPERATURE = 3.0
MISFIT = 4.0
ECHO = 2.0
HEADLINE = 1.2


@dataclass(frozen=True, slots=True)
class Scored:
    """A span, what is shown for it, and how well it answers: a sum of logits."""

    span: Span
    shown: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer: its best span in each article that has it, best first, and their joint weight."""

    spans: tuple[Scored, ...]
    weight: float

    @property
    def best(self) -> Scored:
        return self.spans[0]


def pool(question: str, readings: Sequence[Reading]) -> list[Candidate]:
    """The candidates of all readings, the weightiest first.

    An article counts once for a candidate, by its best span: a story cut into passages that
    overlap is one voice. The weight is the sum over articles of exp(score / ``TEMPERATURE``).
    """
    found: dict[str, dict[str, Scored]] = {}
    for scored in _scored(question, readings):
        by_article = found.setdefault(answer_key(scored.shown), {})
        article = scored.span.passage.article.id
        if article not in by_article or by_article[article].score < scored.score:
            by_article[article] = scored
    candidates = [_candidate(list(by_article.values())) for by_article in found.values()]
    return sorted(candidates, key=lambda candidate: -candidate.weight)


def _scored(question: str, readings: Sequence[Reading]) -> list[Scored]:
    kind, asked = expected_kind(question), f" {_words(question)} "
    scored = []
    for reading in readings:
        passage = reading.answerable + RELEVANCE_WEIGHT * reading.relevant
        headline = f" {_words(reading.passage.article.title or '')} "
        for span in reading.spans:
            shown = short_answer(span, question)
            score = passage + span.log_probability
            if kind is not None and not fits(kind, shown):
                score -= MISFIT
            if f" {_words(shown)} " in asked:
                score -= ECHO
            if f" {_words(shown)} " in headline:
                score += HEADLINE
            if shown:
                scored.append(Scored(span, shown, score))
    return scored


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _candidate(spans: list[Scored]) -> Candidate:
    best_first = sorted(spans, key=lambda scored: -scored.score)
    weight = sum(math.exp(scored.score / TEMPERATURE) for scored in spans)
    return Candidate(tuple(best_first), weight)
