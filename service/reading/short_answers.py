"""The words shown for a span: whole amounts, full names, no stray punctuation.

What is shown need not be the span's own text, but every word of it stands in the same article, or
it is the day that the words mean.
"""

import re
from datetime import date
from itertools import islice

from index import terms

from ..meaning.answer_kinds import Kind, asks_for_several, is_place
from ..meaning.moments import WEEKDAYS
from ..meaning.relative_dates import resolved_dates
from .reader import Span

_AMOUNTS = ("number", "percentage", "year", "date", None)
_PEOPLE = ("person", "who")
_NAMES = (*_PEOPLE, "name")

_CURRENCY = r"(?:\b[A-Z]{1,3})?[$£€¥]\s?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|mn|bn)"
_UNIT = (
    r"(?:%|(?:per ?cent(?:age points?)?|percent(?:age points?)?|dollars|euros|pounds|yen|USD|"
    r"degrees(?: (?:Celsius|Fahrenheit))?|seconds|minutes|hours|days|weeks|months|years|decades|"
    r"miles(?: per hour)?|mph|km/h|kilomet(?:re|er)s|km|met(?:re|er)s|feet|inches|"
    r"tons|tonnes|kilograms|kg|ounces|acres|hectares|gallons|lit(?:re|er)s|basis points)\b)"
)
# A line that is only wrapped goes on in lower case.
_GAP = r"(?:[^\S\r\n]|-|\r?\n(?=(?-i:[a-z])))?"
_BEFORE_NUMBER = re.compile(rf"{_CURRENCY}$")
_LONGEST_CURRENCY = 5
_REST_OF_NUMBER = re.compile(r"\d*(?:[.,]\d+)*")
_AFTER_NUMBER = re.compile(rf"(?:{_GAP}{_SCALE}\b)?(?P<unit>{_GAP}{_UNIT})?", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|\b{_SCALE})$", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\s+(?:more\s+)?(?P<unit>[\w-]+)", re.IGNORECASE)
_EDGES = " \t\n\r\"'“”‘’.,;:!?–—-*_…"
# A sign or a point that belongs to the number behind it.
_SIGNED = re.compile(r"(?<!\w)[-−.]$")
_POSSESSIVE = re.compile(r"['’]s$")
_ABBREVIATION = re.compile(r"\b(?:(?:[A-Za-z]\.)+[A-Za-z]|Jr|Sr)$")
_PAIRS = {"(": ")", "[": "]"}

_NAME_WORD = r"(?:[A-Z][\w’'-]*\w|[A-Z]\.)"
_SHORT_TITLE = r"(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov)\."
_NAMED_BEFORE = re.compile(rf"(?<![\w.’'-])(?:(?:{_NAME_WORD}|{_SHORT_TITLE})[ ]){{1,3}}$")
# Names are looked up this often at most: in a book of 10 MB every place would take a second.
_PLACES = 100
_TITLE_WORDS = """
Mr Mrs Ms Dr Sir Gen Lt Col Sen Rep Gov Secretary President Minister General Senator Governor
Mayor Judge Justice Representative Congressman Congresswoman Chancellor Ambassador Director
Chairman Captain Coach Officer Prince Princess King Queen Pope Lord Lady Professor Deputy Former
Speaker CEO Chief Attorney Vice Prime Defense Defence Foreign Party Republican Democrat Democratic
"""
TITLES = frozenset(_TITLE_WORDS.split())
"""Words of rank and office that stand before a name."""
_NO_NAMES = TITLES | frozenset(WEEKDAYS)
_YEAR = re.compile(r"\b[12]\d{3}\b")
# A longer span says more than a day.
_LONGEST_DAY = 40
_AROUND = 150
_SINCE = re.compile(
    r"\bsince\b|\bfrom (?:which|what) year\b|\bdid\b.*\b(?:start|begin)\b", re.IGNORECASE
)
# A title and a name, or two names, of a person.
_TWO_NAMES = re.compile(rf"^{_NAME_WORD} (?:{_NAME_WORD} )*{_NAME_WORD}$")
_NAMES_LISTED = rf"{_NAME_WORD}(?:[ ](?:of[ ])?{_NAME_WORD}){{0,5}}"
_LONGEST_LIST = 150
_LISTED_AFTER = re.compile(rf"(?:,[ ]{_NAMES_LISTED}){{0,5}},?[ ]and[ ](?:the[ ])?{_NAMES_LISTED}")
_LISTED_BEFORE = re.compile(
    rf"(?<![\w’'-])(?P<list>{_NAMES_LISTED}(?:,[ ]{_NAMES_LISTED}){{0,5}}"
    rf",?[ ]and[ ](?:the[ ])?{_NAMES_LISTED})$"
)
_CAPITALISED = re.compile(r"[ ]([A-Z]\w+)")


