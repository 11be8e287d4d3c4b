"""Questions that are several, compare two things, or want arithmetic, taken apart by their words.

What is taken apart reads alone, so that each part can be asked by itself. Precision first: only a
form of words that leaves no doubt is taken apart, and every other question stays whole.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

Wanted = Literal["more", "less", "later", "earlier", "same"]

MOST_PARTS = 4
# A longer question is a text, and no form of words in it is certain; a side is a noun phrase.
MOST_CHARACTERS = 400
MOST_SIDE_WORDS = 10


@dataclass(frozen=True, slots=True)
class Single:
    """A question that stays whole."""

    question: str


@dataclass(frozen=True, slots=True)
class Several:
    """Two to four questions in one, in its order."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question a side; whose number or date is the ``wanted`` one answers the whole.

    With ``same`` the whole asks whether the two are equal. A question for yes or no ("Is A older
    than B?") asks whether the first side has it.
    """

    parts: tuple[str, str]
    wanted: Wanted
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``whole`` asks less what each of ``less`` asks.

    Numbers; the years of two dates; or two shares, whose difference is in percentage points.
    """

    whole: str
    less: tuple[str, ...]
    unit: Literal["number", "years", "points"] = "number"

    @property
    def parts(self) -> tuple[str, ...]:
        return self.whole, *self.less


@dataclass(frozen=True, slots=True)
class Sum:
    """The numbers that the parts ask for, taken together."""

    parts: tuple[str, ...]


Asked = Single | Several | Comparison | Difference | Sum

_BE = r"(?:is|are|was|were)"
_AUX = rf"(?:{_BE}|do|does|did|has|have|had|will|would|can|could|should|may|might|must)"
_WH = r"(?:how|what|when|where|which|who|whom|whose|why)"
_PP = r"(?:in|on|at|by|to|for|from|with|during|after|before|since|near)"
_BY = rf"(?:of|{_PP[3:]}"
_WORDS = r"(?:[\w'’-]+ )"


def _form(*pieces: str) -> re.Pattern[str]:
    return re.compile("".join(pieces), re.IGNORECASE)


_IS_BE = _form(_BE)
# Without such a word a question is one.
_CUE = _form(
    r"\b(?:and|or|than|remains?|still|yet|not|neither|been|passed|elapsed|un\w+|short|beat"
    r")\b|\? "
)

# "When and where did …?": question words beside each other ask of one clause.
_POINT = rf"(?:when|where|why|how|(?:{_PP} )?(?:what|which) (?:year|month|day|city|country|place))"
_BESIDE = _form(
    rf"(?P<first>{_POINT})(?:, (?P<middle>{_POINT}))?,? and (?P<last>{_POINT})",
    rf" (?P<rest>{_AUX} .+)",
)
# "When was it founded and why?", "Who signed the plan and when?"
_TAIL = _form(r"(?P<clause>[^,;?]+),? and (?P<wh>when|where|why|how)")
_POINTED = _form(rf"(?:when|where|why|how) (?P<rest>{_AUX} .+)")
_SUBORDINATE = _form(rf"(?:when|where|why) (?!{_AUX}\b)")
# Verbs that need no auxiliary, nor an object, behind what they count.
_SEVERAL = "two|three|four|five|six|seven|eight|nine|ten"
_HAPPENED = r"(?:died|survived|escaped|resigned|voted|came|went|fled|drowned|attended|visited)"
_COUNTED = _form(
    rf"(?P<how>how (?:many|much)) (?P<noun>(?:(?!(?:{_AUX}|{_HAPPENED})\b){_WORDS})*)",
    rf"(?P<rest>(?:(?P<aux>{_AUX})|{_HAPPENED})\b.*)",
)
_DONE_BY = _form(
    r"who (?P<done>\w+ed|won|built|made|bought|sold|shot|led|held) "
    rf"(?P<what>(?-i:the|an?|its|their|[A-Z])\b.*?)(?P<where> {_PP} .+)?"
)
_NEXT = _form(rf"(?:[,;]? and |; |\? (?:and )?)(?=(?:{_PP} )?{_WH} )")
_LISTED = _form(rf", and (?=(?:{_PP} )?{_WH} )")
_NEXT_OF_LIST = _form(rf", (?:and )?(?=(?:{_PP} )?{_WH} )")
_OPENS = _form(rf"(?:{_PP} )?{_WH}\b")
_INNER_WH = _form(rf"\b{_WH}\b|[\"“”]")
# What is said in front, or behind, of all the parts.
_SETTING = _form(
    r"(?:(?:in|on|at|during|after|before|since|by) (?!(?:which|what|how)\b)|(?:according to"
    r"|going by) )"
    r"[^,?]{1,60}, (?=\w)"
)
_SOURCED = _form(r",? (?:according to|going by) [^,?]{1,60}$")
# A question is turned round; "… and where they will be held" hangs on what stands before it.
_TURNED = _form(
    rf"(?:{_PP} )?(?:(?:when|where|why|whom?|how) {_AUX}\b",
    rf"|how (?:many|much) {_WORDS}{{0,5}}?{_AUX}\b",
    rf"|how (?!many|much)[\w-]+ {_AUX}\b|(?:what|which|whose) {_WORDS}{{0,4}}?{_AUX}\b",
    r"|who (?!(?:he|she|it|they|we|i|you|the|an?)\b)(?-i:[a-z])\w*|how many (?:\w+ )?\w+ed\b",
    rf"|how many {_WORDS}{{0,3}}?{_HAPPENED}\b).*",
)
_COUNTED_SHORTLY = _form(
    rf"(?P<how>how (?:many|much)) (?P<rest>(?P<aux>{_AUX}|{_HAPPENED})\b.*|\w+ed\b.*)"
)
_DENIED_SHORTLY = _form(rf"{_AUX}(?: not|n['’]t)")
_OF_THEM = _form(r"\bof (?:them|these|those)\b")
_PRONOUN = _form(
    r"\b(?:(?P<it>it|its)|(?P<they>they|them|their)|(?P<he>he|she|him|his|her)"
    r"|(?P<other>these|those|there|this|that|ones?|so|others?|another|both|same|latter|former))\b"
)
_POSSESSIVES = frozenset({"its", "their", "his", "her"})
_DONE = (
    r"(?:\w+ed|built|held|made|sold|found|shot|born|written|taken|given|seen|sent|set|paid|hit"
    r"|stolen|lost|hurt|bought|won|drawn|left|sunk|torn|spent|thrown|driven|cut|caught|burnt)"
)
_NOUN_PHRASE = re.compile(
    rf"(?P<inverted>(?:\b(?:did|does|do|will|can|would|could) )?)"
    rf"(?:(?P<the>[Tt]he (?:(?!{_AUX}\b|{_PP}\b|of\b|and\b|{_DONE}\b)[\w'’-]+ ?)+)"
    r"|(?P<name>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*))"
)
# "They" of the later clause is who the first clause says did it, where both stand alike.
_SUBJECT = _form(
    rf"(?:{_PP} )?{_WH}\b.*? (?P<aux>(?P<be>{_BE})|did|does|do|will|can) "
    r"(?P<rest>(?:the|an?|(?-i:[A-Z][\w'’-]*)) .+)"
)
_PRONOUN_SUBJECT = _form(rf"(?:{_PP} )?{_WH}\b(?:(?!{_AUX}\b).)*? {_AUX} (?P<pronoun>it|they)\b")
_BEHIND_VERB = _form(rf"{_BY}|the|an?|its|their|up|out")
_AT_WHAT_TIME = _form(r"at what time\b")
_ASKED_FOR = _form(rf"(?:what|which) (?P<noun>(?:(?!{_AUX}\b){_WORDS})*)")
_TO_THERE, _OF_THERE = ("came", "went"), ("attended", "visited")
_SHARED = re.compile(rf" {_PP} (?=.*[A-Z0-9]|the ).+$")

# How the sides of a comparison are asked, by its adjective: "How large is …?".
_ADJECTIVES: dict[str, tuple[str, Wanted]] = {
    **{
        f"{adjective}{'' if adjective.endswith('e') else 'e'}r": (adjective, "more")
        for adjective in (
            *("large", "high", "tall", "long", "old", "fast", "deep", "wide", "strong", "warm"),
            *("rich", "loud", "thick"),
        )
    },
    "bigger": ("big", "more"), "hotter": ("hot", "more"),
    "heavier": ("heavy", "more"), "costlier": ("expensive", "more"),
    "more expensive": ("expensive", "more"), "farther": ("far", "more"),
    "smaller": ("large", "less"), "lower": ("high", "less"), "shorter": ("long", "less"),
    "younger": ("old", "less"), "lighter": ("heavy", "less"), "slower": ("fast", "less"),
    "cheaper": ("expensive", "less"), "less expensive": ("expensive", "less"),
    "narrower": ("wide", "less"), "nearer": ("far", "less"), "newer": ("old", "less"),
    "weaker": ("strong", "less"), "colder": ("warm", "less"), "cooler": ("warm", "less"),
    "deadlier": ("deadly", "more"), "bloodier": ("deadly", "more"),
}  # fmt: skip
_COMPARATIVE = "|".join(sorted(_ADJECTIVES, key=len, reverse=True))
_ORDER: dict[str, Wanted] = {
    "first": "earlier", "earlier": "earlier", "sooner": "earlier", "last": "later",
    "later": "later", "more recently": "later", "more recent": "later",
}  # fmt: skip
_ORDERED = "|".join(sorted(_ORDER, key=len, reverse=True))
_BASE = {"opened": "open", "began": "begin", "started": "start", "ended": "end", "closed": "close"}
_BASE_OF = {
    **{f"{verb}{ending}": verb for verb in ("last", "earn", "weigh") for ending in ("s", "ed")},
    "costs": "cost", "takes": "take", "took": "take",
}  # fmt: skip
_MORE = frozenset({"more", "longer"})
_PASTS = {
    "come": "came", "win": "won", "take": "took", "get": "got", "make": "made", "pay": "paid",
    "buy": "bought", "sell": "sold", "give": "gave", "go": "went", "leave": "left", "lose": "lost",
    "hold": "held", "have": "had", "send": "sent", "say": "said", "keep": "kept", "meet": "met",
    "find": "found", "bring": "brought", "know": "knew", "see": "saw", "begin": "began",
    "run": "ran", "fall": "fell", "grow": "grew", "put": "put", "hit": "hit",
    "agree": "agreed", "flee": "fled", "show": "showed", "fly": "flew", "build": "built",
}  # fmt: skip
_EVENT = rf"(?:came|comes|happened|occurred|took place|{'|'.join(_BASE)}|{_BE})"
_OF_TWO = r"(?: of (?:the|these) two)?"
_SIDES = r"(?:,|:| [–—-]) ?(?P<sides>[^,:]+,? or [^,:]+)"
_SIDES_AT_ONCE = r"(?:,|:| [–—-])? (?P<sides>[^,:]+,? or [^,:]+)"
_EITHER = r"(?P<sides>[^,:]+? or [^,:]+?)"
_WHEN_WHERE = rf"(?P<rest>(?: {_PP} [^,:]+?)?)"
_MANY = (
    r"(?P<more>more|fewer|less) "
    r"(?P<noun>(?!than\b)[a-z][\w'’-]*(?: (?!(?:than|and)\b)[a-z][\w'’-]*){0,3}?)"
)

_WHICH_FIRST = _form(
    rf"(?:which|what){_OF_TWO}(?: \w+)? (?P<event>{_EVENT}) (?P<order>{_ORDERED}){_SIDES_AT_ONCE}"
)
_WHO_FIRST = _form(
    rf"(?:who|which(?: \w+)?) (?:was|were) (?P<done>{_DONE}) (?P<order>{_ORDERED}){_SIDES_AT_ONCE}"
)
# What is compared, and may be left out behind it: "Which flood was deadlier, that of 2019 or …?"
_KIND = r"(?P<kind>(?: (?!to\b)[\w'’-]+){0,7}?)"
_WHICH_IS = _form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<be>{_BE}) (?:the )?(?P<adjective>{_COMPARATIVE})"
    rf"{_SIDES_AT_ONCE}"
)
_WHICH_HAD = _form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<have>had|has|have) the (?P<adjective>{_COMPARATIVE})"
    rf" (?P<noun>[a-z][a-z ]+?){_SIDES}"
)
_WHICH_VERB = _form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<verb>costs?|lasts?|lasted|takes?|took|earn(?:s|ed)"
    rf"|weigh(?:s|ed)) (?P<more>more|less|longer|shorter){_SIDES}"
)
_WHO_HAS_MORE = _form(
    rf"(?:who|what|which{_KIND}) (?P<verb>(?!(?:{_BE}|to)\b)[a-z]+) {_MANY}{_WHEN_WHERE}{_SIDES}"
)
_DID_EITHER = _form(
    rf"(?P<aux>did|does|do|has|have|will) {_EITHER} (?P<verb>(?!the\b)[a-z]{{3,}}) {_MANY}",
    _WHEN_WHERE,
)
_DID_EITHER_FIRST = _form(
    rf"did {_EITHER} (?P<verb>take place|come to power|take office|[a-z]+) (?P<order>{_ORDERED})"
)
_IS_EITHER = _form(rf"(?P<be>{_BE}) {_EITHER} (?P<adjective>{_COMPARATIVE})")
# A clause with a comparative, as it stands before "than" or behind "in which year".
_IS_MORE = _form(
    rf"(?P<be>{_BE}) (?P<one>[^,:]+?) (?P<adjective>{_COMPARATIVE})(?P<rest>(?: {_PP} [^,:]+)?)"
)
_DID_MORE_OF = _form(
    rf"(?P<aux>did|does|do|has|have|had|will) (?P<one>[^,:]+?) (?P<verb>[a-z]{{3,}}) {_MANY}",
    _WHEN_WHERE,
)
_DID_MORE = _form(
    rf"(?P<aux>did|does|do|will) (?P<one>[^,:]+?) (?P<verb>cost|last|take|earn|weigh) "
    rf"(?P<more>more|less|longer|shorter)(?P<rest>(?: {_PP} [^,:]+)?)"
)
_MORE_WERE = _form(rf"(?P<aux>{_BE}) (?P<there>there )?{_MANY}(?P<rest> (?:{_DONE}|{_PP}) [^,:]+)")
_MORE_DID = _form(rf"did {_MANY} (?P<verb>die|come|vote|attend|visit|live|drown)(?P<rest> [^,:]+)")
_IN_WHICH = _form(
    rf"(?P<by>in|at|on) (?:which|what) (?!of\b){_WORDS}{{1,3}}?(?P<clause>{_AUX} .+?){_SIDES}"
)
# "That of 2028", "in 2019", "in that of 2019": with what the first side has before it.
_LEANING = _form(
    rf"(?:(?:{_PP} )?(?P<that>that|those|the ones?) (?={_BY} )|(?={_PP} (?!that\b|those\b)))",
    r"(?P<by>.+)",
)
_PHRASE = _form(rf"(?:^| )(?P<by>{_BY}) (?P<what>(?!{_BY}\b)\S+(?: (?!{_BY}\b)\S+)*)")
_OWNED = _form(r"(?P<owner>.+?['’]s?) (?P<what>.+)")
_ITS = _form(r"(?:its|their|his|her) (?P<what>.+)")
_YEAR = re.compile(r"\b[12]\d{3}\b")
_SAID = _form(rf"\b{_AUX}\b|\b(?:\w+ed|said|thought|foretold)$")
_TO_BE_NAMED = re.compile(r"(?:[A-Z]|the )")
# Where "how high" is no way to ask: "What was turnout?"
_LEVEL = _form(
    r"(?:the |its |their )?(?:[\w'’-]+ ){0,3}?(?:turnout|attendance|inflation|unemployment"
    r"|rates?|prices?|number|costs?|budget|deficit|profits?|sales|revenues?|output|population|toll|wages?"
    r"|rents?|salary|salaries|emissions|temperature|spending|debt|share|tax|taxes|fees?|fares?)\b.*"
)
_THE_SAME = _form(
    r"(?P<aux>did|do) (?P<one>[^,:]+?) and (?P<other>[^,:]+?) (?P<verb>[a-z]+) the same "
    rf"(?:number|amount) of (?P<noun>[\w'’-]+(?: [\w'’-]+)??){_WHEN_WHERE}"
)
_NO_SIDE = _form(
    r"(?:it|he|she|they|this|that|there|these|those|ever|usual|expected|any|other|another|both|who|(?-i:an?))\b"
    rf"|.*\b(?:{_WH}|than|and|or|not|ever|average|thought|previously|estimates?|normal|required)\b"
    r"|\W*[\d.,]+\W*(?:$|[%a-z])|the \d+$|.*['’]s?$|(?:one|more|less|at least|about|around)\b"
    r"|(?:the )?(?:last|previous|past|year|month|week|day)\b"
)

