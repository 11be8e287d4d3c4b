"""A question taken apart by the first form of words that it has."""

from dataclasses import replace

from .asked import Asked, Comparison, Difference, Several, Single, Sum
from .comparisons import comparison
from .differences import difference
from .grammar import OPENS, form, question
from .several import several
from .sums import total

# A longer question is a text, and no form of words in it is certain.
MOST_CHARACTERS = 400

# Without such a word a question is one.
_CUE = form(
    r"\b(?:and|or|than|remains?|still|yet|not|neither|been|passed|elapsed|un\w+|short|beat)\b"
    r"|\? "
)
# What is said in front of all the parts: "In 2021, how many …", "According to the mayor, …".
_SETTING = form(
    r"(?:(?:in|on|at|during|after|before|since|by) (?!(?:which|what|how)\b)"
    r"|(?:according to|going by) )",
    r"[^,?]{1,60}, (?=\w)",
)
# And behind them: "…, according to the ministry".
_SOURCED = form(r",? (?:according to|going by) [^,?]{1,60}$")


def asked_parts(asked: str) -> Asked:
    """What a question asks for, taken apart where its words leave no doubt.

    >>> asked_parts("How many boxes were returned and how many were identified?").parts
    ('How many boxes were returned?', 'How many boxes were identified?')
    >>> asked_parts("Who is the founder and chief executive?")
    Single(question='Who is the founder and chief executive?')
    """
    text = " ".join(asked[: MOST_CHARACTERS + 1].split()).rstrip("?!. ")
    if len(asked) > MOST_CHARACTERS or not _CUE.search(text):
        return Single(asked)
    setting, sourced = _SETTING.match(text), _SOURCED.search(text)
    before, behind = setting[0] if setting else "", sourced[0] if sourced else ""
    clause = text[len(before) : len(text) - len(behind)]
    for taken in (difference, total, comparison, several):
        if (found := taken(clause)) is not None:
            return _within(before, found, behind) if before or behind else found
    return Single(asked)


def _within(before: str, found: Asked, behind: str) -> Asked:
    """Every part with what was said before and behind the whole."""

    def said(part: str) -> str:
        if before and OPENS.match(part):
            part = f"{part[:1].lower()}{part[1:]}"
        return question(f"{before}{part.rstrip('?')}{behind}")

    match found:
        case Difference():
            return replace(found, whole=said(found.whole), less=tuple(map(said, found.less)))
        case Comparison(parts=(one, other)):
            return replace(found, parts=(said(one), said(other)))
        case Several() | Sum():
            return replace(found, parts=tuple(map(said, found.parts)))
    return found
