"""The days that an article means by "today", "on Sunday" or "November 2", from its own date.

A wrong date beside a quote costs more than a missing one: what is not clear is left alone. That is
also why no parser of dates does it: those resolve every word, and a weekday always to one side.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal

from index import split_sentences
from index.text.dates import StatedDate, locate_dates

from .moments import WEEKDAYS

_Side = Literal["past", "future"]
_Verb = Literal["past", "future", "open", "none"]

_WEEKDAY = "|".join(WEEKDAYS)
_COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DAY_WORDS = {
    "yesterday": -1,
    "last night": -1,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "today": 0,
    "tomorrow": 1,
}
"""Words for a day, by how many days it is after the day they are said."""

_OFFSETS = {"the day before yesterday": -2, "the day after tomorrow": 2, **DAY_WORDS}
_NOW = "|".join(_OFFSETS)
# In capitals, other than at the start of a sentence, "Today" and "Last Night" are names.
_NOW_FIRST = "|".join(words.capitalize() for words in _OFFSETS)
_RELATIVE = re.compile(
    rf"(?<![\w\0’'.-])(?:(?P<now>{_NOW}|^(?:{_NOW_FIRST}))"
    rf"|(?P<count>[1-9]|{'|'.join(_COUNTS)}) days? ago"
    rf"|(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his past|[Tt]his coming|this) )?(?P<weekday>{_WEEKDAY}))"
    r"(?P<part> (?:morning|afternoon|evening|night))?(?P<of>['’]s)?(?![\w-])"
)
_MAYBE = re.compile(r"[0-9]|day|night|morning|afternoon|evening|[Tt]omorrow")
_QUOTED = re.compile(
    r"“[^”\n]*(?:”|$)|^[^“”\n]*”"
    r'|(?<![^\s(\[—–-])"(?=\S)[^"\n]*(?:"|$)|^[^"\n]*[^\s"]"(?![^\s.,;:)])'
    r"|(?<!\w)‘[^‘\n]{0,300}?’(?!\w)|«[^»\n]*(?:»|$)",
    re.MULTILINE,
)
# Who says "you" or "we" may be speaking on another day than that of publication.
_SPEECH = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|[Yy]ou|[Yy]our|me|us)\b")
_YEAR = re.compile(r"(?<![\w$£€.,])(?:1[0-9]|20)[0-9]{2}(?![\w%]|[.,][0-9])")
_OTHER_TIME = re.compile(
    r"\b(?:(?:last|next|that|previous|following|each|every) "
    r"(?:week|month|year|season|summer|winter)|(?:weeks?|months?|years?) ago|week from"
    r"|(?:weeks?|months?|years?|days?) (?:earlier|later|before|after))\b",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    r"\b(?:born|birthdays?|anniversar\w+|annual(?:ly)?|every|each|usually|typically|holidays?|"
    r"always|often|tradition\w*)\b",
    re.IGNORECASE,
)
# "Black Friday" is a name, "a Friday" one of many, and "a year ago Friday" another year's.
_NAMED_BEFORE = re.compile(
    r"\b(?:an?|[Tt]he|that|those|these|each|every|any|some|one|another|many|most|first|second|third|"
    r"fourth|fifth|final|following|previous|next|last|per|ago|this|only|or|through|to|between|"
    r"typical|recent|single|casual|Bowl|Super|Black|Good|Cyber|Ash|Palm|Easter|Fat|Holy|Bloody|"
    r"Giving|Shrove|Maundy|Boxing|Ruby|Freaky|Whit|Pancake|Championship|Selection|Business|Gras|"
    r"Throwback|Blue|Taco|Spy|Election|Mothering|Remembrance|Store|Football|Day)\W*$|[–/&-]\s*$"
)
_NAMED_AFTER = re.compile(
    rf"\s*[–—/-]\s*\w|\s+(?:(?:through|thru|to|or) (?:{_WEEKDAY})"
    r"|(?:week|best|school|roast|brunch|mornings|afternoons|evenings|nights)\b|the \d|[A-Z0-9])"
)
_GENERIC_TODAY = re.compile(
    r"\b(?:still|even|until|till|to|as of|than|alive|like|and|or|of|for|from|by|since|ago|used|"
    r"world|people|known|available)\s$"
)
_ROUND = re.compile(r"\b(?:about|nearly|almost|around|over|than|some|and|roughly|least|or|to)\s$")
_APPOSITION = re.compile(r"(?:, | ?\()(?:on )?")

# Days away: beyond its own calendar year and some weeks of the next, news writes the year.
_NEAR = 240
_NEAR_OTHER_YEAR = 90
_NEAR_PAST, _NEAR_FUTURE = 60, 30  # where no verb says which
_EVENTS = frozenset({(1, 6), (9, 11)})  # "Jan. 6" and "Sept. 11" are as often names of events

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[,;:—()]")
_BREAKS = frozenset(";:—()")
_CLAUSE_BREAKS = _BREAKS | {","}
_WINDOW = 150  # characters on each side that may hold the verb


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WILL = _words("will won't won’t shall upcoming")
_AWAITED = _words(
    "expected scheduled slated due set poised planned going planning plan plans expects hopes "
    "intends aims"
)
_OPEN = _words(
    "would could should may might can must if unless is are am has have as when while where "
    "whether than like does do it's it’s"
)
_UP_TO = _words("by through until till before for of to starting beginning effective")
_PRESENT = _words("is are being am get gets it's he's she's that's it’s he’s she’s that’s")
_DETERMINERS = _words("a an the his her its their this of no most more very")
# "To set", "will be held" and "expected to be charged and tried" go with the verb before.
_NO_VERB_AFTER = _DETERMINERS | _WILL | {"to", "be", "have", "and"}
_LEADING = _words("on late early and but then earlier in at during after following since")
_WAS = _words("was were been had originally initially previously")
_PAST = _words(
    "said told went came took made gave got began became fell rose won lost beat met held left "
    "found struck shot sent hit was were did saw spoke wrote ran led drew broke brought bought "
    "caught drove fought flew grew heard kept knew paid sang sat slept sold stood swept threw wore "
    "swore tore laid taught thought felt built stole blew chose froze hid rode set shook sank "
    "taken given seen done gone known written broken since"
)
_NOT_PAST = _words(
    "need feed seed speed indeed proceed exceed succeed hundred sacred embed breed unprecedented "
    "united based so-called armed limited related"
)


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """Words that name one day, and the day: ``text`` is what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    date: date


