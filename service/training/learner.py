"""The network as it learns, and its checkpoints."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from index import DatelineError

from .network import ReaderNetwork, losses
from .plan import Plan
from .starting_weights import starting_weights

MAX_GRADIENT = 1.0
"""The gradient's norm is clipped to it."""
WEIGHT_DECAY = 0.01
SMOOTHING = 0.98
"""Of the running mean of the loss, from one step to the next."""


class CheckpointRefused(DatelineError):
    """A checkpoint cannot be read, or is of another plan."""


class Learner:
    """The network with its optimizer: what a step changes, and a checkpoint keeps.

    AdamW (Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization"); the rate rises for
    the plan's ``warmup`` and then falls to 0, both linearly (Devlin et al. 2019, "BERT").
    ``step`` counts the steps done, ``loss`` is the running mean, and ``curve`` what was measured.
    """

    def __init__(self, plan: Plan) -> None:
        """Begin where the plan does; raises ModelUnavailable where the weights are missing."""
        self.network = _starting_network(plan)
        self.teacher = teacher()
        self._plan = plan
        self._optimizer = torch.optim.AdamW(_groups(self.network), lr=plan.rate, fused=True)
        self.step = 0
        self.loss = 0.0
        self.curve: list[dict[str, float]] = []

    def learn(self, batch: Mapping[str, torch.Tensor]) -> None:
        """Take one step."""
        self.network.train()
        share = rate(self.step, self._plan.steps, round(self._plan.warmup * self._plan.steps))
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate * share
        # Dropout is drawn anew each step, the same whether training was stopped or not.
        torch.manual_seed(self._plan.seed * 1_000_003 + self.step)
        loss = losses(self.network.read(batch), batch, relevance(self.teacher, batch)).total
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        found = loss.item()
        self.loss = SMOOTHING * self.loss + (1 - SMOOTHING) * found if self.step else found
        self.step += 1

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        moments = self._optimizer.state_dict()["state"]
        tensors = {f"network.{name}": each for name, each in self.network.state_dict().items()} | {
            f"optimizer.{number}.{name}": each
            for number, state in moments.items()
            for name, each in state.items()
        }
        plain = {"plan": asdict(self._plan), "step": self.step, "loss": self.loss}
        aside = path.with_suffix(".new")
        save_file(tensors, aside, {"learner": json.dumps(plain | {"curve": self.curve})})
        os.replace(aside, path)

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint; raises CheckpointRefused unless it is one of this plan."""
        plain, tensors = read_checkpoint(path)
        if plain.get("plan") != asdict(self._plan):
            raise CheckpointRefused(
                f"{path}: made by another plan; give the options that it was made with, or "
                "another --out"
            )
        self.network.load_state_dict(_below("network.", tensors))
        moments: dict[int, dict[str, torch.Tensor]] = {}
        for name, each in _below("optimizer.", tensors).items():
            number, _, moment = name.partition(".")
            moments.setdefault(int(number), {})[moment] = each
        groups = self._optimizer.state_dict()["param_groups"]
        self._optimizer.load_state_dict({"state": moments, "param_groups": groups})
        self.step, self.loss, self.curve = plain["step"], plain["loss"], plain["curve"]


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """What ``Learner.save`` wrote, plain values and tensors; raises CheckpointRefused."""
    try:
        with safe_open(path, "pt") as file:
            plain = json.loads((file.metadata() or {}).get("learner", "{}"))
            return plain, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointRefused(
            f"{path}: no checkpoint that can be read; without it, training begins anew"
        ) from error


def network_weights(path: Path) -> dict[str, torch.Tensor]:
    """The network's part of a checkpoint; raises CheckpointRefused."""
    return _below("network.", read_checkpoint(path)[1])


def _below(prefix: str, tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name.removeprefix(prefix): each for name, each in tensors.items() if name.startswith(prefix)
    }


def rate(step: int, steps: int, warmup: int) -> float:
    """The share of the highest rate that a step has, in [0, 1]."""
    if step < warmup:
        return (step + 1) / warmup
    return max(0.0, (steps - step) / max(1, steps - warmup))


def teacher() -> ReaderNetwork:
    """The cross-encoder that training starts from, to keep relevance as it has it."""
    network = ReaderNetwork()
    network.load_state_dict(starting_weights(), strict=False)
    network.eval()
    return network


def relevance(network: ReaderNetwork, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """The logits of a batch, (batch,), not to be learnt through."""
    with torch.no_grad():
        return network.read(batch).relevant


def _starting_network(plan: Plan) -> ReaderNetwork:
    """The cross-encoder's weights, and two heads drawn anew, always the same for a seed."""
    torch.manual_seed(plan.seed)
    network = ReaderNetwork(plan.layers, dropout=plan.dropout)
    heads = {
        name: weight
        for name, weight in network.state_dict().items()
        if name.startswith(("answerable.", "span."))
    }
    network.load_state_dict(starting_weights(plan.layers) | heads)
    return network


def _groups(network: ReaderNetwork) -> list[dict[str, Any]]:
    """Biases and layer norms do not decay."""
    matrices = [weight for weight in network.parameters() if weight.dim() > 1]
    vectors = [weight for weight in network.parameters() if weight.dim() <= 1]
    return [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