# Of a number of things, those of which this can be denied are left over.
_DENIABLE = (
    "accounted|allocated|approved|built|claimed|cleared|confirmed|counted|delivered|disbursed"
    "|distributed|examined|filed|filled|finished|identified|implemented|insured|investigated|paid"
    "|processed|recovered|released|repaired|rescued|resolved|restored|returned|signed|sold|solved"
    "|spent|tested|treated|vaccinated|verified"
)
_THINGS = (
    r"(?P<how>how (?:many|much)) (?P<of>(?:of (?:the|these|those|its|their) )?)"
    rf"(?P<things>(?:(?!{_AUX}\b){_WORDS}){{1,10}}?)"
)
_NOT_DONE = _form(
    _THINGS,
    rf"(?:(?:(?:still )?remains?|{_BE} still|(?P<bare>{_BE}|ha(?:s|ve) been)) un(?P<un>{_DENIABLE})"
    r"|(?:(?:(?:have|has|had) (?:still )?(?:not|never)(?: yet)? been|(?:have|has) yet to be"
    rf"|{_BE} (?:still |yet |left )to be|remains? to be|{_BE} (?:still )?not yet) "
    r"(?P<done>\w+(?:ed|en|id|ld|nt|lt|wn|und))"
    r"|(?:have|has) (?:still )?not (?:yet )?(?P<active>(?!been\b)\w+(?:ed|en|id|ld|nt|lt|wn))))"
    r"(?P<rest>\b.*)",
)
_BOUNDED = _form(
    rf" (?:in|on|at|by|from|for|to|(?:an?|{_SEVERAL}) (?:day|week|month|year)s? after)\b",
    r"(?!.* (?:and|or|but|than)\b).*",
)
_MISSING = _form(
    _THINGS,
    rf"{_BE} still (?:(?:missing|awaiting|waiting for) (?P<what>(?!{_PP}\b)[a-z][a-z ]+)",
    r"|(?P<lost>missing)(?P<after> after .+)?)",
)
# Of these things, those that were or did something else: "were not children", "did not finish".
_OTHERS = _form(
    _THINGS,
    rf"(?:(?P<be>{_BE}) (?:still )?(?:not|n['’]t) (?!only\b|just\b|yet\b)(?:been )?(?P<what>.+)"
    r"|did(?: not|n['’]t) (?P<verb>[a-z]+)(?P<rest>(?: .+)?))",
)
_WHO_OTHERS = _form(
    r"(?P<how>how many) (?P<noun>(?!of\b)[\w'’-]+(?: [\w'’-]+)?) (?:who|that|which) "
    rf"(?P<did>(?!{_AUX}\b)[a-z]+(?: (?P<object>.+?))?) did(?: not|n['’]t) (?P<verb>[a-z]+)"
    r"(?P<rest>(?: .+)?)"
)
# What is of the one is not of the other: a house may be both insured and repaired.
_NEITHER = _form(
    _THINGS,
    rf"(?:(?P<be>{_BE}|ha(?:s|ve|d) been) (?P<done>(?:\w+ )?)neither ",
    r"(?P<one>(?P<by>by|in|from) .+?) nor (?P<other>(?P=by) .+)",
    r"|(?P<aux>did|do|have|has) neither (?P<first>.+?) nor (?P<second>.+?) "
    r"(?P<verb>win|won|hold|held|get|take|own|control|buy|bought|receive|received))",
)
_DONE_THINGS = _form(rf"(?P<done>{_DONE}) (?P<noun>(?!{_BY}\b).+?)(?P<where> {_PP} .+)?")
_THINGS_DONE = _form(rf"(?P<noun>(?:(?!{_BY}\b){_WORDS})+?)(?P<done>{_DONE})(?P<where>(?: .+)?)")
_PLACED = _form(rf"(?P<noun>.+?)(?P<where> {_PP} .+)")
_SHORT = _form(
    r"(?P<how>how many) (?P<noun>[\w'’-]+(?: [\w'’-]+)?) short of (?:its|their|the) "
    r"(?:target|goal|quota) (?:did (?P<one>.+?) (?P<verb>end|finish|fall|stop|come|remain|close)"
    r"(?: up)?|(?:was|were|is|are) (?P<other>.+))"
)
_BEAT = _form(
    r"by how many (?:(?P<points>percentage points|per ?cent)|(?P<noun>votes|seats|goals)) did "
    rf"(?P<one>.+?) (?:beat|defeat|lead|outpoll) (?P<other>.+?)(?P<rest>(?: {_PP} .+)?)"
)
_MORE_THAN = _form(
    rf"(?P<how>how (?:many|much)) (?P<more>more|fewer|less) "
    rf"(?P<noun>(?:(?!than\b|{_AUX}\b){_WORDS}){{0,6}})"
    rf"(?P<aux>{_AUX}) (?P<rest>.+?) than (?P<other>.+)"
)
_MORE_DONE = _form(
    r"(?P<how>how (?:many|much)) (?P<more>more|fewer|less) ",
    rf"(?P<noun>(?:(?!than\b|{_AUX}\b){_WORDS}){{1,4}}?)"
    rf"(?P<done>\w+ed|came|took|went|won|left|fled)(?P<rest>(?: .+?)?) than (?P<other>{_PP} .+)",
)
_MORE_KINDS = _form(
    r"(?P<how>how many) (?P<more>more|fewer) (?P<one>[\w'’ -]+?) than (?P<other>[\w'’ -]+?) "
    rf"(?P<rest>{_AUX} .+)"
)
_MUCH_MORE = _form(
    rf"how much (?P<adjective>{_COMPARATIVE}) (?P<be>{_BE}) (?P<one>.+?) than (?P<other>.+)"
)
_QUANTITY = r"(?:number|amount|price|cost|population|size|height|length|age|value|weight|budget)"
_DIFFERENCE_OF = _form(
    rf"what(?P<be> is| was|['’]s) the difference between (?P<one>the (?P<what>{_QUANTITY}) of .+?)",
    rf" and (?:the {_QUANTITY} |that )?of (?P<other>.+)",
)
_DIFFERENCE_IN = _form(
    rf"what(?P<be> is| was|['’]s) the difference in (?:the )?(?P<what>{_QUANTITY}) between ",
    r"(?P<one>.+?) and (?P<other>.+)",
)
_YEARS = _form(
    r"how many years (?:(?:have |had )?(?:passed|elapsed)|went by|(?:were|are) there|lie|lay"
    r"|separated?)(?: between| from)? (?P<one>.+?) (?:and|to|from) (?P<other>.+)"
)

