"""An index is published whole or not at all, and opened as it was published or not at all."""

import json
import os
import pickle
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from index.articles import Article
from index.building.manifest import FORMAT, MANIFEST
from index.encoding.embedding import OnnxEmbedder, Vectors
from index.errors import ArticlesRefused, IndexBusy, IndexCorrupt, IndexMissing
from index.folder import LOCK
from index.origins.copies import COPIES
from index.passages import Filters
from index.publishing import current, durability
from index.publishing.current import CurrentUnsettled, point_current_at
from index.publishing.generations import find_generation, generation_ids
from index.publishing.store import Generation, open_index, publish
from index.searching.catalogue import Catalogue
from index.searching.lexical import BM25SIndex, RankBM25Index
from tests.resealing import generation_folder, seal
from tests.word_embedder import WordEmbedder

RAIN = Article(
    "rain",
    "Rain in Hanoi",
    "Wire",
    date(2025, 11, 2),
    "https://example.org/rain",
    "It rained in Hanoi. Cafe\u0301s closed at 9 a.m. 🌧️\r\n\r\nPhoto: VNA\n",
)
FERRY = Article("ferry", None, None, None, None, "The ferry to Haiphong was late on Sunday.")


WORDS = WordEmbedder(64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of both articles."""
    publish(tmp_path / "index", [RAIN, FERRY], WORDS)
    return tmp_path / "index"


def contents(folder: Path) -> dict[str, bytes]:
    """What readers see: every file, but for the lock and what later builds may reuse."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LOCK
    }
    return {name: data for name, data in files.items() if not name.startswith("cache/")}


def ids(generation: Generation) -> list[str]:
    return generation.catalogue.ids


def test_two_articles_with_the_real_model(tmp_path: Path) -> None:
    folder = tmp_path / "an index?mode=x#%41é"
    embedder = OnnxEmbedder(check=False)
    told: list[tuple[str, int, int]] = []
    manifest = publish(folder, [RAIN, FERRY], embedder, progress=lambda *step: told.append(step))
    assert (manifest.format, manifest.articles, manifest.passages) == (FORMAT, 2, 2)
    assert told == [
        ("chunking articles", 1, 2),
        ("chunking articles", 2, 2),
        ("finding copies", 1, 2),
        ("finding copies", 2, 2),
        ("embedding passages", 1, 2),
        ("embedding passages", 2, 2),
    ]
    generation = open_index(folder)
    assert generation.manifest == manifest
    assert generation.id == manifest.generation
    assert (generation.embedder.name, generation.embedder.revision) == (
        manifest.recipe.embedder,
        manifest.recipe.embedder_revision,
    )
    assert [generation.catalogue.article(id_) for id_ in generation.catalogue.ids] == [FERRY, RAIN]
    for query, id_ in (("Was the boat delayed?", "ferry"), ("weather in Hanoi", "rain")):
        best, other = generation.retriever.search(query, 5)
        assert best.passage.article.id == id_
        assert best.passage.text == best.passage.article.text[best.passage.start : best.passage.end]
        assert best.scores.dense is not None
        assert other.scores.dense is not None
        assert 1 > best.scores.dense > other.scores.dense > -1
    (only,) = generation.retriever.search("boat", 5, Filters(sources=("WIRE",)))
    assert only.passage.article == RAIN


def test_the_layout(folder: Path) -> None:
    generation = generation_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "CURRENT",
        "LOCK",
        "cache",
        "generations",
    ]
    seal = folder / "generations" / f"{generation.name}.sha256"
    assert sorted((folder / "generations").iterdir()) == [generation, seal]
    assert (folder / "LOCK").read_bytes() == b""
    assert sorted(contents(generation)) == [
        "articles.sqlite",
        "lexical/terms.json",
        "manifest.json",
        "passages.npy",
        "stories.npy",
        "vectors.npy",
    ]
    digest = sha256((generation / MANIFEST).read_bytes()).hexdigest()
    assert (folder / "CURRENT").read_bytes() == f"{generation.name} {digest}\n".encode()
    assert seal.read_bytes() == f"{digest}  {generation.name}/manifest.json\n".encode()
    raw = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    assert raw["generation"] == generation.name
    assert raw["files"] == {
        name: sha256(data).hexdigest()
        for name, data in contents(generation).items()
        if name != MANIFEST
    }
    assert raw["recipe"]["embedder"] == "words"


