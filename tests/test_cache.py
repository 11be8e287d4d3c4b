"""What is kept comes back as it was put there, or not at all, and never fails a build."""

import logging
import os
import random
import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest

from index.building.cache import FILE, Cache, key_of, made_by

A, B, C = (key_of(name) for name in "abc")


def kept(folder: Path, *keys: bytes) -> dict[bytes, bytes]:
    with Cache(folder) as cache:
        return cache.get(keys)


def keep(folder: Path, **made: bytes) -> None:
    with Cache(folder) as cache:
        cache.put({key_of(name): value for name, value in made.items()})


def test_what_is_put_is_got(tmp_path: Path) -> None:
    keep(tmp_path, a=b"one", b=b"")
    keep(tmp_path, a=b"two")
    assert kept(tmp_path, A, B, C, A) == {A: b"two", B: b""}


def test_a_key_tells_its_parts_apart() -> None:
    keys = [key_of(), key_of(""), key_of("", ""), key_of("1 a"), key_of("a", "1"), key_of("é")]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {32}


def build(folder: Path, *names: str, days_ago: int = 0) -> set[bytes]:
    """A build that uses ``names``; gives the keys that stay."""
    with Cache(folder) as cache:
        found = cache.get([key_of(name) for name in names])
        cache.put({key_of(n): n.encode() for n in names if key_of(n) not in found})
        cache.finish()
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        (last,) = db.execute("SELECT max(build) FROM uses").fetchone()
        db.execute("UPDATE uses SET day = day - ? WHERE build = ?", [days_ago, last])
        return {key for (key,) in db.execute("SELECT key FROM made")}


def test_what_the_last_three_builds_used_stays_however_old(tmp_path: Path) -> None:
    build(tmp_path, "a", "b", days_ago=40)
    build(tmp_path, "b", days_ago=30)
    assert build(tmp_path, "c", days_ago=20) == {A, B, C}
    assert build(tmp_path, "c", days_ago=10) == {B, C}
    assert build(tmp_path, "a", "c") == {A, C}


def test_what_was_used_within_a_week_stays_whatever_was_built_since(tmp_path: Path) -> None:
    build(tmp_path, "a", days_ago=8)
    build(tmp_path, "b", days_ago=7)
    for _ in range(3):
        stay = build(tmp_path, "c")
    assert stay == {B, C}


def test_the_file_shrinks_when_entries_are_dropped(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put({A: bytes(2_000_000)})
        cache.finish()
    build(tmp_path, "b")
    with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        db.execute("UPDATE uses SET day = day - 30")
    assert (tmp_path / FILE).stat().st_size > 2_000_000
    for _ in range(3):
        build(tmp_path, "c")
    assert (tmp_path / FILE).stat().st_size < 100_000


def test_a_build_that_does_not_end_ages_nothing(tmp_path: Path) -> None:
    keep(tmp_path, a=b"one")
    for _ in range(5):
        keep(tmp_path, b=b"two")
    with Cache(tmp_path) as cache:
        cache.finish()
    assert set(kept(tmp_path, A, B)) == {A, B}


def overwrite_with_text(path: Path) -> None:
    path.write_text("no database, but a text of some length " * 9)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def zero_a_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[0:4096] = bytes(4096)
    path.write_bytes(data)


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE made (key TEXT)")


def of_another_layout(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 7")


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE uses")


def a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def a_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


@pytest.mark.parametrize(
    "harm",
    [
        overwrite_with_text,
        truncate,
        zero_a_page,
        of_another_program,
        of_another_layout,
        without_a_table,
        a_link,
        a_folder,
    ],
)
def test_a_cache_that_is_none_is_begun_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    keep(tmp_path, a=b"one" * 1000)
    harm(tmp_path / FILE)
    with caplog.at_level(logging.WARNING), Cache(tmp_path) as cache:
        assert cache.get([A]) == {}
        cache.put({B: b"two"})
    assert f"{tmp_path / FILE}: " in caplog.text
    assert "begun anew" in caplog.text
    assert kept(tmp_path, A, B) == {B: b"two"}


def test_an_empty_file_becomes_a_cache(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    keep(tmp_path, a=b"one")
    assert kept(tmp_path, A) == {A: b"one"}


def test_a_locked_cache_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    keep(tmp_path, a=b"one")
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keep(tmp_path, b=b"two")
    assert "database is locked; it is thrown away and begun anew" in caplog.text
    assert kept(tmp_path, A, B) == {B: b"two"}


def test_an_entry_that_was_altered_is_as_good_as_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tmp_path, a=b"one", b=b"two", c=b"three")
    with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        db.execute("UPDATE made SET value = ? WHERE key = ?", [b"twO", B])
        db.execute("UPDATE made SET value = 3 WHERE key = ?", [C])
    assert kept(tmp_path, A, B, C) == {A: b"one"}
    assert f"{tmp_path / FILE}: 2 damaged entries are made anew" in caplog.text
    keep(tmp_path, b=b"two")
    assert kept(tmp_path, A, B) == {A: b"one", B: b"two"}


def test_an_entry_does_not_pass_for_another(tmp_path: Path) -> None:
    keep(tmp_path, a=b"one")
    with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        db.execute("UPDATE made SET key = ?", [B])
    assert kept(tmp_path, A, B) == {}


def test_no_flipped_bit_gets_through(tmp_path: Path) -> None:
    sound, harmed = tmp_path / "sound", tmp_path / "harmed"
    sound.mkdir()
    made = {key_of(str(number)): bytes([number]) * 300 for number in range(40)}
    with Cache(sound) as cache:
        cache.put(made)
    size = (sound / FILE).stat().st_size
    drawn = random.Random(1)
    for place in [*range(0, 100, 9), *(drawn.randrange(size) for _ in range(50))]:
        shutil.rmtree(harmed, ignore_errors=True)
        shutil.copytree(sound, harmed)
        data = bytearray((harmed / FILE).read_bytes())
        data[place] ^= 1 << drawn.randrange(8)
        (harmed / FILE).write_bytes(data)
        with Cache(harmed) as cache:
            assert cache.get(list(made)).items() <= made.items()
            cache.put(made)
            cache.finish()
        assert kept(harmed, *made) == made


def test_a_disk_that_is_full_is_told_of(tmp_path: Path) -> None:
    keep(tmp_path, a=b"one")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Cache(tmp_path) as cache:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        try:
            with pytest.raises(OSError, match=rf"{FILE}: .*(full|I/O error).*delete this file"):
                cache.put({B: bytes(200_000)})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert kept(tmp_path, A, B) == {A: b"one"}


def test_without_file_handles_a_good_cache_stays(tmp_path: Path) -> None:
    keep(tmp_path, a=b"one")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with open(os.devnull) as highest:
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest.fileno() + 1, limits[1]))
        try:
            with pytest.raises(OSError, match=rf"{FILE}: unable to open .*delete this file"):
                Cache(tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert kept(tmp_path, A) == {A: b"one"}


def test_other_code_or_libraries_make_other_things() -> None:
    one = made_by(["building/cache.py"], ["numpy"])
    assert one == made_by(["building/cache.py"], ["numpy"])
    assert one != made_by(["text/context.py"], ["numpy"])
    assert one != made_by(["building/cache.py"], [])
    assert f"numpy {version('numpy')}; no-such-library None" in made_by(
        [], ["numpy", "no-such-library"]
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=FILE):
        Cache(tmp_path / "no such folder")
