"""A disk of any size, in memory."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE = 4096
_MOST_PAGES = 4096


class Tmpfs:
    """A tmpfs that is mounted at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def leave_free(self, pages: int | None) -> None:
        """From now on, so many pages of 4,096 bytes can be written; 16 MB in all where None."""
        disk = os.statvfs(self.path)
        most = _MOST_PAGES if pages is None else disk.f_blocks - disk.f_bfree + pages
        _mount("-o", f"remount,size={most * PAGE}", str(self.path))


@contextmanager
def tmpfs(path: Path) -> Iterator[Tmpfs | None]:
    """A tmpfs at the folder ``path``; None where mounting is refused."""
    try:
        _mount("-t", "tmpfs", "-o", f"size={_MOST_PAGES * PAGE}", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield Tmpfs(path)
    finally:
        subprocess.run(["umount", str(path)], check=True)  # noqa: S607


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)  # noqa: S607
