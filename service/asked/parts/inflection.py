"""Verbs in the past, and nouns in the plural, as far as questions need them."""

import re

_PASTS = {
    "come": "came", "win": "won", "take": "took", "get": "got", "make": "made", "pay": "paid",
    "buy": "bought", "sell": "sold", "give": "gave", "go": "went", "leave": "left", "lose": "lost",
    "hold": "held", "have": "had", "send": "sent", "say": "said", "keep": "kept", "meet": "met",
    "find": "found", "bring": "brought", "know": "knew", "see": "saw", "begin": "began",
    "run": "ran", "fall": "fell", "grow": "grew", "put": "put", "hit": "hit",
    "agree": "agreed", "flee": "fled", "show": "showed", "fly": "flew", "build": "built",
}  # fmt: skip
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_PLURAL = re.compile(r"(?<!s)s$|^(?:people|men|women|children|police)\b")


def past(verb: str) -> str:
    """The past tense of a verb.

    >>> past("ratify"), past("win"), past("vote"), past("vanish")
    ('ratified', 'won', 'voted', 'vanished')
    """
    if irregular := _PASTS.get(verb.casefold()):
        return irregular
    if _CONSONANT_Y.search(verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{'d' if verb.endswith('e') else 'ed'}"


def is_plural(noun: str) -> bool:
    """Whether a noun, or one with "of" behind it, is counted rather than measured.

    >>> is_plural("boxes of steel"), is_plural("steel"), is_plural("people")
    (True, False, True)
    """
    return bool(_PLURAL.search(noun.split(" of ")[0]))
