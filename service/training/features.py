"""Examples as the network sees them: token ids and the tokens that an answer spans."""

import random
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

from .examples import Example

SPECIAL = 3
"""Tokens: [CLS] question [SEP] passage [SEP]."""
MAX_QUESTION = 64
"""Tokens: longer questions are cut."""
NO_SPAN = -100


@dataclass(frozen=True, slots=True)
class Features:
    """One example; ``start`` and ``end`` are tokens of the pair, inclusive, -100 without one.

    ``ids`` and ``types`` are (tokens,).
    """

    ids: list[int]
    types: list[int]
    start: int
    end: int
    answerable: bool


def features(
    tokenizer: Tokenizer, example: Example, max_tokens: int, chance: random.Random
) -> Features | None:
    """The example cut to a window that holds the answer; None where no window does.

    The ``tokenizer`` neither pads nor truncates. The passage is its title and its text, as
    ``in_context`` has it; of a longer one than ``max_tokens`` leaves room for, a window anywhere
    that has the answer is drawn.
    """
    question = tokenizer.encode(example.question, add_special_tokens=False).ids[:MAX_QUESTION]
    head = f"{example.title}\n" if example.title else ""
    passage = tokenizer.encode(head + example.passage, add_special_tokens=False)
    span = _span(passage, len(head), example)
    if example.answers and span is None:
        return None
    room = max_tokens - len(question) - SPECIAL
    if span is not None and span[1] - span[0] >= room:
        return None
    first = _window(len(passage.ids), room, span, chance)
    cut = passage.ids[first : first + room]
    cls, sep = tokenizer.encode("").ids
    offset = len(question) + 2 - first
    return Features(
        ids=[cls, *question, sep, *cut, sep],
        types=[0] * (len(question) + 2) + [1] * (len(cut) + 1),
        start=NO_SPAN if span is None else span[0] + offset,
        end=NO_SPAN if span is None else span[1] + offset,
        answerable=bool(example.answers),
    )


def _span(passage: Encoding, shift: int, example: Example) -> tuple[int, int] | None:
    """The first and the last token of the best answer, ``shift`` characters into ``passage``."""
    if not example.answers:
        return None
    start, end = example.answers[0]
    touched = [
        token
        for token, (first, last) in enumerate(passage.offsets)
        if first < end + shift and start + shift < last
    ]
    return (touched[0], touched[-1]) if touched else None


def _window(tokens: int, room: int, span: tuple[int, int] | None, chance: random.Random) -> int:
    """The token where the window begins: anywhere that it holds the answer."""
    if tokens <= room:
        return 0
    lowest, highest = 0, tokens - room
    if span is not None:
        lowest = max(lowest, span[1] - room + 1)
        highest = min(highest, span[0])
    return chance.randint(lowest, highest)
