"""Text to unit vectors: the shipped int8 model by default, any sentence-transformers model else."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..errors import ModelUnavailable
from .model_card import checksums, read_card
from .onnx import OnnxModel

SHIPPED = Path(__file__).parents[1] / "models" / "all_minilm_l6_v2"
SHIPPED_NAME = "all-MiniLM-L6-v2-int8"

MADE_BY = ("encoding/embedding.py", "encoding/onnx.py", "models/all_minilm_l6_v2/model.json")
"""The files in ``index/`` that decide over tokens and vectors; the card names the tokenizer."""

# What the self-check embeds: their vectors stand in model.json.
PROBES = (
    "Who signed the agreement, and when?",
    "The minister said on Tuesday that 994 boxes of remains had been handed over since 1985.",
    "Rain.",
)
# A processor whose int8 products saturate falls below .9; rounding differs in the fifth digit.
PROBE_COSINE = 0.999
# What a model's configuration says of the file that it was read from, and of who wrote it.
_OF_THE_FILE = {"_name_or_path", "transformers_version"}

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity.

    ``revision`` names the exact model, so that an index built with others is refused.
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
        card = read_card(folder / "model.json", _card)
        self.name = card.name
        self.revision = card.sha256["model.onnx"]
        self.dimension = card.dimension
        self._model = OnnxModel(folder, card.sha256, card.max_tokens)
        if check:
            self._self_check(card.probes)

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


@dataclass(frozen=True, slots=True)
class _Card:
    """What model.json says; ``probes`` are the self-check's vectors, (texts, dimension)."""

    name: str
    sha256: Mapping[str, str]
    dimension: int
    max_tokens: int
    probes: Vectors


def _card(fields: Any) -> _Card:
    dimension = int(fields["dimension"])
    probes = np.array(fields["probes"], dtype=np.float32).reshape(len(PROBES), dimension)
    return _Card(
        str(fields["name"]), checksums(fields), dimension, int(fields["max_tokens"]), probes
    )


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
            self.revision = _sha256(self._model)
        except Exception as error:  # each library below raises kinds of its own
            raise ModelUnavailable(f"the embedder {name} cannot be loaded: {error}") from error
        self.name = name

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


def _sha256(model: Any) -> str:
    """Hash of a model as loaded, so the same on every device; vectors differ in rounding."""
    digest = sha256(json.dumps(_described(model), sort_keys=True, default=str).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().float().cpu().numpy().tobytes())
    return digest.hexdigest()


def _described(model: Any) -> list[Any]:
    """What decides, beside the weights, which vectors come out; nothing of where it was found."""
    described: list[Any] = [model.max_seq_length, model.prompts, model.default_prompt_name]
    for path, module in model.named_modules():
        if path and hasattr(module, "get_config_dict"):
            described.append([path, type(module).__name__, module.get_config_dict()])
        if path and hasattr(module, "auto_model"):
            config = module.auto_model.config.to_diff_dict()
            described.append({name: config[name] for name in config if name not in _OF_THE_FILE})
    return [*described, type(model.tokenizer).__name__, _rules(model.tokenizer)]


def _rules(tokenizer: Any) -> Any:
    """How a tokenizer cuts; how it pads and truncates changes with every call."""
    if not hasattr(tokenizer, "backend_tokenizer"):
        return [tokenizer.get_vocab(), tokenizer.special_tokens_map]
    rules = json.loads(tokenizer.backend_tokenizer.to_str())
    return {name: rules[name] for name in rules if name not in ("padding", "truncation")}


def load_embedder(name: str = SHIPPED_NAME) -> Embedder:
    """The embedder called ``name``: the shipped one, or a sentence-transformers model."""
    return OnnxEmbedder() if name == SHIPPED_NAME else SentenceTransformerEmbedder(name)
