"""What two answers are compared by."""

import re
import unicodedata

_LEADING = re.compile(r"^(?:the|a|an|in|on|at|about|around|some|nearly|almost|approximately)\s+")


def answer_key(text: str) -> str:
    """Case, punctuation and small words in front taken away; equal keys are the same answer.

    >>> answer_key("The “Squid  Game”") == answer_key("squid game")
    True
    >>> answer_key("about 1,000"), answer_key("$1.5m")
    ('1000', '$1.5m')
    >>> answer_key("won 1-0") == answer_key("won 10")
    False
    """
    folded = text.casefold()
    bare = "".join(
        character
        for place, character in enumerate(folded)
        if not _is_punctuation(character) or _is_within_number(folded, place)
    )
    key = " ".join(bare.split())
    while (shorter := _LEADING.sub("", key)) != key:
        key = shorter
    return key


def _is_punctuation(character: str) -> bool:
    return character != "%" and unicodedata.category(character).startswith("P")


def _is_within_number(text: str, place: int) -> bool:
    """A point, a sign, or what parts a score or a range: all but the comma of thousands."""
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if not after.isdigit() or text[place] == ",":
        return False
    return before.isdigit() or (text[place] in ".-−" and not before.isalnum())
