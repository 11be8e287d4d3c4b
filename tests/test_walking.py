"""Folders are walked in order, links are not followed, and nothing is opened."""

import os
from pathlib import Path

import pytest

from index.errors import ArticlesUnreadable
from index.readers.walking import Walk, walk


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def names(found: Walk, folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in found.files]


def test_folders_are_walked_in_sorted_order_to_any_depth(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/b/c/d.json", "c.jsonl.gz", "B.TXT", "a.txt.gz")
    expected = ["B.TXT", "a/b/c/d.json", "a/z.md", "a.txt.gz", "b.txt", "c.jsonl.gz"]
    assert names(walk([tmp_path]), tmp_path) == expected


def test_hidden_names_and_readmes_are_passed_over_uncounted(tmp_path: Path) -> None:
    make(tmp_path, ".a.txt", ".git/b.txt", "README.md", "readme", "Readme-2.txt", "c/README.html")
    (tmp_path / "README.txt").symlink_to("/etc/hosts")
    assert walk([tmp_path]) == Walk()


def test_other_formats_are_skipped_in_folders_but_refused_when_given(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "photo.png", "b.gz", "c")
    found = walk([tmp_path])
    assert names(found, tmp_path) == ["a.txt"]
    assert found.skipped == [str(tmp_path / name) for name in ("b.gz", "c", "photo.png")]
    assert found.rejections == []
    [rejection] = walk([tmp_path / "photo.png"]).rejections
    assert str(rejection).startswith(f"{tmp_path / 'photo.png'}: unsupported format; give .txt")


def test_what_is_given_by_name_is_read_even_if_hidden_but_never_a_readme(tmp_path: Path) -> None:
    make(tmp_path, ".a.txt", "README.md")
    assert list(walk([tmp_path / "README.md", tmp_path / ".a.txt"]).files) == [tmp_path / ".a.txt"]


def test_an_index_within_the_folder_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "index/CURRENT", "index/generations/1/manifest.json", "other/CURRENT")
    found = walk([tmp_path])
    assert list(found.files) == [tmp_path / "a.txt"]
    assert found.skipped == [str(tmp_path / "other" / "CURRENT")]


def test_an_index_that_lost_its_current_is_passed_over_too(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "index/LOCK", "index/generations/1/manifest.json", "b/LOCK", "b/c.json")
    found = walk([tmp_path])
    assert names(found, tmp_path) == ["a.txt", "b/c.json"]
    assert found.skipped == [str(tmp_path / "b" / "LOCK")]


def test_row_43_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "in-other"
    make(inside, "a.txt")
    make(outside, "secret.txt")
    (inside / "b.txt").symlink_to(outside / "secret.txt")
    (inside / "c").symlink_to(outside)
    (inside / "d.txt").symlink_to("../absent.txt")
    found = walk([inside])
    assert names(found, inside) == ["a.txt"]
    assert [r.path for r in found.rejections] == [str(inside / n) for n in ("b.txt", "c", "d.txt")]
    assert all("a link out of the folder" in r.reason for r in found.rejections)


def test_a_link_inside_the_folder_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b/c.txt")
    (tmp_path / "d.txt").symlink_to("a.txt")
    (tmp_path / "e").symlink_to("b")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "f.txt").symlink_to("f.txt")
    found = walk([tmp_path])
    assert names(found, tmp_path) == ["a.txt", "b/c.txt"]
    assert (found.rejections, found.skipped) == ([], [])


def test_a_path_given_may_be_a_link(tmp_path: Path) -> None:
    make(tmp_path, "real/a.txt")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "b.txt").symlink_to("real/a.txt")
    assert names(walk([tmp_path / "folder"]), tmp_path) == ["folder/a.txt"]
    assert names(walk([tmp_path / "b.txt"]), tmp_path) == ["b.txt"]


def test_a_file_reached_twice_is_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path, "a/b.txt", "a/c.png")
    (tmp_path / "link.txt").symlink_to("a/b.txt")
    (tmp_path / "a" / "out.txt").symlink_to("/etc/hosts")
    found = walk([Path("a"), Path("a/b.txt"), Path("link.txt"), tmp_path / "a", Path("a/../a")])
    assert list(found.files) == [Path("a/b.txt")]
    assert found.skipped == ["a/c.png"]
    assert len(found.rejections) == 1


def test_a_path_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "dangling.txt").symlink_to("absent.txt")
    for name in ("absent.txt", "dangling.txt", "a.txt/b.txt"):
        with pytest.raises(ArticlesUnreadable, match=f"{name}: cannot be read: "):
            walk([tmp_path / "a.txt", tmp_path / name])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list any folder")
def test_row_46_a_folder_without_permission_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(ArticlesUnreadable, match="locked: cannot be read: Permission denied"):
        walk([tmp_path])