def test_no_file_is_a_pickle(folder: Path) -> None:
    starts = {
        "articles.sqlite": b"SQLite format 3\0",
        "lexical/terms.json": b"[",
        "manifest.json": b"{",
        "passages.npy": b"\x93NUMPY",
        "stories.npy": b"\x93NUMPY",
        "vectors.npy": b"\x93NUMPY",
    }
    for name, data in contents(generation_folder(folder)).items():
        assert data.startswith(starts[name])
    assert np.load(generation_folder(folder) / "passages.npy", allow_pickle=False).shape == (2, 3)


def test_the_large_engine_goes_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.searching.lexical.RANK_BM25_MAX_PASSAGES", 1)
    publish(tmp_path, [RAIN, FERRY], WORDS)
    generation = open_index(tmp_path, WORDS)
    hit = generation.retriever.search("Haiphong", 1)[0]
    assert hit.passage.article == FERRY
    assert hit.scores.lexical is not None
    # A planted file of the other engine would else have been read in place of this one.
    (generation_folder(tmp_path) / "lexical" / "terms.json").write_text("[[], []]")
    with pytest.raises(IndexCorrupt, match=r"lexical/terms\.json: not a file of the index"):
        open_index(tmp_path, WORDS)


def test_an_index_holds_exactly_the_last_articles(folder: Path) -> None:
    sun = Article("sun", None, None, None, None, "The sun shone on Hue.")
    publish(folder, [sun], WORDS)
    generation = open_index(folder, WORDS)
    assert ids(generation) == ["sun"]
    assert generation.catalogue.article("rain") is None
    assert [hit.passage.article for hit in generation.retriever.search("rain Hanoi", 9)] == [sun]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_the_newest_generations_stay_and_older_ones_go(folder: Path, keep: int) -> None:
    names = [generation_folder(folder).name]
    held = open_index(folder, WORDS)
    for _ in range(3):
        publish(folder, [FERRY], WORDS, keep=keep)
        names.append(generation_folder(folder).name)
    assert names == sorted(set(names))
    assert generation_ids(folder) == names[-keep:]
    seals = [path.name for path in (folder / "generations").glob("*.sha256")]
    assert sorted(seals) == [f"{name}.sha256" for name in names[-keep:]]
    # Who holds a generation that is gone still reads from it.
    assert held.catalogue.article("rain") == RAIN
    assert held.retriever.search("rained", 1)[0].passage.article == RAIN


def test_the_order_of_articles_does_not_matter(folder: Path, tmp_path: Path) -> None:
    publish(tmp_path / "other", [FERRY, RAIN], WORDS)
    one, other = (contents(generation_folder(f)) for f in (folder, tmp_path / "other"))
    del one[MANIFEST], other[MANIFEST]
    assert one == other


def test_fifty_openings_leave_no_file_open(folder: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system has no /proc")
    open_index(folder, WORDS)
    before = len(list(descriptors.iterdir()))
    for _ in range(50):
        open_index(folder, WORDS)
    assert len(list(descriptors.iterdir())) == before


class Breaks(WordEmbedder):
    """Fails in the middle of its work, of which no other embedder has done any."""

    revision = "breaks"

    def __init__(self, error: BaseException) -> None:
        super().__init__(64)
        self._error = error

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        progress(1)
        raise self._error


@pytest.mark.parametrize("error", [RuntimeError("out of order"), KeyboardInterrupt(), OSError(28)])
def test_a_build_that_fails_leaves_the_index_as_it_was(folder: Path, error: BaseException) -> None:
    before = contents(folder)
    with pytest.raises(type(error)):
        publish(folder, [FERRY], Breaks(error))
    assert contents(folder) == before
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]
    publish(folder, [FERRY], WORDS)
    assert ids(open_index(folder, WORDS)) == ["ferry"]


