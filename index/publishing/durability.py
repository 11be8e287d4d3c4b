"""What is written outlasts a power cut: files and folders flushed to the disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def failing_at(path: Path) -> Iterator[None]:
    """Have an OSError that names no file, as those of writing and flushing do, name ``path``."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def sync(path: Path) -> None:
    """Flush a file's bytes, or a folder's entries; raises OSError where the disk fails."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with failing_at(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Flush every file below ``folder``, then every folder, the inner ones first."""
    for path, _, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(path, name))
        sync(Path(path))


def write_synced(path: Path, text: str) -> None:
    """Write a file and flush it; its entry in the folder is the caller's to flush."""
    with failing_at(path):
        path.write_text(text, encoding="utf-8")
    sync(path)


def make_folder(path: Path) -> None:
    """Make ``path``, and what it lies in, where missing, and flush the entries made."""
    made = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in made:
        sync(each.parent)
