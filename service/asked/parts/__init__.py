"""Questions that are several, compare two things, or want arithmetic, taken apart by their words.

What is taken apart reads alone, so that each part can be asked by itself. Precision first: only a
form of words that leaves no doubt is taken apart, and every other question stays whole.
"""

from .asked import MOST_PARTS, Asked, Comparison, Difference, Several, Single, Sum, Wanted
from .taking_apart import asked_parts

__all__ = [
    "MOST_PARTS",
    "Asked",
    "Comparison",
    "Difference",
    "Several",
    "Single",
    "Sum",
    "Wanted",
    "asked_parts",
]
