"""HTML to text: its paragraphs as they read, and nothing of its markup."""

import re
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from .entries import ArticleInvalid
from .validation import checked_string

# Extraction takes up to a millisecond an element; pages of news have some thousand.
_MAX_ELEMENTS = 20_000
# libxml2 cuts a page off that nests deeper, and says nothing.
_MAX_DEPTH = 250
# It looks through an element's attributes for each one more.
_MAX_ATTRIBUTES = 500

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
    # what trafilatura makes of them
    "head", "item", "list", "quote", "row",
}  # fmt: skip
_CELLS = {"td", "th", "cell"}
_LINE_BREAKS = {"br", "lb"}
_UNSEEN = {
    "button", "iframe", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "title",
}  # fmt: skip
# Not what Unicode calls a space: a no-break space is a character of the text.
_SPACE = re.compile(r"[ \t\n\f\r]+")
_SPACES = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


def parse(html: str) -> Any:
    """The tree of a page or a piece of one, as ``lxml.html`` builds it, without comments.

    Raises ``ArticleInvalid`` where there is none, for what no text may hold (NUL, surrogates, more
    than 10 MiB), and for what takes too long to read: more than 20,000 elements, 250 of them in
    each other, 500 attributes of one.
    """
    checked_string("HTML", html)
    data = html.encode()
    try:
        measure = etree.HTMLParser(target=_Measure(), encoding="utf-8", huge_tree=True)
        measure.feed(data)
        measure.close()
        parser = lxml_html.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
        )
        return lxml_html.document_fromstring(data, parser=parser)
    except etree.LxmlError:
        raise ArticleInvalid("holds no HTML; leave it out") from None


class _Measure:
    """Hears of a page's elements while it is read, and stops where there are too many."""

    def __init__(self) -> None:
        self._elements = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        _check("elements", self._elements, _MAX_ELEMENTS)
        _check("elements in each other", self._depth, _MAX_DEPTH)
        _check("attributes of one element", len(attributes), _MAX_ATTRIBUTES)

    def end(self, tag: str) -> None:
        self._depth -= 1

    def close(self) -> None: ...


def _check(what: str, count: int, most: int) -> None:
    if count > most:
        raise ArticleInvalid(f"HTML of more than {most:,} {what}; leave it out")


def fragment_text(html: str) -> str:
    r"""The text of HTML that is article through and through, such as the content of a feed.

    What has no markup keeps its lines. Raises ``ArticleInvalid`` as ``parse`` does.

    >>> fragment_text("<p>Rain &amp;\nwind.</p>Boats<br>stayed.<script>x()</script>")
    'Rain & wind.\n\nBoats\nstayed.'
    """
    return text_of(parse(html)) if "<" in html else unescape(html).strip()


def text_of(root: Any) -> str:
    """The text below an element: paragraphs, items and rows, with a blank line between them.

    Space is collapsed as browsers do; all other characters stay.
    """
    paragraphs: list[str] = []
    pieces: list[str] = []
    preformatted = 0

    def add(text: str | None) -> None:
        if text:
            pieces.append(text if preformatted else _SPACE.sub(" ", text))

    def end_paragraph() -> None:
        if paragraph := _paragraph("".join(pieces)):
            paragraphs.append(paragraph)
        pieces.clear()

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = element.tag
        if name in _BLOCKS:
            end_paragraph()
        if event == "end":
            preformatted -= name == "pre"
            if element is not root:
                add(element.tail)
            continue
        preformatted += name == "pre"
        if name in _UNSEEN:
            walk.skip_subtree()
        elif name in _LINE_BREAKS:
            pieces.append("\n")
        elif name in _CELLS:
            pieces.append(" ")
        if name not in _UNSEEN:
            add(element.text)
    end_paragraph()
    return "\n\n".join(paragraphs)


def _paragraph(text: str) -> str:
    lines = (line.strip(" ") for line in _SPACES.sub(" ", text).split("\n"))
    paragraph = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    return "" if paragraph.isspace() else paragraph