_TOGETHER = r",? (?:in total|altogether|combined|in all|all together|together)"
_PLACES_TOGETHER = _form(
    rf"(?P<how>how (?:many|much)) (?P<asked>[^,]+) (?P<by>{_PP}) (?P<one>[^,]+?) and "
    rf"(?:{_PP} )?(?P<other>[^,]+?){_TOGETHER}"
)
_NAMED_ONLY = re.compile(r"(?:the )?(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*|[12]\d{3})")
_KINDS_TOGETHER = _form(
    rf"(?P<how>how (?:many|much)) (?P<one>(?:(?!{_AUX}\b){_WORDS}){{1,4}}?)and "
    rf"(?P<other>(?:(?!{_AUX}\b){_WORDS}){{1,4}}?)(?P<rest>{_AUX} .+?){_TOGETHER}(?P<end>|\s.+)"
)
_ACTORS_TOGETHER = _form(
    r"(?P<how>how (?:many|much)(?: [\w'’-]+){0,4}?) (?P<aux>did|do|does|have|has|had) "
    rf"(?P<one>.+?) and (?P<other>.+?) (?P<verb>[a-z]+)(?P<rest>(?: {_PP} .+?)?){_TOGETHER}"
    r"(?P<end>|\s.+)"
)
_COMBINED = _form(
    rf"what(?P<be> is| was|['’]s) the (?:(?:combined|total) (?P<what>{_QUANTITY})|total|sum) of "
    r"(?P<one>[^,]+?) and (?P<other>[^,]+)"
)


