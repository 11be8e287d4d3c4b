"""The article: the one thing that is quoted, so its text is never altered."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True)
class Article:
    """One news article as it was read.

    ``text`` is stored exactly; every offset in Dateline counts its Unicode code points,
    half-open. ``None`` in any other field means that the article does not say.

    >>> Article("a", None, None, None, None, "Rain fell.").sha256[:8]
    '8a4b1e83'
    """

    id: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None
    text: str

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text's UTF-8 bytes, in hex; for a ``.txt`` article that of its file."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Headline:
    """An article without its text; ``sha256`` is that of the text."""

    id: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None
    sha256: str
