"""Train the reader: ``python -m service.training.train --data DIR --out DIR``.

Needs the extra ``[training]``. It saves ``checkpoint.safetensors`` now and then, and goes on from
it when it is started again: what comes out does not depend on where it was stopped. The losses go
to ``curve.jsonl``. On two cores the default plan takes some two hours.
"""

import json
import random
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from tokenizers import Tokenizer

from index import DatelineError

from .batching import batches, tensors
from .examples import Examples
from .features import Features, features
from .held_out import HeldOut
from .learner import Learner
from .plan import SHARES, Plan
from .sources import Asked, load
from .starting_weights import starting_tokenizer

REPORT_EVERY = 25

Report = Callable[[str], object]


def main() -> None:
    """Parse the command line and train."""
    parser = ArgumentParser(prog="python -m service.training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sources")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    for name, default in asdict(Plan()).items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(default), default=default, help=f"{default}")
    given = vars(parser.parse_args())
    data, out = given.pop("data"), given.pop("out")
    try:
        plan = Plan(**given)
        learnt, held_out = load(data)
        train(plan, learnt, held_out, out, Console(soft_wrap=True, highlight=False).print)
    except DatelineError as error:
        raise SystemExit(str(error)) from error


def train(
    plan: Plan, learnt: Sequence[Asked], held_out: Sequence[Asked], out: Path, report: Report
) -> None:
    """Train to the end of the plan, from the last checkpoint if there is one.

    ``report`` is told how it goes. Raises ModelUnavailable where the weights to start from are
    missing, and CheckpointRefused where ``out`` has a checkpoint of another plan.
    """
    out.mkdir(parents=True, exist_ok=True)
    tokenizer, checkpoint = starting_tokenizer(), out / "checkpoint.safetensors"
    learner, kept_out = Learner(plan), HeldOut(tokenizer, held_out)
    if checkpoint.exists():
        learner.restore(checkpoint)
    report(f"{plan.steps} steps, from {learner.step}")
    begun, clock = learner.step, time.monotonic()
    for batch in planned_batches(plan, tokenizer, Examples(learnt))[begun:]:
        learner.learn(tensors(batch))
        step, last = learner.step, learner.step == plan.steps
        if step % REPORT_EVERY == 0:
            speed = (step - begun) * plan.batch / (time.monotonic() - clock)
            report(f"{step}/{plan.steps} loss {learner.loss:.4f}, {speed:.1f} examples/s")
        if step % plan.measure_every == 0 or last:
            report(_measured(learner, kept_out, plan, out))
        if step % plan.checkpoint_every == 0 or last:
            learner.save(checkpoint)


def planned_batches(plan: Plan, tokenizer: Tokenizer, examples: Examples) -> list[list[Features]]:
    """All batches of the plan, epoch after epoch; always the same for the same plan."""
    made: list[list[Features]] = []
    epoch = 0
    while len(made) < plan.steps:
        chance = random.Random(plan.seed + epoch)  # noqa: S311  (nothing secret)
        drawn = examples.epoch(plan.seed + epoch, SHARES)
        rows = [features(tokenizer, each, plan.max_tokens, chance) for each in drawn]
        made += batches([row for row in rows if row is not None], plan.batch, chance)
        epoch += 1
    return made[: plan.steps]


def _measured(learner: Learner, held_out: HeldOut, plan: Plan, out: Path) -> str:
    """Add a point to the curve, and write it; gives its line."""
    seen = {"step": learner.step, "examples": learner.step * plan.batch, "loss": learner.loss}
    learner.curve.append(seen | held_out.losses(learner.network))
    lines = [json.dumps(point) for point in learner.curve]
    # All of it: a run that was stopped after a point goes on before it, and makes it again.
    (out / "curve.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return lines[-1]


if __name__ == "__main__":
    main()