class Disk:
    """Counts the calls of one kind that reach the disk, and fails the one, or all from it on."""

    def __init__(self, patch: pytest.MonkeyPatch, call: str) -> None:
        self.calls = 0
        self._failing = range(0)
        self._do: Callable[..., object] = getattr(os, call)
        patch.setattr(os, call, self._called)

    def fail(self, failing: range) -> None:
        self.calls, self._failing = 0, failing

    def _called(self, *arguments: object, **named: object) -> object:
        self.calls += 1
        if self.calls in self._failing:
            raise OSError(28, "No space left on device")
        return self._do(*arguments, **named)


@pytest.mark.parametrize("goes_on", [True, False], ids=["for good", "once"])
@pytest.mark.parametrize("first", [True, False], ids=["first", "next"])
@pytest.mark.parametrize(("call", "least"), [("fsync", 12), ("rename", 1), ("replace", 1)])
def test_a_disk_that_fails_at_any_step_publishes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    least: int,
    first: bool,
    goes_on: bool,
) -> None:
    """What was stands bit for bit."""
    if not first:
        publish(tmp_path / "published", [RAIN, FERRY], WORDS)
    disk = Disk(monkeypatch, call)
    for step in count(1):
        folder = tmp_path / f"{step}" / "index"
        if not first:
            shutil.copytree(tmp_path / "published", folder)
        before = contents(folder)
        disk.fail(range(step, 10**6 if goes_on else step + 1))
        try:
            publish(folder, [FERRY], WORDS, keep=1)
            break
        except CurrentUnsettled:
            # The flush of CURRENT fails, and so does that of taking it back.
            assert (call, goes_on) == ("fsync", True)
            assert before.items() <= contents(folder).items()
        except OSError:
            assert contents(folder) == before
    assert ids(open_index(folder, WORDS)) == ["ferry"]
    assert step > least


