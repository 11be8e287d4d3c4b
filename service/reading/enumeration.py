"""Enumerations: the items that words list, and the whole list that a span is one item of."""

import re
from collections.abc import Iterable, Sequence

from index.text.dates import locate_dates

from ..meaning.answer_kinds import is_place
from .reader import Span
from .short_answers import TITLES, stands_alone, trimmed

# What is less likely than an item, in logits, is no other item.
OUTDONE = 3.0

_JOINT = r"(?:\s*[,;]\s+(?:(?:and|as well as|including)\s+)?|\s+(?:and|as well as)\s+)"
_AND = re.compile(r"[,;]?\s+(?:and|as well as)\s+", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"{_JOINT}(?:(?:at|in|on|by|for|from|of|to|with)\s+)?(?:(?:the|an?|other)\s+)?", re.IGNORECASE
)
_SPLIT = re.compile(_JOINT, re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:at|in|on|by|for|from|of|to|with|and|or)\s+)+")
_MARK = r"[^\S\n]*(?:[-*•–]|\d{1,2}[.)])[^\S\n]+"
# A line that is only wrapped goes on indented.
_BULLET = re.compile(rf"^{_MARK}(?P<item>\S[^\n]*(?:\n(?!{_MARK})[^\S\n]+\S[^\n]*)*)", re.MULTILINE)
_ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
# With such words a comma says more of the one before: "Ann Lee, a fisher, and Bo Ek".
_SAYS_MORE = re.compile(r"(?:an?|his|her|their|its|who|whose|which|where)\s|\d{1,3}$")
_RANGE = re.compile(r"\bbetween\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?:the\s+)?[A-Z0-9]")


def begins_as_name(item: str) -> bool:
    """Whether it begins with a capital or a figure, behind an article.

    >>> begins_as_name("the Mirabel"), begins_as_name("mines")
    (True, False)
    """
    return bool(_CAPITAL.match(item))


def items_of(shown: str) -> list[str]:
    """The items that the words of an answer list: one, where they list nothing.

    A pair such as "Food and Drug Administration" or "Marks and Spencer" may be one name, and is
    left whole; so is a figure or a date with its comma. White space is folded.

    >>> items_of("bombs, mines and other unexploded ordnance")
    ['bombs', 'mines', 'other unexploded ordnance']
    >>> items_of("Food and Drug Administration"), items_of("1,120 boxes")
    (['Food and Drug Administration'], ['1,120 boxes'])
    """
    shown = " ".join(shown.split())
    if is_place(shown) or not _AND.search(shown) or _RANGE.search(shown):
        return [shown]
    pieces = [_LEADING.sub("", shown[start:end]) for start, end in _pieces(shown)]
    pieces = [piece for piece in pieces if piece]
    return pieces if len(pieces) > 1 and not _may_be_one(pieces) else [shown]


def most_items(shown: str) -> int:
    """How many items the words list at most: of a pair that may be one name, two.

    >>> most_items("Marks and Spencer"), most_items("Ann Lee")
    (2, 1)
    """
    return len(_pieces(" ".join(shown.split())))


def _pieces(shown: str) -> list[tuple[int, int]]:
    """The bounds of what stands between the joints of a list, names and dates left whole."""
    dates = [(start, end) for start, end, _ in locate_dates(shown)]
    pieces = [(0, len(shown))]
    for joint in _SPLIT.finditer(shown):
        if not any(start < joint.end() and joint.start() < end for start, end in dates):
            pieces[-1:] = [(pieces[-1][0], joint.start()), (joint.end(), len(shown))]
    whole = pieces[:1]
    for start, end in pieces[1:]:
        before, between = whole[-1], shown[whole[-1][1] : start]
        if is_place(shown[before[0] : end]) or (
            not _AND.fullmatch(between) and _says_more(shown[slice(*before)], shown[start:end])
        ):
            whole[-1] = before[0], end
        else:
            whole.append((start, end))
    return whole


def _says_more(before: str, piece: str) -> bool:
    """Whether the piece only says who or what the name before it is: "Ann Lee, Mayor of Hue"."""
    first, _, behind = piece.removeprefix("the ").partition(" ")
    holds_office = first.title() in TITLES and not behind[:1].isupper()
    return begins_as_name(before) and bool(holds_office or _SAYS_MORE.match(piece))


