"""Source counts: whether the number of independent sources shown is the gold one.

``shown`` is the number that an answer comes with, ``None`` where it has none, as a refusal does:
that is counted by the other measures, and nothing is miscounted. ``wanted`` is the number of the
gold, ``None`` where nobody has counted. The measures are ours. There are two, because one that
takes everything for one source is right by the first and wrong by the second, and one that takes
every copy for a source the other way round.
"""


def single_source_count(shown: int | None, wanted: int | None) -> float | None:
    """1 when one source is counted as one, 0 when as another number.

    ``None`` unless the gold knows of one source and no more, and a number is shown.

    >>> single_source_count(1, 1), single_source_count(2, 1), single_source_count(2, 2)
    (1.0, 0.0, None)
    """
    return float(shown == wanted) if wanted == 1 and shown is not None else None


def several_source_count(shown: int | None, wanted: int | None) -> float | None:
    """1 when several sources are counted as just so many, 0 when as another number.

    ``None`` unless the gold knows of several, and a number is shown.

    >>> several_source_count(2, 2), several_source_count(1, 2), several_source_count(1, 1)
    (1.0, 0.0, None)
    """
    if wanted is None or wanted < 2 or shown is None:
        return None
    return float(shown == wanted)
