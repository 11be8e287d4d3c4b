"""How a thing is asked for what a comparative compares: "How large is …?", by "smaller"."""

from .asked import Wanted
from .grammar import form, question

# By its comparative, the adjective that is asked with, and which side of it is wanted.
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
COMPARATIVE = "|".join(sorted(_ADJECTIVES, key=len, reverse=True))
# Where "how high" is no way to ask: "What was turnout in May?"
LEVEL = form(
    r"(?:the |its |their )?(?:[\w'’-]+ ){0,3}?",
    r"(?:turnout|attendance|inflation|unemployment|rates?|prices?|number|costs?|budget|deficit"
    r"|profits?|sales|revenues?|output|population|toll|wages?|rents?|salary|salaries|emissions"
    r"|temperature|spending|debt|share|tax|taxes|fees?|fares?)\b.*",
)


def how(adjective: str, be: str, subject: str) -> tuple[str, str, Wanted]:
    """What stands before and behind the subject in a question for this of it, and what is wanted.

    >>> how("younger", "is", "Berg"), how("deadlier", "was", "the flood")
    (('how old is', '', 'less'), ('how many people did', 'kill', 'more'))
    """
    plain, wanted = _ADJECTIVES[adjective.casefold()]
    if plain == "deadly":
        return f"how many people {auxiliary_of(be)}", "kill", wanted
    if plain == "high" and LEVEL.fullmatch(subject):
        return f"what {be.lower()}", "", wanted
    return f"how {plain} {be.lower()}", "", wanted


def both_by_adjective(
    adjective: str, be: str, sides: tuple[str, str]
) -> tuple[tuple[str, str], Wanted]:
    """The question of each side, and which of the answers is wanted.

    >>> both_by_adjective("lower", "was", ("inflation in May", "the tower"))
    (('What was inflation in May?', 'How high was the tower?'), 'less')
    """
    asked = []
    for side in sides:
        before, behind, wanted = how(adjective, be, side)
        asked.append(question(f"{before} {side} {behind}".strip()))
    return (asked[0], asked[1]), wanted


def more_by(adjective: str) -> Wanted:
    """Whether the comparative wants more or less."""
    return _ADJECTIVES[adjective.casefold()][1]


def how_much(more: str) -> tuple[str, Wanted]:
    """How "more", "less", "longer" or "shorter" of cost or time is asked for.

    >>> how_much("shorter"), how_much("more")
    (('how long', 'less'), ('how much', 'more'))
    """
    more = more.casefold()
    asked = "how long" if more in ("longer", "shorter") else "how much"
    return asked, "more" if more in ("more", "longer") else "less"


def auxiliary_of(verb: str) -> str:
    """The auxiliary of "is", "was" or "has" in a question with another verb: does, do or did."""
    return {"is": "does", "has": "does", "are": "do", "have": "do"}.get(verb.casefold(), "did")
