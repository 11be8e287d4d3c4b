"""Comparisons of two things: the question of each, whose number or date tells which it is."""

import re
from collections.abc import Callable
from dataclasses import replace

from .asked import Comparison, Wanted
from .comparatives import COMPARATIVE, auxiliary_of, both_by_adjective, how_much, more_by
from .grammar import AUX, BE, DEFINITE, DONE, IS_BE, PP, WORD, YEAR, form, question
from .measured import MANY, WHEN_WHERE, how_many, measured, more_or_less
from .sides import LEANING, alike, is_side, two_sides

_ORDER: dict[str, Wanted] = {
    "first": "earlier", "earlier": "earlier", "sooner": "earlier", "last": "later",
    "later": "later", "more recently": "later", "more recent": "later",
}  # fmt: skip
_ORDERED = "|".join(sorted(_ORDER, key=len, reverse=True))
_BEGAN = {"opened": "open", "began": "begin", "started": "start", "ended": "end", "closed": "close"}
_EVENT = rf"(?:came|comes|happened|occurred|took place|{'|'.join(_BEGAN)}|{BE})"
_BASES = {
    **{f"{verb}{ending}": verb for verb in ("last", "earn", "weigh") for ending in ("s", "ed")},
    "costs": "cost", "takes": "take", "took": "take",
}  # fmt: skip

_OF_TWO = r"(?: of (?:the|these) two)?"
# What is compared, and may be left out behind it: "Which flood was deadlier, that of 2019 or …?"
_KIND = r"(?P<kind>(?: (?!to\b)[\w'’-]+){0,7}?)"
# ", the mill or the tower"; after some forms they need no comma.
_SIDES = r"(?:,|:| [–—-]) ?(?P<sides>[^,:]+,? or [^,:]+)"
_SIDES_AT_ONCE = r"(?:,|:| [–—-])? (?P<sides>[^,:]+,? or [^,:]+)"
_EITHER = r"(?P<sides>[^,:]+? or [^,:]+?)"

# "Which of the two came first, the signing or the visit?", "Which bridge opened later, …?"
_WHICH_FIRST = form(
    rf"(?:which|what){_OF_TWO}(?: \w+)? (?P<event>{_EVENT}) (?P<order>{_ORDERED}){_SIDES_AT_ONCE}"
)
# "Who was elected first, Berg or Lund?"
_WHO_FIRST = form(
    rf"(?:who|which(?: \w+)?) (?:was|were) (?P<done>{DONE}) (?P<order>{_ORDERED}){_SIDES_AT_ONCE}"
)
# "Did the vote or the visit take place first?"
_DID_EITHER_FIRST = form(
    rf"did {_EITHER} (?P<verb>take place|come to power|take office|[a-z]+) (?P<order>{_ORDERED})"
)
# "Which is older, the mill or the tower?", "Which flood was the deadlier, …?"
_WHICH_IS = form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<be>{BE}) (?:the )?(?P<adjective>{COMPARATIVE})",
    _SIDES_AT_ONCE,
)
# "Is Berg or Lund older?"
_IS_EITHER = form(rf"(?P<be>{BE}) {_EITHER} (?P<adjective>{COMPARATIVE})")
# "Which had the higher turnout, the 2015 vote or the 2019 vote?"
_WHICH_HAD = form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<have>had|has|have) the (?P<adjective>{COMPARATIVE})",
    rf" (?P<noun>[a-z][a-z ]+?){_SIDES}",
)
# "Which trial lasted longer, the Kemp trial or the Rowe trial?"
_WHICH_VERB = form(
    rf"(?:who|what|which{_OF_TWO}{_KIND}) (?P<verb>costs?|lasts?|lasted|takes?|took|earn(?:s|ed)"
    rf"|weigh(?:s|ed)) (?P<more>more|less|longer|shorter){_SIDES}"
)
# "Which country won fewer medals in 2022, Norway or Sweden?"
_WHO_HAS_MORE = form(
    rf"(?:who|what|which{_KIND}) (?P<verb>(?!(?:{BE}|to)\b)[a-z]+) {MANY}{WHEN_WHERE}{_SIDES}"
)
# "Did Norway or Sweden make less steel in 2021?"
_DID_EITHER = form(
    rf"(?P<aux>did|does|do|has|have|will) {_EITHER} (?P<verb>(?!the\b)[a-z]{{3,}}) {MANY}",
    WHEN_WHERE,
)
# "Did Laos and Nepal return the same number of boxes?"
_THE_SAME = form(
    r"(?P<aux>did|do) (?P<one>[^,:]+?) and (?P<other>[^,:]+?) (?P<verb>[a-z]+) the same ",
    rf"(?:number|amount) of (?P<noun>[\w'’-]+(?: [\w'’-]+)??){WHEN_WHERE}",
)
# "In which year did A win more seats, 2019 or 2024?"
_IN_WHICH = form(
    rf"(?P<by>in|at|on) (?:which|what) (?!of\b){WORD}{{1,3}}?(?P<clause>{AUX} .+?){_SIDES}"
)
_OR = re.compile(r",? or ")
_EITHER_BEFORE = re.compile(r"^either ")
_OWN_BEFORE = re.compile(r"^(?:its|their|his|her) ")
_PP_BEFORE = re.compile(rf"^{PP} ")
# "Higher than the polls had said".
_SAID = form(rf"\b{AUX}\b|\b(?:\w+ed|said|thought|foretold)$")
_NO_SECOND = re.compile(r"[,:]| than | or ")

