"""The words of a question: the pieces that its forms are made of, and how a question is written."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

Match = re.Match[str]
Taken = TypeVar("Taken")

BE = r"(?:is|are|was|were)"
AUX = rf"(?:{BE}|do|does|did|has|have|had|will|would|can|could|should|may|might|must)"
WH = r"(?:how|what|when|where|which|who|whom|whose|why)"
_PREPOSITIONS = "in|on|at|by|to|for|from|with|during|after|before|since|near"
PP = rf"(?:{_PREPOSITIONS})"
BY = rf"(?:of|{_PREPOSITIONS})"
WORD = r"(?:[\w'’-]+ )"  # with the space behind it
SEVERAL = "two|three|four|five|six|seven|eight|nine|ten"
QUANTITY = r"(?:number|amount|price|cost|population|size|height|length|age|value|weight|budget)"
# Verbs that need no auxiliary, nor an object, behind what they count: "How many people died?"
HAPPENED = r"(?:died|survived|escaped|resigned|voted|came|went|fled|drowned|attended|visited)"
# Past participles: "the boxes returned by Laos".
DONE = (
    r"(?:\w+ed|built|held|made|sold|found|shot|born|written|taken|given|seen|sent|set|paid|hit"
    r"|stolen|lost|hurt|bought|won|drawn|left|sunk|torn|spent|thrown|driven|cut|caught|burnt)"
)


def form(*pieces: str) -> re.Pattern[str]:
    """A form of words, in capitals or not."""
    return re.compile("".join(pieces), re.IGNORECASE)


IS_BE = form(BE)
# How a question opens: "In which", "how".
OPENS = form(rf"(?:{PP} )?{WH}\b")
# What no plain clause has inside: a second question word, or somebody's words.
INNER_WH = form(rf"\b{WH}\b|[\"“”]")
# A preposition with what it governs: of "the strike of 2031 in Alton", "of 2031" and "in Alton".
PHRASE = form(rf"(?:^| )(?P<by>{BY}) (?P<what>(?!{BY}\b)\S+(?: (?!{BY}\b)\S+)*)")
YEAR = re.compile(r"\b[12]\d{3}\b")
# How a name or a definite noun phrase begins.
DEFINITE = re.compile(r"(?:[A-Z]|the )")


def question(clause: str) -> str:
    """The clause written as a question.

    >>> question("when was it opened, ")
    'When was it opened?'
    """
    clause = clause.strip(" ,;")
    return f"{clause[:1].upper()}{clause[1:]}?"


def first_taken(
    text: str,
    forms: Iterable[tuple[re.Pattern[str], Callable[[Match], Taken | None]]],
) -> Taken | None:
    """What is made of the text by the first form that matches all of it; no other is tried."""
    for pattern, take in forms:
        if match := pattern.fullmatch(text):
            return take(match)
    return None
