"""Training for a few steps, with one layer: stopped and resumed it is as if run through."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from index import ModelUnavailable, carried
from service.reading.reader import PROBE_QUESTION, PROBE_TEXTS, SpanReader
from service.training.plan import Plan, PlanRefused
from service.training.sources import Asked

WORDS = (
    "harbour storm ships boxes museum ferry mayor repairs boats summer war city".split()  # noqa: SIM905
)
PLAN = Plan(
    examples=24, batch=4, layers=1, dropout=0.1, checkpoint_every=2, measure_every=3, max_tokens=128
)


def _asked(number: int) -> Asked:
    """A paragraph by rule, whose question is answered by a number."""
    turned = WORDS[number % 12 :] + WORDS[: number % 12]
    pairs = zip(turned[::2], turned[1::2], strict=True)
    sentences = [f"The {one} of the {other} was {number} years old." for one, other in pairs]
    paragraph = " ".join([*sentences, f"It had {number + 1000} rooms."])
    start = paragraph.index(str(number + 1000))
    answers = ((start, start + 4),) if number % 4 else ()
    question = f"How many rooms did the {turned[0]} have?"
    return Asked("squad2", question, turned[1], paragraph, answers, (str(number + 1000),))


LEARNT = [_asked(number) for number in range(12)]
HELD_OUT = [_asked(number) for number in range(20, 23)]


class Stopped(Exception):
    """Stands for the machine's going down."""


@pytest.fixture(scope="module")
def training() -> Iterator[ModuleType]:
    """The module, where what it needs is installed."""
    for name in ("torch", "onnx", "transformers"):
        pytest.importorskip(name)
    from service.training import learner, train
    from service.training.starting_weights import CARRIER, FOLDER

    if carried(CARRIER, FOLDER) is None:
        pytest.skip(f"{CARRIER} is not installed")
    # Nothing changes them, and every run would unpack them anew.
    with pytest.MonkeyPatch.context() as patch:
        for name in ("starting_weights", "teacher"):
            patch.setattr(learner, name, cache(getattr(learner, name)))
        yield train