def resolved_dates(text: str, published: date) -> list[ResolvedDate]:
    """The days named without their year, or as seen from the day of publication, in order.

    Left alone are dates with their year, spans ("last week"), names ("Black Friday"), quoted
    speech, whose "today" is the speaker's, and whatever the verbs leave open.

    >>> found = resolved_dates("They met on Sunday and will meet on Friday.", date(2025, 11, 3))
    >>> [(each.text, str(each.date)) for each in found]
    [('Sunday', '2025-11-02'), ('Friday', '2025-11-07')]
    """
    if not _MAYBE.search(text):
        return []
    prose = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), text)
    found: list[ResolvedDate] = []
    for sentence in split_sentences(text):
        for start, end, day in _days(prose[sentence.start : sentence.end], published):
            start, end = start + sentence.start, end + sentence.start
            found.append(ResolvedDate(start, end, text[start:end], day))
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a whole sentence says of its days."""

    published: date
    other_year: bool
    other_time: bool
    speech: bool
    recurring: bool


def _days(sentence: str, published: date) -> list[tuple[int, int, date]]:
    dates = {start: (end, stated) for start, end, stated in locate_dates(sentence)}
    relative = list(_RELATIVE.finditer(_without(sentence, dates)))
    if not dates and not relative:
        return []
    setting = _Setting(
        published=published,
        other_year=any(int(year) != published.year for year in _YEAR.findall(sentence)),
        other_time=bool(_OTHER_TIME.search(sentence)),
        speech=bool(_SPEECH.search(sentence)),
        recurring=bool(_RECURRING.search(sentence)),
    )
    found: list[tuple[int, int, date | None]] = []
    for match in relative:
        beside = _APPOSITION.match(sentence, match.end())
        if beside and beside.end() in dates:
            end, stated = dates.pop(beside.end())
            days = _candidates(stated, match["weekday"], published)
            day = _nearest(days, published, before=_NEAR, after=_NEAR)
            found.append((match.start(), match.end(), day))
            if not stated.year:
                found.append((beside.end(), end, day))
        else:
            found.append((match.start(), match.end(), _relative_day(match, setting)))
    for start, (end, stated) in dates.items():
        if stated.day and not stated.year:
            found.append((start, end, _calendar_day(stated, sentence, start, end, setting)))
    return sorted((start, end, day) for start, end, day in found if day)


def _without(sentence: str, dates: dict[int, tuple[int, StatedDate]]) -> str:
    characters = list(sentence)
    for start, (end, _) in dates.items():
        characters[start:end] = "\0" * (end - start)
    return "".join(characters)


def _relative_day(match: re.Match[str], setting: _Setting) -> date | None:
    before = match.string[max(0, match.start() - _WINDOW) : match.start()]
    after = match.string[match.end() : match.end() + _WINDOW]
    if setting.other_year:
        return None
    if match["weekday"]:
        return None if setting.other_time else _weekday(match, before, after, setting.published)
    if setting.speech:
        return None
    if match["count"]:
        said = match["count"]
        days = int(said) if said.isdigit() else max(1, _COUNTS.index(said))
        return None if _ROUND.search(before) else _shifted(setting.published, -days)
    now = match["now"].lower()
    if now in ("today", "tomorrow") and (match["of"] or not _on_the_day(now, before, after)):
        return None
    return _shifted(setting.published, _OFFSETS[now])


def _on_the_day(now: str, before: str, after: str) -> bool:
    """Whether it is a day rather than the present ("still used today") or the future at large."""
    back, ahead = _TOKEN.findall(before), _TOKEN.findall(after)
    if _GENERIC_TODAY.search(before) or {"if", "If"} & {*back}:
        return False
    beside = [word for word in (*back[-1:], *ahead[:1]) if word.lower() not in _WAS]
    generic = _PRESENT & set(back) or _verb_before(back) == "open"
    told = now == "today" and any(map(_is_past, beside)) and not generic
    return told or _side(before, after) == "future"


def _weekday(match: re.Match[str], before: str, after: str, published: date) -> date | None:
    which = (match["which"] or "").lower()
    if _NAMED_BEFORE.search(before) or _NAMED_AFTER.match(after):
        return None
    back = (published.weekday() - WEEKDAYS.index(match["weekday"])) % 7
    if which in ("last", "this past"):
        return _shifted(published, -(back or 7))
    if which == "next":
        # Said on a Monday, "next Friday" is as often in that week as in the week after.
        return _shifted(published, 7 - back) if published.weekday() + 7 - back > 6 else None
    side = _side(before, after, of=bool(match["of"]))
    if which:
        side = None if side == "past" else "future"
    if side is None:
        return None
    return _shifted(published, -back if side == "past" else -back % 7)


def _calendar_day(
    stated: StatedDate, sentence: str, start: int, end: int, setting: _Setting
) -> date | None:
    """In its weekday's year, or the nearest on the side that the verb tells of."""
    published = setting.published
    named = sentence[start : start + 3].title()
    weekday = next((each for each in WEEKDAYS if each.startswith(named)), None)
    days = _candidates(stated, weekday, published)
    if weekday:
        return _nearest(days, published, before=_NEAR, after=_NEAR)
    elsewhen = setting.other_year or setting.other_time or setting.recurring
    if elsewhen or (stated.month, stated.day) in _EVENTS:
        return None
    side = _side(sentence[max(0, start - _WINDOW) : start], sentence[end : end + _WINDOW])
    day_of_year = published.timetuple().tm_yday
    if side == "past":  # an article may be dated a day or two before what it tells of
        return _nearest(days, published, before=max(_NEAR_OTHER_YEAR, day_of_year - 1), after=2)
    if side == "future":
        return _nearest(days, published, before=0, after=max(_NEAR_OTHER_YEAR, 365 - day_of_year))
    # Captions tell what is past in the present tense; "July 3: concert" is an announcement.
    caption = sentence.endswith("on ", 0, start)
    return _nearest(days, published, before=_NEAR_PAST, after=2 if caption else _NEAR_FUTURE)


