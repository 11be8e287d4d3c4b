"""Abstention precision and recall: whether the questions left unanswered are the right ones."""

from collections.abc import Sequence


def abstention_precision(abstained: Sequence[bool], answerable: Sequence[bool]) -> float | None:
    """The share of the questions abstained from that are unanswerable, in [0, 1].

    The unanswerable are the positive class, as in Rajpurkar, Jia & Liang 2018, "Know What You
    Don't Know". Both sequences go question by question; ``None`` when it never abstained.

    Two abstentions, one of them from a question that has an answer:

    >>> abstention_precision([True, True, False], [False, True, True])
    0.5
    """
    among = [not answer for gave_up, answer in zip(abstained, answerable, strict=True) if gave_up]
    return sum(among) / len(among) if among else None


def abstention_recall(abstained: Sequence[bool], answerable: Sequence[bool]) -> float | None:
    """The share of the unanswerable questions that it abstained from, in [0, 1].

    ``None`` when every question is answerable.

    >>> abstention_recall([True, False, False], [False, False, True])
    0.5
    """
    among = [gave_up for gave_up, answer in zip(abstained, answerable, strict=True) if not answer]
    return sum(among) / len(among) if among else None