def asked_parts(question: str) -> Asked:
    """What a question asks for, taken apart where its words leave no doubt.

    >>> asked_parts("How many boxes were returned and how many were identified?").parts
    ('How many boxes were returned?', 'How many boxes were identified?')
    >>> asked_parts("Who is the founder and chief executive?")
    Single(question='Who is the founder and chief executive?')
    """
    text = " ".join(question[: MOST_CHARACTERS + 1].split()).rstrip("?!. ")
    if len(question) > MOST_CHARACTERS or not _CUE.search(text):
        return Single(question)
    setting, sourced = _SETTING.match(text), _SOURCED.search(text)
    before, behind = setting[0] if setting else "", sourced[0] if sourced else ""
    clause = text[len(before) : len(text) - len(behind)]
    for form in (_difference, _sum, _comparison, _several):
        if (found := form(clause)) is not None:
            return _within(before, found, behind) if before or behind else found
    return Single(question)


def _within(before: str, found: Asked, behind: str) -> Asked:
    """Every part with what was said before and behind the whole."""

    def said(part: str) -> str:
        if before and _OPENS.match(part):
            part = f"{part[:1].lower()}{part[1:]}"
        return _question(f"{before}{part.rstrip('?')}{behind}")

    match found:
        case Difference():
            return replace(found, whole=said(found.whole), less=tuple(map(said, found.less)))
        case Comparison(parts=(one, other)):
            return replace(found, parts=(said(one), said(other)))
        case Several() | Sum():
            return replace(found, parts=tuple(map(said, found.parts)))
    return found


def _several(text: str) -> Several | None:
    if beside := _BESIDE.fullmatch(text):
        points = filter(None, beside.group("first", "middle", "last"))
        return Several(tuple(_question(f"{point} {beside['rest']}") for point in points))
    if tail := _TAIL.fullmatch(text):
        return _asked_twice(tail["clause"], tail["wh"])
    between = _NEXT_OF_LIST if _LISTED.search(text) else _NEXT
    clauses = between.split(text)
    if not 2 <= len(clauses) <= MOST_PARTS or not all(map(_is_clause, clauses)):
        return None
    if not all(_TURNED.fullmatch(clause) for clause in clauses[1:]):
        return None
    whole = [clauses[0], *(_completed(clause, clauses[0]) for clause in clauses[1:])]
    parts = [part for part in whole if part is not None]
    if len(parts) < len(whole):
        return None
    return Several(tuple(_question(part) for part in _sharing(parts)))


def _asked_twice(clause: str, wh: str) -> Several | None:
    """The first question, and the same put as the second: "Who signed the plan and when?"."""
    opens = _OPENS.match(clause)
    if not opens or _INNER_WH.search(clause, opens.end()) or " and " in clause:
        return None
    if pointed := _POINTED.fullmatch(clause):
        again = f"{wh} {pointed['rest']}"
    elif (counted := _COUNTED.fullmatch(clause)) and counted["noun"]:
        if not _IS_BE.fullmatch(counted["aux"] or ""):
            return None
        rest = counted["rest"].removeprefix(counted["aux"])
        noun = counted["noun"].strip()
        again = f"{wh} {counted['aux']} {noun if noun.startswith('of ') else f'the {noun}'}{rest}"
        again = again.replace(" of the ", " the ", 1)
    elif (by := _DONE_BY.fullmatch(clause)) and not re.search(r"\bof$", by["what"]):
        again = f"{wh} was {by['what']} {by['done']}{by['where'] or ''}"
    else:
        return None
    return Several((_question(clause), _question(again)))


def _is_clause(clause: str) -> bool:
    """Whether it opens as a question and has no other inside; "When the talks ended" is none."""
    opens = _OPENS.match(clause)
    return (
        opens is not None
        and not _INNER_WH.search(clause, opens.end())
        and not _SUBORDINATE.match(clause)
    )


def _completed(clause: str, first: str) -> str | None:
    """A later clause with what it leaves to the first, or ``None`` where that is not certain."""
    counted, short = _COUNTED.fullmatch(first), _COUNTED_SHORTLY.fullmatch(clause)
    if counted:
        noun = counted["noun"].strip()
        if short:
            if short["how"].casefold() != counted["how"].casefold() or (
                not short["aux"] and not _IS_BE.fullmatch(counted["aux"] or "")
            ):
                return None
            aux = "" if short["aux"] else f"{counted['aux']} "
            rest = short["rest"]
            if _DENIED_SHORTLY.fullmatch(rest) and counted["aux"]:
                rest += counted["rest"].removeprefix(counted["aux"])
            clause = f"{short['how']} {counted['noun']}{aux}{rest}"
        if noun:
            of_them = noun if noun.startswith("of ") else f"of the {noun}"
            clause = _OF_THEM.sub(lambda _: of_them, clause)
    elif short:
        return None
    return _resolved(clause, first, counted)


