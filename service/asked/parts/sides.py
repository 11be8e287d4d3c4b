"""The two things that a question compares or adds: each in full, or none where that is not clear.

"Was the strike of 2031 in Alton longer than that of 2028?" compares it to the strike of 2028 in
Alton: a later side may lean on the first.
"""

import re

from .grammar import BY, PHRASE, PP, WH, YEAR, form, question

# A longer side is a clause, not a noun phrase.
MOST_WORDS = 10

# "That of 2028", "in 2019", "in that of 2019": with what the first side has before it.
LEANING = form(
    rf"(?:(?:{PP} )?(?P<that>that|those|the ones?) (?={BY} )|(?={PP} (?!that\b|those\b)))",
    r"(?P<by>.+)",
)
# "Norway’s debt", and what leans on it: "Sweden’s", "its deficit".
_OWNED = form(r"(?P<owner>.+?['’]s?) (?P<what>.+)")
_OWNER = re.compile(r"['’]s?$")
_ITS = form(r"(?:its|their|his|her) (?P<what>.+)")
_EITHER = re.compile(r"^(?:either )")
_NO_SIDE = form(
    # Nothing that a question could name again: "than usual", "than ever".
    r"(?:it|he|she|they|this|that|there|these|those|ever|usual|expected|any|other|another|both"
    r"|who|(?-i:an?))\b",
    rf"|.*\b(?:{WH}|than|and|or|not|ever|average|thought|previously|estimates?|normal|required)\b",
    # A number, an owner without what is owned, or a time.
    r"|\W*[\d.,]+\W*(?:$|[%a-z])|the \d+$|.*['’]s?$|(?:one|more|less|at least|about|around)\b",
    r"|(?:the )?(?:last|previous|past|year|month|week|day)\b",
)


def two_sides(one: str, other: str, kind: str = "") -> tuple[str, str] | None:
    """Both sides in full; ``kind`` is the noun that "which" asks for, where it has one.

    >>> two_sides("the strike of 2031 in Alton", "that of 2028")
    ('the strike of 2031 in Alton', 'the strike of 2028 in Alton')
    >>> two_sides("1902", "1951", "eruption of the Karo")
    ('the eruption of the Karo in 1902', 'the eruption of the Karo in 1951')
    >>> two_sides("the tower", "ever") is None
    True
    """
    one = _of_kind(kind, _EITHER.sub("", one.strip()))
    full = alike(one, _of_kind(kind, other.strip()))
    return (one, full) if full and is_side(one) and is_side(full) else None


def is_side(side: str) -> bool:
    """Whether it is a thing that can be asked about by itself, as "the tower" is."""
    return bool(side) and not is_nothing(side) and len(side.split()) <= MOST_WORDS


def is_nothing(side: str) -> bool:
    """Whether it names no thing to ask about: "ever", "last year", "40".

    >>> is_nothing("any other player"), is_nothing("the tower")
    (True, False)
    """
    return bool(_NO_SIDE.match(side))


def _of_kind(kind: str, side: str) -> str:
    """With the kind of thing that "which" asks for: "that of 1988" is the flood of 1988."""
    leaning = LEANING.fullmatch(side)
    by = leaning["by"] if leaning and leaning["that"] else ""
    year = by.removeprefix("of ") if by else side
    if not kind:
        return side
    if YEAR.fullmatch(year):
        return f"the {kind} {'in' if PHRASE.search(kind) else 'of'} {year}"
    return f"the {kind} {by}" if by else side


def alike(one: str, other: str) -> str | None:
    """The other side in full, where it leans on the first; ``None`` where it is not clear how.

    >>> alike("in Alton in 2019", "in 2024"), alike("Norway’s debt", "Sweden’s")
    ('in Alton in 2024', 'Sweden’s debt')
    """
    if leaning := LEANING.fullmatch(other):
        return _other_phrases(one, leaning["by"], of_that=bool(leaning["that"]))
    if _OWNER.search(other):
        owned = _OWNED.fullmatch(one)
        return f"{other} {owned['what']}" if owned else None
    if its := _ITS.fullmatch(other):
        owned = _OWNED.fullmatch(one)
        return f"{owned['owner']} {its['what']}" if owned else None
    return other


def _other_phrases(one: str, by: str, *, of_that: bool) -> str | None:
    """``one`` with its last phrases of this form, times for times, replaced by ``by``."""
    here, there = list(PHRASE.finditer(one)), list(PHRASE.finditer(by))
    if not there:  # A preposition, and nothing behind it.
        return None
    dated = bool(YEAR.search(by))
    for first in range(len(here) - len(there), -1, -1):
        replaced = here[first : first + len(there)]
        begin, end = replaced[0].start(), replaced[-1].end()
        same = _prepositions(replaced) == _prepositions(there)
        if bool(YEAR.search(one, begin, end)) == dated and (same or (of_that and dated)):
            return f"{one[:begin]} {by}{one[end:]}".strip()
    if of_that and dated and not here and YEAR.search(one):
        return f"{' '.join(YEAR.sub('', one).split())} {by}"  # "the 2031 strike"
    return None


def _prepositions(phrases: list[re.Match[str]]) -> list[str]:
    return [phrase["by"].casefold() for phrase in phrases]


def quantities(match: re.Match[str]) -> tuple[str, str]:
    """Both sides of a form asked for their quantity: "What is the number of …?"."""
    be, what = match["be"], match["what"]
    one = re.sub(rf"^the {what} of ", "", match["one"], flags=re.IGNORECASE)
    first, second = (question(f"what{be} the {what} of {side}") for side in (one, match["other"]))
    return first, second
