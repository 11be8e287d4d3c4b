"""A web page: the text of its article, as trafilatura finds it, and what the page says of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import trafilatura
from lxml import etree

from .charset import decode_html
from .entries import ArticleInvalid, Entry
from .html_text import parse, text_of
from .page_metadata import describe

# What it cannot use is rejected here with file and reason.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Letters of scripts that are no longer written.
_RARE = (*range(0x12000, 0x12399), *range(0x20000, 0x2A6DF))
_COLLAPSED = frozenset(" \t\n\f\r")

# trafilatura leaves some of it in where it finds little text.
_HIDDEN = (
    "//body//*[@hidden and not(translate(@hidden, 'UNTILFOD', 'untilfod') = 'until-found')"
    " or contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')]"
)
# Characters outside links that make a cell one of text, as where tables lay out the page.
_PROSE = 200
_CELLS = ("td", "th", "p")
_NO_TEXT = ("script", "style", "noscript", "template")


def read(stream: BinaryIO, stem: str) -> Iterator[Entry]:
    """The one article of a ``.html`` file: its paragraphs, with a blank line between them.

    Characters are the page's; only the space between words is collapsed, as browsers do. Raises
    ``ArticleInvalid`` where the file is not of the character set that it declares (else UTF-8),
    where no article is found in it, and as ``parse`` does.
    """
    page = parse(decode_html(stream.read()))
    described = describe(page)
    _empty(page.xpath(_HIDDEN))
    _empty(_link_tables(page))
    yield Entry(None, stem, {**described, "text": _article_text(page)})


def _article_text(page: Any) -> str:
    stand_ins = _shield(page)
    try:
        found = trafilatura.bare_extraction(page, include_comments=False)
    except Exception as error:  # it guesses, and pages are made by anyone
        raise ArticleInvalid(f"its text cannot be found ({error!r}); leave it out") from None
    body = getattr(found, "body", None)
    text = "" if body is None else text_of(body).translate(stand_ins)
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n"))
    if article := "\n\n".join(filter(None, paragraphs)):
        return article
    raise ArticleInvalid("no article text is found in the page; leave it out")


def _empty(elements: list[Any]) -> None:
    """Take out all that is in them; to take out themselves copies the text around, for each."""
    for element in elements:
        element.clear(keep_tail=True)


@dataclass(slots=True)
class _Amount:
    """Characters below an element; of ``prose`` those of the cell that has most outside links."""

    linked: int = 0
    plain: int = 0
    unlinked_words: int = 0
    prose: int = 0

    def add(self, text: str | None, *, linked: bool) -> None:
        if text and linked:
            self.linked += len(text)
        elif text:
            self.plain += len(text)
            self.unlinked_words += len(" ".join(text.split()))

    def merge(self, other: "_Amount") -> None:
        self.linked += other.linked
        self.plain += other.plain
        self.unlinked_words += other.unlinked_words
        self.prose = max(self.prose, other.prose)


def _link_tables(page: Any) -> list[Any]:
    """Tables that are lists of links, the innermost first; trafilatura keeps those within articles.

    A table that lays out the page may be mostly links too, but has a cell of prose.
    """
    found: list[Any] = []
    amounts = [_Amount()]
    links = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            amounts.append(_Amount())
            if element.tag not in _NO_TEXT:
                amounts[-1].add(element.text, linked=links > 0)
            continue
        links -= element.tag == "a"
        amount = amounts.pop()
        if element.tag in _CELLS:
            amount.prose = max(amount.prose, amount.unlinked_words)
        if element.tag == "table" and amount.linked > amount.plain and amount.prose < _PROSE:
            found.append(element)
        else:
            amounts[-1].merge(amount)
        amounts[-1].add(element.tail, linked=links > 0)
    return found


def _shield(page: Any) -> dict[int, str]:
    """Put letters in the place of characters that trafilatura drops; gives the way back.

    It takes no-break spaces for spaces, and drops what does not print: the joiners of emoji and of
    Indic and Persian words, marks of direction.
    """
    texts = [text for text in page.itertext() if not text.isprintable()]
    met = set().union(*texts) if texts else set()
    endangered = sorted(c for c in met - _COLLAPSED if c.isspace() or not c.isprintable())
    if not endangered:
        return {}
    used = set().union(*page.itertext())
    free = (code for code in _RARE if chr(code) not in used)
    stand_ins = dict(zip(endangered, map(chr, free), strict=False))
    if len(stand_ins) < len(endangered):
        raise ArticleInvalid("holds more kinds of unprintable characters than any text; remove it")
    table = str.maketrans(stand_ins)
    for element in page.iter():
        if element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)
    return {ord(letter): character for character, letter in stand_ins.items()}