def test_every_file_and_folder_is_on_the_disk_before_current_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "index"
    steps: list[str] = []
    fsync, rename, replace = os.fsync, os.rename, os.replace

    def where(path: str | Path) -> str:
        return Path(path).relative_to(tmp_path).as_posix()

    def synced(descriptor: int) -> None:
        steps.append(where(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    def moved(do: Callable[..., None]) -> Callable[..., None]:
        def move(old: Path, new: Path) -> None:
            steps.append(f"{where(old)} > {where(new)}")
            do(old, new)

        return move

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system has no /proc")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", moved(rename))
    monkeypatch.setattr(os, "replace", moved(replace))
    id_ = publish(folder, [FERRY], WORDS).generation
    generations = "new/index/generations"
    aside = f"{generations}/.{id_}.building"
    files = {step for step in steps if step.startswith(f"{aside}/") and "." in step[len(aside) :]}
    assert files == {f"{aside}/{name}" for name in contents(generation_folder(folder))}
    shown = [step for step in steps if step not in files]
    assert shown == [
        "new",
        ".",
        "new/index",
        "new/index",
        f"{aside}/lexical",
        aside,
        f"{generations}/{id_}.sha256",
        f"{aside} > {generations}/{id_}",
        generations,
        "new/index/CURRENT.new",
        "new/index/CURRENT.new > new/index/CURRENT",
        "new/index",
    ]
    assert max(map(steps.index, files)) < steps.index(aside)


def test_a_failure_that_cannot_be_taken_back_leaves_a_whole_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CURRENT was replaced, its folder not flushed, and it cannot be replaced once more."""
    flush, replace = durability.sync, os.replace
    replaced: list[Path] = []

    def once(old: Path, new: Path) -> None:
        if replaced:
            raise OSError(5, "Input/output error")
        replaced.append(new)
        replace(old, new)

    def failing(path: Path) -> None:
        if path == folder:
            raise OSError(5, "Input/output error")
        flush(path)

    monkeypatch.setattr(os, "replace", once)
    monkeypatch.setattr(current, "sync", failing)
    with pytest.raises(OSError, match="Input/output"):
        publish(folder, [FERRY], WORDS)
    assert ids(open_index(folder, WORDS)) == ["ferry"]


def test_what_a_crash_may_make_current_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CURRENT was replaced and taken back, and neither is known to be on the disk."""
    before = contents(folder)
    (older,) = generation_ids(folder)

    def failing(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(current, "sync", failing)
    with pytest.raises(CurrentUnsettled, match="a crash may yet make"):
        publish(folder, [FERRY], WORDS)
    monkeypatch.undo()
    assert before.items() <= contents(folder).items()
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]
    (newer,) = set(generation_ids(folder)) - {older}
    point_current_at(folder, find_generation(folder, newer))
    assert ids(open_index(folder, WORDS)) == ["ferry"]


def test_what_killed_builds_left_is_removed_by_the_next(folder: Path) -> None:
    there = generation_folder(folder)
    generations = there.parent
    for left in (".20250101T000000000000-00000000.building", f".{there.name}.removing"):
        (generations / left / "lexical").mkdir(parents=True)
        (generations / left / "lexical" / "terms.json").write_text("[")
    (generations / "20250101T000000000000-00000000.sha256").write_text("0")
    (folder / "CURRENT.new").write_text("half a li")
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]
    publish(folder, [FERRY], WORDS, keep=1)
    new = generation_folder(folder)
    assert sorted(generations.iterdir()) == [new, new.with_name(f"{new.name}.sha256")]
    assert not (folder / "CURRENT.new").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from index.publishing.store import publish
from tests.test_store import FERRY, Breaks

class Killed(BaseException):
    def __init__(self):
        os.kill(os.getpid(), signal.SIGKILL)

class Kills(Breaks):
    def embed_passages(self, texts, progress=None):
        Killed()

