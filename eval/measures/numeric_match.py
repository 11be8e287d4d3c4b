"""Numeric match: the short answer states the quantities of a gold answer."""

from collections.abc import Sequence

from service.meaning.quantities import quantities


def numeric_match(short_answer: str | None, answers: Sequence[str]) -> float | None:
    """1 when the answer states the quantities of some gold answer and no others, else 0.

    ``None`` unless every gold answer states a number. Abstaining (``None``) is wrong. Numbers are
    compared by value, as in the F1 of Dua et al. 2019, "DROP", and units not at all: 5% is 5, and
    3rd is 3.

    >>> numeric_match("US$1.3bn", ["1,300 million dollars"]), numeric_match("31", ["30", "thirty"])
    (1.0, 0.0)
    >>> numeric_match("44 of 45", ["forty-four"]), numeric_match("no one", ["one of them"])
    (0.0, None)
    """
    gold = list(map(quantities, answers))
    if not gold or not all(gold):
        return None
    return float(quantities(short_answer or "") in gold)
