"""Sentences of an article, with exact offsets.

A newspaper page is more than prose: headlines, captions, credits and runs of blank lines stand
between the sentences. They stay in the text, but a sentence never runs across them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nupunkt import sent_spans

from .terms import STOP_WORDS

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# "Photo: AP", "Picture by Ann Lee", or words that end in "Ann Lee/Getty Images".
_CREDIT = re.compile(
    r"^\W*(file )?(photo(graph)?s?|pictures?|images?|credits?|video)\b\s*([:/©|]|by\b[^.]*$|$)"
    r"|^\W*(getty images|ap photo|reuter)\W*$"
    r"|[/(](getty images|ap|reuters|afp|ap photo)\W*$",
    re.IGNORECASE,
)
_CAPTION_WORDS = 60
_CLOSING = r"[\"'”’»)\]*_]*\s*$"
_TERMINAL = re.compile(r"[.!?…。！？]" + _CLOSING)
_QUESTION = re.compile(r"\?" + _CLOSING)
_FRAGMENT_WORDS = 12
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}\s*$")
_WORD = re.compile(r"\w+")
# nupunkt's time grows with the square of such a run: 80,000 characters of "!?" take it 17 s.
_ENDLESS_WORD = re.compile(r"\S{1000}(?=\S)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` without surrounding white space; ``prose`` is false for furniture.

    Furniture is a photo credit, a caption that ends in one, or a short line without a full stop
    (a headline, a cross-head, a name under a picture): it may be retrieved, but is no answer. A
    caption that is a sentence of its own may answer.
    """

    start: int
    end: int
    prose: bool


def split_sentences(text: str) -> list[Sentence]:
    r"""Split a text into sentences, in order and disjoint; only white space lies between them.

    >>> sentences = split_sentences("Gen. Giang spoke. He left.\nPhoto: AP")
    >>> [(s.start, s.end, s.prose) for s in sentences]
    [(0, 17, True), (18, 26, True), (27, 36, False)]
    """
    return [sentence for start, end in _blocks(text) for sentence in _sentences(text, start, end)]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs: single lines, or, in a hard-wrapped text, runs of lines between breaks."""
    start = end = None
    joins = is_hard_wrapped(text)
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        new_paragraph = (
            end is None
            or not joins
            or _BLANK_LINE.search(text, end, line.start())
            or line.group()[0].isspace()
        )
        if new_paragraph:
            if start is not None and end is not None:
                yield start, end
            start = line.start()
        end = line.end()
    if start is not None and end is not None:
        yield start, end


def is_hard_wrapped(text: str) -> bool:
    """Whether line ends are only where a line was full, as in old wire copy and mail.

    Told by lines that go on in lower case: in a wrapped text about two in three do, in one
    with a paragraph a line next to none.
    """
    following = re.findall(r"[^\s]\r?\n(\S)", text)
    return len(following) >= 2 and sum(map(str.islower, following)) >= len(following) / 3


def _sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    block = text[start:end]
    furniture = is_furniture(block)
    for left, right in _spans(block):
        body = block[left:right]
        stripped = body.strip()
        if stripped:
            first = start + left + len(body) - len(body.lstrip())
            prose = not furniture and not _CREDIT.search(stripped)
            yield Sentence(first, first + len(stripped), prose)


def _spans(block: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _ENDLESS_WORD.finditer(block)), len(block)]
    for start, end in pairwise(cuts):
        pending = start
        for _, right in sent_spans(block[start:end]):
            if start + right == end or not _goes_on(block, pending, start + right):
                yield pending, start + right
                pending = start + right


def _goes_on(block: str, start: int, end: int) -> bool:
    """Whether the full stop before ``end`` belongs to "U.S." or the like, as in "U.S. Senator"."""
    word = _WORD.match(block, end)
    return bool(
        _INITIALS.search(block[start:end]) and word and word[0].casefold() not in STOP_WORDS
    )


def is_question(sentence: str) -> bool:
    """Whether a sentence asks.

    >>> is_question("“Did it rain?”"), is_question("“Rain?” he asked.")
    (True, False)
    """
    return bool(_QUESTION.search(sentence))


def is_furniture(block: str) -> bool:
    """Whether a block is a credit or a short line without a full stop.

    >>> is_furniture("Photo: AP"), is_furniture("A short headline"), is_furniture("It rained.")
    (True, True, False)
    """
    words = len(block.split())
    if _CREDIT.search(block.strip()):
        return words <= _CAPTION_WORDS
    return not _TERMINAL.search(block) and words <= _FRAGMENT_WORDS