publish(Path(sys.argv[1]), [FERRY], Kills(RuntimeError()))
"""


def test_a_killed_writer_leaves_no_lock_and_no_trace(folder: Path) -> None:
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", KILLED, folder], cwd=root, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert list((folder / "generations").glob(".*.building"))
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]
    publish(folder, [FERRY], WORDS)
    assert not list((folder / "generations").glob(".*.building"))
    assert ids(open_index(folder, WORDS)) == ["ferry"]


def test_of_ten_writers_at_once_one_wins(folder: Path) -> None:
    """The others are told so at once; nobody waits, and nothing of theirs is left."""
    others_done = Barrier(10, timeout=30)

    class Meets(WordEmbedder):
        def embed_passages(
            self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
        ) -> Vectors:
            others_done.wait()
            return super().embed_passages(texts, progress)

    def write(number: int) -> str:
        article = Article(f"a{number}", None, None, None, None, f"Writer {number} wrote.")
        try:
            return publish(folder, [article], Meets(64)).generation
        except IndexBusy as busy:
            others_done.wait()
            return str(busy)

    with ThreadPoolExecutor(10) as pool:
        ended = list(pool.map(write, range(10)))
    opened = open_index(folder, WORDS)
    assert ended.count(opened.id) == 1
    assert ids(opened) == [f"a{ended.index(opened.id)}"]
    # One that comes before the winner has written its pid is told without.
    busy = re.escape(f"{folder}: another process") + rf"( \(pid {os.getpid()}\))? is writing this"
    assert sum(bool(re.match(busy, end)) for end in ended) == 9
    assert len(generation_ids(folder)) == 2


def test_a_first_build_that_fails_leaves_no_index(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        publish(tmp_path, [FERRY], Breaks(RuntimeError()))
    with pytest.raises(IndexMissing, match="dateline index PATH"):
        open_index(tmp_path, WORDS)


@pytest.mark.parametrize(
    "articles",
    [
        [],
        [Article("a", None, None, None, None, "")],
        [
            Article("a", None, None, None, None, " \n\u2028"),
            Article("b", "T", None, None, None, ""),
        ],
        [RAIN, RAIN],
        [RAIN, Article("rain", None, None, None, None, "Another text.")],
    ],
    ids=["none", "empty", "blank", "twice", "one id"],
)
def test_articles_that_cannot_be_published_are_refused(
    folder: Path, articles: list[Article]
) -> None:
    before = contents(folder)
    with pytest.raises(ArticlesRefused):
        publish(folder, articles, WORDS)
    assert contents(folder) == before


def test_a_blank_article_among_others_is_kept_and_not_found(tmp_path: Path) -> None:
    blank = Article("blank", None, None, None, None, "  ")
    publish(tmp_path, [blank, FERRY], WORDS)
    generation = open_index(tmp_path, WORDS)
    assert ids(generation) == ["blank", "ferry"]
    assert [hit.passage.article for hit in generation.retriever.search("", 9)] == [FERRY]


@pytest.mark.parametrize("text", ["the of and", "—", "😀", "?!", "\u0301", "x" * 20_000])
def test_an_article_without_terms_can_be_published(tmp_path: Path, text: str) -> None:
    odd = Article("odd", None, None, None, "https://[bad/", text)
    publish(tmp_path, [odd], WORDS)
    assert open_index(tmp_path, WORDS).retriever.search("anything", 1)[0].passage.article == odd


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "first bit": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "a bit": flip,
    "last bit": lambda data: data[:-1] + bytes([data[-1] ^ 128]),
    "shorter": lambda data: data[:-1],
    "half": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "longer": lambda data: data + b"\0",
    "zeros": lambda data: bytes(len(data)),
    "pickle": lambda data: pickle.dumps(Bomb()),
}


class Bomb:
    """Whoever unpickles it raises."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return exec, ("raise AssertionError('unpickled')",)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "articles.sqlite",
        "passages.npy",
        "stories.npy",
        "vectors.npy",
        "lexical/terms.json",
    ],
)
def test_a_damaged_file_is_refused_by_name(folder: Path, name: str, damage: str) -> None:
    path = generation_folder(folder) / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(IndexCorrupt, match=f"{name}: altered .*dateline index PATH"):
        open_index(folder, WORDS)
    publish(folder, [RAIN], WORDS)
    assert ids(open_index(folder, WORDS)) == ["rain"]


@pytest.mark.parametrize("name", ["articles.sqlite", "vectors.npy"])
def test_a_zeroed_page_is_refused(folder: Path, name: str) -> None:
    path = generation_folder(folder) / name
    data = bytearray(path.read_bytes())
    data[-100:] = bytes(100) if any(data[-100:]) else b"\1" * 100
    path.write_bytes(data)
    with pytest.raises(IndexCorrupt, match=f"{name}: altered"):
        open_index(folder, WORDS)


def test_a_planted_pickle_is_never_opened(folder: Path) -> None:
    generation = generation_folder(folder)
    for planted in ("planted.pkl", "lexical/params.index.json", "dense.npy"):
        (generation / planted).write_bytes(pickle.dumps(Bomb()))
        with pytest.raises(IndexCorrupt, match=f"{planted}: not a file of the index; remove it"):
            open_index(folder, WORDS)
        (generation / planted).unlink()
    (folder / "cache" / "planted.pkl").write_bytes(pickle.dumps(Bomb()))
    (folder / "generations" / "planted.pkl").write_bytes(pickle.dumps(Bomb()))
    (folder / "planted.pkl").write_bytes(pickle.dumps(Bomb()))
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]


