"""What earlier builds made, kept for later ones: bytes by the hash of what they were made of."""

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import blake2b, sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import TypeVar
from unicodedata import unidata_version

FILE = "made.sqlite"
# Names the layout of the tables, so that another one is not read.
_LAYOUT = 0x44544C32
# A rollback, or articles put back some days later, then still cost nothing; three builds alone
# are seconds where paths are watched, and a week alone is nothing where builds are rare.
_BUILDS_KEPT = 3
_DAYS_KEPT = 7
_SECONDS_A_DAY = 86_400
# The machine's own errors, such as no file handles left; whatever else goes wrong is the file's,
# and another file may mend it.
_NO_FAULT_OF_THE_FILE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
}

T = TypeVar("T")
_log = logging.getLogger(__name__)


def key_of(*made_of: str) -> bytes:
    """SHA-256 of ``made_of``; other parts, or the same ones cut elsewhere, have another.

    >>> key_of("ab", "c") == key_of("a", "bc")
    False
    """
    digest = sha256()
    for part in made_of:
        data = part.encode()
        digest.update(b"%d " % len(data) + data)
    return digest.digest()


def made_by(files: Iterable[str], libraries: Iterable[str]) -> str:
    """What tells the code that makes something, and what it rests on, from others; part of a key.

    ``files`` are paths in ``index/``, ``libraries`` go by name; one that is not installed counts as
    such. To be called on import: later the files may be of a newer release than what runs.
    """
    digest = sha256()
    for file in files:
        digest.update((Path(__file__).parents[1] / file).read_bytes())
    versions = (f"{name} {_version(name)}" for name in libraries)
    return "; ".join([digest.hexdigest(), f"Unicode {unidata_version}", *versions])


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


class Cache:
    """A file that no build needs and that none trusts.

    Each entry has a checksum, and one that fails it is as good as missing. Where the file is
    damaged, locked, or no such cache, it is thrown away and begun anew, which is logged. It has one
    writer at a time: the holder of the index's lock.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Cache(Path(folder)) as cache:
    ...     cache.put({b"key": b"made"})
    ...     cache.get([b"key", b"another key"])
    {b'key': b'made'}
    """

    def __init__(self, folder: Path) -> None:
        """Open the cache in ``folder``, or make it; raises OSError where the disk fails."""
        self._path = folder / FILE
        self._db: sqlite3.Connection | None = None
        self._build = 1 + self._attempt(_builds)
        self._day = int(time.time() // _SECONDS_A_DAY)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept of ``keys``, which this build then counts as using.

        Raises OSError where the disk fails.
        """

        def work(db: sqlite3.Connection) -> dict[bytes, bytes | None]:
            found = dict(_select(db, keys))
            _upsert(db, "uses", [(key, self._build, self._day) for key in found])
            return found

        found = self._attempt(work)
        sound = {key: value for key, value in found.items() if value is not None}
        if damaged := len(found) - len(sound):
            _log.warning("%s: %d damaged entries are made anew", self._path, damaged)
        return sound

    def put(self, made: Mapping[bytes, bytes]) -> None:
        """Keep ``made``, whatever becomes of this process; raises OSError where the disk fails."""
        entries = [(key, _checksum(key, value), value) for key, value in made.items()]
        uses = [(key, self._build, self._day) for key in made]

        def work(db: sqlite3.Connection) -> None:
            _upsert(db, "made", entries)
            _upsert(db, "uses", uses)

        self._attempt(work)

    def finish(self) -> None:
        """End a build: drop what neither it nor the two before used, nor any within a week.

        Raises OSError where the disk fails.
        """

        def work(db: sqlite3.Connection) -> None:
            old = self._build - _BUILDS_KEPT, self._day - _DAYS_KEPT
            db.execute("DELETE FROM uses WHERE build <= ? AND day < ?", old)
            db.execute("DELETE FROM made WHERE key NOT IN (SELECT key FROM uses)")
            db.execute(f"PRAGMA user_version = {self._build:d}")

        self._attempt(work)

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """``work`` in one transaction, in an empty cache where it fails in this one."""
        try:
            return self._transact(work)
        except sqlite3.Error as error:
            # Python's own errors about values have no code.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_FAULT_OF_THE_FILE:
                raise self._failure(error) from error
            _log.warning("%s: %s; it is thrown away and begun anew", self._path, error)
        self._close()
        _remove(self._path)
        try:
            return self._transact(work)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.Error) -> OSError:
        return OSError(
            f"{self._path}: {error}; if it stays so, delete this file: it is only a cache, "
            "and the next build makes it anew"
        )

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._db is None:
            self._db = _open(self._path)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            return work(self._db)

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _open(path: Path) -> sqlite3.Connection:
    if path.is_symlink() or path.is_dir():
        raise sqlite3.DatabaseError("is no plain file")
    db = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        db.text_factory = bytes
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        # What a power cut leaves half written fails its checksum; nothing need be flushed.
        db.execute("PRAGMA synchronous = OFF")
        _check_layout(db)
    except BaseException:
        db.close()
        raise
    return db


def _check_layout(db: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError unless ``db`` is new, or has our tables."""
    (layout,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if layout == _LAYOUT:
        return
    if layout or tables:
        raise sqlite3.DatabaseError("is no cache of this Dateline")
    # What is dropped then frees the disk; it can only be set while there is no table.
    db.execute("PRAGMA auto_vacuum = FULL")
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("CREATE TABLE made (key BLOB PRIMARY KEY, checksum BLOB, value BLOB)")
        # Apart, so that to note a use does not rewrite what is used.
        uses = "key BLOB PRIMARY KEY, build INTEGER, day INTEGER"
        db.execute(f"CREATE TABLE uses ({uses}) WITHOUT ROWID")
        db.execute(f"PRAGMA application_id = {_LAYOUT:d}")


def _builds(db: sqlite3.Connection) -> int:
    """How many builds the cache has seen to their end."""
    with closing(db.execute("PRAGMA user_version")) as cursor:
        return int(cursor.fetchone()[0])


def _select(db: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
    """What is kept of ``keys``; None for what fails its checksum."""
    for key in keys:
        row = db.execute("SELECT checksum, value FROM made WHERE key = ?", [key]).fetchone()
        if row is not None:
            checksum, value = row
            sound = isinstance(value, bytes) and _checksum(key, value) == checksum
            yield key, value if sound else None


def _upsert(db: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _checksum(key: bytes, value: bytes) -> bytes:
    """Of the key too, so that no entry passes for another."""
    return blake2b(key + value, digest_size=16).digest()


def _remove(path: Path) -> None:
    """Remove the cache and its journal, whatever they are."""
    for each in path.parent.glob(f"{path.name}*"):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink(missing_ok=True)
