"""What is made of one article, whatever stands beside it: passages, their terms, its signature."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..articles import Article
from ..encoding.embedding import MADE_BY, Embedder
from ..origins.copies import Signature, signature
from ..passages import Passage
from ..progress import Progress
from ..text.chunking import MAX_TOKENS, OVERLAP_TOKENS, Span, chunk
from ..text.context import MAX_TITLE, in_context
from ..text.terms import terms
from .cache import Cache, key_of, made_by

# Articles at a time: so many are lost when a build is killed, at some milliseconds each.
_BATCH = 100
# What decides over the outcome: rules change oftener than their names in the recipe do.
_MADE_BY = made_by(
    (
        *("text/chunking.py", "text/context.py", "text/sentences.py", "text/terms.py"),
        *("origins/copies.py", "building/preparing.py"),
        *MADE_BY,
    ),
    ("datasketch", "nupunkt", "PyStemmer", "sentence-transformers", "tokenizers", "transformers"),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The passages' bounds in ``text``, the terms of each one in context, and the signature."""

    bounds: list[Span]
    terms: list[list[str]]
    signature: Signature | None

    def passages(self, article: Article) -> Iterator[Passage]:
        """The passages of ``article``, of which this was made."""
        return (Passage(article, start, end) for start, end in self.bounds)

    def to_bytes(self) -> bytes:
        """As JSON; ``from_bytes`` reads it."""
        hashes = None if self.signature is None else self.signature.tolist()
        return json.dumps([self.bounds, self.terms, hashes]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Prepared":
        """What ``to_bytes`` gave."""
        bounds, of_passages, hashes = json.loads(data)
        return cls(
            [(start, end) for start, end in bounds],
            [_interned(each) for each in of_passages],
            None if hashes is None else np.array(hashes, dtype=np.uint32),
        )


def prepare(article: Article, embedder: Embedder) -> Prepared:
    """Cut ``article`` into passages, analyse them, and hash its text."""
    passages = chunk(
        article, embedder.count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS
    )
    return Prepared(
        [(passage.start, passage.end) for passage in passages],
        [_interned(terms(in_context(passage))) for passage in passages],
        signature(article.text),
    )


def prepare_all(
    articles: Sequence[Article], embedder: Embedder, kept: Cache, progress: Progress
) -> Iterator[Prepared]:
    """``prepare`` of each article, in order; what is in the cache is taken from there."""
    done = 0
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        keys = [_key(article, embedder) for article in batch]
        found = {key: Prepared.from_bytes(data) for key, data in kept.get(keys).items()}
        made: dict[bytes, bytes] = {}
        for article, key in zip(batch, keys, strict=True):
            if key not in found:
                found[key] = prepare(article, embedder)
                made[key] = found[key].to_bytes()
            yield found[key]
            done += 1
            progress("chunking articles", done, len(articles))
        kept.put(made)


def _interned(of: Sequence[str]) -> list[str]:
    """A term in many passages is one string: the lists then take 8 bytes a term."""
    return [sys.intern(term) for term in of]


def _key(article: Article, embedder: Embedder) -> bytes:
    title = (article.title or "")[:MAX_TITLE]
    return key_of(_MADE_BY, embedder.name, embedder.revision, title, article.sha256)
