"""The parts of a yes/no question that could be wrong, and whether an answer agrees with them."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index import stated_dates
from index.text.terms import fold

from ..meaning.moments import month_named
from ..meaning.numbers import numbers

Kind = Literal["date", "ordinal", "amount", "name"]

_YEAR = r"\b(?:1\d|20)\d\d\b(?![.,]\d)"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)?\b"
_DATE = re.compile(
    rf"(?:{_DAY} (?:of )?)?\b(?P<month>[A-Z][a-z]+)\b(?: {_DAY})?(?:,? (?:of )?{_YEAR})?"
)
_YEAR_ALONE = re.compile(rf"(?<![\w.,$€£¥-]){_YEAR}(?! (?:[a-z]+illion|dollars|euros|US))")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL = re.compile(rf"\b(?:\d{{1,4}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})\b")
_SCALE = r"(?:hundred|thousand|million|billion|trillion|[mb]n)\b|%|per ?cent\b"
_ABOVE = r"more than|at least|(?<!hand )(?<!handed )(?<!turn )(?<!turned )over"
_BELOW = r"(?:fewer|less) than|at most|under"
_VAGUE = r"nearly|almost|about|around|roughly|approximately|some|up to"
_AMOUNT = re.compile(
    rf"(?:\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|{_VAGUE})\s+)?"
    r"(?<![\w.,$€£¥-])(?P<sign>(?:[A-Z]{1,3})?[$€£¥])?\d+(?:[.,]\d+)*(?![\w-])"
    rf"(?:\s?(?:{_SCALE}))?(?P<money>\s(?:US )?(?:dollars|euros|USD|EUR)\b)?"
)
_NAME = re.compile(
    r"(?<=[\s(])[A-Z][\w.&-]*(?:\s+(?:(?:of|for) (?:the )?)?(?![A-Z]\w+['’]s? )[A-Z][\w.&-]*)*"
    r"(?P<of>['’]s?(?!\w))?"
)
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("date", _DATE),
    ("date", _YEAR_ALONE),
    ("ordinal", _ORDINAL),
    ("amount", _AMOUNT),
    ("name", _NAME),
)
_UNITS = {
    "$": r"\$|USD|dollars?\b",
    "€": r"€|EUR\b|euros?\b",
    "£": r"£|GBP|pounds?\b",
    "%": r"%|\bper ?cent\b",
    "thousand": r"\bthousand",
    "million": r"million\b|\bmn\b",
    "billion": r"billion\b|\bbn\b",
    "trillion": r"trillion\b",
}
_MONEY = {"$", "€", "£"}
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_INEXACT = re.compile(
    rf"\b(?:more|less|fewer|over|under|least|most|{_VAGUE})\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset({"the", "of", "for", "and", "s"})
# Of a name's letters, its stem needs so many before another ending makes the same name.
_STEM = 4
_ENDINGS = frozenset({"n", "an", "ian", "ese", "ish", "ic", "i", "s", "ns", "ans", "ians"})


@dataclass(frozen=True, slots=True)
class Part:
    """``question[start:end] == text``, and the question words to put in its place."""

    start: int
    end: int
    kind: Kind
    text: str
    asked: str

    def asks(self, question: str) -> str:
        return f"{question[: self.start]}{self.asked}{question[self.end :]}"


def parts(question: str) -> list[Part]:
    """The dates, ordinals, amounts and names of a question, in its order and disjoint.

    >>> question = "Did Vietnam return 994 boxes in 2025?"
    >>> [part.asks(question) for part in parts(question)]  # doctest: +NORMALIZE_WHITESPACE
    ['Did who return 994 boxes in 2025?', 'Did Vietnam return how many boxes in 2025?',
     'Did Vietnam return 994 boxes in what year?']
    """
    found: list[Part] = []
    for kind, form in _FORMS:
        taken = [(part.start, part.end) for part in found]
        for match in form.finditer(_blanked(question, taken)):
            if form is not _DATE or _months(match["month"]):
                asked = _asked(kind, match)
                found.append(Part(match.start(), match.end(), kind, match[0], asked))
    return sorted(found, key=lambda part: part.start)


def agreement(part: Part, answer: str, before: str = "") -> bool | None:
    """Whether an answer says the same as the part, or something else of its kind.

    ``None`` where the two cannot be compared, or the answer is less precise than the part;
    ``before`` is what stands in front of the answer ("more than").
    """
    match part.kind:
        case "date":
            return _same_date(part.text, answer)
        case "ordinal":
            there = _ordinals(answer)
            return _ordinals(part.text) == there if there else None
        case "amount":
            return _same_amount(part.text, answer, before)
        case "name":
            return _same_name(part.text, answer)


def mentioned(part: Part, text: str) -> bool:
    """Whether a text has all that the part states, whatever it says of it."""
    if part.kind == "name":
        return named(part.text, text)
    if part.kind == "ordinal":
        return _ordinals(part.text) <= _ordinals(text)
    if part.kind == "amount":
        return numbers(part.text) <= numbers(text)
    wanted, found = _calendar(part.text), _calendar(text)
    return all(one <= other for one, other in zip(wanted, found, strict=True))


def named(name: str, text: str) -> bool:
    """Whether a text has a name: its words in other forms too, or its initials.

    >>> named("Vietnam", "Viet Nam's army"), named("US", "the United States of America")
    (True, True)
    >>> named("American", "Americans"), named("Da Nang", "Nang Bay")
    (True, False)
    """
    words, there = _words(name), _words(text)
    joined = {*there, *map("".join, pairwise(there))}
    return bool(words) and (
        all(any(_same_word(word, other) for other in there) for word in words)
        or any(_same_word("".join(words), other) for other in joined)
        or any(run.startswith("".join(words)) for run in _initials(text))
        or bool(_initials(name) & joined)
    )


def _blanked(question: str, taken: list[tuple[int, int]]) -> str:
    for start, end in taken:
        question = question[:start] + "\0" * (end - start) + question[end:]
    return question


def _asked(kind: Kind, match: re.Match[str]) -> str:
    if kind == "date":
        if not _months(match[0]):
            return "what year"
        return "what date" if re.search(_DAY, match[0]) else "what month"
    if kind == "ordinal":
        return "which"
    if kind == "name":
        return "whose" if match["of"] else _name_asked(match.string[: match.start()])
    if match["sign"] or match["money"]:
        return "how much"
    return "what percentage" if _units(match[0]) & {"%"} else "how many"


def _name_asked(before: str) -> str:
    if re.search(r"\b(?:in|at|near|from|into)(?: the)? $", before):
        return "where"
    return "what" if re.search(r"\bof(?: the)? $", before) else "who"


def _months(text: str) -> set[int]:
    found = map(month_named, re.findall(r"\b[A-Z][a-z]+", text))
    return {month for month in found if month}


def _same_date(asked: str, answer: str) -> bool | None:
    """``True`` only where the answer has one year, month and day for each that the part has."""
    wanted, found = _calendar(asked), _calendar(answer)
    if any(one and other and not one & other for one, other in zip(wanted, found, strict=True)):
        return False
    stated = [(one, other) for one, other in zip(wanted, found, strict=True) if one]
    return True if stated and all(one == other for one, other in stated) else None


def _calendar(text: str) -> tuple[set[int], set[int], set[int]]:
    days = {date.day for date in stated_dates(text) if date.day}
    return {int(year) for year in re.findall(_YEAR, text)}, _months(text), days


def _ordinals(text: str) -> set[int]:
    found = (match[0] for match in _ORDINAL.finditer(text.lower()))
    return {_ORDINALS.index(one) + 1 if one in _ORDINALS else int(one[:-2]) for one in found}


def _same_amount(asked: str, answer: str, before: str) -> bool | None:
    wanted, found = numbers(asked), numbers(answer)
    if len(found) != 1 or not wanted or not _comparable(_units(asked), _units(answer)):
        return None
    match = _AMOUNT.match(asked)
    if match and (match["above"] or match["below"]):
        # "1,20,000" and "5.11.2025" are left open.
        plain = [float(each) for each in (*wanted, *found) if _PLAIN_NUMBER.fullmatch(each)]
        return _beyond(match, *plain) if len(plain) == len(wanted) + len(found) == 2 else None
    return (
        True if wanted == found else None if _INEXACT.search(f"{asked} {before}{answer}") else False
    )


def _beyond(match: re.Match[str], bound: float, value: float) -> bool | None:
    return None if value == bound else (value > bound) == bool(match["above"])


def _units(text: str) -> set[str]:
    return {unit for unit, form in _UNITS.items() if re.search(form, text, re.IGNORECASE)}


def _comparable(one: set[str], other: set[str]) -> bool:
    """Of one scale, and not of two currencies; news leaves the currency out, never the scale."""
    return one - _MONEY == other - _MONEY and (
        not one & _MONEY or not other & _MONEY or bool(one & other & _MONEY)
    )


def _same_name(asked: str, answer: str) -> bool | None:
    if named(asked, answer):
        return True
    # "Trump" is "President Trump", and "the president" may be.
    if named(answer, asked):
        return True if named(asked.split()[-1], answer) else None
    return False if re.search(r"[A-Z]", answer) else None


def _words(name: str) -> list[str]:
    words = re.findall(r"\w+", fold(name.replace(".", "")))
    return [word for word in words if word not in _SMALL_WORDS]


def _initials(text: str) -> set[str]:
    """``{"mu", "mou"}`` of "a Memorandum of Understanding"."""
    runs = re.findall(r"\b[A-Z]\w+(?: (?:of |for |and )?[A-Z]\w+)+", text)
    firsts = [re.findall(r"\b\w", run) for run in runs]
    return {
        "".join(letters).lower()
        for first in firsts
        for letters in (first, [letter for letter in first if letter.isupper()])
    }


def _same_word(one: str, other: str) -> bool:
    """One, or a country and its people: Vietnam and Vietnamese, America and Americans."""
    short, long = sorted((one, other), key=len)
    stem = short.rstrip("aey")
    ending = long.removeprefix(stem)
    return one == other or (len(stem) >= _STEM and ending != long and ending in _ENDINGS)
