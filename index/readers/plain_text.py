"""Plain text: what a news report says about itself in its first lines, and nothing guessed."""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from ..text.dates import find_dates, parse_date
from ..text.sentences import is_hard_wrapped
from .entries import Entry
from .files import decode

# A report says where it comes from at its head; the bound also keeps a huge file cheap.
_HEAD_CHARACTERS = 8192
_TOP_PARAGRAPHS = 6

_TITLE = re.compile(r"[\w\"'“‘«(¿¡$£€].{0,118}[^\s.:;,!—–-](?<![.:;,!][\"'”’»)])")
_DATELINE = re.compile(r"(?P<head>[^\n—–]{2,80}?)\s*(?:[—–]|\s--?)(?:\s|(?P<end>$))")
_AGENCY_IN_PARENTHESES = re.compile(r"\(([^()]+)\)$")
_DATE_LABEL = re.compile(r"(?:(?:published|posted)(?: on)?\b:?|date:)\s*", re.IGNORECASE)

_AGENCIES = {
    "ABC", "AFP", "ANI", "AP", "BBC", "BLOOMBERG", "CBS", "CNN", "DPA", "KYODO", "NBC", "NPR",
    "PTI", "REUTERS", "TASS", "UPI", "VNA", "VNS", "XINHUA", "YONHAP",
}  # fmt: skip
_OUTLET_WORDS = {
    "AGENCY", "BULLETIN", "CHRONICLE", "COURIER", "DISPATCH", "GAZETTE", "GUARDIAN", "HERALD",
    "JOURNAL", "MAGAZINE", "MAIL", "NEWS", "OBSERVER", "POST", "PRESS", "REGISTER", "REVIEW",
    "STAR", "TELEGRAPH", "TIMES", "TODAY", "TRIBUNE", "WEEKLY", "WIRE",
}  # fmt: skip
# End in an outlet's word, but are labels, or in one case a city in Virginia.
_NOT_OUTLETS = {
    "BREAKING NEWS",
    "LATEST NEWS",
    "TOP NEWS",
    "LOCAL NEWS",
    "WORLD NEWS",
    "NEWPORT NEWS",
}


def read(stream: BinaryIO, stem: str) -> Iterator[Entry]:
    """The one article of a ``.txt`` file: its text is the file's, to the byte.

    Raises ``ArticleInvalid`` where the file is not UTF-8.
    """
    text = decode(stream.read())
    yield Entry(None, stem, {**describe(text), "text": text})


def describe(text: str) -> dict[str, str | None]:
    r"""Title, source and published as the head of a report states them, else ``None``.

    >>> describe("Ships meet\nHANOI, Nov. 2, 2025 (Reuters) - Two ships met on Sunday.")
    {'title': 'Ships meet', 'source': 'Reuters', 'published': '2025-11-02'}
    >>> describe("WASHINGTON — Talks on November 2 went well.")
    {'title': None, 'source': None, 'published': None}
    """
    paragraphs = _paragraphs(text[:_HEAD_CHARACTERS].removeprefix("\ufeff"))
    title = _title(paragraphs)
    top = paragraphs[1 if title else 0 : _TOP_PARAGRAPHS]
    published = _published(top)
    return {
        "title": title,
        "source": next(filter(None, map(_source, top)), None),
        "published": published.isoformat() if published else None,
    }


def _paragraphs(head: str) -> list[str]:
    """Non-blank lines, or, in a hard-wrapped text, the lines between blank or indented ones."""
    pieces = re.split(r"\n\s", head) if is_hard_wrapped(head) else head.splitlines()
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _title(paragraphs: list[str]) -> str | None:
    if len(paragraphs) < 2:
        return None
    first, second = paragraphs[:2]
    # What goes on in lower case is a sentence that was wrapped, not a headline.
    if not _TITLE.fullmatch(first) or second[0].islower():
        return None
    return None if _dateline(first) or _own_line_dates(first) else first


def _dateline(paragraph: str) -> re.Match[str] | None:
    """What stands before the dash that opens a report: a place, an outlet or both.

    >>> [bool(_dateline(p)) for p in ("HANOI (Reuters) - Two ships met.", "Two ships met - again.")]
    [True, False]
    """
    match = _DATELINE.match(paragraph)
    if match is None:
        return None
    head = match["head"]
    if not all(word[0].isupper() or word[0].isdigit() for word in re.findall(r"[^\s(]+", head)):
        return None
    names_place = re.split(r"[,(]", head)[0].strip().isupper()
    return match if names_place or _agency(match) else None


def _agency(dateline: re.Match[str]) -> str | None:
    """The agency after the place: "HANOI (Reuters) -", or "New York CNN —" on its own line.

    Followed by text, "Smith Joins CNN — Again" may as well be a headline.
    """
    head = dateline["head"]
    in_parentheses = _AGENCY_IN_PARENTHESES.search(head)
    if in_parentheses is not None:
        name = in_parentheses[1].strip()
    elif dateline["end"] is not None:
        name = head.split()[-1]
    else:
        return None
    return name if _is_outlet(name) else None


def _source(paragraph: str) -> str | None:
    """The outlet that a dateline names. A place is never a source."""
    dateline = _dateline(paragraph)
    if dateline is None:
        return None
    opening = dateline["head"].split(",")[0]
    return opening if _is_outlet(opening) else _agency(dateline)


def _is_outlet(name: str) -> bool:
    """Whether a name is an agency's acronym, or two words or more that end in an outlet's word.

    >>> [_is_outlet(n) for n in ("AP", "THE HANOI TIMES", "THE TIMES OF INDIA", "THE HAGUE")]
    [True, True, True, False]
    """
    words = name.upper().split(" OF ")[0].split()
    if len(words) < 2:
        return name.upper() in _AGENCIES
    return words[-1] in _OUTLET_WORDS and " ".join(words) not in _NOT_OUTLETS


def _published(top: list[str]) -> date | None:
    """The day of the dateline, else of a line of its own, else of the lead; if it is one only."""
    datelines = [match for match in map(_dateline, top) if match]
    of_datelines = [day for match in datelines for day in find_dates(match["head"])]
    of_own_lines = [day for paragraph in top for day in _own_line_dates(paragraph)]
    stated = set(of_datelines or of_own_lines or find_dates(_lead(top)))
    return stated.pop() if len(stated) == 1 else None


def _lead(top: list[str]) -> str:
    """The first paragraph that is more than a date or a dateline."""
    for paragraph in top:
        dateline = _dateline(paragraph)
        if not _own_line_dates(paragraph) and (dateline is None or dateline["end"] is None):
            return paragraph
    return ""


def _own_line_dates(paragraph: str) -> list[date]:
    """The dates of a line that is nothing but a date, or is labelled as one."""
    label = _DATE_LABEL.match(paragraph)
    try:
        return [parse_date(paragraph[label.end() :] if label else paragraph)]
    except ValueError:
        return find_dates(paragraph) if label and len(paragraph) <= 80 else []
