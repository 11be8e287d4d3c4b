"""Features in batches, and a batch as tensors."""

import random
from collections.abc import Sequence

import torch

from .features import Features

BATCHES_SORTED = 64
"""So many batches' worth of rows are sorted by length at a time."""


def batches(rows: Sequence[Features], size: int, chance: random.Random) -> list[list[Features]]:
    """Rows of like length together, so that little is padding; batches in random order."""
    bucket = BATCHES_SORTED * size
    shuffled = list(rows)
    chance.shuffle(shuffled)
    made = []
    for first in range(0, len(shuffled), bucket):
        alike = sorted(shuffled[first : first + bucket], key=lambda row: len(row.ids))
        made += [alike[start : start + size] for start in range(0, len(alike), size)]
    chance.shuffle(made)
    return made


def tensors(batch: Sequence[Features]) -> dict[str, torch.Tensor]:
    """A batch padded to its longest.

    ``input_ids``, ``attention_mask`` and ``token_type_ids`` are (batch, tokens); ``start``,
    ``end`` and ``answerable`` (batch,).
    """
    width = max(len(row.ids) for row in batch)

    def padded(values: list[int]) -> list[int]:
        return values + [0] * (width - len(values))

    return {
        "input_ids": torch.tensor([padded(row.ids) for row in batch]),
        "attention_mask": torch.tensor([padded([1] * len(row.ids)) for row in batch]),
        "token_type_ids": torch.tensor([padded(row.types) for row in batch]),
        "start": torch.tensor([row.start for row in batch]),
        "end": torch.tensor([row.end for row in batch]),
        "answerable": torch.tensor([float(row.answerable) for row in batch]),
    }