def _resolved(clause: str, first: str, counted: re.Match[str] | None) -> str | None:
    """With its pronouns replaced by the one thing that the first clause speaks of."""
    pronouns = list(_PRONOUN.finditer(clause))
    if not pronouns:
        return clause
    if len(pronouns) == 1 and (subject := _parallel(clause, first)):
        if at_what_time := _AT_WHAT_TIME.match(first):
            clause = re.sub(r"^when\b", at_what_time[0], clause, flags=re.IGNORECASE)
        return _PRONOUN.sub(lambda _: subject, clause)
    named = _spoken_of(first)
    if counted and counted["noun"] and not counted["noun"].startswith("of "):
        named = [*named, f"the {counted['noun'].strip()}"]
    if len(named) != 1 or any(pronoun["other"] for pronoun in pronouns):
        return None
    # What the first clause asks for may be meant as well.
    asked_for = first.split()[0].casefold()
    is_name, is_plural = named[0][0].isupper(), named[0].endswith("s")
    for pronoun in pronouns:
        if (
            (
                asked_for in {"what", "which"}
                and not (pronoun["he"] and is_name)
                and not (pronoun["it"] and _asks_for_several(first))
            )
            or (pronoun["it"] and (is_name or is_plural))
            or (pronoun["they"] and not is_plural)
            or (asked_for == "who" and not pronoun["it"])
        ):
            return None

    def noun(pronoun: re.Match[str]) -> str:
        owned = pronoun[0].casefold() in _POSSESSIVES
        return f"{named[0]}{'’' if is_plural else '’s'}" if owned else named[0]

    return _PRONOUN.sub(noun, clause)


def _parallel(clause: str, first: str) -> str | None:
    """The subject of the first clause where the later one has "it" or "they" in its place."""
    here, there = _PRONOUN_SUBJECT.match(clause), _SUBJECT.fullmatch(first)
    if not here or not there or first.split()[0].casefold() == "who":
        return None
    words = there["rest"].split()
    subject = _before_participle(words) if there["be"] else _before_verb(words)
    if not subject or not subject.casefold().startswith("the "):
        return None
    head = subject[: phrase.start()] if (phrase := _PHRASE.search(subject)) else subject
    is_plural, they = _is_plural(head.split()[-1]), here["pronoun"].casefold() == "they"
    # "When did the minister open the bridge and what did it cost?"
    if re.search(r" (?:the|an?|its|their) ", there["rest"][len(subject) :]):
        return None
    # What is asked for may be meant as well, unless it is one and they are many, or the reverse.
    asked_for = _ASKED_FOR.match(first)
    if is_plural != they or (
        asked_for and (not asked_for["noun"] or _asks_for_several(first) == they)
    ):
        return None
    return subject


def _asks_for_several(first: str) -> bool:
    asked_for = _ASKED_FOR.match(first)
    noun = asked_for["noun"].strip() if asked_for else ""
    return bool(noun) and (
        _is_plural(noun.split()[-1]) or bool(re.search(rf"\b(?:{_SEVERAL})\b", noun))
    )


def _before_participle(words: list[str]) -> str:
    """Of "the bridge at Alton opened by the king" the bridge."""
    ends = [i for i, word in enumerate(words) if re.fullmatch(_DONE, word)]
    return " ".join(words[: ends[0]] if ends else words)


def _before_verb(words: list[str]) -> str:
    """Of "the night train leave Alton" the night train: its verb is the last plain word."""
    ends = (
        place
        for place, word in enumerate(words)
        if place and (not word[0].islower() or _BEHIND_VERB.fullmatch(word))
    )
    end = next(ends, len(words))
    return " ".join(words[: end - 1]) if end > 2 else ""


def _spoken_of(clause: str) -> list[str]:
    """The names and definite noun phrases of a question."""
    found = []
    opens = _OPENS.match(clause)
    for phrase in _NOUN_PHRASE.finditer(clause, opens.end() if opens else 0):
        words = (phrase["the"] or phrase["name"]).split()
        # "Did the ministers meet": the verb comes behind its subject.
        if phrase["inverted"] and phrase["the"]:
            subject = _before_verb(words).split()
            if behind := " ".join(words[len(subject) + 1 :]):
                found.append(behind)
            words = subject
        # "Signed the pact in Ostrel": a place is not what is spoken of.
        of_place = not phrase["the"] and re.search(rf"\b{_PP} $", clause[: phrase.start()])
        if (len(words) > 1 or phrase["name"]) and not (of_place and found):
            found.append(" ".join(words))
    return found


def _sharing(clauses: list[str]) -> list[str]:
    """With the place or time that one count of several gives for all: "… hurt in the blast"."""
    counted = [_COUNTED.fullmatch(clause) for clause in clauses]
    # "How many are in …" asks of the place itself.
    shared = [
        _SHARED.search(one["rest"], len(one["aux"]) + 1 if one["aux"] else 0) if one else None
        for one in counted
    ]
    said = [phrase[0] for phrase in shared if phrase]
    if not all(counted) or len(said) != 1 or not (shared[0] or shared[-1]):
        return clauses
    pairs = zip(clauses, shared, strict=True)
    return [clause if phrase else f"{clause}{_there(clause, said[0])}" for clause, phrase in pairs]


def _there(clause: str, place: str) -> str:
    """ "… at the fair" as it is said with the last word of the clause: "came to the fair"."""
    verb, (at, _, where) = clause.split()[-1], place.strip().partition(" ")
    if at.casefold() in ("at", "in", "on") and not _YEAR.match(where):
        if verb in _TO_THERE:
            return f" to {where}"
        if verb in _OF_THERE:
            return f" {where}"
    return place


def _comparison(text: str) -> Comparison | None:
    if text.casefold().count(" or ") > 1:
        return None
    for form, asks in (
        (_WHICH_FIRST, _first),
        (_WHO_FIRST, _first),
        (_DID_EITHER_FIRST, _first),
        (_WHICH_IS, _by_adjective),
        (_WHICH_HAD, _by_adjective),
        (_WHICH_VERB, _by_verb),
        (_IS_EITHER, _by_adjective),
        (_WHO_HAS_MORE, _by_number),
        (_DID_EITHER, _by_number),
        (_THE_SAME, _by_number),
    ):
        if match := form.fullmatch(text):
            sides = _sides(match)
            return replace(asks(match, sides), sides=_as_said(match, sides)) if sides else None
    return _in_which(text) or _than(text)


def _sides(match: re.Match[str]) -> tuple[str, str] | None:
    said = match.groupdict()
    pair = re.split(r",? or ", said["sides"]) if "sides" in said else [said["one"], said["other"]]
    if len(pair) != 2:
        return None
    one = _of_kind((said.get("kind") or "").strip(), re.sub(r"^(?:either )", "", pair[0].strip()))
    other = _of_kind((said.get("kind") or "").strip(), pair[1].strip())
    full = _alike(one, other)
    return (one, full) if full and _is_side(one) and _is_side(full) else None


