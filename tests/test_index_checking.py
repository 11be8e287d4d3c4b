"""A generation that is removed while it is verified is not called damaged."""

from pathlib import Path

import pytest

from index.articles import Article
from index.errors import GenerationUnknown
from index.publishing import checking
from index.publishing.checking import check_generation
from index.publishing.current import Pointer
from index.publishing.generations import prune
from index.publishing.store import Generation, open_generation, publish
from tests.word_embedder import WordEmbedder

WORDS = WordEmbedder(8)
FERRY = Article("ferry", None, None, None, None, "The ferry was late.")


def opened(folder: Path, pointer: Pointer) -> Generation:
    return open_generation(folder, pointer, lambda _name: WORDS)


@pytest.mark.parametrize("late", [False, True], ids=["before it is opened", "after"])
def test_a_prune_beside_the_check_of_an_older_one(
    late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = (publish(tmp_path, [FERRY], WORDS).generation for _ in range(2))

    def beside(folder: Path, pointer: Pointer) -> Generation:
        if late:
            generation = opened(folder, pointer)
            prune(folder, 1)
            return generation
        prune(folder, 1)
        return opened(folder, pointer)

    monkeypatch.setattr(checking, "open_generation", beside)
    with pytest.raises(GenerationUnknown, match=f"no generation '{older}'; it has {newer}"):
        check_generation(tmp_path, older)


@pytest.mark.parametrize("late", [False, True], ids=["before it is opened", "after"])
def test_a_publish_beside_the_check_of_the_current_one(
    late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = [publish(tmp_path, [FERRY], WORDS).generation]

    def beside(folder: Path, pointer: Pointer) -> Generation:
        generation = opened(folder, pointer) if late else None
        if len(published) == 1:
            published.append(publish(folder, [FERRY], WORDS, keep=1).generation)
        return generation or opened(folder, pointer)

    monkeypatch.setattr(checking, "open_generation", beside)
    assert check_generation(tmp_path).generation == published[1]
