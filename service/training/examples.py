"""Examples: a question, a passage, and what the reader should make of them."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from index import split_sentences, terms

from .perturbing import asked_noun, names_in, perturbed, with_other_noun
from .sources import Asked

RETRIEVED_DEPTH = 8
FEWEST_WORDS = 20
"""A paragraph of fewer is no passage any more."""
NAMES_OF_A_PARAGRAPH = 4
LONGEST_LEAD = 25
"""Words: with the question behind it, the passage keeps its room."""


@dataclass(frozen=True, slots=True)
class Example:
    """``answers`` are spans of ``passage``; none says that it does not answer the question.

    Offsets are half-open code points.
    """

    source: str
    question: str
    title: str | None
    passage: str
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each kind of example is drawn, of each question; ``sources`` thins some out."""

    retrieved: float
    perturbed: float
    other_noun: float
    removed: float
    led_up_to: float
    title: float
    sources: Mapping[str, float]


class Examples:
    """Draws examples out of the questions: each as it is, and near and far misses of it."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = asked
        self._retrieved = _retrieved_misses(asked)
        self._names = _names(asked)
        self._nouns = _nouns(asked)

    def epoch(self, seed: int, shares: Shares) -> list[Example]:
        """Examples in random order; another seed draws other misses."""
        chance = random.Random(seed)  # noqa: S311  (nothing secret)
        drawn = [
            example
            for number in range(len(self._asked))
            for example in self._of(number, chance, shares)
        ]
        chance.shuffle(drawn)
        return drawn

    def _of(self, number: int, chance: random.Random, shares: Shares) -> Iterator[Example]:
        """What is drawn of one question; what ``chance`` is asked, and when, makes the epoch."""
        asked = self._asked[number]
        if chance.random() >= shares.sources.get(asked.source, 1.0):
            return
        title = asked.title if chance.random() < shares.title else None
        question = asked.question
        if chance.random() < shares.led_up_to and (lead := leading_sentence(asked, chance)):
            question = f"{lead} {question}"
        yield Example(asked.source, question, title, asked.paragraph, asked.answers)
        if chance.random() < shares.retrieved and self._retrieved[number]:
            yield self._retrieved_miss(number, chance, shares)
        if not asked.answers:
            return
        for kind, question, passage in self._near_misses(asked, chance, shares):
            yield Example(kind, question, title, passage, ())

    def _retrieved_miss(self, number: int, chance: random.Random, shares: Shares) -> Example:
        other = self._asked[chance.choice(self._retrieved[number])]
        title = other.title if chance.random() < shares.title else None
        question = self._asked[number].question
        return Example("retrieved", question, title, other.paragraph, ())

    def _near_misses(
        self, asked: Asked, chance: random.Random, shares: Shares
    ) -> Iterator[tuple[str, str, str]]:
        """The kind, the question and the passage of each."""
        question, paragraph = asked.question, asked.paragraph
        if chance.random() < shares.perturbed:
            names = self._names[asked.source]
            if changed := perturbed(question, paragraph, names, chance):
                yield "perturbed", changed, paragraph
        if chance.random() < shares.other_noun and (noun := asked_noun(question)):
            nouns = self._nouns[noun[0]]
            if changed := with_other_noun(question, paragraph, nouns, chance):
                yield "other noun", changed, paragraph
        if chance.random() < shares.removed and (rest := without_answer(asked)):
            yield "removed", question, rest


def leading_sentence(asked: Asked, chance: random.Random) -> str | None:
    """A sentence of the paragraph that does not answer, to lead up to the question as quizzes do.

    "The expo was put off for a year. Which country …?" None where there is none of its kind.
    """
    leads = [
        text
        for sentence in split_sentences(asked.paragraph)
        if len((text := asked.paragraph[sentence.start : sentence.end]).split()) <= LONGEST_LEAD
        and not any(asked.paragraph[start:end] in text for start, end in asked.answers)
    ]
    return chance.choice(leads) if leads else None


def without_answer(asked: Asked) -> str | None:
    """The paragraph without the sentences that hold an answer; None where too little is left.

    None too where what is left has the words of an answer once more.
    """
    kept, dropped = [], 0
    for sentence in split_sentences(asked.paragraph):
        if any(start < sentence.end and sentence.start < end for start, end in asked.answers):
            dropped += 1
        else:
            kept.append(asked.paragraph[sentence.start : sentence.end])
    rest = " ".join(kept)
    said_again = any(text in rest.lower() for text in _answer_texts(asked))
    if len(rest.split()) < FEWEST_WORDS or not dropped or said_again:
        return None
    return rest


def _answer_texts(asked: Asked) -> set[str]:
    return {asked.paragraph[start:end].lower() for start, end in asked.answers}


def _retrieved_misses(asked: Sequence[Asked]) -> list[list[int]]:
    """For each question those whose paragraphs BM25 finds for it and do not hold its answers.

    Where scores tie, numpy's sort decides, which differs between processors.
    """
    first_of: dict[str, int] = {}
    for number, each in enumerate(asked):
        first_of.setdefault(each.paragraph, number)
    numbers, paragraphs = list(first_of.values()), list(first_of)
    lowered = [paragraph.lower() for paragraph in paragraphs]
    index = bm25s.BM25(method="lucene")
    index.index([terms(paragraph) for paragraph in paragraphs], show_progress=False)
    misses = []
    for each in asked:
        scores = index.get_scores(terms(each.question) or ["?"])
        best = np.argsort(-scores)[:RETRIEVED_DEPTH]
        texts = _answer_texts(each)
        misses.append(
            [
                numbers[found]
                for found in best
                if paragraphs[found] != each.paragraph
                and not any(_stands(text, lowered[found]) for text in texts)
            ]
        )
    return misses


def _stands(text: str, paragraph: str) -> bool:
    return text in paragraph and bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", paragraph))


def _nouns(asked: Sequence[Asked]) -> dict[str, list[str]]:
    """What is asked for, by the words that ask for it."""
    nouns = defaultdict(list)
    for each in asked:
        if found := asked_noun(each.question):
            nouns[found[0]].append(found[1])
    return nouns


def _names(asked: Sequence[Asked]) -> dict[str, list[str]]:
    """Names out of the paragraphs, by source."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for paragraph, source in {each.paragraph: each.source for each in asked}.items():
        names[source] += names_in(paragraph)[:NAMES_OF_A_PARAGRAPH]
    return names