def short_answer(span: Span, question: str, kind: Kind | None) -> str:
    """The words to show for ``span`` as the answer to ``question``, which asks for ``kind``.

    White space is folded.
    """
    text = span.passage.article.text
    start, end = trimmed(text, span.start, span.end)
    named = kind in _PEOPLE and not is_place(text[start:end])
    if kind in _AMOUNTS:
        start, end = whole_amount(text, start, end, question)
    else:
        end = named_on(text, end, question)
    if kind == "year":
        start, end = the_year(text, start, end, question)
    elif asks_for_several(question):
        start, end = all_named(text, start, end)
    elif kind in _NAMES:
        start, end = the_one_meant(text, start, end, question)
    shown = " ".join(text[start:end].split())
    return full_name(shown, text) if named else shown


def day_shown(day: date) -> str:
    """A day as the answers write it.

    >>> day_shown(date(2031, 5, 2))
    'May 2, 2031'
    """
    return f"{day:%B} {day.day}, {day.year}"


def day_meant(span: Span) -> str | None:
    """The date that the span states in words that depend on its article's day; else ``None``.

    "Yesterday" and "on Sunday" tell nobody when it was who does not know when that was written.
    """
    article = span.passage.article
    if article.published is None or span.end - span.start > _LONGEST_DAY:
        return None
    # How a weekday is meant hangs on the words around it.
    start, end = (
        max(span.passage.start, span.start - _AROUND),
        min(span.passage.end, span.end + _AROUND),
    )
    meant = {
        found.date
        for found in resolved_dates(article.text[start:end], article.published)
        if start + found.start < span.end and span.start < start + found.end
    }
    if len(meant) != 1 or _YEAR.search(span.text):
        return None
    (day,) = meant
    return day_shown(day)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without punctuation that dangles, and with brackets closed.

    >>> trimmed("the “Plan (PL)”, said", 4, 13), trimmed("the “Plan (PL)”, said", 4, 16)
    ((5, 14), (5, 14))
    """
    bare = text[start:end]
    start += len(bare) - len(bare.lstrip(_EDGES))
    if _SIGNED.search(text, max(0, start - 2), start) and text[start : start + 1].isdigit():
        start -= 1
    bare = text[start:end].rstrip(_EDGES)
    while (shorter := _POSSESSIVE.sub("", bare).rstrip(_EDGES)) != bare:
        bare = shorter
    end = start + len(bare)
    if _ABBREVIATION.search(bare) and text[end : end + 1] == ".":
        end += 1
    for opening, closing in _PAIRS.items():
        if bare.count(opening) > bare.count(closing) and text[end : end + 1] == closing:
            end += 1
    return start, end


def whole_amount(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """The bounds with currency, scale and unit of a number; a unit that was asked for stays out.

    >>> whole_amount("It cost $3 million.", 9, 10, "What did it cost?")
    (8, 18)
    >>> whole_amount("It took 10 seconds.", 8, 10, "How many seconds did it take?")
    (8, 10)
    """
    if text[end - 1 : end].isdigit() and (rest := _REST_OF_NUMBER.match(text, end)):
        end = rest.end()
    near = max(0, start - _LONGEST_CURRENCY)
    if text[start : start + 1].isdigit() and (before := _BEFORE_NUMBER.search(text, near, start)):
        start = before.start()
    if _ENDS_IN_NUMBER.search(text[start:end]) and (after := _AFTER_NUMBER.match(text, end)):
        end = after.start("unit") if _asks_for(after["unit"] or "", question) else after.end()
    return start, end


def _asks_for(unit: str, question: str) -> bool:
    asked, unit = _HOW_MANY.search(question), unit.strip("- \t\r\n")
    return bool(unit and asked and asked["unit"].rstrip("s").lower() == unit.rstrip("s").lower())


def the_year(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """The bounds of the one year in the span; of a range, the first where "since" is asked.

    >>> the_year("in 1995–2025", 3, 12, "Since which year?"), the_year("May 2021", 0, 8, "?")
    ((3, 7), (4, 8))
    """
    years = list(_YEAR.finditer(text, start, end))
    if len(years) == 1 or (years and _SINCE.search(question)):
        return years[0].span()
    return start, end


def the_one_meant(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """Of two names joined by "and", the one that shares more words with a question for one.

    >>> text = "President Ann Lee and Speaker Bo Ek met."
    >>> the_one_meant(text, 0, 35, "Who is the Speaker whom he met?")
    (22, 35)
    """
    sides = text[start:end].split(" and ")
    if len(sides) != 2 or not all(map(stands_alone, sides)):
        return start, end
    asked = set(terms(question))
    first, second = (len(asked & set(terms(side))) for side in sides)
    if first > second:
        return start, start + len(sides[0])
    return (end - len(sides[1]), end) if second > first else (start, end)


def stands_alone(name: str) -> bool:
    """Whether it is more than a part of one name, as in "Food and Drug Administration".

    >>> stands_alone("Ann Lee"), stands_alone("the Duke of York"), stands_alone("Food")
    (True, True, False)
    """
    return bool(_TWO_NAMES.search(name) or re.match(r"(?i:the) [A-Z]", name))


def all_named(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds with the other names of the list that the span is in, where it is a name.

    >>> text = "He met President Ann Lee, Mayor Bo Ek and the Duke of York."
    >>> all_named(text, 7, 24), all_named(text, 26, 37)
    ((7, 58), (7, 58))
    """
    # A span that has its "and" is a whole list; before it stands what it is a list of.
    if not text[start : start + 1].isupper() or " and " in text[start:end]:
        return start, end
    if more := _LISTED_AFTER.match(text, end, end + _LONGEST_LIST):
        end = more.end()
    if before := _LISTED_BEFORE.search(text[max(0, start - _LONGEST_LIST) : end]):
        start = end - len(before["list"])
    return start, end


