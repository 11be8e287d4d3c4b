"""Whatever is damaged in an index is refused by name, and what is served stays served."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import pytest

from index import Generation, IndexCorrupt, check_generation, open_index, read_current
from index.folder import CURRENT, GENERATIONS
from index.publishing.generations import find_generation, generation_folder
from index.publishing.store import open_generation
from service.live_index import Follower, LiveIndex
from service.qa import QA
from tests.faults.cases import some_or_all
from tests.faults.journal import Journal
from tests.faults.stage import OLD, Stage, texts, texts_of
from tests.faults.standing import SEAL, content_of, files_of

PAGE = 4096
COUNTS = {"flipped": 1000, "cut": 400, "zeroed": 200}
CACHE = "made.sqlite"


def flipped(data: bytes, chance: random.Random) -> bytes:
    """With one bit another one."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """Without an end, or with nothing left."""
    return data[: chance.randrange(len(data))]


def zeroed(data: bytes, chance: random.Random) -> bytes:
    """With zeros in place of a page that held something else."""
    pages = range(0, len(data), PAGE)
    start = chance.choice([start for start in pages if any(data[start : start + PAGE])])
    end = min(start + PAGE, len(data))
    return data[:start] + bytes(end - start) + data[end:]


KINDS = {kind.__name__: kind for kind in (flipped, cut, zeroed)}


@dataclass(frozen=True, slots=True)
class Case:
    """What is done to a file, by a chance that ``number`` decides."""

    kind: str
    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file} {self.kind} {self.number}"


class Served:
    """A copy of an index, served from the generation before its current one."""

    def __init__(self, stage: Stage, index: Path, swift: Callable[[Generation], QA]) -> None:
        self.index = index
        self.current = read_current(index).generation
        older = find_generation(index, stage.ids[1])
        self.qa = swift(open_generation(index, older, lambda _: stage.embedder))

    def files(self) -> list[str]:
        """What can be damaged: in the generation, and beside it."""
        inside = files_of(generation_folder(self.index, self.current))
        return [*sorted(inside), SEAL, CURRENT, CACHE]

    def path(self, file: str) -> Path:
        """Where one of ``files`` lies."""
        beside = {
            SEAL: self.index / GENERATIONS / f"{self.current}.sha256",
            CURRENT: self.index / CURRENT,
            CACHE: self.index / "cache" / CACHE,
        }
        return beside.get(file, generation_folder(self.index, self.current) / file)

    @contextmanager
    def damaged(self, case: Case) -> Iterator[bool]:
        """The file is damaged until the context is left; gives whether it says anything else."""
        path = self.path(case.file)
        data = path.read_bytes()
        damaged = KINDS[case.kind](data, random.Random(str(case)))
        path.write_bytes(damaged)
        try:
            # CURRENT and the seal are a line each, and may lack the line end.
            yield damaged.rstrip(b"\n") != data.rstrip(b"\n") or case.file not in (CURRENT, SEAL)
        finally:
            path.write_bytes(data)


@pytest.fixture(scope="module")
def served(stage: Stage, swift: Callable[[Generation], QA]) -> Iterator[Served]:
    with stage.copy() as index:
        yield Served(stage, index, swift)


def cases(served: Served, kind: str, most: int | None) -> list[Case]:
    """As many cases as COUNTS says, every file in turn; of few, at least one of each file."""
    files = served.files()
    numbered = product(range(COUNTS[kind]), files)
    every = [Case(kind, file, number) for number, file in islice(numbered, COUNTS[kind])]
    return every if most is None else every[:most]


@some_or_all(20)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_refused_by_name(
    stage: Stage, journal: Journal, served: Served, kind: str, most: int | None
) -> None:
    for case in journal.still("damage", cases(served, kind, most)):
        with served.damaged(case) as matters:
            if case.file == CACHE:
                check_cache_is_mended(stage, served)
            elif not matters:
                assert check_generation(served.index).generation == served.current
            elif case.file == SEAL:
                check_seal_is_refused(stage, served)
            else:
                check_generation_is_refused(stage, served, case)
    assert texts(open_index(served.index, stage.embedder)) == texts_of(OLD)
    assert followed(served).refusal is None


def check_generation_is_refused(stage: Stage, served: Served, case: Case) -> None:
    name = CURRENT if case.file == CURRENT else f"{served.current}/{case.file}: altered"
    live = followed(served)
    assert live.qa is served.qa
    assert live.refusal is not None, case
    told = [live.refusal.reason]
    for opened in (check_generation, lambda index: open_index(index, stage.embedder)):
        with pytest.raises(IndexCorrupt) as refused:
            opened(served.index)
        told.append(str(refused.value))
    assert all(name in each for each in told), (case, told)


def check_seal_is_refused(stage: Stage, served: Served) -> None:
    """It is for going back, and serving does without."""
    assert open_index(served.index, stage.embedder).id == served.current
    assert followed(served).refusal is None
    with pytest.raises(IndexCorrupt, match=f"{served.current}.sha256"):
        check_generation(served.index)


def check_cache_is_mended(stage: Stage, served: Served) -> None:
    """A build makes what a cold one does, and the cache is sound again."""
    with stage.copy() as index:
        (index / "cache" / CACHE).write_bytes(served.path(CACHE).read_bytes())
        stage.check_next_build(index)
        ended = stage.forks.run("index", stage.new, "--index", index)
        assert "made.sqlite" not in ended.told, ended
        assert content_of(index) == stage.new_content


def followed(served: Served) -> LiveIndex:
    """A service that looks at the index once."""
    live = LiveIndex(served.qa)
    Follower(live, served.index).look()
    return live