def _as_said(match: re.Match[str], sides: tuple[str, str]) -> tuple[str, str]:
    """The sides in the words of the question, for the answer: "that of 1988"."""
    if "sides" not in match.groupdict():
        return sides
    one, other = re.split(r",? or ", match["sides"])
    one = re.sub(r"^either ", "", one.strip())
    return one, re.sub(r"^(?:its|their|his|her) ", "the ", other.strip())


def _is_side(side: str) -> bool:
    return bool(side) and not _NO_SIDE.match(side) and len(side.split()) <= MOST_SIDE_WORDS


def _of_kind(kind: str, side: str) -> str:
    """With the kind of thing that "which" asks for: "that of 1988" is the flood of 1988."""
    if not kind:
        return side
    leaning = _LEANING.fullmatch(side)
    if leaning and leaning["that"]:
        year = leaning["by"].removeprefix("of ")
        return (
            f"the {kind} {_in_year(kind)} {year}"
            if _YEAR.fullmatch(year)
            else f"the {kind} {leaning['by']}"
        )
    return f"the {kind} {_in_year(kind)} {side}" if _YEAR.fullmatch(side) else side


def _in_year(kind: str) -> str:
    return "in" if _PHRASE.search(kind) else "of"


def _alike(one: str, other: str) -> str | None:
    """The other side in full, where it leans on the first; ``None`` where it is not clear how.

    >>> _alike("the strike of 2031 in Alton", "that of 2028"), _alike("Norway’s debt", "Sweden’s")
    ('the strike of 2028 in Alton', 'Sweden’s debt')
    """
    if leaning := _LEANING.fullmatch(other):
        return _other_phrases(one, leaning["by"], of_that=bool(leaning["that"]))
    if re.search(r"['’]s?$", other):
        owned = _OWNED.fullmatch(one)
        return f"{other} {owned['what']}" if owned else None
    if its := _ITS.fullmatch(other):
        owned = _OWNED.fullmatch(one)
        return f"{owned['owner']} {its['what']}" if owned else None
    return other


def _other_phrases(one: str, by: str, *, of_that: bool) -> str | None:
    """``one`` with its last phrases of this form, times for times, replaced by ``by``."""
    here, there = list(_PHRASE.finditer(one)), list(_PHRASE.finditer(by))
    dated = bool(_YEAR.search(by))
    for first in range(len(here) - len(there), -1, -1):
        replaced = here[first : first + len(there)]
        begin, end = replaced[0].start(), replaced[-1].end()
        alike = [phrase["by"].casefold() for phrase in replaced] == [
            phrase["by"].casefold() for phrase in there
        ]
        if bool(_YEAR.search(one, begin, end)) == dated and (alike or (of_that and dated)):
            return f"{one[:begin]} {by}{one[end:]}".strip()
    if of_that and dated and not here and _YEAR.search(one):
        return f"{' '.join(_YEAR.sub('', one).split())} {by}"  # "the 2031 strike"
    return None


@dataclass(frozen=True, slots=True)
class _Measured:
    """A question for a number: ``before`` and ``behind`` the words for what has it."""

    before: str
    subject: str
    behind: str
    wanted: Wanted

    def question(self, more: str = "") -> str:
        words = (self.before, self.subject, self.behind, more)
        return _question(" ".join(" ".join(words).split()))


def _measured(clause: str) -> _Measured | None:
    """The number by which a clause with a comparative compares: "Did A win more seats?"."""
    if is_more := _IS_MORE.fullmatch(clause):
        asked, behind, wanted = _how(is_more["adjective"], is_more["be"], is_more["one"])
        return _Measured(asked, is_more["one"], f"{behind}{is_more['rest']}", wanted)
    if more := _DID_MORE.fullmatch(clause):
        how, wanted = _by_more(more["more"])
        behind = f"{more['verb']}{more['rest']}"
        return _Measured(f"{how} {more['aux'].lower()}", more["one"], behind, wanted)
    if of := _DID_MORE_OF.fullmatch(clause):
        # "Did the bank pay workers more money" has its verb elsewhere.
        if re.search(r"[^s]s$|^(?:been|than)$", of["verb"]) or re.search(
            r"(?:^| )(?:the|an?|its|their|his|her|any|no)$", of["one"], re.IGNORECASE
        ):
            return None
        behind = f"{of['verb']}{of['rest']}"
        return _Measured(f"{_number_of(of)} {of['aux'].lower()}", of["one"], behind, _wanted(of))
    if were := _MORE_WERE.fullmatch(clause):
        there = were["there"] or ""
        asked = f"{_number_of(were)} {were['aux'].lower()} {there}{were['rest'].strip()}"
        return _Measured("", "", asked, _wanted(were))
    if did := _MORE_DID.fullmatch(clause):
        asked = f"{_number_of(did)} {_past(did['verb'])}{did['rest']}"
        return _Measured("", "", asked, _wanted(did))
    return None


def _in_which(text: str) -> Comparison | None:
    """ "In which year did A win more seats, 2019 or 2024?"."""
    if not (match := _IN_WHICH.fullmatch(text)) or not (measured := _measured(match["clause"])):
        return None
    sides = [re.sub(rf"^{_PP} ", "", side.strip()) for side in re.split(r",? or ", match["sides"])]
    if len(sides) != 2 or not all(_YEAR.fullmatch(side) or _is_side(side) for side in sides):
        return None
    one, other = (measured.question(f"{match['by'].lower()} {side}") for side in sides)
    return Comparison((one, other), measured.wanted, (sides[0], sides[1]))


def _than(text: str) -> Comparison | None:
    """ "Was A higher than B?", "Did A win more seats in 2019 than in 2024?"."""
    clause, _, other = text.partition(" than ")
    if not other or re.search(r"[,:]| than | or ", other) or not (measured := _measured(clause)):
        return None
    if measured.subject and not _is_side(measured.subject):
        return None
    leaning = _LEANING.fullmatch(other)
    if leaning and (not measured.subject or not leaning["that"]):
        if behind := _alike(measured.behind, other):
            second = replace(measured, behind=behind)
        elif subject := _alike(measured.subject, other):
            second = replace(measured, subject=subject)
        else:
            return None
    else:
        full = _alike(measured.subject, other) if measured.subject else None
        # "Higher than the polls had said".
        if not full or not _is_side(full) or _SAID.search(other):
            return None
        # "Did A win more medals than trophies?"
        if not _IS_BE.match(clause) and not _TO_BE_NAMED.match(full):
            return None
        second = replace(measured, subject=full)
    parts = measured.question(), second.question()
    return Comparison(parts, measured.wanted, (measured.subject or clause, other))


def _how(adjective: str, be: str, subject: str) -> tuple[str, str, Wanted]:
    """What stands before and behind the subject in a question for this of it."""
    plain, wanted = _ADJECTIVES[adjective.casefold()]
    did = {"is": "does", "are": "do"}.get(be.casefold(), "did")
    if plain == "deadly":
        return f"how many people {did}", "kill", wanted
    if plain == "high" and _LEVEL.fullmatch(subject):
        return f"what {be.lower()}", "", wanted
    return f"how {plain} {be.lower()}", "", wanted


def _by_more(more: str) -> tuple[str, Wanted]:
    more = more.casefold()
    return "how long" if "er" in more else "how much", "more" if more in _MORE else "less"


