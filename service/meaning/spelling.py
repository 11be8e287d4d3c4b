"""British and American spelling made one."""

import re
from functools import lru_cache

from index import terms
from index.text.terms import fold

# What no rule covers.
_WORDS = {
    "aeroplane": "airplane", "aluminium": "aluminum", "cheque": "check", "defence": "defense",
    "grey": "gray", "jewellery": "jewelry", "kerb": "curb", "licence": "license",
    "manoeuvre": "maneuver", "moustache": "mustache", "offence": "offense", "plough": "plow",
    "pretence": "pretense", "programme": "program", "pyjamas": "pajamas", "sceptic": "skeptic",
    "tyre": "tire",
}  # fmt: skip
_RULES = tuple(
    (re.compile(form), american)
    for form, american in (
        (r"(?<=[^\W\d_]{2})is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", "iz"),
        (r"(?<=[^\W\d_]{2})ys(?=(?:e|es|ed|er|ers|ing)$)", "yz"),
        (
            r"(?<=[^\W\d_]{2})(?<!f[lo])(?<!sc)our"
            r"(?=(?:s|ed|er|ers|ful|hood|hoods|ing|ite|ites|able)?$)",
            "or",
        ),
        (r"(?<=[^\W\d_][bt])re(?=s?$)", "er"),
        # More than one syllable: "travelled", but not "killed".
        (r"(?<=[aeiouy]\w[aeiou]l)l(?=(?:ed|ing|er|ers|or|ors)$)", ""),
        (r"(?<=[aeiouy]\w\w[aeiou]l)l(?=(?:ed|ing|er|ers|or|ors)$)", ""),
        (r"(?<=log)ue(?=s?$)", ""),
        (r"(?<=^h)ae(?=m)|(?<=^p)ae(?=d)|(?<=^an)ae(?=[ms])|(?<=^arch)ae(?=o)", "e"),
        (r"(?<=^orthop)ae(?=d)|(?<=^encyclop)ae(?=d)|(?<=^f)oe(?=t)|^oe(?=str)", "e"),
    )
)


@lru_cache(maxsize=10_000)
def american(word: str) -> str:
    """The American spelling of a word in lower case, by rule and so not always a word.

    For comparing only: a rule that goes too far does so on both sides.

    >>> [american(word) for word in ("defence", "organisations", "favourite", "theatre")]
    ['defense', 'organizations', 'favorite', 'theater']
    >>> american("rise"), american("four")
    ('rise', 'four')
    """
    stem = word.removesuffix("s")
    if stem in _WORDS:
        return _WORDS[stem] + word[len(stem) :]
    for form, replacement in _RULES:
        word = form.sub(replacement, word)
    return word


def american_terms(text: str) -> list[str]:
    """The ``terms`` of a text in American spelling, whichever it is written in.

    >>> american_terms("The Organisation's defence") == american_terms("organization defense")
    True
    """
    return terms(" ".join(map(american, re.findall(r"\w+", fold(text)))))
