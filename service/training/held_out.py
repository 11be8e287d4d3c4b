"""The loss on the pages kept out of training; how well they are read is ``eval.reading``'s."""

import random
from collections.abc import Sequence

import torch
from tokenizers import Tokenizer

from .batching import tensors
from .examples import Example
from .features import Features, features
from .network import ReaderNetwork, losses
from .sources import Asked

BATCH = 16
MAX_TOKENS = 320
"""As the shipped reader reads, and more than it is trained with."""


class HeldOut:
    """Questions that nothing is learnt from."""

    def __init__(self, tokenizer: Tokenizer, asked: Sequence[Asked]) -> None:
        chance = random.Random(0)  # noqa: S311  (nothing secret)
        rows = [features(tokenizer, _example(each), MAX_TOKENS, chance) for each in asked]
        ordered = sorted((row for row in rows if row is not None), key=lambda row: len(row.ids))
        self._batches = [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]

    def losses(self, network: ReaderNetwork) -> dict[str, float]:
        """Mean cross-entropies, in nats.

        ``held_out_answerable`` is over all questions; ``held_out_span`` over those that have an
        answer, the mean of its two bounds.
        """
        network.eval()
        with torch.no_grad():
            sums = [_sums(network, batch) for batch in self._batches]
        answerable, span, rows, spanned = (sum(column) for column in zip(*sums, strict=True))
        return {
            "held_out_answerable": answerable / max(1, rows),
            "held_out_span": span / max(1, spanned),
        }


def _sums(network: ReaderNetwork, batch: Sequence[Features]) -> tuple[float, float, int, int]:
    """The losses of a batch added up, answerability's and the span's, and how many have each."""
    wanted = tensors(batch)
    output = network.read(wanted)
    found = losses(output, wanted, output.relevant)
    spanned = sum(row.answerable for row in batch)
    span = (found.start.item() + found.end.item()) / 2
    return found.answerable.item() * len(batch), span * spanned, len(batch), spanned


def _example(asked: Asked) -> Example:
    return Example(asked.source, asked.question, asked.title, asked.paragraph, asked.answers)
