"""How two answers to one question relate."""

from typing import Literal

Relation = Literal["same", "compatible", "contrary", "unrelated"]
"""One answer in other words; one more precise than the other, or more; of one sort, and not both
right where there is one answer; and everything else."""
