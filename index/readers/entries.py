"""What a reader makes of a file: entries that may become articles, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """The raw fields of one article, not yet validated.

    ``line`` counts from 1: lines, or items where the file is a JSON array or a feed; ``None``
    where the file is one article. ``default_id`` names the article where its fields do not.
    """

    line: int | None
    default_id: str
    fields: Mapping[str, object]


class ArticleInvalid(Exception):
    """An entry, or a whole file, that cannot become articles; says why and what to do.

    Readers yield it instead of raising it where the rest of the file can still be read.
    """

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.line = line


class OtherFormat(Exception):
    """A file that turns out to be of a format that is not read; says which."""


@dataclass(frozen=True, slots=True)
class _Remark:
    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


class Rejection(_Remark):
    """An article, or a file, that was left out.

    >>> str(Rejection("news.jsonl", 3, "text is missing"))
    'news.jsonl:3: text is missing'
    """

    __slots__ = ()


class Notice(_Remark):
    """Something to know about an article that was kept, or about its duplicate."""

    __slots__ = ()
