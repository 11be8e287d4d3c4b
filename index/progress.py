"""How far a long piece of work has come."""

from typing import Protocol


class Progress(Protocol):
    """Hears how far a build has come: ``done`` of ``total`` units of the work ``stage``."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The progress of work that nobody watches."""
