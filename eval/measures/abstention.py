"""Abstention precision and recall: whether the questions left unanswered are the right ones."""


def abstention_precision(abstained: bool, answerable: bool) -> float | None:
    """1 when it abstained from an unanswerable question, 0 when from one that has an answer.

    ``None`` when it answered. The unanswerable are the positive class, as in Rajpurkar, Jia &
    Liang 2018, "Know What You Don't Know". The precision of a whole run is the mean over the
    questions that have a say, in [0, 1]: the share of those abstained from that are unanswerable.

    >>> abstention_precision(True, False), abstention_precision(True, True)
    (1.0, 0.0)
    >>> abstention_precision(False, False) is None
    True
    """
    return float(not answerable) if abstained else None


def abstention_recall(abstained: bool, answerable: bool) -> float | None:
    """1 when it abstained from an unanswerable question, 0 when it answered one.

    ``None`` when the question has an answer. The recall of a whole run is the mean over the
    questions that have a say, in [0, 1]: the share of the unanswerable that it abstained from.

    >>> abstention_recall(True, False), abstention_recall(False, False)
    (1.0, 0.0)
    >>> abstention_recall(True, True) is None
    True
    """
    return None if answerable else float(abstained)