@pytest.fixture(scope="module")
def through(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that nothing stopped."""
    out = tmp_path_factory.mktemp("through")
    training.train(PLAN, LEARNT, HELD_OUT, out, lambda line: None)
    return out


def _stopping_at(step: int) -> Callable[[str], None]:
    def report(line: str) -> None:
        if line.startswith(f'{{"step": {step},'):
            raise Stopped

    return report


def test_stopped_and_resumed_it_is_as_if_run_through(
    training: ModuleType, through: Path, tmp_path: Path
) -> None:
    import torch

    from service.training.learner import read_checkpoint

    # The third step is measured and not saved: resumed it is taken and measured once more.
    with pytest.raises(Stopped):
        training.train(PLAN, LEARNT, HELD_OUT, tmp_path, _stopping_at(3))
    told: list[str] = []
    training.train(PLAN, LEARNT, HELD_OUT, tmp_path, told.append)
    assert told[0] == "6 steps, from 2"
    (plain, one), (resumed, other) = (
        read_checkpoint(folder / "checkpoint.safetensors") for folder in (through, tmp_path)
    )
    assert plain == resumed
    assert plain["step"] == 6
    assert one.keys() == other.keys()
    assert any(name.startswith("optimizer.0.exp_avg") for name in one)
    assert all(torch.equal(one[name], other[name]) for name in one)
    curves = [(folder / "curve.jsonl").read_text() for folder in (through, tmp_path)]
    assert curves[0] == curves[1]


def test_the_curve_has_a_line_a_measurement(through: Path) -> None:
    points = [json.loads(line) for line in (through / "curve.jsonl").read_text().splitlines()]
    assert [(point["step"], point["examples"]) for point in points] == [(3, 12), (6, 24)]
    for point in points:
        assert point.keys() == {
            "step", "examples", "loss", "held_out_answerable", "held_out_span"
        }  # fmt: skip
        assert 0 < point["held_out_answerable"] < 10
        assert 0 < point["held_out_span"] < 10


def test_a_finished_run_does_nothing_more(training: ModuleType, through: Path) -> None:
    told: list[str] = []
    training.train(PLAN, LEARNT, HELD_OUT, through, told.append)
    assert told == ["6 steps, from 6"]


def test_a_checkpoint_of_another_plan_or_none_at_all_is_refused(
    training: ModuleType, through: Path, tmp_path: Path
) -> None:
    from service.training.learner import CheckpointRefused

    other = Plan(examples=24, batch=4, layers=1, seed=8)
    with pytest.raises(CheckpointRefused, match="made by another plan"):
        training.train(other, LEARNT, HELD_OUT, through, lambda line: None)
    for content in (b"", b"something else"):
        (tmp_path / "checkpoint.safetensors").write_bytes(content)
        with pytest.raises(CheckpointRefused, match=r"checkpoint\.safetensors: no checkpoint"):
            training.train(PLAN, LEARNT, HELD_OUT, tmp_path, lambda line: None)


def test_the_rate_rises_and_falls(training: ModuleType) -> None:
    from service.training.learner import rate

    assert [rate(step, 6, 2) for step in range(7)] == [0.5, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0]


def test_relevance_is_kept_as_the_cross_encoder_has_it(training: ModuleType) -> None:
    import torch

    from service.training.learner import relevance, teacher
    from service.training.network import Output, losses

    batch = {
        "input_ids": torch.tensor([[101, 4542, 102, 4542, 102]]),
        "attention_mask": torch.ones(1, 5, dtype=torch.long),
        "token_type_ids": torch.tensor([[0, 0, 0, 1, 1]]),
    }
    wanted = relevance(teacher(), batch)
    assert wanted.shape == (1,)
    assert not wanted.requires_grad
    said = Output(torch.zeros(1, 5), torch.zeros(1, 5), torch.zeros(1), wanted + 3.0)
    labels = {
        "start": torch.tensor([3]), "end": torch.tensor([3]), "answerable": torch.tensor([1.0])
    }  # fmt: skip
    # The squared difference of 3, and the logarithms of five equal tokens and two equal answers.
    found = losses(said, labels, wanted)
    assert found.relevant.item() == pytest.approx(9.0, abs=1e-4)
    assert (found.start.item(), found.answerable.item()) == pytest.approx(
        (1.6094, 0.6931), abs=1e-4
    )


@pytest.mark.parametrize(
    ("option", "value"),
    [("layers", 5), ("batch", 0), ("examples", 3), ("max_tokens", 64), ("measure_every", 0)],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(option: str, value: int) -> None:
    with pytest.raises(PlanRefused, match=option):
        Plan(**{option: value})


@pytest.fixture(scope="module")
def exported(through: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a reader made of the checkpoint."""
    from service.training.export import export

    out = tmp_path_factory.mktemp("exported") / "reader"
    export([through / "checkpoint.safetensors"], out)
    return out


def test_what_is_exported_is_the_network_to_rounding(through: Path, exported: Path) -> None:
    import torch

    from service.training.export import trained_network

    network, found = (
        trained_network([through / "checkpoint.safetensors"]),
        SpanReader(exported).probe(),
    )
    tokenizer = SpanReader(exported)._model.tokenizer
    for text, logits in zip(PROBE_TEXTS, found, strict=True):
        encoding = tokenizer.encode(PROBE_QUESTION, text)
        given = (encoding.ids, encoding.attention_mask, encoding.type_ids)
        with torch.no_grad():
            wanted = network(*(torch.tensor([each]) for each in given))
        exact = [wanted.answerable.item(), wanted.relevant.item()]
        np.testing.assert_allclose(logits, exact, rtol=0, atol=0.3)


def test_the_card_says_what_the_files_are(exported: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "copy"))
    card = json.loads((folder / "model.json").read_text())
    assert (card["name"], card["max_tokens"]) == ("dateline-reader-1", 320)
    assert np.allclose(card["probes"], SpanReader(folder).probe(), rtol=0, atol=0.001)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=r"tokenizer\.json: the model file is damaged"):
        SpanReader(folder)


def test_no_checkpoint_is_no_reader(training: ModuleType, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from service.training.export import export
    from service.training.learner import CheckpointRefused

    with pytest.raises(CheckpointRefused, match="no checkpoint that can be read"):
        export([tmp_path / "none.safetensors"], tmp_path)
    save_file({"other": torch.zeros(1)}, tmp_path / "empty.safetensors")
    with pytest.raises(CheckpointRefused, match="not a checkpoint of the reader"):
        export([tmp_path / "empty.safetensors"], tmp_path)


def test_of_several_checkpoints_the_mean_is_taken(training: ModuleType, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from service.training.export import mean_weights
    from service.training.learner import CheckpointRefused

    paths = [tmp_path / name for name in ("one.safetensors", "two.safetensors", "odd.safetensors")]
    for path, weights in zip(paths, ([1.0, -2.0], [4.0, 0.0], [1.0]), strict=True):
        save_file({"network.bias": torch.tensor(weights)}, path)
    one, two, odd = paths
    assert mean_weights([one])["bias"].tolist() == [1.0, -2.0]
    assert mean_weights([one, two])["bias"].tolist() == [2.5, -1.0]
    with pytest.raises(CheckpointRefused, match=r"odd\.safetensors: not of the same network as"):
        mean_weights([one, odd])


@pytest.mark.parametrize("words", [1, 316, 400, 2000])
def test_every_pair_is_encoded_and_the_passage_keeps_half(exported: Path, words: int) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(exported / "tokenizer.json"))
    encoding = tokenizer.encode("a " * words, "rain " * 400)
    assert len(encoding.ids) == 320
    assert encoding.type_ids.count(1) >= 159
