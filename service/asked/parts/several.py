"""Several questions in one, each given what it leaves to the first."""

import re

from .asked import MOST_PARTS, Several
from .grammar import AUX, HAPPENED, INNER_WH, IS_BE, OPENS, PP, WH, WORD, YEAR, form, question
from .pronouns import resolved

# Question words beside each other ask of one clause: "When, where and why did the talks fail?"
_POINT = rf"(?:when|where|why|how|(?:{PP} )?(?:what|which) (?:year|month|day|city|country|place))"
_BESIDE = form(
    rf"(?P<first>{_POINT})(?:, (?P<middle>{_POINT}))?,? and (?P<last>{_POINT})",
    rf" (?P<rest>{AUX} .+)",
)
# "When was it founded and why?", "Who signed the plan and when?"
_TAIL = form(r"(?P<clause>[^,;?]+),? and (?P<wh>when|where|why|how)")
# The clause of such a question where it is turned round: "When was it founded".
_POINTED = form(rf"(?:when|where|why|how) (?P<rest>{AUX} .+)")
# And where it has a subject and its verb: "Who signed the plan in Alder".
_DONE_BY = form(
    r"who (?P<done>\w+ed|won|built|made|bought|sold|shot|led|held) "
    rf"(?P<what>(?-i:the|an?|its|their|[A-Z])\b.*?)(?P<where> {PP} .+)?"
)
# A count of things, which are the noun: "How many boxes were returned", "How many people died".
_COUNTED = form(
    rf"(?P<how>how (?:many|much)) (?P<noun>(?:(?!(?:{AUX}|{HAPPENED})\b){WORD})*)",
    rf"(?P<rest>(?:(?P<aux>{AUX})|{HAPPENED})\b.*)",
)
# One that leaves them out: "how many were opened", "how many died", "how many opened".
_COUNTED_SHORTLY = form(
    rf"(?P<how>how (?:many|much)) (?P<rest>(?P<aux>{AUX}|{HAPPENED})\b.*|\w+ed\b.*)"
)
# "… and how many have not?"
_DENIED_SHORTLY = form(rf"{AUX}(?: not|n['’]t)")
_OF_THEM = form(r"\bof (?:them|these|those)\b")

# Where the next question begins; commas divide them only in a list, which ends in ", and".
_NEXT = form(rf"(?:[,;]? and |; |\? (?:and )?)(?=(?:{PP} )?{WH} )")
_LISTED = form(rf", and (?=(?:{PP} )?{WH} )")
_NEXT_OF_LIST = form(rf", (?:and )?(?=(?:{PP} )?{WH} )")
# "When the talks ended, …" is no question.
_SUBORDINATE = form(rf"(?:when|where|why) (?!{AUX}\b)")
# A question is turned round; "… and where they will be held" hangs on what stands before it.
_TURNED = form(
    rf"(?:{PP} )?(?:",
    rf"(?:when|where|why|whom?|how) {AUX}\b",  # when did they meet
    rf"|how (?:many|much) {WORD}{{0,5}}?{AUX}\b",  # how many boxes were opened
    rf"|how (?!many|much)[\w-]+ {AUX}\b",  # how tall is it
    rf"|(?:what|which|whose) {WORD}{{0,4}}?{AUX}\b",  # what price did they get
    # "Who signed it", but not "who he met".
    r"|who (?!(?:he|she|it|they|we|i|you|the|an?)\b)(?-i:[a-z])\w*",
    r"|how many (?:\w+ )?\w+ed\b",  # how many guests arrived
    rf"|how many {WORD}{{0,3}}?{HAPPENED}\b",  # how many guests came
    r").*",
)

# A place or time at the end of a clause: "… in the blast", "… at Alder".
_SHARED = re.compile(rf" {PP} (?=.*[A-Z0-9]|the ).+$")
# "At the fair" is where they went to, and what they visited.
_TO_THERE, _OF_THERE = ("came", "went"), ("attended", "visited")


def several(text: str) -> Several | None:
    """Questions side by side; ``None`` where one of them is not clear alone.

    >>> several("Who signed the plan, and what does it cover").parts
    ('Who signed the plan?', 'What does the plan cover?')
    """
    if beside := _BESIDE.fullmatch(text):
        points = filter(None, beside.group("first", "middle", "last"))
        return Several(tuple(question(f"{point} {beside['rest']}") for point in points))
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
    return Several(tuple(question(part) for part in _sharing(parts)))


def _asked_twice(clause: str, wh: str) -> Several | None:
    """The first question, and the same put as the second: "Who signed the plan and when?"."""
    opens = OPENS.match(clause)
    if not opens or INNER_WH.search(clause, opens.end()) or " and " in clause:
        return None
    again = _put_again(clause)
    return Several((question(clause), question(f"{wh} {again}"))) if again else None


def _put_again(clause: str) -> str | None:
    """The clause as it stands behind another question word: "was the plan signed"."""
    if pointed := _POINTED.fullmatch(clause):
        return pointed["rest"]
    if (counted := _COUNTED.fullmatch(clause)) and counted["noun"]:
        if not IS_BE.fullmatch(counted["aux"] or ""):
            return None
        noun, rest = counted["noun"].strip(), counted["rest"].removeprefix(counted["aux"])
        things = noun if noun.startswith("of ") else f"the {noun}"
        return f"{counted['aux']} {things}{rest}".replace(" of the ", " the ", 1)
    if (by := _DONE_BY.fullmatch(clause)) and not re.search(r"\bof$", by["what"]):
        return f"was {by['what']} {by['done']}{by['where'] or ''}"
    return None


def _is_clause(clause: str) -> bool:
    """Whether it opens as a question and has no other inside."""
    opens = OPENS.match(clause)
    return (
        opens is not None
        and not INNER_WH.search(clause, opens.end())
        and not _SUBORDINATE.match(clause)
    )


def _completed(clause: str, first: str) -> str | None:
    """A later clause with what it leaves to the first, or ``None`` where that is not certain."""
    counted, short = _COUNTED.fullmatch(first), _COUNTED_SHORTLY.fullmatch(clause)
    if short:
        full = _counted_in_full(short, counted) if counted else None
        if full is None:
            return None
        clause = full
    noun = counted["noun"] if counted else ""
    if things := noun.strip():
        of_them = things if things.startswith("of ") else f"of the {things}"
        clause = _OF_THEM.sub(lambda _: of_them, clause)
    return resolved(clause, first, noun)


def _counted_in_full(short: re.Match[str], counted: re.Match[str]) -> str | None:
    """ "How many were opened" with what the first clause counts: "how many boxes were opened"."""
    said, rest = counted["aux"] or "", short["rest"]
    if short["how"].casefold() != counted["how"].casefold():
        return None
    if not short["aux"] and not IS_BE.fullmatch(said):
        return None
    if said and _DENIED_SHORTLY.fullmatch(rest):
        rest += counted["rest"].removeprefix(said)
    aux = "" if short["aux"] else f"{said} "
    return f"{short['how']} {counted['noun']}{aux}{rest}"


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
    if at.casefold() in ("at", "in", "on") and not YEAR.match(where):
        if verb in _TO_THERE:
            return f" to {where}"
        if verb in _OF_THERE:
            return f" {where}"
    return place
