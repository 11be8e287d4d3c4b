"""What kind of thing a question asks for, and whether words are of that kind.

After Li and Roth 2002, "Learning Question Classifiers": coarse kinds that a form of words gives
away. Where it does not, nothing is expected and everything fits.
"""

import re
from functools import lru_cache
from typing import Literal

from index import split_sentences

from .list_questions import items_wanted
from .places import country, is_state

Kind = Literal[
    "country", "state", "year", "date", "number", "percentage", "person", "name", "who", "called"
]

# Words that name what is asked for, after "which", "what" or "whose".
_NOUNS: dict[Kind, str] = {
    "country": "country|countries|nation|nations",
    "state": "state",
    "year": "year",
    "percentage": "percentage|percent|per cent",
    "date": "day|date|month",
    "number": "number|age",
    "person": "actor|actress|singer|artist|rapper|player|athlete|president|politician|senator|"
    "leader|person|musician|author|director|celebrity|star|minister|general|governor|mayor",
    "name": "city|town|capital|company|companies|retailer|airline|automaker|brand|team|movie|film|"
    "show|series|book|song|agency|ministry|organization|organisation|university",
}
_ASKED = re.compile(
    r"\b(?:which|what|whose)\b(?:\s+(?!(?:is|are|was|were|did|does|do|has|have|had|time)\b)[\w'’.-]+){0,3}?"
    # "Which head of state" is no state, nor is "which state media".
    r"\s+(?<!head of )(?P<noun>" + "|".join(_NOUNS.values()) + r")\b"
    r"(?!-|\s+(?:media|music|television|owned|department|officials?|visit))",
    re.IGNORECASE,
)
_KIND_OF = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split("|")}
_HOW_MANY = re.compile(r"\bhow (?:many|old|long|much|far|tall|high|big|often)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\bwhen\b(?=\s+(?:is|are|was|were|did|do|does|will|would|has|have|had|can)\b)", re.I
)
# In capitals it is the World Health Organization; after a noun it asks nothing.
_WHO = re.compile(
    r"(?:^|[,:;\d]|\b(?i:about|after|against|and|at|between|but|by|for|from|guess|in|know|me|of|on|"
    r"or|say|so|tell|to|under|us|with|wonder))\W{0,3}[Ww]hom?\b"
)
_NAME_OF = re.compile(r"\bwhat(?:['’]s| is| was| are| were) the names? of\b", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:which|what|whose|whom?|when|where|why|how)\b", re.IGNORECASE)

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|million|billion|trillion|dozens?|half|third|quarter|none|no|once|"
    r"twice|hundreds|thousands|millions|billions|decades?|centur(?:y|ies)|years?|months?|weeks?|"
    r"days?|hours?|minutes?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b[12]\d{3}\b")
_PERCENTAGE = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)
_DATE = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"century|yesterday|today|tomorrow|tonight|weekend|week|month|year|day|morning|afternoon|"
    r"evening|night|spring|summer|autumn|fall|winter|christmas|easter|midnight|noon)s?\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
# An airline bears the name of a country.
_COMPANIES_TOO = frozenset({"emirates"})


@lru_cache(maxsize=100)
def expected_kind(question: str) -> Kind | None:
    """The kind of answer that the question's words ask for.

    >>> expected_kind("In which country was it signed?"), expected_kind("How many boxes came?")
    ('country', 'number')
    >>> expected_kind("Why was it signed?") is None
    True
    """
    question = _asking(question)
    if asked := _ASKED.search(question):
        # Other letters than ASCII's may match when case is ignored.
        return _KIND_OF.get(asked["noun"].casefold())
    if _HOW_MANY.search(question):
        return "number"
    if _WHEN.search(question):
        return "date"
    if _is_who(question):
        return "who"
    return "called" if _NAME_OF.search(question) else None


def _asking(question: str) -> str:
    """The last of its sentences that is a question, or at least asks; all of it where none does."""
    sentences = [question[each.start : each.end] for each in split_sentences(question)]
    asking = [each for each in sentences if _ASKING.search(each)]
    questions = [each for each in asking if each.rstrip().endswith("?")]
    return (questions or asking or [question])[-1]


def _is_who(question: str) -> bool:
    who = _WHO.search(question)
    # "Ann Lee, who left, founded which firm?"
    others = {word.casefold() for word in _ASKING.findall(question)} - {"who", "whom", "when"}
    return who is not None and (not others or not question[: who.start()].strip())


def asks_for_several(question: str) -> bool:
    """Whether a question has several right answers: two of them contradict each other no more.

    >>> asks_for_several("Which two ministers signed it?"), asks_for_several("Who signed it?")
    (True, False)
    """
    return items_wanted(question) > 1


def fits(kind: Kind, text: str) -> bool:
    """Whether ``text`` may be of that kind.

    >>> fits("country", "Viet Nam"), fits("country", "Hanoi"), fits("year", "1995–2025")
    (True, False, False)
    """
    match kind:
        case "country":
            return all(country(one) for one in _LISTED.split(text))
        case "state":
            return all(is_state(one) for one in _LISTED.split(text))
        case "year":  # a range does not say which
            return len(_YEAR.findall(text)) == 1
        case "percentage":
            return bool(_PERCENTAGE.search(text))
        case "date":
            return bool(_DATE.search(text))
        case "number":
            return bool(_NUMBER.search(text))
        case "person":
            return _is_name(text) and not re.search(r"\d", text) and not is_place(text)
        case "name":
            return _is_name(text) and (not country(text) or text.casefold() in _COMPANIES_TOO)
        case "who":  # a person, a team, a country, "the authorities"
            return not re.search(r"\d", text)
        case "called":  # the name of anything: "Apollo 11"
            return bool(re.search(r"[^\W\d_]", text))


def is_place(text: str) -> bool:
    """Whether it is a country or a state of the US; other states bear too many surnames.

    >>> is_place("Northern Ireland"), is_place("Texas"), is_place("Hamilton")
    (True, True, False)
    """
    return country(text) is not None or is_state(text, "US")


def _is_name(text: str) -> bool:
    """Whether half of the words or more begin with a capital."""
    words = _WORD.findall(text)
    capitals = sum(1 for word in words if word[0].isupper() or word[0].isdigit())
    return 2 * capitals >= max(1, len(words))
