"""An index is told from other folders by its generations and by one of the files beside them."""

from pathlib import Path

import pytest

from index.folder import CURRENT, GENERATIONS, LOCK, is_index


@pytest.mark.parametrize("mark", [CURRENT, LOCK])
def test_generations_and_either_file_are_an_index(tmp_path: Path, mark: str) -> None:
    (tmp_path / GENERATIONS).mkdir()
    (tmp_path / mark).touch()
    assert is_index(tmp_path)


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        ([], []),
        ([GENERATIONS], []),
        ([], [CURRENT, LOCK]),
        ([CURRENT, GENERATIONS, LOCK], []),
        ([], [CURRENT, GENERATIONS, LOCK]),
    ],
)
def test_anything_less_is_none(tmp_path: Path, folders: list[str], files: list[str]) -> None:
    for name in folders:
        (tmp_path / name).mkdir()
    for name in files:
        (tmp_path / name).touch()
    assert not is_index(tmp_path)


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert not is_index(tmp_path / "nowhere")
