"""``sources.toml``: which names and hosts of the articles beside it are one source's."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from ..errors import ArticlesRefused
from ..origins.declared_sources import DeclarationInvalid, check_distinct, parse_sources
from ..origins.sources import DeclaredSource
from .entries import ArticleInvalid
from .files import decode, open_regular, printable

SOURCES_FILE = "sources.toml"
_MAX_BYTES = 2**20


def read_sources(paths: Sequence[Path]) -> tuple[DeclaredSource, ...]:
    """The sources that these files declare, in their order.

    Raises ``ArticlesRefused`` for a file that is no such table, or where two sources are called
    the same, naming file, key and reason: aliases that are left out would change what is counted.
    Raises ``ArticlesUnreadable`` where a file cannot be read.
    """
    declared = [
        (f"{printable(path)}: sources.{each.name!r}", each)
        for path in paths
        for each in _read(path)
    ]
    try:
        check_distinct(declared)
    except DeclarationInvalid as invalid:
        raise ArticlesRefused(str(invalid)) from None
    return tuple(each for _, each in declared)


def _read(path: Path) -> tuple[DeclaredSource, ...]:
    try:
        if path.is_symlink():
            raise DeclarationInvalid("a link, not followed; put the file itself there")
        with open_regular(path, _MAX_BYTES) as file:
            text = decode(file.read()).removeprefix("\ufeff")
        return parse_sources(tomllib.loads(text))
    except ArticleInvalid as invalid:
        raise ArticlesRefused(f"{printable(path)}: {invalid.reason}") from None
    except DeclarationInvalid as invalid:
        raise ArticlesRefused(f"{printable(path)}: {invalid}") from None
    except (ValueError, RecursionError) as error:
        raise ArticlesRefused(f"{printable(path)}: not TOML: {error}") from None
