"""An index to be spoilt: copies of it, the commands that change it, and what must stand then."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index import Generation, IndexCorrupt, IndexMissing, open_index
from index.building.manifest import MANIFEST
from index.encoding.embedding import OnnxEmbedder
from index.publishing.generations import KEEP_GENERATIONS
from tests.faults.corpus import lanterns, write_articles
from tests.faults.forks import Ended, Forks, forks
from tests.faults.standing import SEAL, Standing, content_of, leftovers

OLD, NEW = 100, 200


@dataclass(frozen=True, slots=True)
class Change:
    """A command that changes an index, and what it may change.

    ``removes`` gives the generations that may be gone, of those that stood before, by whether
    another one is current now; ``publishes`` says whether one can be.
    """

    name: str
    command: Callable[["Stage"], Sequence[object]]
    removes: Callable[[Standing, bool], set[str]]
    publishes: bool = True
    from_nothing: bool = False


def _too_old(before: Standing, published: bool) -> set[str]:
    return set(sorted(before.generations)[: 1 - KEEP_GENERATIONS]) if published else set()


class Stage:
    """An index of three generations, old, new and old; its cache has what both are made of."""

    def __init__(self, folder: Path, forks: Forks) -> None:
        self.forks = forks
        self.old, self.new, self.index = folder / "old", folder / "new", folder / "index"
        self.embedder = OnnxEmbedder(check=False)
        self._folder = folder
        for articles in (self.new, self.old):
            self.build(articles, self.index)
        self.standing = Standing.of(self.index)
        self.ids = sorted(self.standing.generations)
        self.build(self.new, folder / "cold")
        self.new_content = content_of(folder / "cold")

    def build(self, articles: Path, index: Path) -> None:
        """Publish ``articles``, which has to succeed."""
        ended = self.forks.run("index", articles, "--index", index)
        assert ended.code == 0, ended

    @contextmanager
    def copy(self, *, from_nothing: bool = False, within: Path | None = None) -> Iterator[Path]:
        """A copy of the index, or ``from_nothing`` of its cache alone, in a folder that goes."""
        with TemporaryDirectory(dir=within or self._folder) as folder:
            copied = Path(folder, "index")
            part = self.index / "cache" if from_nothing else self.index
            shutil.copytree(part, copied / part.relative_to(self.index))
            yield copied

    def check(self, change: Change, index: Path, ended: Ended) -> None:
        """Assert that ``change``, however it ended, left what was or made what is to be, whole."""
        before = Standing(None, {}) if change.from_nothing else self.standing
        now = Standing.of(index)
        published = now.current != before.current
        assert change.publishes or not published, ended
        if ended.code >= 0:
            assert ended.code in (0, 5), ended
            assert "Traceback" not in ended.told, ended
            assert ended.code == 0 or str(index) in ended.told, ended
            # Where even going back failed, the command says that either may be current.
            unsettled = ended.code == 5 and "a crash may yet make" in ended.told
            assert unsettled or published == (ended.code == 0 and change.publishes), ended
        self._check_generations(change, before, now, published)
        if now.current is None:
            with pytest.raises((IndexMissing, IndexCorrupt)):
                open_index(index, self.embedder)
        else:
            first = NEW if published else OLD
            assert texts(open_index(index, self.embedder)) == texts_of(first)

    def check_next_build(self, index: Path) -> None:
        """Assert that the next build makes what a cold one makes, and leaves nothing over."""
        before = Standing.of(index)
        self.build(self.new, index)
        now = Standing.of(index)
        assert content_of(index) == self.new_content
        assert texts(open_index(index, self.embedder)) == texts_of(NEW)
        assert leftovers(index) == []
        kept = sorted(before.generations)[1 - KEEP_GENERATIONS :]
        assert sorted(now.generations) == [*kept, now.current]
        assert {id_: now.generations[id_] for id_ in kept} == {
            id_: before.generations[id_] for id_ in kept
        }

    def _check_generations(
        self, change: Change, before: Standing, now: Standing, published: bool
    ) -> None:
        gone = before.generations.keys() - now.generations.keys()
        assert gone <= change.removes(before, published)
        for id_, files in now.generations.items():
            if id_ in before.generations:
                assert files == before.generations[id_]
            else:
                made = {name: files[name] for name in files.keys() - {MANIFEST, SEAL}}
                assert (made, SEAL in files) == (self.new_content, True)


CHANGES = {
    change.name: change
    for change in (
        Change("first build", lambda stage: ["index", stage.new], _too_old, from_nothing=True),
        Change("next build", lambda stage: ["index", stage.new], _too_old),
        Change(
            "rollback", lambda stage: ["generations", "rollback", stage.ids[1]], lambda *_: set()
        ),
        Change(
            "prune",
            lambda _: ["generations", "prune", "--keep", 1],
            lambda before, _: before.generations.keys() - {before.current},
            publishes=False,
        ),
    )
}


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A stage below ``folder``."""
    old = write_articles(folder / "old", OLD)
    write_articles(folder / "new", NEW)
    with forks(folder, "index", old, "--index", folder / "index") as running:
        yield Stage(folder, running)


def texts(generation: Generation) -> dict[str, str]:
    """The text of each article, by its id."""
    catalogue = generation.catalogue
    found = {id_: catalogue.article(id_) for id_ in catalogue.ids}
    return {id_: article.text for id_, article in found.items() if article}


def texts_of(first: int) -> dict[str, str]:
    """The same of what was written by ``write_articles``."""
    return {article["id"]: article["text"] for article in lanterns(first)}
