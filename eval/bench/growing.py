"""More passages than there are: copies of real ones, altered so that they differ as news does."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import faiss
import numpy as np

from index import Article, Passage
from index.encoding.embedding import Vectors
from index.searching.dense import turned

from .corpus import Corpus

# So many words of a copy are others: about those that two reports of one event do not share.
ALTERED = 0.3
_SAMPLE = 1_000
_WORD = re.compile(r"\w+")


def grown(corpus: Corpus, size: int, chance: np.random.Generator) -> Corpus:
    """Exactly ``size`` passages: the first ones of ``corpus``, and then of copies of it.

    A copy's words are exchanged for others of the same length, as frequent as they are in
    ``corpus``; so its passages lie where the original's do. Its vectors are the original's, each
    turned by chance as far as a real passage is from its nearest neighbour.
    """
    words = _by_length(corpus.articles)
    cosines = _to_nearest(corpus.vectors, chance)
    articles: list[Article] = []
    passages: list[Passage] = []
    vectors: list[Vectors] = []
    for turn in count():
        left = size - len(passages)
        if left <= 0:
            return Corpus(articles, passages, np.concatenate(vectors))
        rows = corpus.vectors[:left]
        kept = corpus.passages[:left]
        vectors.append(turned(rows, chance.choice(cosines, len(rows)), chance) if turn else rows)
        copies = {
            article.id: _altered(article, turn, words, chance) for article in _articles_of(kept)
        }
        articles += copies.values()
        passages += [
            Passage(copies[passage.article.id], passage.start, passage.end) for passage in kept
        ]
    raise AssertionError


def _articles_of(passages: Iterable[Passage]) -> Iterable[Article]:
    return {passage.article.id: passage.article for passage in passages}.values()


def _altered(
    article: Article, turn: int, words: dict[int, list[str]], chance: np.random.Generator
) -> Article:
    """The article under an id that sorts by turns; from the second turn on with other words."""
    id_ = f"{turn:04}/{article.id}"
    if not turn:
        return replace(article, id=id_)
    drawn = iter(chance.random(2 * len(article.text) + 2).tolist())

    def other(match: re.Match[str]) -> str:
        if next(drawn) >= ALTERED:
            return match[0]
        like = words[len(match[0])]
        return like[int(next(drawn) * len(like))]

    title = article.title and _WORD.sub(other, article.title[: len(article.text)])
    return replace(article, id=id_, title=title, text=_WORD.sub(other, article.text))


def _by_length(articles: Iterable[Article]) -> dict[int, list[str]]:
    words: defaultdict[int, list[str]] = defaultdict(list)
    for article in articles:
        for word in _WORD.findall(f"{article.title or ''} {article.text}"):
            words[len(word)].append(word)
    return words


def _to_nearest(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    """How near some real passages are to their nearest neighbour: cosines, shape (sample,)."""
    sample = vectors[chance.choice(len(vectors), min(_SAMPLE, len(vectors)), replace=False)]
    cosines: Vectors = faiss.knn(sample, vectors, 2, metric=faiss.METRIC_INNER_PRODUCT)[0]
    nearest: Vectors = np.minimum(cosines[:, 1], 1)
    return nearest
