"""The folder of an index: the names in it, and how it is told from a folder of articles."""

from pathlib import Path

CURRENT = "CURRENT"
LOCK = "LOCK"
GENERATIONS = "generations"


def is_index(folder: Path) -> bool:
    """Whether Dateline keeps an index here, be it a damaged one, whose JSON is no article."""
    marks = (folder / CURRENT, folder / LOCK)
    return (folder / GENERATIONS).is_dir() and any(mark.is_file() for mark in marks)
