"""Cards that are read, and files that are none."""

from pathlib import Path
from typing import Any

import pytest

from index.encoding.model_card import checksums, read_card
from index.errors import ModelUnavailable


def _words(fields: Any) -> int:
    return int(fields["words"])


def test_a_card_is_what_is_made_of_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text('{"words": "12", "unused": null}')
    assert read_card(path, _words) == 12


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        (b"", "Expecting value"),
        (b"\xff", "can't decode byte 0xff"),
        (b"{", "Expecting property name"),
        (b"[]", "list indices"),
        (b"null", "not subscriptable"),
        (b"{}", "it lacks 'words'"),
        (b'{"words": "many"}', "invalid literal"),
        (b'{"words": null}', "int()"),
    ],
    ids=str,
)
def test_a_file_that_is_no_card_is_named(
    content: bytes | None, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "card.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"card\.json: .*; install Dateline again") as raised:
        read_card(path, _words)
    assert reason in str(raised.value)


def test_both_files_of_a_model_have_a_checksum() -> None:
    both = {"model.onnx": "a1", "tokenizer.json": "b2"}
    assert checksums({"sha256": both | {"other": "c3"}}) == both
    with pytest.raises(KeyError, match="tokenizer"):
        checksums({"sha256": {"model.onnx": "a1"}})
