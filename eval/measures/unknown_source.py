"""Unknown sources: whether it is said that an outlet asked about is not there."""


def unknown_source_recall(reason: str | None, unknown: bool) -> float | None:
    """1 when the reason of a refusal is that the outlet is not there, 0 for all else.

    ``reason`` is ``None`` where nothing was refused. ``None`` unless the gold says that the outlet
    that is asked about is ``unknown``. The measure is ours; whether a refusal was due at all is
    abstention precision's.

    >>> unknown_source_recall("unknown_source", True), unknown_source_recall("unsupported", True)
    (1.0, 0.0)
    >>> unknown_source_recall("unknown_source", False) is None
    True
    """
    return float(reason == "unknown_source") if unknown else None
