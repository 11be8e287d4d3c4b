"""The quote for a span: whole sentences that read well alone."""

import re
from dataclasses import dataclass

from index import Passage, Sentence, is_question, split_sentences

from .reader import Span

MAX_WORDS = 60

_POINTS_BACK = re.compile(
    r"^\W*(?:he|she|they|it|his|her|their|its|this|that|these|those|both|there|then|but|and|so|"
    r"also|however|meanwhile)\b"
    # "Finalised on Friday, it …"
    r"|^[^,]{1,80},\s(?:he|she|it|they)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_INNER_NAME = re.compile(r"\w\s+[A-Z][a-z]")
_EMPHASIS = "*_"


@dataclass(frozen=True, slots=True)
class Quote:
    """The words around ``span``, ``[start, end)`` of its article, and the answer as shown."""

    span: Span
    shown: str
    start: int
    end: int

    @property
    def passage(self) -> Passage:
        """The quote as a passage of its own."""
        return Passage(self.span.passage.article, self.start, self.end)


def quote(span: Span, shown: str) -> Quote:
    """The whole sentences of the passage that hold ``span``.

    Where such a sentence points back ("He …", "“…,” she said") the one before goes with it,
    so that the quote reads well alone.
    """
    passage, article = span.passage, span.passage.article
    base = passage.start
    sentences = split_sentences(passage.text)
    held = [s for s in sentences if base + s.start < span.end and span.start < base + s.end]
    if not held:
        return Quote(span, shown, span.start, span.end)
    start, end = base + held[0].start, base + held[-1].end
    before = sentences[: sentences.index(held[0])]
    if before and _reads_on(before[-1], passage.text, article.text[start:end]):
        start = base + before[-1].start
    return Quote(span, shown, *_without_emphasis(span, start, end))


def _reads_on(before: Sentence, text: str, sentence: str) -> bool:
    """Whether ``sentence`` wants the one before it, and there is room for both."""
    previous = text[before.start : before.end]
    if not before.prose or is_question(previous):
        return False
    pronoun = _PRONOUN.search(sentence)
    unnamed = pronoun is not None and not _INNER_NAME.search(sentence[: pronoun.start()])
    room = len(previous.split()) + len(sentence.split()) < MAX_WORDS
    return room and (unnamed or bool(_POINTS_BACK.match(sentence)))


def _without_emphasis(span: Span, start: int, end: int) -> tuple[int, int]:
    """The bounds without Markdown's marks around a whole sentence, as captions have them.

    Marks that the span has itself stay, so that the quote holds it whatever it is.
    """
    text = span.passage.article.text
    before, after = text[start : span.start], text[span.end : end]
    return (
        start + len(before) - len(before.lstrip(_EMPHASIS)),
        end - len(after) + len(after.rstrip(_EMPHASIS)),
    )
