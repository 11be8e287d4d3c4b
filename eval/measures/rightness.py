"""Rightness: whether a short answer says the same as a gold answer, yes or no."""

from collections.abc import Sequence

from eval.measures.numeric_match import numeric_match
from eval.measures.token_f1 import token_f1

RIGHT_F1 = 0.8
"""The token F1 from which two answers count as one: one word of five may differ."""


def right(short_answer: str | None, answers: Sequence[str]) -> float:
    """1 when the answer is some gold answer, or all but, else 0.

    Token F1 (Rajpurkar et al. 2016) of .8 or more; an exact match has an F1 of 1. Abstaining
    (``None``) is right when there is no gold answer. It is the yes or no that risk-coverage and
    calibration ask for; F1 sees words only, so a longer answer with one wrong figure may pass.

    Below, 4 tokens are shared of 5 and 5 (F1 4/5), then 2 of 4 and 2 (F1 2/3).

    >>> right("an aide to President Ashraf Ghani", ["aide of President Ashraf Ghani"])
    1.0
    >>> right("about 994 boxes altogether", ["994 boxes"])
    0.0
    >>> right(None, []), right(None, ["994"]), right("994", [])
    (1.0, 0.0, 0.0)
    """
    return float(token_f1(short_answer, answers) >= RIGHT_F1)


def same_answer(one: str, other: str) -> bool:
    """Whether two answers are one but for a word in five, and no figure, whichever comes first.

    >>> same_answer("The 994 boxes.", "994 boxes"), same_answer("994 boxes", "740 boxes")
    (True, False)
    >>> same_answer("some 740 boxes of remains", "some 812 boxes of remains")
    False
    """
    return bool(right(one, [other])) and numeric_match(one, [other]) != 0
