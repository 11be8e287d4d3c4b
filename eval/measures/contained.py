"""Contained: a gold answer stands in the answer that is shown."""

import re
from collections.abc import Sequence

from eval.measures.normalise import normalise

MAX_WORDS = 60

_MARKER = re.compile(r"\[\d+\]")


def contained(answer: str | None, answers: Sequence[str]) -> float:
    """1 when some gold answer is a run of tokens in the first 60 words of the answer, else 0.

    The bound keeps an answer from being right by its length. Citation markers are not words,
    so that ``[2]`` never passes for the answer 2. Abstaining (``None``) is right when there is
    no gold answer. The measure is that of open-domain question answering ("accuracy" in Mallen
    et al. 2023, "When Not to Trust Language Models"), but on whole tokens: 94 is not in 994.

    >>> contained("They handed over 994 boxes of remains. [1][2]", ["the 994 boxes"])
    1.0
    >>> contained("They handed over 994 boxes of remains. [1][2]", ["94", "12", "2", "boxes 994"])
    0.0
    """
    if answer is None:
        return float(not answers)
    words = _MARKER.sub(" ", answer).split()[:MAX_WORDS]
    tokens = normalise(" ".join(words)).split()
    return float(any(_holds(tokens, normalise(wanted).split()) for wanted in answers))


def _holds(tokens: list[str], run: list[str]) -> bool:
    if not run:
        # An answer such as "A" normalises to nothing, which is a run of every text.
        return not tokens
    return any(tokens[i : i + len(run)] == run for i in range(len(tokens) - len(run) + 1))
