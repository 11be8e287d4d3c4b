"""What two answers are compared by, so that case, punctuation and articles do not matter."""

import re
import string
import unicodedata

_ARTICLES = re.compile(r"\b(a|an|the)\b")


def normalise(text: str) -> str:
    """Lower the case, drop punctuation and articles, and make every white space one blank.

    Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text". Their
    script knows ASCII punctuation only; here Unicode's goes as well, for newspapers print curly
    quotes and long dashes.

    >>> normalise("The “Squid  Game”, a show.")
    'squid game show'
    """
    letters = "".join(character for character in text.lower() if not _is_punctuation(character))
    return " ".join(_ARTICLES.sub(" ", letters).split())


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