def _number_of(match: re.Match[str]) -> str:
    return f"how {'many' if _is_plural(match['noun']) else 'much'} {match['noun']}"


def _wanted(match: re.Match[str]) -> Wanted:
    return "more" if match["more"].casefold() == "more" else "less"


def _first(match: re.Match[str], sides: tuple[str, str]) -> Comparison:
    said = match.groupdict()
    event, verb = (said.get("event") or "").casefold(), said.get("verb")
    if verb or event in _BASE:
        one, other = (f"when did {side} {verb or _BASE[event]}" for side in sides)
    else:
        done = f" {said['done']}" if said.get("done") else ""
        one, other = (f"when was {side}{done}" for side in sides)
    wanted = _ORDER[match["order"].casefold()]
    return Comparison((_question(one), _question(other)), wanted, sides)


def _by_adjective(match: re.Match[str], sides: tuple[str, str]) -> Comparison:
    said = match.groupdict()
    if said.get("noun"):  # "Which had the higher turnout …?"
        wanted = _ADJECTIVES[match["adjective"].casefold()][1]
        did = {"has": "does", "have": "do"}.get(match["have"].casefold(), "did")
        one, other = (_question(f"what {match['noun']} {did} {side} have") for side in sides)
        return Comparison((one, other), wanted, sides)
    asked = [_how(match["adjective"], match["be"], side) for side in sides]
    one, other = (
        _question(f"{before} {side} {behind}".strip())
        for side, (before, behind, _) in zip(sides, asked, strict=True)
    )
    return Comparison((one, other), asked[0][2], sides)


def _by_verb(match: re.Match[str], sides: tuple[str, str]) -> Comparison:
    how, wanted = _by_more(match["more"])
    verb = match["verb"].casefold()
    did = "does" if verb.endswith("s") else "did"
    base = _BASE_OF.get(verb, verb)
    one, other = (_question(f"{how} {did} {side} {base}") for side in sides)
    return Comparison((one, other), wanted, sides)


def _by_number(match: re.Match[str], sides: tuple[str, str]) -> Comparison:
    said = match.groupdict()
    noun, verb, rest = said["noun"], said["verb"], said["rest"] or ""
    number = f"how {'many' if _is_plural(noun) else 'much'} {noun}"
    have = {"has": "does", "have": "do", "had": "did"}.get(verb.casefold())
    if aux := said.get("aux"):
        asked = [f"{number} {aux.lower()} {side} {verb}{rest}" for side in sides]
    elif have:
        asked = [f"{number} {have} {side} have{rest}" for side in sides]
    else:  # "Vietnam won how many medals?" needs no other form of the verb
        asked = [f"{side} {verb} {number}{rest}" for side in sides]
    more = (said.get("more") or "same").casefold()
    wanted: Wanted = "same" if more == "same" else "more" if more == "more" else "less"
    return Comparison((_question(asked[0]), _question(asked[1])), wanted, sides)


def _past(verb: str) -> str:
    if past := _PASTS.get(verb.casefold()):
        return past
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{'d' if verb.endswith('e') else 'ed'}"


def _is_plural(noun: str) -> bool:
    return bool(
        re.search(r"(?<!s)s$|^(?:people|men|women|children|police)\b", noun.split(" of ")[0])
    )


def _difference(text: str) -> Difference | None:
    if match := _NEITHER.fullmatch(text):
        return _neither(match)
    if match := _NOT_DONE.fullmatch(text) or _MISSING.fullmatch(text):
        return _left(match)
    if match := _WHO_OTHERS.fullmatch(text) or _OTHERS.fullmatch(text):
        return _others(match)
    if match := _SHORT.fullmatch(text):
        return _short(match)
    if match := _BEAT.fullmatch(text):
        return _beat(match)
    if match := _MUCH_MORE.fullmatch(text):
        return _much_more(match)
    if match := _MORE_DONE.fullmatch(text):
        return _more_done(match)
    if match := _MORE_KINDS.fullmatch(text):
        one, other = (f"{match['how']} {match[kind]} {match['rest']}" for kind in ("one", "other"))
        return _less((_question(one), _question(other)), swapped=_is_fewer(match))
    if match := _MORE_THAN.fullmatch(text):
        return _more_than(match)
    if match := _DIFFERENCE_OF.fullmatch(text) or _DIFFERENCE_IN.fullmatch(text):
        return _less(_quantities(match))
    if (match := _YEARS.fullmatch(text)) and (sides := _sides(match)):
        one, other = (_question(f"in what year was {side}") for side in sides)
        return Difference(other, (one,), "years")
    return None


def _left(match: re.Match[str]) -> Difference | None:
    """All of them, and those of which what is denied of the rest holds."""
    said = match.groupdict()
    how, of, things = match["how"], match["of"], match["things"].strip()
    rest = said.get("rest") or ""
    # Of all people, those who are insured is another question than of some that were spoken of.
    unbound = said.get("bare") or said.get("what") or said.get("lost") or said.get("active")
    if (unbound or said.get("un") == "accounted") and not of:
        return None
    # "… unresolved after the talks" says since when, not which of them.
    if rest and not said.get("active") and not _BOUNDED.fullmatch(rest):
        return None
    if _INNER_WH.search(match.string, match.end("how")):
        return None
    have = "have" if _is_many(how) else "has"
    done = said.get("un") or said.get("done")
    if said.get("lost"):
        done = "recovered" if re.search(r"\b(?:stolen|looted|taken)\b", things) else "found"
    held = said.get("active") or said.get("what")
    part = f"{have} been {done}{rest}" if done else f"{have} {held}{rest}"
    where = rest if re.match(r" (?:in|on|at)\b", rest) else ""
    past = bool(re.search(r"\b(?:had|was|were)\b", match.string))
    return Difference(_all_of(match, where, past=past), (_question(f"{how} {of}{things} {part}"),))


def _is_many(how: str) -> bool:
    return how.casefold() == "how many"


def _all_of(match: re.Match[str], where: str = "", *, past: bool = False) -> str:
    """How many of these things there are: "How many houses were destroyed in Laos?"."""
    how, of = match["how"], match["of"]
    kind = re.sub(r"^[\d.,]+ ", "", match["things"].strip())
    if not _is_many(how):
        be = "was" if past else "is"
        if of and _LEVEL.fullmatch(of.removeprefix("of ") + kind):
            return _question(f"what {be} {of.removeprefix('of ')}{kind}{where}")
        if of:
            return _question(f"{how} {be} {of.removeprefix('of ')}{kind}{where}")
        return _question(f"{how} {kind} {be} there")
    if done := (_DONE_THINGS.fullmatch(kind) if of else None) or _THINGS_DONE.fullmatch(kind):
        place = done["where"] or ""
        return _question(f"{how} {done['noun'].strip()} were {done['done']}{place}{where}")
    be = "were" if past else "are"
    if not where and (placed := _PLACED.fullmatch(kind)):
        return _question(f"{how} {placed['noun']} {be} there{placed['where']}")
    return _question(f"{how} {kind} {be} there{where}")


