"""One writer at a time, by a lock that dies with its process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOLCK, ENOSYS, EOPNOTSUPP
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import IndexBusy
from ..folder import LOCK
from .durability import failing_at

# What flock fails with on file systems that have no locks, such as some network shares.
_WITHOUT_LOCKS = {ENOSYS, ENOLCK, EOPNOTSUPP}


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of the index in ``folder``, which exists; reading needs none.

    Raises IndexBusy at once where another process or thread holds it, and OSError where the file
    system has no locks. The system holds the lock (flock), not the file: that stays, and names the
    process while there is one.
    """
    path = folder / LOCK
    # The fallback is a file that a killed process would leave behind.
    lock = FileLock(path, blocking=False, fallback_to_soft=False)
    try:
        with failing_at(path):
            lock.acquire()
    except Timeout:
        raise IndexBusy(
            f"{folder}: another process{_holder(path)} is writing this index; "
            "try again when it is done"
        ) from None
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise
        raise OSError(
            f"{path}: cannot be locked on this file system ({error.strerror}); "
            "keep the index on a local disk: give another folder by --index"
        ) from error
    try:
        _name_holder(path, f"{os.getpid()}\n")
        yield
    finally:
        _name_holder(path, "")
        lock.release()


def _name_holder(path: Path, text: str) -> None:
    # Only the message to others needs it, and pruning must go on where the disk is full.
    with suppress(OSError):
        path.write_text(text, encoding="ascii")


def _holder(path: Path) -> str:
    try:
        pid = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        pid = ""
    return f" (pid {pid})" if pid.isdecimal() else ""
