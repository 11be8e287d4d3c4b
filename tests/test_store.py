"""An index is published whole or not at all, and opened as it was published or not at all."""

import json
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import faiss
import numpy as np
import pytest

from index import store
from index.articles import Article
from index.catalogue import Catalogue
from index.copies import COPIES
from index.embedding import OnnxEmbedder, Vectors
from index.errors import ArticlesRefused, IndexCorrupt, IndexMissing
from index.lexical import BM25SIndex, RankBM25Index
from index.manifest import FORMAT, MANIFEST, hash_files
from index.passages import Filters
from index.store import Generation, open_index, publish
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


def generation_folder(folder: Path) -> Path:
    return folder / "generations" / (folder / "CURRENT").read_text().split()[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def seal(folder: Path, **changes: Any) -> None:
    """Make every hash right again, as an attacker or a bug might."""
    generation = generation_folder(folder)
    raw = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    (generation / MANIFEST).unlink()
    raw |= {"files": hash_files(generation)} | changes
    (generation / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    digest = sha256((generation / MANIFEST).read_bytes()).hexdigest()
    (folder / "CURRENT").write_text(f"{generation.name} {digest}\n")


def ids(generation: Generation) -> list[str]:
    return generation.catalogue.ids


def test_two_articles_with_the_real_model(tmp_path: Path) -> None:
    folder = tmp_path / "an index?mode=x#%41é"
    embedder = OnnxEmbedder(check=False)
    told: list[tuple[str, int, int]] = []
    manifest = publish(folder, [RAIN, FERRY], embedder, lambda *step: told.append(step))
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
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "cache", "generations"]
    assert sorted(contents(generation)) == [
        "articles.sqlite",
        "dense.faiss",
        "lexical/terms.json",
        "manifest.json",
        "passages.npy",
        "stories.npy",
    ]
    digest = sha256((generation / MANIFEST).read_bytes()).hexdigest()
    assert (folder / "CURRENT").read_bytes() == f"{generation.name} {digest}\n".encode()
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
        "dense.faiss": b"IxFI",
        "lexical/terms.json": b"[",
        "manifest.json": b"{",
        "passages.npy": b"\x93NUMPY",
        "stories.npy": b"\x93NUMPY",
    }
    for name, data in contents(generation_folder(folder)).items():
        assert data.startswith(starts[name])
    assert np.load(generation_folder(folder) / "passages.npy", allow_pickle=False).shape == (2, 3)


def test_the_large_engine_goes_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.lexical.RANK_BM25_MAX_PASSAGES", 1)
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


def test_the_generation_before_stays_and_older_ones_go(folder: Path) -> None:
    names = [generation_folder(folder).name]
    held = open_index(folder, WORDS)
    for _ in range(3):
        publish(folder, [FERRY], WORDS)
        names.append(generation_folder(folder).name)
    assert names == sorted(set(names))
    assert sorted(path.name for path in (folder / "generations").iterdir()) == names[-2:]
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
    """Fails in the middle of its work."""

    def __init__(self, error: BaseException) -> None:
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
    assert len(list((folder / "generations").iterdir())) == 1
    assert ids(open_index(folder, WORDS)) == ["ferry", "rain"]
    publish(folder, [FERRY], WORDS)
    assert ids(open_index(folder, WORDS)) == ["ferry"]


@pytest.mark.parametrize("failing", ["_sync", "_sync_tree", "_point_current_at"])
@pytest.mark.parametrize("first", [True, False])
def test_a_disk_that_fails_publishes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, first: bool
) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "new" if first else folder
    folder.mkdir(exist_ok=True)
    before = contents(folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, failing, fail)
        with pytest.raises(OSError, match="No space"):
            publish(folder, [FERRY], WORDS)
    assert contents(folder) == before
    publish(folder, [FERRY], WORDS)
    assert ids(open_index(folder, WORDS)) == ["ferry"]


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
        "dense.faiss",
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


@pytest.mark.parametrize("name", ["articles.sqlite", "dense.faiss"])
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


def vectors_of(rows: int, dimension: int, fill: float = 1.0) -> faiss.IndexFlatIP:
    index = faiss.IndexFlatIP(dimension)
    index.add(np.full((rows, dimension), fill, dtype=np.float32))
    return index


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (vectors_of(1, 64), "holds 1 vectors of 64 numbers, the manifest says 2 of 64"),
        (vectors_of(2, 32), "holds 2 vectors of 32 numbers, the manifest says 2 of 64"),
        (vectors_of(2, 64, float("nan")), "not finite"),
        (faiss.IndexFlatL2(64), "IndexFlatL2"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(
    folder: Path, index: faiss.IndexFlatIP, reason: str
) -> None:
    faiss.write_index(index, str(generation_folder(folder) / "dense.faiss"))
    seal(folder)
    with pytest.raises(IndexCorrupt, match=rf"dense\.faiss: .*{reason}"):
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
            publish(folder, [RAIN], WORDS)
            publish(folder, [FERRY], WORDS)
        return load(path)

    monkeypatch.setattr(Catalogue, "load", publish_twice_and_load)
    assert ids(open_index(folder, WORDS)) == ["ferry"]
    assert len(calls) == 2
