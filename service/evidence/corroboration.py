"""Who says the same, and how many independent sources that makes."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from index import Article, Embedder, Passage, split_sentences

from ..answers import Corroboration, Syndicated
from ..meaning.answer_kinds import Kind
from ..meaning.likeness import Likeness
from ..meaning.numbers import numbers, numbers_agree
from ..meaning.sameness import relation
from ..meaning.spelling import american_terms
from ..reading.candidates import COMPARED, LEAST_SCORE, Candidate
from ..reading.quoting import Quote, quote
from ..reading.reader import Span

Story = Callable[[str], str]
"""The story that an article, by its id, is a copy of."""
Source = Callable[[str], str]
"""Who published an article, given by its id."""

# Cosines of two sentences from which on they are taken to report the same fact: where their answers
# are said to be compatible, and where one only repeats words of the other's answer.
COMPATIBLE = 0.5
RESTATED = 0.7
# So much of the answer's words must be in a sentence that restates it.
LEAST_WORDS = 0.3
MAX_QUOTES = 5
# From this score on an article's best answer is one, in whatever words.
SURE = 3.0
_NEGATED = re.compile(r"\b(?:not|never|no longer|neither|nor|\w+n['’]t)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|fals(?:e|ely)|untrue|dismiss\w*|refut\w*|disput\w*)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:()\"“”–—]\s|\s[\"“–—]")


def agreeing(
    candidates: Sequence[Candidate],
    passages: Sequence[Passage],
    kind: Kind | None,
    embedder: Embedder,
) -> list[Quote]:
    """A quote of the best candidate from each article that has it, and of every other that agrees.

    Another article agrees when it has an answer that says more or less of the same, "44 of 45" for
    "44", or surely one in other words, "governments" for "the two nations", in a like sentence; or
    when it says in other words what the sentence of the best says. ``passages`` are those read of
    the articles that may.
    """
    best, *others = candidates[0].spans
    first = quote(best.span, best.shown)
    like_first = Likeness(first.passage.text, embedder)
    found = {best.span.passage.article.id: first}
    may_agree = {passage.article.id for passage in passages}
    for scored in others:
        same = quote(scored.span, scored.shown)
        if scored.score >= LEAST_SCORE and denies(same) == denies(first):
            found[scored.span.passage.article.id] = same
    for candidate in candidates[1:COMPARED]:
        other = candidate.without(found)
        if other is None:
            continue
        related = relation(first.shown, other.best.shown, kind)
        for scored in (s for s in other.spans if s.span.passage.article.id in may_agree):
            alike = quote(scored.span, scored.shown)
            text = alike.passage.text
            in_other_words = scored.score >= SURE and numbers_agree(first.passage.text, text)
            if (
                (related == "compatible" or (related == "unrelated" and in_other_words))
                and denies(alike) == denies(first)
                and like_first(text) >= COMPATIBLE
            ):
                found[scored.span.passage.article.id] = alike
    for restated in _restating(first, [p for p in passages if p.article.id not in found]):
        if like_first(restated.passage.text) >= RESTATED:
            found[restated.span.passage.article.id] = restated
    return list(found.values())


def _restating(first: Quote, passages: Sequence[Passage]) -> list[Quote]:
    """Of each article the sentence that shares most with the first quote, and enough of its answer.

    A sentence that lacks a figure of the answer, has other figures and none of the quote's, or
    denies what the quote does not, states another fact.
    """
    answer, said = (
        set(american_terms(first.shown)),
        set(american_terms(first.passage.text)),
    )
    figures = numbers(first.shown)
    best: dict[str, tuple[int, Quote]] = {}
    for passage in passages:
        for sentence in split_sentences(passage.text):
            text = passage.text[sentence.start : sentence.end]
            words = set(american_terms(text))
            shared, kept = len(words & said), len(words & answer)
            if (
                sentence.prose
                and kept >= max(1, LEAST_WORDS * len(answer))
                and shared > best.get(passage.article.id, (0,))[0]
                and figures <= numbers(text)
                and numbers_agree(first.passage.text, text)
            ):
                start, end = passage.start + sentence.start, passage.start + sentence.end
                span = Span(passage, start, end, 0.0)
                restating = Quote(span, first.shown, start, end)
                if denies(restating) == denies(first):
                    best[passage.article.id] = shared, restating
    return [restating for _, restating in best.values()]


def denies(said: Quote) -> bool:
    """Whether its words say no to the answer: "denied that 300 jobs will go" is not 300 jobs.

    A plain "not" says it of its own clause alone: "321 were on board, not counting the crew".
    """
    return bool(_DENIED.search(said.passage.text) or _NEGATED.search(_clause(said)))


def _clause(said: Quote) -> str:
    """The words around the answer as far as the next comma or other break."""
    text, start = said.span.passage.article.text, said.span.start
    before, after = text[said.start : start], text[said.span.end : said.end]
    begun = max((found.end() for found in _BREAK.finditer(before)), default=0)
    ended = _BREAK.search(after)
    return text[said.start + begun : said.span.end] + after[: ended.start() if ended else None]


def originals(articles: Sequence[Article], story: Story) -> dict[str, Article]:
    """The first report of each story among ``articles``, by the story.

    That is the earliest, and of one day the one that the index has first.
    """
    found: dict[str, Article] = {}
    for article in sorted(articles, key=_age):
        found.setdefault(story(article.id), article)
    return found


def _age(article: Article) -> tuple[date, str]:
    return article.published or date.max, article.id


def independent_sources(articles: Sequence[Article], source: Source) -> set[str]:
    """The sources of articles of which none is a copy of another."""
    return {source(article.id) for article in articles}


def corroborate(articles: Sequence[Article], story: Story, source: Source) -> Corroboration:
    """Count the sources behind ``articles``, which are distinct; copies of one story are one."""
    first = originals(articles, story)
    copies = [
        Syndicated(article.id, original.id)
        for article in articles
        if (original := first[story(article.id)]) is not article
    ]
    sources = independent_sources(list(first.values()), source)
    return Corroboration(len(sources), tuple(a.id for a in articles), tuple(copies))
