"""Text to search terms: Unicode folding, a stop list, Snowball stemming."""

import re
import unicodedata

import Stemmer

ANALYSIS = "nfkd-casefold; english stop words; snowball english"

# Lucene's English stop list, the question words, and the commonest pronouns and auxiliaries.
STOP_WORDS = frozenset(
    "a an and are as at be but by did do does for from had has have he her his how i if in into"  # noqa: SIM905
    " is it its me my no not of on or our s she so such that the their them then there these"
    " they this to us was we were what when where which who whom whose why will with would"
    " you your".split()
)
_WORD = re.compile(r"\w+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# By default it remembers so many words that a service grows over its first 10,000 questions; with
# fewer than these, indexing takes longer.
_stemmer = Stemmer.Stemmer("english", 1_000)


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeats kept.

    >>> terms("The Défense Ministers' 1,200 meetings")
    ['defens', 'minist', '1200', 'meet']
    """
    words = _WORD.findall(_THOUSANDS.sub("", fold(text)))
    stems: list[str] = _stemmer.stemWords([word for word in words if word not in STOP_WORDS])
    return stems


def fold(text: str) -> str:
    """Casefold, and drop accents: NFKD without the marks (UAX #15).

    >>> fold("Luong Cường, ﬁnal")
    'luong cuong, final'
    """
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