def test_a_pickle_with_the_right_hash_is_not_opened_either(folder: Path) -> None:
    generation = generation_folder(folder)
    np.save(generation / "passages.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    seal(folder)
    with pytest.raises(IndexCorrupt, match=r"passages\.npy: Object arrays cannot be loaded"):
        open_index(folder, WORDS)


@pytest.mark.parametrize("other", [FORMAT - 1, FORMAT + 1])
def test_another_format_names_both_and_says_what_to_do(folder: Path, other: int) -> None:
    seal(folder, format=other, novelty=[1, 2, 3])
    advice = f"index format {other}, .* reads format {FORMAT}; rebuild it with `dateline index PATH"
    with pytest.raises(IndexCorrupt, match=advice):
        open_index(folder, WORDS)


def test_copies_are_told_from_an_index(tmp_path: Path) -> None:
    again = Article("again", "Another headline", "Post", None, None, RAIN.text)
    publish(tmp_path, [RAIN, FERRY, again], WORDS)
    generation = open_index(tmp_path, WORDS)
    stories = [generation.catalogue.story(id_) for id_ in ("again", "ferry", "rain")]
    assert stories == ["again", "ferry", "again"]
    assert generation.manifest.recipe.copies == COPIES


@pytest.mark.parametrize("changes", [{"articles": 3}, {"passages": 1}, {"passages": 3}])
def test_wrong_counts_are_refused(folder: Path, changes: dict[str, int]) -> None:
    seal(folder, **changes)
    with pytest.raises(IndexCorrupt, match="numbers of articles or passages"):
        open_index(folder, WORDS)


def vectors_of(rows: int, dimension: int, fill: float = 1.0) -> Vectors:
    return np.full((rows, dimension), fill, dtype=np.float32)


@pytest.mark.parametrize(
    ("vectors", "reason"),
    [
        (vectors_of(1, 64), "holds 1 vectors of 64 numbers, the manifest says 2 of 64"),
        (vectors_of(2, 32), "holds 2 vectors of 32 numbers, the manifest says 2 of 64"),
        (vectors_of(2, 64, float("nan")), "not finite"),
        (vectors_of(2, 64)[0], "float32 in 1 dimensions, not float32 in 2"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(folder: Path, vectors: Vectors, reason: str) -> None:
    np.save(generation_folder(folder) / "vectors.npy", vectors)
    seal(folder)
    with pytest.raises(IndexCorrupt, match=rf"vectors\.npy: .*{reason}"):
        open_index(folder, WORDS)


@pytest.mark.parametrize("build", [RankBM25Index, BM25SIndex.build])
def test_terms_of_another_number_of_passages_are_refused(
    folder: Path, build: Callable[[Sequence[Sequence[str]]], RankBM25Index | BM25SIndex]
) -> None:
    lexical = generation_folder(folder) / "lexical"
    shutil.rmtree(lexical)
    lexical.mkdir()
    build([["rain"], ["sun"], ["snow"]]).save(lexical)
    seal(folder)
    with pytest.raises(IndexCorrupt, match="lexical: holds another number of passages"):
        open_index(folder, WORDS)


def test_articles_that_do_not_fit_are_refused(folder: Path) -> None:
    with closing(sqlite3.connect(generation_folder(folder) / "articles.sqlite")) as db, db:
        db.execute("DELETE FROM articles WHERE row = 1")
    seal(folder, articles=1)
    with pytest.raises(IndexCorrupt, match=r"passages\.npy: names articles"):
        open_index(folder, WORDS)


@pytest.mark.parametrize(("name", "revision"), [("words", "2"), ("other", "1")])
def test_another_model_of_the_same_dimension_names_both(
    folder: Path, name: str, revision: str
) -> None:
    other = WordEmbedder(64)
    other.name, other.revision = name, revision
    with pytest.raises(IndexCorrupt, match=rf"built with words \(1\), here is {name} \({revision}"):
        open_index(folder, other)


@pytest.mark.parametrize("part", ["analysis", "lexical"])
def test_an_index_that_queries_would_not_fit_names_both(folder: Path, part: str) -> None:
    raw = json.loads((generation_folder(folder) / MANIFEST).read_text(encoding="utf-8"))
    ours = raw["recipe"][part]
    seal(folder, recipe={**raw["recipe"], part: "another way"})
    with pytest.raises(IndexCorrupt, match="another way") as refused:
        open_index(folder, WORDS)
    assert ours in str(refused.value)


@pytest.mark.parametrize("kind", ["no folder", "empty folder", "file"])
def test_where_no_index_is_none_is_missed(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "index"
    if kind == "empty folder":
        folder.mkdir()
    elif kind == "file":
        folder.write_text("no folder")
    with pytest.raises(IndexMissing, match="holds no index; build one with `dateline index PATH"):
        open_index(folder, WORDS)


HASH = "0" * 64


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\xff\x00\xfe",
        b"../../x " + HASH.encode(),
        b"/etc " + HASH.encode(),
        b". " + HASH.encode(),
        b".. " + HASH.encode(),
        b"x",
        b"x\n" + HASH.encode(),
        b"x " + HASH.encode()[1:],
        b"x " + HASH.upper().replace("0", "A").encode(),
        b"x " + HASH.encode() + b"\n\n",
        b" x " + HASH.encode(),
        b"x\0 " + HASH.encode(),
        "ü ".encode() + HASH.encode(),
        b"x" * 65 + b" " + HASH.encode(),
        pickle.dumps(Bomb()),
    ],
)
def test_a_current_that_names_no_generation_is_refused(folder: Path, content: bytes) -> None:
    (folder / "CURRENT").write_bytes(content)
    with pytest.raises(IndexCorrupt, match="CURRENT: does not name a generation"):
        open_index(folder, WORDS)
    publish(folder, [RAIN], WORDS)
    assert ids(open_index(folder, WORDS)) == ["rain"]


def test_a_current_without_its_generation_is_refused(folder: Path) -> None:
    shutil.rmtree(generation_folder(folder))
    with pytest.raises(IndexCorrupt, match=r"CURRENT: names the generation .* not there"):
        open_index(folder, WORDS)
    publish(folder, [RAIN], WORDS)
    assert ids(open_index(folder, WORDS)) == ["rain"]


@pytest.mark.parametrize("stead", ["nothing", "link", "dangling link", "folder"])
def test_a_current_that_is_no_file_is_refused(folder: Path, stead: str) -> None:
    current = folder / "CURRENT"
    if stead == "dangling link":
        current.unlink()
    else:
        current.rename(folder / "elsewhere")
    if "link" in stead:
        current.symlink_to("elsewhere")
    elif stead == "folder":
        current.mkdir()
    with pytest.raises(IndexCorrupt, match="CURRENT: missing"):
        open_index(folder, WORDS)
    if stead != "folder":
        publish(folder, [RAIN], WORDS)
        assert not current.is_symlink()
        assert ids(open_index(folder, WORDS)) == ["rain"]


def test_a_linked_generation_is_refused(folder: Path, tmp_path: Path) -> None:
    generation = generation_folder(folder)
    generation.rename(tmp_path / "elsewhere")
    generation.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(IndexCorrupt, match="CURRENT: names the generation"):
        open_index(folder, WORDS)


def test_two_publishes_while_an_index_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generation that was being read is removed; the current one is opened instead."""
    load = Catalogue.load
    calls = []

    def publish_twice_and_load(path: Path) -> Catalogue:
        calls.append(path)
        if len(calls) == 1:
            publish(folder, [RAIN], WORDS, keep=1)
            publish(folder, [FERRY], WORDS, keep=1)
        return load(path)

    monkeypatch.setattr(Catalogue, "load", publish_twice_and_load)
    assert ids(open_index(folder, WORDS)) == ["ferry"]
    assert len(calls) == 2
