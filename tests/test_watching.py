"""What changes below a path is told, once it is quiet, and nothing else is."""

import time
from collections.abc import Callable, Generator
from pathlib import Path
from threading import Thread

import pytest

from index.readers import watching
from index.readers.watching import follow

DEADLINE = 60.0


@pytest.fixture(autouse=True)
def _soon_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_QUIET", 100)
    monkeypatch.setattr(watching, "_AGAIN_SECONDS", 0.1)


def change(steps: Generator[None, float | None, None]) -> None:
    """Wait for the next change, and fail where none is told."""
    began = time.monotonic()
    steps.send(DEADLINE)
    assert time.monotonic() - began < DEADLINE


def later(work: Callable[[], object]) -> Thread:
    """Do ``work`` on another thread, long after what changed before has become quiet."""

    def wait_and_work() -> None:
        time.sleep(1)
        work()

    thread = Thread(target=wait_and_work)
    thread.start()
    return thread


def test_a_change_is_told_and_so_is_the_next(tmp_path: Path) -> None:
    steps = follow([tmp_path], tmp_path / "index")
    next(steps)
    (tmp_path / "a.txt").write_text("It rained.")
    change(steps)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.txt").write_text("It snowed.")
    change(steps)
    (tmp_path / "a.txt").unlink()
    change(steps)
    steps.close()


def test_a_file_that_is_replaced_is_followed_still(tmp_path: Path) -> None:
    article, new = tmp_path / "a.txt", tmp_path / "new"
    article.write_text("It rained.")
    steps = follow([article], tmp_path / "index")
    next(steps)
    for text in ("It snowed.", "It hailed."):
        new.write_text(text)
        new.replace(article)
        change(steps)
        assert article.read_text() == text
    steps.close()


def test_the_index_does_not_count(tmp_path: Path) -> None:
    """It may lie among the articles, and each publishing writes there."""
    index = tmp_path / "index"
    index.mkdir()
    steps = follow([tmp_path], index)
    next(steps)
    (index / "CURRENT").write_text("anything")
    writer = later((tmp_path / "a.txt").touch)
    change(steps)
    assert (tmp_path / "a.txt").exists()
    writer.join()
    steps.close()


def test_a_folder_that_goes_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    steps = follow([folder], tmp_path / "index")
    next(steps)
    folder.rmdir()
    change(steps)
    assert not folder.exists()
    maker = later(folder.mkdir)
    change(steps)
    assert folder.exists()
    maker.join()
    (folder / "a.txt").touch()
    change(steps)
    steps.close()


def test_without_a_change_it_ends_when_it_was_told_to(tmp_path: Path) -> None:
    steps = follow([tmp_path], tmp_path / "index")
    next(steps)
    began = time.monotonic()
    steps.send(0.3)
    assert 0.3 <= time.monotonic() - began < DEADLINE
    missing = follow([tmp_path / "nowhere"], tmp_path / "index")
    next(missing)
    missing.send(0.1)
    steps.close()
    missing.close()


def test_a_link_that_is_pointed_elsewhere(tmp_path: Path) -> None:
    """As ``ln -sfn`` does: nothing changes below the folder that it led to."""
    link, new = tmp_path / "news", tmp_path / "new"
    for name in ("monday", "tuesday"):
        (tmp_path / name).mkdir()
    link.symlink_to("monday")
    steps = follow([link], tmp_path / "index")
    next(steps)
    new.symlink_to("tuesday")
    new.replace(link)
    change(steps)
    (tmp_path / "tuesday" / "a.txt").touch()
    change(steps)
    steps.close()


def test_a_folder_above_is_renamed_and_another_put_in_its_place(tmp_path: Path) -> None:
    above, news = tmp_path / "above", tmp_path / "above" / "news"
    news.mkdir(parents=True)
    steps = follow([news], tmp_path / "index")
    next(steps)
    above.rename(tmp_path / "elsewhere")
    change(steps)
    assert not news.exists()
    news.mkdir(parents=True)
    change(steps)
    (news / "a.txt").touch()
    change(steps)
    steps.close()
