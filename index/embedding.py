"""Text to unit vectors: the shipped int8 model by default, any sentence-transformers model else."""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .errors import ModelUnavailable
from .onnx import OnnxModel

SHIPPED = Path(__file__).parent / "models" / "all_minilm_l6_v2"
SHIPPED_NAME = "all-MiniLM-L6-v2-int8"

# What the self-check embeds: their vectors stand in model.json.
PROBES = (
    "Who signed the agreement, and when?",
    "The minister said on Tuesday that 994 boxes of remains had been handed over since 1985.",
    "Rain.",
)
# A processor whose int8 products saturate falls below .9; rounding differs in the fifth digit.
PROBE_COSINE = 0.999

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity.

    ``revision`` names the exact weights, so that an index built with others is refused.
    """

    name: str
    revision: str
    dimension: int

    def embed_passages(self, texts: Sequence[str], progress: Progress = ...) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); ``progress`` hears of each text done."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """One unit vector, shape (dimension,)."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens of the model's own tokenizer ``text`` has, without special ones."""
        ...


def _silent(_done: int) -> None:
    """The progress of work that nobody watches."""


class OnnxEmbedder:
    """A sentence encoder as an int8 ONNX graph, on the CPU."""

    def __init__(self, folder: Path = SHIPPED, *, check: bool = True) -> None:
        """Load the model in ``folder``.

        Raises ModelUnavailable where a file is missing or damaged, or its self-check fails.
        """
        card = _read_card(folder / "model.json")
        self.name: str = card["name"]
        self.revision: str = card["sha256"]["model.onnx"]
        self.dimension: int = card["dimension"]
        self._model = OnnxModel(folder, card["sha256"], card["max_tokens"])
        if check:
            self._self_check(np.array(card["probes"], dtype=np.float32))

    def embed_passages(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, (_, vector) in enumerate(self._model.run_all(texts)):
            vectors[row] = vector
            progress(1)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        return self._model.run(text)[1]

    def count_tokens(self, text: str) -> int:
        return len(self._untruncated.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _untruncated(self) -> Tokenizer:
        tokenizer = Tokenizer.from_str(self._model.tokenizer.to_str())
        tokenizer.no_truncation()
        return tokenizer

    def _self_check(self, expected: Vectors) -> None:
        cosines = np.sum(self.embed_passages(PROBES) * expected, axis=1)
        if not np.all(cosines >= PROBE_COSINE):
            raise ModelUnavailable(
                f"{self.name} computes wrong vectors on this processor (cosine "
                f"{float(np.min(cosines)):.3f} to the known ones). Name a float32 model with "
                "DATELINE_EMBEDDER, for example sentence-transformers/all-MiniLM-L6-v2, and "
                "rebuild the index with `dateline index PATH…`."
            )


def _read_card(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelUnavailable(f"{path}: {error}; install Dateline again") from error


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, by hub name or folder; on a GPU if possible."""

    def __init__(self, name: str) -> None:
        """Load ``name``; raises ModelUnavailable when the package or the model is not there."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                f"the embedder {name} needs sentence-transformers: pip install 'dateline[models]'"
            ) from error
        try:
            self._model: Any = SentenceTransformer(name, model_kwargs={"use_safetensors": True})
            self.dimension = int(self._model.get_embedding_dimension())
        except Exception as error:  # each library below raises kinds of its own
            raise ModelUnavailable(f"the embedder {name} cannot be loaded: {error}") from error
        self.name = name
        self.revision = _weights_sha256(self._model)

    def embed_passages(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), 64):
            batch = list(texts[start : start + 64])
            vectors[start : start + len(batch)] = self._encode(batch)
            progress(len(batch))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._encode([text])[0]
        return vector

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)


def _weights_sha256(model: Any) -> str:
    """Hash of the weights as loaded, so the same on every device; vectors differ in rounding."""
    digest = sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().float().cpu().numpy().tobytes())
    return digest.hexdigest()


def load_embedder(name: str = SHIPPED_NAME) -> Embedder:
    """The embedder called ``name``: the shipped one, or a sentence-transformers model."""
    return OnnxEmbedder() if name == SHIPPED_NAME else SentenceTransformerEmbedder(name)