def _candidates(stated: StatedDate, weekday: str | None, published: date) -> list[date]:
    """The day in the year it states, or in the years around publication; on that weekday."""
    years = [stated.year] if stated.year else range(published.year - 1, published.year + 2)
    days = []
    for year in years:
        with suppress(ValueError):  # 29 February, or a year that no calendar has
            days.append(date(year, stated.month, stated.day or 0))
    return [day for day in days if not weekday or WEEKDAYS[day.weekday()] == weekday]


def _nearest(days: list[date], published: date, *, before: int, after: int) -> date | None:
    near = [day for day in days if -before <= (day - published).days <= after]
    return min(near, key=lambda day: abs(day - published), default=None)


def _shifted(day: date, days: int) -> date | None:
    with suppress(OverflowError):
        return day + timedelta(days)
    return None


def _side(before: str, after: str, *, of: bool = False) -> _Side | None:
    """Whether the verb that the words go with tells of the past or of the future."""
    back, ahead = _TOKEN.findall(before), _TOKEN.findall(after)
    side = _verb_before(back)
    if side == "none":
        clause = list(takewhile(lambda word: word not in _CLAUSE_BREAKS, reversed(back)))
        leads = not clause or clause[-1].lower() in _LEADING or (of and len(clause) < 3)
        side = _verb_after(ahead) if leads else "open"
    elif of and side == "past" and _verb_after(ahead) not in ("past", "none"):
        side = "open"
    elif side == "future" and not _WILL & set(back) and _verb_after(ahead) == "past":
        side = "open"  # "the vote planned for Friday was put off"
    up_to = bool(back) and back[-1].lower() in _UP_TO
    return side if side == "future" or (side == "past" and not up_to) else None


