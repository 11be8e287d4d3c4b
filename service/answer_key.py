"""What two answers are compared by."""

import re
import unicodedata

_LEADING = re.compile(
    r"^(?:the|a|an|in|on|at|about|around|some|nearly|almost|approximately|over)\s+"
)


def answer_key(text: str) -> str:
    """Case, punctuation and small words in front taken away; equal keys are the same answer.

    >>> answer_key("The “Squid  Game”") == answer_key("squid game")
    True
    >>> answer_key("about 1,000"), answer_key("$1.5m")
    ('1000', '$1.5m')
    """
    folded = text.casefold()
    bare = "".join(
        character
        for place, character in enumerate(folded)
        if not _is_punctuation(character) or _is_point(folded, place)
    )
    key = " ".join(bare.split())
    while (shorter := _LEADING.sub("", key)) != key:
        key = shorter
    return key


def _is_punctuation(character: str) -> bool:
    return character != "%" and unicodedata.category(character).startswith("P")


def _is_point(text: str, place: int) -> bool:
    """A decimal point."""
    return text[place : place + 1] == "." and text[place + 1 : place + 2].isdigit()
