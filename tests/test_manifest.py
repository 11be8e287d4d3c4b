"""A manifest vouches for every file beside it, and for nothing else."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from index.building.manifest import FORMAT, MANIFEST, Manifest, Recipe, hash_files, read_manifest
from index.errors import IndexCorrupt
from index.searching.dense import DenseSearch

RECIPE = Recipe("words", "1", 8, 128, 32, "title", "nupunkt", "folded", "bm25+", "minhash", "no")
DENSE = DenseSearch("ivf sq8", lists=564, probes=32, recall_at_10=0.9765, sampled=400)


def write(folder: Path) -> Manifest:
    """A folder of two files and their manifest."""
    (folder / "sub").mkdir()
    (folder / "one").write_bytes(b"1")
    (folder / "sub" / "two é").write_bytes(b"22")
    manifest = Manifest(
        FORMAT, "g1", "2025-11-02T00:00:00+00:00", 2, 3, RECIPE, DENSE, hash_files(folder)
    )
    manifest.save(folder)
    return manifest


def read(folder: Path) -> Manifest:
    return read_manifest(folder, sha256((folder / MANIFEST).read_bytes()).hexdigest())


def rewrite(folder: Path, **changes: Any) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, **changes}), encoding="utf-8")


def test_round_trip(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    assert manifest.files == {
        "one": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
        "sub/two é": sha256(b"22").hexdigest(),
    }
    assert read(tmp_path) == manifest


def test_nothing_is_parsed_before_its_hash_is_right(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / MANIFEST).write_bytes(b"{")
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: altered"):
        read_manifest(tmp_path, "0" * 64)


def test_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: missing"):
        read_manifest(tmp_path, "0" * 64)


@pytest.mark.parametrize("name", ["one", "sub/two é"])
def test_an_altered_file_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    (tmp_path / name).write_bytes(b"3")
    with pytest.raises(IndexCorrupt, match=f"{name}: altered"):
        read(tmp_path)


@pytest.mark.parametrize("stead", ["nothing", "folder", "link"])
def test_a_file_that_is_none_is_named(tmp_path: Path, stead: str) -> None:
    folder = tmp_path / "g1"
    folder.mkdir()
    write(folder)
    (folder / "one").rename(tmp_path / "elsewhere")
    if stead == "folder":
        (folder / "one").mkdir()
    elif stead == "link":
        (folder / "one").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexCorrupt, match="one: missing"):
        read(folder)


@pytest.mark.parametrize("name", ["terms.json", "sub/extra", ".hidden", "sub/x.pkl"])
def test_a_file_without_a_hash_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(IndexCorrupt, match=f"{name}: not a file of the index"):
        read(tmp_path)


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "g1"
    folder.mkdir()
    write(folder)
    (folder / "sub").rename(tmp_path / "elsewhere")
    (folder / "sub").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(IndexCorrupt, match="sub: not a file of the index"):
        read(folder)


@pytest.mark.parametrize("other", [FORMAT + 1, FORMAT - 1, 0, "2", None])
def test_another_format_names_both(tmp_path: Path, other: object) -> None:
    write(tmp_path)
    rewrite(tmp_path, format=other, recipe="of a shape that is not known yet", files=[])
    with pytest.raises(IndexCorrupt, match=f"format {other}, this Dateline reads format {FORMAT}"):
        read(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[1]", b"null", b"1", b'"format"', b"{}", b'{"format": 3}', b"\xff\xfe"],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: not a manifest"):
        read(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipe": None},
        {"recipe": []},
        {"recipe": {}},
        {"recipe": {"unknown": 1}},
        {"files": None},
        {"files": 3},
        {"files": ["one"]},
        {"unknown": 1},
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    write(tmp_path)
    rewrite(tmp_path, **changes)
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: not a manifest"):
        read(tmp_path)
