"""Item F1: how many things of a list the short answer names, and how many others."""

import re
from collections.abc import Sequence

from eval.measures.normalise import normalise

_BETWEEN = re.compile(r"[,;](?!\d)|\band\b")
_FOUND = "\N{OBJECT REPLACEMENT CHARACTER}"


def item_f1(short_answer: str | None, items: Sequence[Sequence[str]]) -> float | None:
    """The harmonic mean of precision and recall over items, in [0, 1]; ``None`` without items.

    ``items`` are those wanted, each with its aliases; one is found where an alias is a run of
    the answer's words. What stands between commas, semicolons and "and" and holds none is a wrong
    item. After the F1 over answer lists of Amouyal et al. 2022, "QAMPARI: An Open-domain Question
    Answering Benchmark for Questions with Many Answers from Multiple Paragraphs". Abstaining
    (``None``) finds nothing.

    Below, 2 of 3 are found and 1 is wrong: precision 2/3, recall 2/3; then 1 of 2, and none wrong.

    >>> round(item_f1("bombs, mines and ships", [["bombs"], ["mines"], ["shells"]]), 3)
    0.667
    >>> round(item_f1("Mayor Ann Lee", [["Ann Lee", "Lee"], ["Bo Ek"]]), 3)
    0.667
    >>> item_f1(None, [["bombs"], ["mines"]]), item_f1("bombs", []) is None
    (0.0, True)
    """
    if not items:
        return None
    rest, found = short_answer or "", 0
    for aliases in items:
        shorter = next(filter(None, (_without(rest, each) for each in _longest_first(aliases))), "")
        rest, found = shorter or rest, found + bool(shorter)
    pieces = (piece for piece in _BETWEEN.split(rest) if _FOUND not in piece)
    wrong = sum(1 for piece in pieces if normalise(piece))
    # 2PR / (P + R), with P = found / (found + wrong) and R = found / wanted.
    return 2 * found / (found + wrong + len(items))


def _longest_first(aliases: Sequence[str]) -> list[str]:
    return sorted(aliases, key=len, reverse=True)


def _without(text: str, alias: str) -> str | None:
    """The text with a mark for the alias; ``None`` where it does not stand there."""
    words = r"\s+".join(map(re.escape, alias.split()))
    # "45" stands neither in "45,000" nor in "3.45".
    whole = rf"(?<!\w)(?<!\d[.,]){words}(?!\w)(?![.,]\d)"
    marked, places = re.subn(whole, _FOUND, text, count=1, flags=re.IGNORECASE)
    return marked if places else None
