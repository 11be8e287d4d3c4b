"""From raw fields to an article: the one gate that every format goes through."""

import re
from datetime import date

from ..articles import Article
from ..text.dates import parse_date
from .entries import ArticleInvalid, Entry
from .files import MAX_ARTICLE_BYTES

_MAX_ID = 200
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_NOT_IN_ID = re.compile(f"[{_CONTROL}{_BIDI}{_TAGS}]")
_UNUSUAL = {
    "control": re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"),
    "bidirectional": re.compile(f"[{_BIDI}]"),
    "tag": re.compile(f"[{_TAGS}]"),
}
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)


def validate(entry: Entry) -> tuple[Article, list[str]]:
    """The article that an entry states, and what to know about it.

    Blank optional fields become ``None``. The text is taken exactly. Raises ``ArticleInvalid``,
    naming the field, for what no article may hold.

    >>> article, notes = validate(Entry(1, "a-1", {"text": "Rain fell.", "url": "ftp://x/"}))
    >>> article.id, article.url, notes
    ('a-1', None, ["link refused: url is not an http or https address: 'ftp://x/'"])
    """
    title, source = _optional(entry, "title"), _optional(entry, "source")
    text = _text(entry)
    url, notes = _url(_optional(entry, "url"))
    for name, value in (("title", title), ("source", source), ("text", text)):
        notes += _unusual_characters(name, value or "")
    return Article(_id(entry), title, source, _published(entry), url, text), notes


def checked_string(name: str, value: object) -> str | None:
    """A field as text that can be stored as UTF-8, or ``None`` where there is none.

    Raises ``ArticleInvalid`` for what is no string, holds a NUL or a lone surrogate, or is over
    ``MAX_ARTICLE_BYTES``.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArticleInvalid(f"{name} must be a string, not {kind}; write it in quotes")
    if "\0" in value:
        raise ArticleInvalid(f"{name} holds a NUL at character {value.index(chr(0))}; remove it")
    try:
        size = len(value.encode())
    except UnicodeEncodeError as error:
        raise ArticleInvalid(
            f"{name} holds a lone surrogate at character {error.start}; remove it"
        ) from None
    if size > MAX_ARTICLE_BYTES:
        raise ArticleInvalid(f"{name} takes {size:,} bytes; at most {MAX_ARTICLE_BYTES:,} are read")
    return value


def _optional(entry: Entry, name: str) -> str | None:
    value = checked_string(name, entry.fields.get(name))
    return value if value and not value.isspace() else None


def _id(entry: Entry) -> str:
    given = entry.fields.get("id")
    value = checked_string("id", entry.default_id if given is None else given)
    if not value or value.isspace():
        raise ArticleInvalid("id is blank; fill it in, or leave it out to be named by the file")
    if len(value) > _MAX_ID:
        raise ArticleInvalid(f"id has {len(value)} characters; at most {_MAX_ID} are allowed")
    if control := _NOT_IN_ID.search(value):
        raise ArticleInvalid(f"id holds the control character {control.group()!a}; remove it")
    return value


def _published(entry: Entry) -> date | None:
    value = _optional(entry, "published")
    if value is None:
        return None
    try:
        return parse_date(value)
    except ValueError as error:
        raise ArticleInvalid(f"published: {error}") from None


def _text(entry: Entry) -> str:
    text = checked_string("text", entry.fields.get("text"))
    if text is None:
        raise ArticleInvalid("text is missing")
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ArticleInvalid("text is blank")
    return text


def _url(url: str | None) -> tuple[str | None, list[str]]:
    if url is None or (_WEB_ADDRESS.fullmatch(url) and url.isprintable()):
        return url, []
    shown = url if len(url) <= 80 else url[:80] + "…"
    return None, [f"link refused: url is not an http or https address: {shown!a}"]


def _unusual_characters(name: str, value: str) -> list[str]:
    """Kept, since the text is never altered, but a reader cannot see them and so is told."""
    counts = {kind: len(pattern.findall(value)) for kind, pattern in _UNUSUAL.items()}
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    return [f"{name} holds unusual characters, kept as they are: {found}"] if found else []
