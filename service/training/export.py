"""Make the shipped reader of checkpoints: ``python -m service.training.export CHECKPOINT…``.

Needs the extra ``[training]``. It writes ``model.onnx``, ``tokenizer.json`` and ``model.json``
where the service looks for them, or to ``--out``. Of several trainings from the same weights the
mean is taken: it errs less than either, and costs no more to run than one (Wortsman et al. 2022,
"Model soups").

The graph has one output, (tokens, 2): of ``[CLS]`` whether the passage answers and whether it is
relevant, of every other token whether the answer starts and whether it ends there. Weights are
int8, per channel, of seven bits, as the embedder's are and for the same reason.

Pairs of more than ``MAX_TOKENS`` are cut longest text first, as ``OnnxModel`` does too: the passage
of an ordinary question, and of a question longer than its passage the question, neither to less
than half of the room. Cutting the passage alone (``only_second``) is no choice: tokenizers raises
an error as soon as the question fills the room, and one of the 2,000 characters that the service
takes may.
"""

import json
import tempfile
import warnings
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from index import DatelineError
from service.reading.reader import SHIPPED, SpanReader

from .learner import CheckpointRefused, network_weights
from .network import ReaderNetwork
from .starting_weights import starting_tokenizer

MAX_TOKENS = 320
"""A passage of 128, its title and a question of 100 words."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 17


class OneOutput(nn.Module):
    """The network's four outputs in one matrix."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """The logits, (batch, tokens, 2), of inputs (batch, tokens)."""
        output = self.network(input_ids, attention_mask, token_type_ids)
        spans = torch.stack([output.start, output.end], dim=-1)
        whole = torch.stack([output.answerable, output.relevant], dim=-1).unsqueeze(1)
        return torch.cat([whole, spans[:, 1:]], dim=1)


def main() -> None:
    """Parse the command line and export."""
    parser = ArgumentParser(prog="python -m service.training.export", description=__doc__)
    parser.add_argument(
        "checkpoints", type=Path, nargs="+", help="checkpoint.safetensors of training runs"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED, help=f"folder, {SHIPPED}")
    given = parser.parse_args()
    try:
        export(given.checkpoints, given.out)
    except DatelineError as error:
        raise SystemExit(str(error)) from error


def export(checkpoints: Sequence[Path], out: Path = SHIPPED) -> None:
    """Write the three files of a reader.

    Raises CheckpointRefused where a checkpoint is none, or of another network than the first, and
    ModelUnavailable where the package that carries the tokenizer is missing.
    """
    network = trained_network(checkpoints)
    tokenizer = starting_tokenizer()
    tokenizer.enable_truncation(MAX_TOKENS)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    with tempfile.TemporaryDirectory() as scratch:
        float32 = Path(scratch) / "float32.onnx"
        _write_graph(network, float32)
        quantize_dynamic(
            float32,
            out / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    _describe(out, layers=network.bert.config.num_hidden_layers)


def trained_network(checkpoints: Sequence[Path]) -> ReaderNetwork:
    """The network of the checkpoints' mean, to read with; raises CheckpointRefused."""
    weights = mean_weights(checkpoints)
    layers = {name.split(".")[3] for name in weights if name.startswith("bert.encoder.layer.")}
    # The attention of PyTorch's own, fused, has no counterpart in ONNX.
    network = ReaderNetwork(len(layers), attention="eager")
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointRefused(f"{checkpoints[0]}: not a checkpoint of the reader") from error
    network.eval()
    return network


def mean_weights(checkpoints: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of each weight over the checkpoints; raises CheckpointRefused where they differ."""
    first, *others = (network_weights(path) for path in checkpoints)
    for path, other in zip(checkpoints[1:], others, strict=True):
        if _shapes(other) != _shapes(first):
            raise CheckpointRefused(f"{path}: not of the same network as {checkpoints[0]}")
    return {
        name: torch.stack([each, *(other[name] for other in others)]).mean(0)
        for name, each in first.items()
    }


def _shapes(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Size]:
    return {name: each.shape for name, each in weights.items()}


def _write_graph(network: ReaderNetwork, path: Path) -> None:
    ids = torch.ones(2, 9, dtype=torch.long)
    sequence = {0: "batch", 1: "tokens"}
    with torch.no_grad(), warnings.catch_warnings():
        # Of a newer exporter, which needs onnxscript, and of what a trace may miss: the tests hold
        # the graph against the network.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneOutput(network).eval(),
            (ids, ids, ids),
            str(path),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes=dict.fromkeys((*INPUTS, "logits"), sequence),
            opset_version=OPSET,
            dynamo=False,
        )


def _describe(out: Path, layers: int) -> None:
    """Write the card: what the files must be, and what the self-check must find."""
    card: dict[str, Any] = {
        "name": f"dateline-reader-{layers}",
        "max_tokens": MAX_TOKENS,
        "sha256": {
            name: sha256((out / name).read_bytes()).hexdigest()
            for name in ("model.onnx", "tokenizer.json")
        },
        "probes": [],
    }
    path = out / "model.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    probes = SpanReader(out, check=False).probe()
    card["probes"] = [[round(logit, 3) for logit in logits] for logits in probes]
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