def _verb_before(tokens: list[str]) -> _Verb:
    words = [token.lower() for token in tokens]
    for at in reversed(range(len(words))):
        word, previous = words[at], words[at - 1] if at else ""
        if word in _BREAKS:
            break
        if word in _WILL or word.endswith(("'ll", "’ll")):
            return "future"
        if word in _AWAITED and previous in _DETERMINERS:
            return "open"  # "a planned talk" may be over
        if word in _AWAITED and (word not in ("set", "plan") or words[at + 1 : at + 2] == ["to"]):
            if (
                word.endswith("ed")
                and previous not in _PRESENT
                and words[at + 1 : at + 2] == ["to"]
            ):
                return "open"  # "it planned to begin" may have begun
            return _awaited(words[max(0, at - 3) : at])
        if word in _OPEN:
            return "open"
        if word == "to" and previous not in _AWAITED and _is_infinitive(tokens[at + 1 : at + 2]):
            return "open"
        if _is_past(tokens[at]) and previous not in _NO_VERB_AFTER:
            adverb = previous.endswith("ly") and at > 1
            return "open" if (words[at - 2] if adverb else previous) in _PRESENT else "past"
    return "none"


def _verb_after(tokens: list[str]) -> _Verb:
    words = [token.lower() for token in tokens]
    for at, word in enumerate(words):
        if word in _BREAKS:
            break
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _WILL:
            return "future"
        if following in _AWAITED and word in _PRESENT:
            return "future"
        if word in _AWAITED or following in _AWAITED or word in _OPEN - {"as", "than", "like"}:
            return "open"
        if _is_past(tokens[at]):
            return "past"
    return "none"


def _awaited(before: list[str]) -> _Verb:
    return "open" if _WAS & set(before) else "future"


def _is_infinitive(after_to: list[str]) -> bool:
    """ "Agreed to meet" has no time of its own; "went to the house" and "to Hanoi" tell it."""
    return any(word.islower() and word not in _DETERMINERS for word in after_to)


def _is_past(word: str) -> bool:
    return word in _PAST or (
        word.endswith("ed")
        and len(word) > 3
        and word.isalpha()
        and word.islower()
        and word not in _NOT_PAST
    )
