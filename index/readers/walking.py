"""Which files the given paths lead to, in which order, and which are never opened."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ArticlesUnreadable
from ..folder import is_index
from .entries import Rejection
from .files import printable
from .formats import FORMATS, Format, format_of
from .sources_file import SOURCES_FILE


@dataclass(frozen=True, slots=True)
class Walk:
    """Files to read with their formats, what was refused, and what has a format not read.

    ``sources`` are the files ``sources.toml`` at the top of a given folder, or given themselves.
    """

    files: dict[Path, Format] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    sources: list[Path] = field(default_factory=list)


def walk(paths: Sequence[Path]) -> Walk:
    """Find the files under the paths, each once, folders in sorted order and to any depth.

    In folders, hidden names and ``README*`` are passed over. Links in them are not followed:
    what they lead to is either found anyway or lies outside, which is refused. A path that is
    itself given may be a link. Raises ``ArticlesUnreadable`` where a path does not exist or a
    folder cannot be listed.
    """
    found = Walk()
    seen: set[Path] = set()
    tops = {Path(os.path.realpath(given)) for given in paths}
    for given in paths:
        try:
            given.stat()
            root = Path(os.path.realpath(given))
            for path in _leaves(given):
                place = root if path == given else path.parent.resolve() / path.name
                if place not in seen:
                    seen.add(place)
                    if path.name == SOURCES_FILE and not tops.isdisjoint({place, place.parent}):
                        found.sources.append(root if path == given else path)
                    else:
                        _add(path, given, root, found)
        except OSError as error:
            name = printable(Path(error.filename or given))
            reason = error.strerror or error
            raise ArticlesUnreadable(f"{name}: cannot be read: {reason}") from error
    return found


def _leaves(given: Path) -> Iterator[Path]:
    """What is not a folder, links unfollowed."""
    pending = [given]
    while pending:
        path = pending.pop()
        if path.is_dir() and (path == given or not path.is_symlink()):
            if not is_index(path):
                pending += sorted(filter(_is_visible, path.iterdir()), reverse=True)
        elif not path.name.upper().startswith("README"):
            yield path


def _is_visible(path: Path) -> bool:
    return not path.name.startswith(".")


def _add(path: Path, given: Path, root: Path, found: Walk) -> None:
    if path != given and path.is_symlink():
        if not Path(os.path.realpath(path)).is_relative_to(root):
            reason = "a link out of the folder, not followed; give its target itself if you want it"
            found.rejections.append(Rejection(printable(path), None, reason))
    elif file_format := format_of(path):
        found.files[path] = file_format
    elif path == given:
        reason = f"unsupported format; give {', '.join(FORMATS)}, or one of them as .gz"
        found.rejections.append(Rejection(printable(path), None, reason))
    else:
        found.skipped.append(printable(path))
