"""Candidate answers: the same answer in several articles is one candidate, and gains by it."""

import math
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from index import Period, recency

from ..meaning.answer_key import answer_key
from ..meaning.answer_kinds import Kind, expected_kind, fits
from ..meaning.sameness import relation
from .reader import Reading, Span
from .short_answers import day_meant, short_answer

# Chosen together on rtqa_2022 and our gold: how much relevance counts beside answerability, how
# much agreement counts beside the best span, what words of another kind, or of the question itself,
# lose, and what words of the headline gain: news is about what its headline names.
RELEVANCE_WEIGHT = 0.5
TEMPERATURE = 3.0
MISFIT = 4.0
ECHO = 2.0
HEADLINE = 1.2
# How much recency counts: what is ten weeks from the days asked about loses 6 logits. As of each
# question's day the first candidate's F1 is .772 on rtqa_2022 and .747 on rtqa_2023, and .765 and
# .707 without it; from 4 to 8 they are within .01.
LAG = 5.0
# So far below its best answer an article does not state another.
OUTDONE = 3.0
# From this score on a span that says the same in another article is its answer: of those in both
# golds 112 are evidence, and 10 are not.
LEAST_SCORE = -1.0
# So many of the weightiest are compared for being one answer in other words.
COMPARED = 12


@dataclass(frozen=True, slots=True)
class Scored:
    """A span, what is shown for it, and how well it answers: a sum of logits.

    ``lag`` are the logits that it weighs less for being of other days than are asked about.
    """

    span: Span
    shown: str
    score: float
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer: its span in each article that has it, the one to show first, and their weight."""

    spans: tuple[Scored, ...]
    weight: float

    @property
    def best(self) -> Scored:
        return self.spans[0]

    def led_by(self, scored: Scored) -> "Candidate":
        """The candidate with one of its spans as the one to show first."""
        others = [each for each in self.spans if each is not scored]
        return replace(self, spans=(scored, *others))

    def without(self, articles: Container[str]) -> "Candidate | None":
        """The candidate as it stands in other articles; ``None`` where it stands in no other."""
        others = [each for each in self.spans if each.span.passage.article.id not in articles]
        return _of_articles(others) if others else None


def pool(question: str, readings: Sequence[Reading], near: Period | None = None) -> list[Candidate]:
    """The candidates of all readings, the weightiest first.

    An article counts once for a candidate, by its best span: a story cut into passages that
    overlap is one voice. The weight is the sum over articles of exp((score - lag) /
    ``TEMPERATURE``), so that of two winners of a prize the one weighs more of whom the articles
    ``near`` the days that are asked about tell.
    """
    kind = expected_kind(question)
    by_key: dict[str, list[Scored]] = {}
    for scored in _scored(question, kind, readings, near):
        by_key.setdefault(answer_key(scored.shown), []).append(scored)
    return _merged(_by_weight(map(_candidate, by_key.values())), kind)


def stated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates as the articles state them: without spans that their article has better.

    An article that names two people answers with one of them: what scores more than ``OUTDONE``
    below its best is not its answer. The first candidate keeps its best span in any case.
    """
    best: dict[str, float] = {}
    for scored in (scored for candidate in candidates for scored in candidate.spans):
        article = scored.span.passage.article.id
        best[article] = max(best.get(article, scored.score), scored.score)
    found = []
    for candidate in candidates:
        spans = [
            scored
            for scored in candidate.spans
            if scored is candidates[0].best
            or scored.score >= best[scored.span.passage.article.id] - OUTDONE
        ]
        if spans:
            found.append(_of_articles(spans))
    return found


def _by_weight(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: -candidate.weight)


def _merged(candidates: Sequence[Candidate], kind: Kind | None) -> list[Candidate]:
    """Those among the first that are one answer in other words made one candidate.

    It is shown in the words that weigh most by themselves.
    """
    kept: list[Candidate] = []
    for candidate in candidates[:COMPARED]:
        for place, other in enumerate(kept):
            if relation(other.best.shown, candidate.best.shown, kind) == "same":
                kept[place] = _of_articles([*other.spans, *candidate.spans])
                break
        else:
            kept.append(candidate)
    return _by_weight([*kept, *candidates[COMPARED:]])


def _scored(
    question: str, kind: Kind | None, readings: Sequence[Reading], near: Period | None
) -> list[Scored]:
    asked = f" {_words(question)} "
    scored = []
    for reading in readings:
        passage = reading.answerable + RELEVANCE_WEIGHT * reading.relevant
        article = reading.passage.article
        headline = f" {_words(article.title or '')} "
        lag = -LAG * math.log(recency(article.published, near)) if near else 0.0
        for span in reading.spans:
            shown = day_meant(span) if kind == "date" else None
            shown = shown or short_answer(span, question, kind)
            score = passage + span.log_probability
            if kind is not None and not fits(kind, shown):
                score -= MISFIT
            if f" {_words(shown)} " in asked:
                score -= ECHO
            if f" {_words(shown)} " in headline:
                score += HEADLINE
            if shown:
                scored.append(Scored(span, shown, score, lag))
    return scored


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _candidate(spans: Sequence[Scored]) -> Candidate:
    return _of_articles(sorted(spans, key=lambda scored: -scored.score))


def _of_articles(spans: Sequence[Scored]) -> Candidate:
    """The first span of each article."""
    by_article: dict[str, Scored] = {}
    for scored in spans:
        by_article.setdefault(scored.span.passage.article.id, scored)
    articles = by_article.values()
    weight = sum(math.exp((each.score - each.lag) / TEMPERATURE) for each in articles)
    return Candidate(tuple(by_article.values()), weight)
