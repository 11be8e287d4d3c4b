"""Exact match: the short answer is one of the gold answers."""

from collections.abc import Sequence

from eval.measures.normalise import normalise


def exact_match(short_answer: str | None, answers: Sequence[str]) -> float:
    """1 when the answer equals a gold answer after normalising, else 0.

    Rajpurkar et al. 2016; without gold answers the question is unanswerable and abstaining
    (``None``) is right, as in Rajpurkar, Jia & Liang 2018, "Know What You Don't Know".

    >>> exact_match("The 994 boxes.", ["994", "994 boxes"]), exact_match("994 boxes", ["995"])
    (1.0, 0.0)
    >>> exact_match(None, []), exact_match(None, ["994"]), exact_match("994", [])
    (1.0, 0.0, 0.0)
    """
    if short_answer is None:
        return float(not answers)
    return float(normalise(short_answer) in map(normalise, answers))