def named_on(text: str, end: int, question: str) -> int:
    """The end moved over capitalised words that follow and that the question uses too.

    "Which national park …?" is answered "Yosemite National Park", not "Yosemite".

    >>> named_on("in Yosemite National Park.", 11, "Which national park burnt?")
    25
    """
    asked = {word.casefold() for word in re.findall(r"\w+", question)}
    while (word := _CAPITALISED.match(text, end)) and word[1].casefold() in asked:
        asked.remove(word[1].casefold())
        end = word.end()
    return end


def full_name(shown: str, text: str) -> str:
    """The name in full where ``shown`` is one capitalised word and the article has the person's.

    Newspapers introduce people so, once. Where several full names end in the word, it stays.

    >>> full_name("Lee", "When Defence Secretary Ann Lee spoke, Lee left.")
    'Ann Lee'
    >>> full_name("Lee", "When Lee left, it rained.")
    'Lee'
    """
    if not re.fullmatch(_NAME_WORD, shown):
        return shown
    found = []
    for place in islice(re.finditer(rf"[ ]{re.escape(shown)}\b", text), _PLACES):
        before = _NAMED_BEFORE.search(text, max(0, place.start() - 60), place.start() + 1)
        if before is None:
            continue
        opening = text[max(0, before.start() - 4) : before.start()]
        if words := _given_names(before[0].split(), opening):
            found.append(" ".join([*words, shown]))
    # Of two people of one surname nobody knows which is meant.
    return found[0] if len(set(found)) == 1 else shown


def _given_names(words: list[str], before: str) -> list[str]:
    """``words`` without titles and without a first one that has its capital from something else.

    From its opening a sentence, or from standing in a title, as in "Secretary of War Ann Lee".
    What comes before a day or a possessive, as in "Sweden’s Lee", is no part of a name either.
    """
    opening = before.rstrip(" \"“'‘(")
    initial = words[0].endswith(".")
    if not initial and (not opening or opening[-1] in ".!?:\n" or opening.endswith(" of")):
        words = words[1:]
    others = [
        place
        for place, word in enumerate(words)
        if word.rstrip(".") in _NO_NAMES or _POSSESSIVE.search(word)
    ]
    return words[others[-1] + 1 :] if others else words
