"""Cut an article into passages of whole sentences."""

import re
from collections.abc import Callable, Iterator, Sequence

from ..articles import Article
from ..passages import Passage
from .sentences import split_sentences

# Measured on rtqa_2022 (articles with evidence and 1,000 others; an evidence article is among the
# first 5 / 10 after fusion): 128 tokens with 32 of overlap .961 / .989, without overlap
# .953 / .982; 160 with 40 .950 / .987.
MAX_TOKENS = 128
OVERLAP_TOKENS = 32

CountTokens = Callable[[str], int]
Span = tuple[int, int]


def chunk(
    article: Article, count_tokens: CountTokens, *, max_tokens: int, overlap_tokens: int
) -> list[Passage]:
    """Cut ``article`` into passages of at most ``max_tokens`` tokens, in order.

    A passage's tokens are the sum of its sentences'. Every passage is a run of whole
    sentences, and begins with as many of the sentences that ended the one before as fit into
    ``overlap_tokens``. Only a sentence that is itself longer than ``max_tokens`` is cut, between
    words where it has several. Every non-blank character is in some passage.

    >>> article = Article("a", None, None, None, None, "One two. Three four. Five six.")
    >>> [p.text for p in chunk(article, lambda t: len(t.split()), max_tokens=4, overlap_tokens=2)]
    ['One two. Three four.', 'Three four. Five six.']
    """
    pieces = [
        piece
        for sentence in split_sentences(article.text)
        for piece in _fit(article.text, (sentence.start, sentence.end), count_tokens, max_tokens)
    ]
    sizes = [size for _, size in pieces]
    return [
        Passage(article, pieces[first][0][0], pieces[last][0][1])
        for first, last in _windows(sizes, max_tokens, overlap_tokens)
    ]


def _windows(
    sizes: Sequence[int], max_tokens: int, overlap_tokens: int
) -> Iterator[tuple[int, int]]:
    """First and last sentence of each passage; each window reaches one sentence further on."""
    first = 0
    while first < len(sizes):
        last, total = first, sizes[first]
        while last + 1 < len(sizes) and total + sizes[last + 1] <= max_tokens:
            last += 1
            total += sizes[last]
        yield first, last
        if last + 1 == len(sizes):
            return
        first = _step_back(sizes, first, last, min(overlap_tokens, max_tokens - sizes[last + 1]))


def _step_back(sizes: Sequence[int], first: int, last: int, room: int) -> int:
    """The earliest sentence after ``first`` from which the rest up to ``last`` fits ``room``."""
    start = last + 1
    while start - 1 > first and sizes[start - 1] <= room:
        start -= 1
        room -= sizes[start]
    return start


def _fit(
    text: str, span: Span, count_tokens: CountTokens, max_tokens: int
) -> list[tuple[Span, int]]:
    """The span itself, or its halves, cut at the white space nearest the middle, until they fit.

    With each goes how many tokens it has.
    """
    start, end = span
    size = count_tokens(text[start:end])
    if end - start <= 1 or size <= max_tokens:
        return [(span, size)]
    middle = (start + end) // 2
    gaps = [m.span() for m in re.finditer(r"\s+", text[start:end])]
    gap = min(gaps, key=lambda g: abs(start + g[0] - middle), default=None)
    left, right = (middle, middle) if gap is None else (start + gap[0], start + gap[1])
    halves = (start, left), (right, end)
    return [piece for half in halves for piece in _fit(text, half, count_tokens, max_tokens)]