def _may_be_one(pieces: Sequence[str]) -> bool:
    """Whether it is a pair of which either may be a part of one name.

    An article of its own shows that the second begins another: "Hue and the United States".
    """
    if len(pieces) != 2 or _ARTICLE.match(pieces[1]):
        return False
    return not all(map(_is_apart, pieces))


def _is_apart(piece: str) -> bool:
    """Whether it is common words, a place or a whole name, or has a figure of something."""
    name, counts = piece.split(",")[0], " " in piece and any(map(str.isdigit, piece))
    return piece[0].islower() or counts or is_place(piece) or stands_alone(name)


def enumerated(span: Span, others: Iterable[Span]) -> tuple[int, int] | None:
    """The bounds of the list that ``span`` is an item of; ``None`` where it is of none.

    ``others`` are what else the reader found in the passage. What stands between two items is a
    comma or "and", with a preposition at most; before the last it is "and", for else the second
    may only say what the first is. They begin alike, with capitals or without.
    """
    text = span.passage.article.text
    start, end = trimmed(text, span.start, span.end)
    own = bool(_CAPITAL.match(text, start))
    items = [(start, end)]
    bounds = sorted(
        trimmed(text, other.start, other.end)
        for other in others
        if other.log_probability >= span.log_probability - OUTDONE
    )
    alike = [each for each in bounds if bool(_CAPITAL.match(text, each[0])) == own]
    for each in alike:
        if each[0] > items[-1][1] and _BETWEEN.fullmatch(text, items[-1][1], each[0]):
            items.append(each)
    for each in reversed(alike):
        if each[1] < items[0][0] and _BETWEEN.fullmatch(text, each[1], items[0][0]):
            items.insert(0, each)
    listed = len(items) > 1 and _AND.match(text, items[-2][1])
    return (items[0][0], items[-1][1]) if listed else None


def lines_around(span: Span) -> tuple[int, int] | None:
    """The bounds of the list of lines of which ``span`` fills several, one, or half of one.

    From the first item to the end of the last, in its passage; ``None`` where it stands in no such
    list.
    """
    passage, text = span.passage, span.passage.article.text
    lines = list(_BULLET.finditer(text, passage.start, passage.end))
    own = [
        place
        for place, line in enumerate(lines)
        if line.start("item") < span.end and span.start < line.end()
    ]
    if not own or (len(own) == 1 and not _fills(span, lines[own[0]])):
        return None
    first, last = own[0], own[-1]
    while first and _adjoin(text, lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _adjoin(text, lines[last], lines[last + 1]):
        last += 1
    return (lines[first].start("item"), lines[last].end("item")) if first < last else None


def _fills(span: Span, line: re.Match[str]) -> bool:
    within = line.start("item") <= span.start and span.end <= line.end()
    return within and 2 * (span.end - span.start) >= len(line["item"])


def _adjoin(text: str, line: re.Match[str], following: re.Match[str]) -> bool:
    return not text[line.end() : following.start()].strip()


def bulleted(text: str, start: int, end: int) -> list[str]:
    r"""The items of a list of lines between two bounds, of which the first is in its first item.

    White space is folded.

    >>> bulleted("To come:\n- Tesmaria; and\n- Calvessa.", 11, 36)
    ['Tesmaria', 'Calvessa']
    """
    lines = _BULLET.finditer(f"- {text[start:end]}")
    return [_without_end(" ".join(line["item"].split())) for line in lines]


def _without_end(item: str) -> str:
    """The item, of which white space is folded, without what joins it to the next."""
    bare = item.rstrip(";,.").removesuffix(" and").removesuffix(" or")
    return item[slice(*trimmed(item, 0, len(bare)))]


def joined(items: Sequence[str]) -> str:
    """The items, of which there is one at least, as one answer.

    >>> joined(["Calvessa"]), joined(["bombs", "mines", "other ordnance"])
    ('Calvessa', 'bombs, mines and other ordnance')
    >>> joined(["the bridge, which is new", "the ferry"])
    'the bridge, which is new; the ferry'
    """
    if any(", " in item for item in items):
        return "; ".join(items)
    *before, last = items
    return f"{', '.join(before)} and {last}" if before else last