_Sides = tuple[str, str]


def comparison(text: str) -> Comparison | None:
    """Two things compared; ``None`` where one of them is not clear alone.

    >>> comparison("which is cheaper, the bus or the ferry").parts
    ('How expensive is the bus?', 'How expensive is the ferry?')
    >>> comparison("is it older than the bridge") is None
    True
    """
    if text.casefold().count(" or ") > 1:
        return None
    for pattern, asked in _CHOICES:
        if match := pattern.fullmatch(text):
            sides = _sides(match)
            return replace(asked(match, sides), sides=_as_said(match, sides)) if sides else None
    return _in_which(text) or _than(text)


def _sides(match: re.Match[str]) -> _Sides | None:
    said = match.groupdict()
    pair = _OR.split(said["sides"]) if "sides" in said else [said["one"], said["other"]]
    kind = (said.get("kind") or "").strip()
    return two_sides(pair[0], pair[1], kind) if len(pair) == 2 else None


def _as_said(match: re.Match[str], sides: _Sides) -> _Sides:
    """The sides in the words of the question, for the answer: "that of 1988"."""
    if "sides" not in match.groupdict():
        return sides
    one, other = _OR.split(match["sides"])
    return _EITHER_BEFORE.sub("", one.strip()), _OWN_BEFORE.sub("the ", other.strip())


def _of_both(before: str, behind: str, sides: _Sides, wanted: Wanted) -> Comparison:
    """The same asked of each side, which stands between these words."""
    one, other = (question(f"{before} {side} {behind}") for side in sides)
    return Comparison((one, other), wanted, sides)


def _wanted_first(match: re.Match[str]) -> Wanted:
    return _ORDER[match["order"].casefold()]


def _happened_first(match: re.Match[str], sides: _Sides) -> Comparison:
    began = _BEGAN.get(match["event"].casefold(), "")
    return _of_both("when did" if began else "when was", began, sides, _wanted_first(match))


def _done_first(match: re.Match[str], sides: _Sides) -> Comparison:
    return _of_both("when was", match["done"], sides, _wanted_first(match))


def _did_first(match: re.Match[str], sides: _Sides) -> Comparison:
    return _of_both("when did", match["verb"], sides, _wanted_first(match))


