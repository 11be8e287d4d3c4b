"""The time that a question asks about: the period its words name, and whether it is the present."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.text.dates import StatedDate, locate_dates

from ..meaning.moments import month_named
from ..meaning.relative_dates import DAY_WORDS, resolved_dates

_COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>[1-9]\d{{0,2}}|an?|{'|'.join(_COUNTS[1:])})"
# With a capital they are names, unless they begin the question.
_DAY = re.compile(rf"\b(?:{'|'.join(DAY_WORDS)})\b|^(?i:{'|'.join(DAY_WORDS)})\b")
# "Which languages are used today?" asks about the present, and of no single day.
_ON_ONE_DAY = re.compile(r"\b(?:did|will|was|were|happened|happens)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<!\bthe )\b(?:(?P<which>this|last|next) (?P<unit>week|month|year|weekend)"
    r"|(?:over the|at the|this past) (?P<weekend>weekend))\b(?!-| of\b)",
    re.IGNORECASE,
)
_ROLLING = re.compile(
    rf"\b(?:the (?:past|last)|(?P<this>this past)) (?:{_COUNT} )?"
    r"(?P<unit>day|week|month|year|decade)(?P<many>s?)\b(?!-| of\b)",
    re.IGNORECASE,
)
# "The last year" is so many things; "over the last year" is one.
_ROLLING_BEFORE = re.compile(r"\b(?:in|over|during|within|for|throughout)\s$", re.IGNORECASE)
_AGO = re.compile(
    rf"(?<!than )(?<!about )(?<!nearly )(?<!over )\b{_COUNT} (?P<unit>day|week|month|year)s? ago\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:than|compared)\b", re.IGNORECASE)
_EDGES = "since|after|before|prior to|until|till|by|between|from"
_YEAR = re.compile(
    rf"\b(?:in|during|throughout|for|year|early|mid|late|{_EDGES})[ -]"
    r"(?P<year>(?:1\d|20)\d\d)(?:(?: (?:and|to|until|through) |[–-])(?P<last>(?:1\d|20)\d\d))?+"
    r"(?![\w,.]\d|[-–'’%]|\w| [a-z]+s\b| BCE?\b)",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\b(?P<year>(?:1\d|20)\d0)['’]?s\b")
_MONTH = re.compile(
    rf"\b(?i:in|during|{_EDGES}|last|next|this|early|mid|late|(?:start|middle|"
    r"end|month) of)[ -](?P<month>May|[A-Z][a-z]{3,8})\b"
    r"(?!['’-]| \d| (?:on )?[A-Z])"
)
_MODIFIER = re.compile(r"\bthe\s$", re.IGNORECASE)  # "the Jan. 6 committee"
_WEEK_OF = re.compile(r"\bweek (?:of|beginning|starting|ending)(?: on)?\s$", re.IGNORECASE)
_EDGE = re.compile(
    rf"\b(?P<edge>{_EDGES})(?: (?:the )?(?:start|end|beginning) of| early| mid| late)?\s$",
    re.IGNORECASE,
)
_RANGE = re.compile(r",?\s(?:and|to|until|through)\s(?:\w+\s)?", re.IGNORECASE)
# "The highest since 2017" tells of a record, not of when.
_RECORD = re.compile(
    r"\b(?:first|highest|lowest|biggest|largest|worst|best|most|fewest|longest)\b", re.IGNORECASE
)
_ROLES = (
    "president|prime minister|premier|chancellor|king|queen|monarch|pope|ceo|chief executive|"
    "chairman|chairwoman|chair|governor|mayor|leader|head|captain|coach|manager|owner|speaker|"
    "minister|secretary|champion|holder"
)
_NOW = re.compile(
    r"(?-i:(?<!\bis )\bnow\b|^Now\b)(?!-)|\bis now\b(?! (?:the )?(?-i:[A-Z]))"
    r"|\b(?:currently|nowadays|presently|latest|newest|most recent|recent|recently|still|tonight|"
    r"(?-i:[Tt]oday)|so far(?! as)|these days|at present|(?:right|as of) now|"
    r"this (?:week|weekend|month|year|morning|afternoon|evening))\b"
    r"|\bcurrent (?!(?:of|in|through|flows?)\b)\w"
    r"|\b(?:who|what|which [\w’'-]+)(?: is|['’]s| are) (?:the|[\w’'.-]+['’]s?) "
    rf"(?:[\w’'.-]+ ){{0,3}}?(?:{_ROLES})\b",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:will|going to|set to|upcoming|beginning|starting|scheduled|due|expected"
    r"|(?:is|are) [a-z]+ing)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedTime:
    """From ``first`` to ``last``, both included, ``None`` where open; and whether now is asked."""

    first: date | None
    last: date | None
    now: bool


@dataclass(frozen=True, slots=True)
class _Period:
    """``question[start:end]`` and its days, as ordinals, both included."""

    start: int
    end: int
    first: int
    last: int


_BEGIN, _END = date.min.toordinal(), date.max.toordinal()


def asked_time(question: str, today: date | None) -> AskedTime:
    """The period that the question's words name, and whether they ask for the newest state.

    Weeks run from Monday to Sunday. Several periods make their overlap, or what spans them all.
    Without ``today`` only what states its year is read.

    >>> asked_time("What was signed in March 2023?", None)
    AskedTime(first=datetime.date(2023, 3, 1), last=datetime.date(2023, 3, 31), now=False)
    >>> asked_time("Who resigned this week?", date(2025, 11, 5))
    AskedTime(first=datetime.date(2025, 11, 3), last=datetime.date(2025, 11, 9), now=True)
    """
    periods = [*(_relative(question, today) if today else ()), *_absolute(question, today)]
    found = list(_bounded(question, _joined(question, _disjoint(periods))))
    now = bool(_NOW.search(question) or _ROLLING.search(question))
    if not found:
        return AskedTime(None, None, now)
    first, last = max(each.first for each in found), min(each.last for each in found)
    if first > last:
        first, last = min(each.first for each in found), max(each.last for each in found)
    return AskedTime(
        None if first == _BEGIN else date.fromordinal(first),
        None if last == _END else date.fromordinal(last),
        now,
    )


def _absolute(question: str, today: date | None) -> Iterator[_Period]:
    """Periods with their year, and days and months that stand beside one or before ``today``."""
    located = locate_dates(question)
    year = next((stated.year for _, _, stated in located if stated.year), None)
    future = bool(_WILL.search(question))
    for start, end, stated in located:
        if stated.year or year or (today and not _MODIFIER.search(question[:start][-10:])):
            said = stated.year or year or (today and _year_of_day(stated, future, today))
            dated = StatedDate(said or None, stated.month, stated.day)
            if period := _of_date(dated, start, end):
                in_week = stated.day and _WEEK_OF.search(question[max(0, start - 40) : start])
                yield _week(period, 0) if in_week else period
    for match in _YEAR.finditer(question):
        first, last = int(match["year"]), int(match["last"] or match["year"])
        yield _years(match.start("year"), match.end(), first, max(1, last - first + 1))
    for match in _DECADE.finditer(question):
        begins = int(match["year"])
        century = begins % 100 == 0 and begins < 2000  # "the 1700s"
        yield _years(*match.span(), begins, 100 if century else 10)
    for match in _MONTH.finditer(question):
        if month := month_named(match["month"]):
            side = year or (today and _year_of_month(month, match[0], future, today))
            dated = StatedDate(side or None, month, None)
            if side and (period := _of_date(dated, *match.span("month"))):
                yield period


def _relative(question: str, today: date) -> Iterator[_Period]:
    one_day = bool(_ON_ONE_DAY.search(question))
    for resolved in resolved_dates(question, today):
        one_day = one_day or resolved.text.lower() == "today"
        if resolved.text.lower() not in DAY_WORDS and not resolved.text.endswith(" ago"):
            yield _Period(resolved.start, resolved.end, *(2 * (resolved.date.toordinal(),)))
    day = today.toordinal()
    for match in _DAY.finditer(question):
        words = match[0].lower()
        if words != "today" or one_day:
            there = _clamped(day + DAY_WORDS[words])
            yield _Period(*match.span(), there, there)
    for match in _NAMED.finditer(question):
        count = {"this": 0, "next": 1}.get((match["which"] or "last").lower(), -1)
        yield _unit(*match.span(), (match["unit"] or match["weekend"]).lower(), today, count)
    for match in () if _COMPARED.search(question) else _AGO.finditer(question):
        yield _unit(*match.span(), match["unit"].lower(), today, -_count(match["count"]))
    for match in _ROLLING.finditer(question):
        before = question[max(0, match.start() - 20) : match.start()]
        one = not match["many"] and (match["this"] or _ROLLING_BEFORE.search(before))
        if match["count"] or one:
            unit = match["unit"].lower()
            count = -_count(match["count"] or "a")
            yield _unit(*match.span(), unit, today, count, rolling=True)


def _disjoint(periods: list[_Period]) -> list[_Period]:
    """In the order of the question; of two that overlap, the one that starts first."""
    found: list[_Period] = []
    for period in sorted(periods, key=lambda each: (each.start, -each.end)):
        if not found or period.start >= found[-1].end:
            found.append(period)
    return found


def _joined(question: str, periods: list[_Period]) -> list[_Period]:
    """ "Between May and July" made one."""
    found: list[_Period] = []
    for period in periods:
        before = found[-1] if found else None
        if (
            before
            and _edge(question, before) in ("between", "from")
            and _RANGE.fullmatch(question, before.end, period.start)
            and before.first <= period.last
        ):
            found[-1] = _Period(before.start, period.end, before.first, period.last)
        else:
            found.append(period)
    return found


def _bounded(question: str, periods: list[_Period]) -> Iterator[_Period]:
    record = _RECORD.search(question)
    for period in periods:
        first, last = period.first, period.last
        match _edge(question, period):
            case "since":
                if record and record.start() < period.start:
                    continue
                last = _END
            case "after":
                first, last = _clamped(last + 1), _END
            case "before" | "prior to":
                first, last = _BEGIN, _clamped(first - 1)
            case "until" | "till" | "by":
                first = _BEGIN
        yield _Period(period.start, period.end, first, last)


def _edge(question: str, period: _Period) -> str:
    match = _EDGE.search(question[max(0, period.start - 40) : period.start])
    return match["edge"].lower() if match else ""


def _of_date(stated: StatedDate, start: int, end: int) -> _Period | None:
    year, month = stated.year or 0, stated.month
    try:
        first = date(year, month, stated.day or 1)
        last = first if stated.day else date(year, month, monthrange(year, month)[1])
    except ValueError:  # 29 February of another year
        return None
    return _Period(start, end, first.toordinal(), last.toordinal())


def _years(start: int, end: int, year: int, count: int) -> _Period:
    first, last = date(year, 1, 1), date(min(9999, year + count - 1), 12, 31)
    return _Period(start, end, first.toordinal(), last.toordinal())


def _week(day: _Period, weeks: int) -> _Period:
    monday = day.first - (day.first - 1) % 7 + 7 * weeks  # 1 January 0001 is a Monday
    return _Period(day.start, day.end, _clamped(monday), _clamped(monday + 6))


def _unit(
    start: int, end: int, unit: str, today: date, count: int, *, rolling: bool = False
) -> _Period:
    """The day, week, weekend, month or year so many from today's; or all days from there on."""
    day = today.toordinal()
    here = _Period(start, end, day, day)
    if unit == "day" or (unit == "week" and rolling):
        there = _clamped(day + count * (1 if unit == "day" else 7))
        return _Period(start, end, there, day if rolling else there)
    if unit == "week":
        return _week(here, count)
    if unit == "weekend":
        # Said on a Sunday, "last weekend" is the one before.
        week = _week(here, count)
        return _Period(start, end, _clamped(week.first + 5), week.last)
    months = count * {"month": 1, "year": 12, "decade": 120}[unit]
    index = min(9999 * 12 + 11, max(12, today.year * 12 + today.month - 1 + months))
    year, month = index // 12, index % 12 + 1
    if rolling:
        there = date(year, month, min(today.day, monthrange(year, month)[1])).toordinal()
        return _Period(start, end, there, day)
    if unit == "month":
        first, length = date(year, month, 1).toordinal(), monthrange(year, month)[1]
        return _Period(start, end, first, first + length - 1)
    return _years(start, end, year, 1)


def _year_of_day(stated: StatedDate, future: bool, today: date) -> int:
    """The year of the last such day up to today, or of the next where that is asked for."""
    day, here = (stated.month, stated.day or 1), (today.month, today.day)
    return today.year + (day < here) if future else today.year - (day > here)


def _year_of_month(month: int, said: str, future: bool, today: date) -> int | None:
    """The year of the last such month up to today's, or of the next where that is asked for."""
    which = said.split()[0].lower()
    if which == "this":
        return today.year
    if which == "next" or (which != "last" and future):
        year = today.year + (month < today.month or (which == "next" and month == today.month))
    else:
        year = today.year - (month > today.month or (which == "last" and month == today.month))
    return year if date.min.year <= year <= date.max.year else None


def _count(said: str) -> int:
    return int(said) if said.isdigit() else max(1, _COUNTS.index(said.lower().replace("an", "a")))


def _clamped(ordinal: int) -> int:
    return max(_BEGIN, min(_END, ordinal))
