"""Clauses with a comparative, as they stand before "than": the number by which they compare."""

import re
from dataclasses import dataclass

from .asked import Wanted
from .comparatives import COMPARATIVE, how, how_much
from .grammar import BE, DONE, PP, form, question
from .inflection import is_plural, past

# "More seats", "fewer young voters": what is counted has four words at most.
MANY = (
    r"(?P<more>more|fewer|less) "
    r"(?P<noun>(?!than\b)[a-z][\w'’-]*(?: (?!(?:than|and)\b)[a-z][\w'’-]*){0,3}?)"
)
# " in 2019", or nothing.
WHEN_WHERE = rf"(?P<rest>(?: {PP} [^,:]+?)?)"

# "Was turnout in Alder higher in 2019"
_IS_MORE = form(
    rf"(?P<be>{BE}) (?P<one>[^,:]+?) (?P<adjective>{COMPARATIVE})(?P<rest>(?: {PP} [^,:]+)?)"
)
# "Did the stadium cost more"
_DID_MORE = form(
    r"(?P<aux>did|does|do|will) (?P<one>[^,:]+?) (?P<verb>cost|last|take|earn|weigh) ",
    rf"(?P<more>more|less|longer|shorter)(?P<rest>(?: {PP} [^,:]+)?)",
)
# "Did Labour win more seats in 2024"
_DID_MORE_OF = form(
    rf"(?P<aux>did|does|do|has|have|had|will) (?P<one>[^,:]+?) (?P<verb>[a-z]{{3,}}) {MANY}",
    WHEN_WHERE,
)
# "Were more cars stolen in Kirby", "were there more wolves in Karo"
_MORE_WERE = form(rf"(?P<aux>{BE}) (?P<there>there )?{MANY}(?P<rest> (?:{DONE}|{PP}) [^,:]+)")
# "Did more people visit the museum"
_MORE_DID = form(rf"did {MANY} (?P<verb>die|come|vote|attend|visit|live|drown)(?P<rest> [^,:]+)")
# "Did the bank pay workers more money" and "did the bank pay the workers more" have their verb
# elsewhere; a verb in its base form seldom ends in a single "s".
_NO_VERB = re.compile(r"[^s]s$|^(?:been|than)$")
_ENDS_OPEN = form(r"(?:^| )(?:the|an?|its|their|his|her|any|no)$")


@dataclass(frozen=True, slots=True)
class Measured:
    """A question for a number: ``before`` and ``behind`` the words for what has it."""

    before: str
    subject: str
    behind: str
    wanted: Wanted

    def question(self, more: str = "") -> str:
        """It in full, with ``more`` at its end."""
        words = (self.before, self.subject, self.behind, more)
        return question(" ".join(" ".join(words).split()))


def measured(clause: str) -> Measured | None:
    """The number by which a clause with a comparative compares.

    >>> measured("did Labour win more seats in 2024").question()
    'How many seats did Labour win in 2024?'
    """
    if more := _IS_MORE.fullmatch(clause):
        before, behind, wanted = how(more["adjective"], more["be"], more["one"])
        return Measured(before, more["one"], f"{behind}{more['rest']}", wanted)
    if more := _DID_MORE.fullmatch(clause):
        asked, wanted = how_much(more["more"])
        behind = f"{more['verb']}{more['rest']}"
        return Measured(f"{asked} {more['aux'].lower()}", more["one"], behind, wanted)
    if more := _DID_MORE_OF.fullmatch(clause):
        if _NO_VERB.search(more["verb"]) or _ENDS_OPEN.search(more["one"]):
            return None
        before, behind = f"{how_many(more)} {more['aux'].lower()}", f"{more['verb']}{more['rest']}"
        return Measured(before, more["one"], behind, more_or_less(more))
    if more := _MORE_WERE.fullmatch(clause):
        asked = f"{how_many(more)} {more['aux'].lower()} {more['there'] or ''}"
        return Measured("", "", f"{asked}{more['rest'].strip()}", more_or_less(more))
    if more := _MORE_DID.fullmatch(clause):
        asked = f"{how_many(more)} {past(more['verb'])}{more['rest']}"
        return Measured("", "", asked, more_or_less(more))
    return None


def how_many(match: re.Match[str]) -> str:
    """The question words for the ``noun`` of a form: "how many seats", "how much steel"."""
    return f"how {'many' if is_plural(match['noun']) else 'much'} {match['noun']}"


def more_or_less(match: re.Match[str]) -> Wanted:
    """What the ``more`` of a form wants; "fewer" is less."""
    return "more" if match["more"].casefold() == "more" else "less"