def _by_adjective(match: re.Match[str], sides: _Sides) -> Comparison:
    parts, wanted = both_by_adjective(match["adjective"], match["be"], sides)
    return Comparison(parts, wanted, sides)


def _by_noun(match: re.Match[str], sides: _Sides) -> Comparison:
    asked = f"what {match['noun']} {auxiliary_of(match['have'])}"
    return _of_both(asked, "have", sides, more_by(match["adjective"]))


def _by_verb(match: re.Match[str], sides: _Sides) -> Comparison:
    asked, wanted = how_much(match["more"])
    verb = match["verb"].casefold()
    did = "does" if verb.endswith("s") else "did"
    return _of_both(f"{asked} {did}", _BASES.get(verb, verb), sides, wanted)


def _by_count(match: re.Match[str], sides: _Sides) -> Comparison:
    number, verb, rest = how_many(match), match["verb"], match["rest"]
    if verb.casefold() in ("has", "have", "had"):
        before, behind = f"{number} {auxiliary_of(verb)}", f"have{rest}"
    else:  # "Vietnam won how many medals?" needs no other form of the verb
        before, behind = "", f"{verb} {number}{rest}"
    return _of_both(before, behind, sides, more_or_less(match))


def _by_either(match: re.Match[str], sides: _Sides) -> Comparison:
    asked = f"{how_many(match)} {match['aux'].lower()}"
    return _of_both(asked, f"{match['verb']}{match['rest']}", sides, more_or_less(match))


def _by_sameness(match: re.Match[str], sides: _Sides) -> Comparison:
    asked = f"{how_many(match)} {match['aux'].lower()}"
    return _of_both(asked, f"{match['verb']}{match['rest']}", sides, "same")


_CHOICES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Sides], Comparison]], ...] = (
    (_WHICH_FIRST, _happened_first),
    (_WHO_FIRST, _done_first),
    (_DID_EITHER_FIRST, _did_first),
    (_WHICH_IS, _by_adjective),
    (_WHICH_HAD, _by_noun),
    (_WHICH_VERB, _by_verb),
    (_IS_EITHER, _by_adjective),
    (_WHO_HAS_MORE, _by_count),
    (_DID_EITHER, _by_either),
    (_THE_SAME, _by_sameness),
)


def _in_which(text: str) -> Comparison | None:
    """ "In which year did A win more seats, 2019 or 2024?"."""
    if not (match := _IN_WHICH.fullmatch(text)) or not (asked := measured(match["clause"])):
        return None
    sides = [_PP_BEFORE.sub("", side.strip()) for side in _OR.split(match["sides"])]
    if len(sides) != 2 or not all(YEAR.fullmatch(side) or is_side(side) for side in sides):
        return None
    one, other = (asked.question(f"{match['by'].lower()} {side}") for side in sides)
    return Comparison((one, other), asked.wanted, (sides[0], sides[1]))


def _than(text: str) -> Comparison | None:
    """ "Was A higher than B?", "Did A win more seats in 2019 than in 2024?"."""
    clause, _, other = text.partition(" than ")
    if not other or _NO_SECOND.search(other) or not (one := measured(clause)):
        return None
    if one.subject and not is_side(one.subject):
        return None
    leaning = LEANING.fullmatch(other)
    if leaning and (not one.subject or not leaning["that"]):
        if behind := alike(one.behind, other):
            second = replace(one, behind=behind)
        elif subject := alike(one.subject, other):
            second = replace(one, subject=subject)
        else:
            return None
    elif full := _other_subject(clause, one.subject, other):
        second = replace(one, subject=full)
    else:
        return None
    return Comparison(
        (one.question(), second.question()), one.wanted, (one.subject or clause, other)
    )


def _other_subject(clause: str, subject: str, other: str) -> str | None:
    full = alike(subject, other) if subject else None
    if not full or not is_side(full) or _SAID.search(other):
        return None
    # "Did A win more medals than trophies?"
    return full if IS_BE.match(clause) or DEFINITE.match(full) else None
