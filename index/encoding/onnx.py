"""A transformer as an ONNX graph, run on the CPU one text at a time."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from ..errors import ModelUnavailable

# Else, from its import on, it writes below HOME and reports to its maker; Dateline runs offline.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

Output = NDArray[np.float32]
# A text, or a pair of texts that the model reads together.
Input = str | tuple[str, str]


class OnnxModel:
    """Tokenizer and graph of one model.

    Dynamic quantisation scales activations over the whole batch, so that in a batch a text's
    output would depend on its neighbours. One text a run makes it a function of the text
    alone, wastes nothing on padding, and over one thread a core is faster than batches.
    """

    def __init__(self, folder: Path, sha256_of: Mapping[str, str], max_tokens: int) -> None:
        """Load ``model.onnx`` and ``tokenizer.json`` from ``folder``.

        Raises ModelUnavailable unless both have the SHA-256 that ``sha256_of`` gives.
        """
        graph, tokenizer = (
            _checked(folder / name, sha256_of[name]) for name in ("model.onnx", "tokenizer.json")
        )
        self._session = _session(graph)
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(max_tokens)
        self.tokenizer.no_padding()
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)

    def run(self, text: Input) -> tuple[Encoding, Output]:
        """The tokens of one text or pair, and the model's one output, without the batch axis."""
        encoding = self.tokenizer.encode(*((text,) if isinstance(text, str) else text))
        feed = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        arrays = {
            name: np.array([values], dtype=np.int64)
            for name, values in feed.items()
            if name in self._inputs
        }
        output: Output = np.asarray(self._session.run(None, arrays)[0][0], dtype=np.float32)
        return encoding, output

    def run_all(self, texts: Sequence[Input]) -> Iterator[tuple[Encoding, Output]]:
        """``run`` of each text, in order, over all cores."""
        return self._pool.map(self.run, texts)


def _checked(path: Path, expected_sha256: str) -> Path:
    """A model's file; raises ModelUnavailable where it is missing or not what was shipped."""
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"{path}: {error.strerror}; install Dateline again") from error
    if found != expected_sha256:
        raise ModelUnavailable(f"{path}: the model file is damaged; install Dateline again")
    return path


def _session(graph: Path) -> onnxruntime.InferenceSession:
    """Of the file, not of its bytes: those it would keep beside what it makes of them.

    Raises ModelUnavailable where it cannot be opened after all.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its path is no UTF-8, or it changed since it was checked
        raise ModelUnavailable(
            f"{graph}: cannot be opened; install Dateline again, under a path in UTF-8"
        ) from error