def _others(match: re.Match[str]) -> Difference | None:
    """All, and those of which the contrary is said: "… did not finish", "… were not children"."""
    said = match.groupdict()
    how, rest = match["how"], said.get("rest") or ""
    if said.get("noun"):  # "How many runners who started the race did not finish it?"
        thing = said["object"] or ""
        if rest in (" it", " them") and _TO_BE_NAMED.match(thing):
            rest = f" {thing}"
        if _PRONOUN.search(rest) or _INNER_WH.search(match["did"]):
            return None
        who = f"{how} {match['noun']}"
        these = who if rest else f"{how} of the {match['noun']} who {match['did']}"
        part = f"{these} {_past(match['verb'])}{rest}"
        return Difference(_question(f"{who} {match['did']}"), (_question(part),))
    if not match["of"] or _INNER_WH.search(match.string, match.end("how")):
        return None
    these = f"{how} {match['of']}{match['things'].strip()}"
    if said["verb"]:
        held, past = f"{_past(said['verb'])}{rest}", True
    else:
        held, past = f"{said['be']} {said['what']}", said["be"] in ("was", "were")
    if _PRONOUN.search(held) or re.search(r"\b(?:and|or|but|than)\b", held):
        return None
    return Difference(_all_of(match, past=past), (_question(f"{these} {held}"),))


def _neither(match: re.Match[str]) -> Difference | None:
    """All, and those of each that it denies: "… are held neither by A nor by B"."""
    these = f"{match['how']} {match['of']}{match['things'].strip()}"
    if _INNER_WH.search(match.string, match.end("how")) or not _PHRASE.search(f" {these}"):
        return None
    if match["be"]:
        past = match["be"] not in ("is", "are")
        sides = [f"{match['be']} {match['done']}{match[side]}" for side in ("one", "other")]
    else:
        past = match["aux"] == "did"
        sides = [f"{match['aux']} {match[s]} {match['verb']}" for s in ("first", "second")]
    return Difference(
        _all_of(match, past=past), tuple(_question(f"{these} {side}") for side in sides)
    )


def _short(match: re.Match[str]) -> Difference | None:
    """The target, and what was reached of it."""
    subject = match["one"] or match["other"]
    if not _is_side(subject):
        return None
    many = f"{match['how']} {match['noun']}"
    ended = match["verb"] and match["verb"].casefold() in ("end", "finish", "close", "stop")
    reached = f"with {many} did {subject} end" if ended else f"{many} were reached by {subject}"
    return Difference(_question(f"{many} was {subject} to reach"), (_question(reached),))


def _beat(match: re.Match[str]) -> Difference | None:
    """What the winner had, and what the other."""
    if not (sides := _sides(match)):
        return None
    verb = "score" if match["noun"] == "goals" else "get"
    asked = "what percentage of the vote" if match["points"] else f"how many {match['noun']}"
    one, other = (_question(f"{asked} did {side} {verb}{match['rest']}") for side in sides)
    return Difference(one, (other,), "points" if match["points"] else "number")


def _much_more(match: re.Match[str]) -> Difference | None:
    """ "How much higher was A than B?", "… was A in 2019 than in 2024?"."""
    one, other = match["one"], _alike(match["one"], match["other"])
    if not other or not _is_side(one) or not _is_side(other):
        return None
    compared = _by_adjective(match, (one, other))
    return _less(compared.parts, swapped=compared.wanted == "less")


def _more_done(match: re.Match[str]) -> Difference | None:
    """ "How many more people died in 2019 than in 2024?"."""
    if not (rest := _alike(match["rest"], match["other"])):
        return None
    asked = f"{match['how']} {match['noun']}{match['done']}"
    parts = _question(f"{asked}{match['rest']}"), _question(f"{asked} {rest}")
    return _less(parts, swapped=_is_fewer(match))


def _more_than(match: re.Match[str]) -> Difference | None:
    """The two counts of "… more boxes were returned than identified", "… did A return than B"."""
    asked = f"{match['how']} {match['noun']}{match['aux']} "
    rest, other = match["rest"], match["other"]
    if _IS_BE.fullmatch(match["aux"]) and _LEANING.fullmatch(other):
        if not (full := _alike(rest, other)):
            return None
        parts = (f"{asked}{rest}", f"{asked}{full}")
    elif _IS_BE.fullmatch(match["aux"]):
        bare = re.sub(rf"^{_BE} ", "", other)
        if not re.match(_DONE, rest) or not re.match(_DONE, bare):
            return None
        parts = (f"{asked}{rest}", f"{asked}{bare}")
    else:
        other = re.sub(rf" {_AUX}$", "", other)
        phrase = re.search(rf" (?P<by>{_PP}) .+$", rest)
        begin = phrase.start() if phrase else len(rest)
        subject, _, verb = rest[:begin].rpartition(" ")
        years = [bool(_YEAR.search(one)) for one in (rest[begin:], other)]
        full = _alike(rest[begin:], other) if _LEANING.fullmatch(other) else None
        if not subject or (not full and _NO_SIDE.match(other)):
            return None
        if full:
            parts = (f"{asked}{rest}", f"{asked}{rest[:begin]} {full}")
        elif _PHRASE.search(f" {other}") and not phrase:
            return None  # "… win than the Blues in 2019"
        elif not phrase or (years == [True, False] and not re.match(_PP, other)):
            parts = (f"{asked}{rest}", f"{asked}{other} {verb}{rest[begin:]}")
        else:
            return None
    return _less((_question(parts[0]), _question(parts[1])), swapped=_is_fewer(match))


def _is_fewer(match: re.Match[str]) -> bool:
    return match["more"].casefold() != "more"


def _less(parts: tuple[str, str], *, swapped: bool = False) -> Difference:
    whole, less = parts[::-1] if swapped else parts
    return Difference(whole, (less,))


def _quantities(match: re.Match[str]) -> tuple[str, str]:
    """Both sides asked for their quantity: "What is the number of …?"."""
    be, what = match["be"], match["what"]
    one = re.sub(rf"^the {what} of ", "", match["one"], flags=re.IGNORECASE)
    sides = (one, match["other"])
    first, second = (_question(f"what{be} the {what} of {side}") for side in sides)
    return first, second


def _sum(text: str) -> Sum | None:
    if match := _KINDS_TOGETHER.fullmatch(text):
        rest = f"{match['rest']}{match['end']}"
        return Sum(tuple(_question(f"{match['how']} {match[k]}{rest}") for k in ("one", "other")))
    if match := _PLACES_TOGETHER.fullmatch(text):
        if (
            not (sides := _sides(match))
            or _INNER_WH.search(text, match.end("how"))
            or not all(map(_NAMED_ONLY.fullmatch, sides))
            or not re.search(rf"\b(?:{_AUX}|{_HAPPENED})\b", match["asked"])
        ):
            return None
        asked = f"{match['how']} {match['asked']} {match['by']}"
        return Sum(tuple(_question(f"{asked} {side}") for side in sides))
    if match := _ACTORS_TOGETHER.fullmatch(text):
        # "The plants in Alder and Karo" are no two actors.
        if not (sides := _sides(match)) or _PHRASE.search(sides[0]):
            return None
        asked, rest = f"{match['how']} {match['aux']}", f"{match['rest']}{match['end']}"
        return Sum(tuple(_question(f"{asked} {side} {match['verb']}{rest}") for side in sides))
    if match := _COMBINED.fullmatch(text):
        if not (sides := _sides(match)):
            return None
        if match["what"]:
            return Sum(_quantities(match))
        return Sum(tuple(_question(f"what{match['be']} {side}") for side in sides))
    return None


def _question(clause: str) -> str:
    clause = clause.strip(" ,;")
    return f"{clause[:1].upper()}{clause[1:]}?"
