"""The vectors of passages: each text embedded once, whichever build, or passage, comes first."""

from collections.abc import Sequence

import numpy as np

from ..encoding.embedding import MADE_BY, Embedder, Vectors
from ..errors import ModelUnavailable
from ..passages import Passage
from ..progress import Progress
from ..text.context import in_context
from .cache import Cache, key_of, made_by

# Passages at a time: so many are embedded again when a build is killed.
_BATCH = 64
_READ = 1024
_MADE_BY = made_by(
    ("building/vectors.py", *MADE_BY),
    ("onnxruntime", "sentence-transformers", "tokenizers", "torch", "transformers"),
)


def embed_all(
    passages: Sequence[Passage], embedder: Embedder, kept: Cache, into: Vectors, progress: Progress
) -> None:
    """Fill ``into``, shape (passages, dimension), with the unit vector of each passage in context.

    What is in the cache is taken from there, and what is not goes there batch by batch, so that
    a build that is stopped goes on where it was. The longest texts come first, so that a batch
    holds texts of about one length, which is what an embedder that pads them wants.

    Raises ModelUnavailable where the embedder gives numbers that are not finite; none is kept.
    """
    missing = _take_kept(passages, embedder, kept, into)
    done = len(passages) - sum(map(len, missing.values()))

    def embedded(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding passages", done, len(passages))

    if done:
        embedded(0)
    rows_of = sorted(missing.items(), key=lambda each: -len(in_context(passages[each[1][0]])))
    for start in range(0, len(rows_of), _BATCH):
        batch = rows_of[start : start + _BATCH]
        texts = [in_context(passages[rows[0]]) for _, rows in batch]
        vectors = embedder.embed_passages(texts, embedded)
        if not np.isfinite(vectors).all():
            raise ModelUnavailable(
                f"the embedder {embedder.name} gives vectors that are not finite; name another one "
                "with DATELINE_EMBEDDER and build the index again with `dateline index PATH…`"
            )
        for (_, rows), vector in zip(batch, vectors, strict=True):
            into[rows] = vector
            if len(rows) > 1:
                embedded(len(rows) - 1)
        kept.put({key: _to_bytes(v) for (key, _), v in zip(batch, vectors, strict=True)})


def _take_kept(
    passages: Sequence[Passage], embedder: Embedder, kept: Cache, into: Vectors
) -> dict[bytes, list[int]]:
    """Fill in what the cache has; the rows of each text that it lacks, by its key."""
    missing: dict[bytes, list[int]] = {}
    for start in range(0, len(passages), _READ):
        keys = [_key(in_context(p), embedder) for p in passages[start : start + _READ]]
        found = kept.get(keys)
        for row, key in enumerate(keys, start):
            if key in found:
                into[row] = np.frombuffer(found[key], dtype="<f4")
            else:
                missing.setdefault(key, []).append(row)
    return missing


def _key(text: str, embedder: Embedder) -> bytes:
    return key_of(_MADE_BY, embedder.name, embedder.revision, str(embedder.dimension), text)


def _to_bytes(vector: Vectors) -> bytes:
    return vector.astype("<f4").tobytes()
