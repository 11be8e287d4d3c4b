"""Names of people, places, organisations and works; and how two of them relate."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.text.terms import fold

from .places import countries_around, country
from .relations import Relation
from .spelling import american

# What stands before a name and is none of it, folded and in American spelling, where one of the
# titles is among it.
_TITLES = frozenset(
    "mr mrs ms miss dr sir dame lord lady gen lt col sen rep gov maj sgt capt rev prof"  # noqa: SIM905
    " president premier secretary minister general senator governor mayor judge justice"
    " congressman congresswoman representative chancellor ambassador director chair chairman"
    " chairwoman captain colonel major admiral coach duke duchess count baron father officer"
    " prince princess king queen pope emperor professor speaker ceo chief attorney actor"
    " actress singer rapper author historian".split()
)
_OFFICES = frozenset(
    "first vice prime former late then acting interim deputy defense foreign interior finance"  # noqa: SIM905
    " health state police assistant cardinal crown opposition house senate elect designate"
    " retired staff sergeant lieutenant".split()
)
_AFTER_NAMES = frozenset(
    "inc corp corporation co company companies ltd limited llc plc group com holdings jr sr ag gmbh"  # noqa: SIM905
    "".split()
)
_GENERATIONS = frozenset({"jr", "sr"})
_LINKS = frozenset(
    "of the and for de da das do dos del della di la le les el al bin bint ibn van von der den du"  # noqa: SIM905
    " y und in on at a an to with".split()
)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_DOMAIN = re.compile(r"\.(?:com|org|net)\b")
# A year in brackets tells two films of one name apart.
_BRACKETS = re.compile(r"[(\[](?P<inside>[^()\[\]\d]*)[)\]]")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_SPLIT = re.compile(r"\s*(?:(?P<comma>,)(?!\s*[JS]r\b)|;|\band\b|&|/)\s*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONG_COUNTRIES = (("united states of america", "us"), ("united states", "us"))
# States of the US by whose name their city is meant more often.
_CITIES_TOO = frozenset({"new york", "washington"})
_MOST_WORDS = 12
_LONGEST_PERSON = 4
# From so much in common on they may be two spellings of one name (Ratcliff and Metzener 1988).
_ONE_SPELLING = 0.85
_LEAST_STEM = 4
# What is short for a first name is most often its beginning.
_SHORT_FORMS = {"joe": "joseph", "mike": "michael", "steve": "stephen"}
_LEAST_SHORT_FORM = 3


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a name, folded, in American spelling and without titles and legal forms."""

    words: tuple[str, ...]
    around: tuple[str, ...]
    """What it is said to lie in, behind commas."""
    acronym: str | None
    """The word where it is one, in capitals."""
    initials: frozenset[str]
    """Those of its words, with and without the small ones; none of one word."""
    country: str | None
    """Its code, where it is one's name."""
    of_person: bool
    """Whether it has the form of a person's."""
    generation: str | None
    """``jr`` or ``sr`` where it ends so."""


def names(text: str) -> tuple[Name, ...]:
    """The names that the text is, and says nothing else; none where it does.

    The first is the text as one name; where it lists several, or has one in brackets, they follow.

    >>> [name.words for name in names("Defence Secretary Ann Lee and Bo Ek")]
    [('ann', 'lee', 'bo', 'ek'), ('ann', 'lee'), ('bo', 'ek')]
    >>> names("to look for remains")
    ()
    """
    bare = _DOTTED.sub(lambda match: match[0].replace(".", ""), _DOMAIN.sub("", text))
    bare = _POSSESSIVE.sub("", bare)
    others = [name for match in _BRACKETS.finditer(bare) for name in names(match["inside"])]
    bare = _described(_BRACKETS.sub(" ", bare))
    words = _WORD.findall(bare)
    if not any(word[0].isupper() for word in words) or len(words) > _MOST_WORDS:
        return ()
    if not all(word[0].isupper() or word[0].isdigit() or word in _LINKS for word in words):
        return ()
    listed = [_name(*part) for part in _parts(bare)]
    if not all(name.words for name in listed):
        return ()
    if len(listed) + len(others) == 1:
        return tuple(listed)
    return (_name(bare, ()) if len(listed) > 1 else listed[0], *listed, *others)


def _described(text: str) -> str:
    """Without what describes a name in front of it in lower case: "the film", "in"."""
    start = next((match.start() for match in _WORD.finditer(text) if not match[0].islower()), 0)
    small = _WORD.findall(text[:start])
    # "A friend of Ann Lee" is another person.
    return text if _LINKS & set(small[1:]) else text[start:]


def _parts(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The names listed, each with the places behind it."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    start, after_comma = 0, False
    for match in [*_SPLIT.finditer(text), None]:
        part = text[start : match.start() if match else len(text)].strip(" \"“”‘’'.:")
        if part and parts and after_comma and _is_place(part):
            parts[-1] = (parts[-1][0], (*parts[-1][1], _plain(part)))
        elif part:
            parts.append((part, ()))
        if match:
            start, after_comma = match.end(), bool(match["comma"])
    return parts or [(text, ())]


def _name(text: str, around: tuple[str, ...]) -> Name:
    written = _WORD.findall(text)
    every = _plain(text).split()
    generation = every[-1] if every and every[-1] in _GENERATIONS else None
    words = _without_titles(every)
    while len(words) > 1 and words[-1] in _AFTER_NAMES:
        words.pop()
    spelt = [fold(word) for word in written]
    firsts = "".join(word[0] for word in spelt), "".join(w[0] for w in spelt if w not in _LINKS)
    of_person = (
        len(words) <= _LONGEST_PERSON
        and not {"of", "for", "the", "and"} & set(words)
        and not any(word[0].isdigit() for word in words)
        # Other states than those of the US bear too many surnames.
        and "other" in _levels(" ".join(words))
    )
    shortened = len(written) == 1 and written[0].isupper() and len(written[0]) > 1
    return Name(
        words=tuple(word for word in words if word not in _LINKS) or tuple(words),
        around=around,
        acronym=every[0] if shortened and every else None,
        initials=frozenset(firsts) if len(spelt) > 1 else frozenset(),
        country=country(" ".join(every)),
        of_person=of_person and not shortened,
        generation=generation,
    )


def _plain(text: str) -> str:
    plain = fold(" ".join(_WORD.findall(text))).replace("’", "").replace("'", "")
    for long, short in _LONG_COUNTRIES:
        plain = plain.replace(long, short)
    return " ".join(map(american, plain.split()))


def _without_titles(words: list[str]) -> list[str]:
    """``["ann", "lee"]`` of the words of "US Secretary of State Ann Lee" or "Acme CEO Ann Lee"."""
    titles = [place for place, word in enumerate(words[:-1]) if word in _TITLES]
    if titles and len(words) - titles[-1] > 2 and words[titles[-1] + 1] not in _LINKS:
        return words[titles[-1] + 1 :]
    end = next(
        (
            place
            for place, word in enumerate(words)
            if word not in _TITLES | _OFFICES | _LINKS and not country(word)
        ),
        len(words),
    )
    return words[end:] if titles and titles[0] < end < len(words) else words


def _is_place(name: str) -> bool:
    return bool(country(name) or countries_around(name))


def related_names(one: tuple[Name, ...], other: tuple[Name, ...], *, of_people: bool) -> Relation:
    """How two answers of names relate; ``of_people``: people may be meant.

    >>> lee, other = names("Ann Lee"), names("President Lee and Bo Ek")
    >>> related_names(lee, other, of_people=True)
    'compatible'
    >>> related_names(names("Tampa, Florida"), names("Glendale, Arizona"), of_people=False)
    'contrary'
    """
    whole = _related(one[0], other[0], of_people)
    if whole == "same" or len(one) == len(other) == 1:
        return whole
    parts, others = one[1:] or one, other[1:] or other
    table = [[_related(here, there, of_people) for there in others] for here in parts]
    found = {each for row in table for each in row}
    if all("same" in row for row in (*table, *zip(*table, strict=True))):
        return "same"
    if found & {"same", "compatible"}:
        return "compatible"
    return "contrary" if found == {"contrary"} else "unrelated"


def _related(one: Name, other: Name, of_people: bool) -> Relation:
    if placed := _related_places(one, other):
        return placed
    if one.generation and other.generation and one.generation != other.generation:
        return "contrary"
    if _are_two_states(one, other):
        return "contrary"
    here, there = set(one.words), set(other.words)
    if here == there or "".join(one.words) == "".join(other.words):
        return _related_surroundings(one, other)
    if one.acronym in other.initials or other.acronym in one.initials:
        return "same"
    person = of_people and one.of_person and other.of_person
    if person and one.words[-1] == other.words[-1]:
        found = _related_first_names(one.words[:-1], other.words[:-1])
        return "compatible" if found == "unrelated" and _spelt_alike(one, other) else found
    if here <= there or there <= here or _spelt_alike(one, other):
        return "compatible"
    apart = not _overlap(one.words, other.words) and not _of_other_levels(one, other)
    return "contrary" if apart else "unrelated"


def _related_places(one: Name, other: Name) -> Relation | None:
    """Where one is a country, or is where the other lies; else None."""
    if " ".join(one.words) in other.around or " ".join(other.words) in one.around:
        return "compatible"
    if one.country and one.country == other.country:
        return "same"
    if one.country in _codes(other) or other.country in _codes(one):
        return "compatible"
    return "contrary" if one.country and other.country else None


def _codes(name: Name) -> set[str | None]:
    """Of the countries that it lies in, as far as it says or its name is a state's."""
    around = {code for place in name.around for code in (country(place), *countries_around(place))}
    return around - {None} or set(countries_around(" ".join(name.words)))


def _related_surroundings(one: Name, other: Name) -> Relation:
    """How two places of one name relate: Paris, Texas, is not Paris, France."""
    here, there = set(one.around), set(other.around)
    if here == there:
        return "same"
    if not here or not there:
        return "compatible"
    one_within = (
        here <= there
        or there <= here
        or {*map(bool, map(country, here))} != {*map(bool, map(country, there))}
    )
    return "compatible" if one_within and _codes(one) & _codes(other) else "contrary"


def _of_other_levels(one: Name, other: Name) -> bool:
    """Whether one is a country or a state of the US and the other is not: that may lie within."""
    return _levels(" ".join(one.words)).isdisjoint(_levels(" ".join(other.words)))


def _are_two_states(one: Name, other: Name) -> bool:
    """Whether both are states of the US and nothing else: no one is a part of another."""
    if one.words == other.words or {"dc"} & {*one.words, *other.words}:
        return False
    return all(_levels(" ".join(name.words)) == {"state"} for name in (one, other))


def _levels(name: str) -> set[str]:
    """``{"country"}``, ``{"state"}`` or both, or, of what is neither, ``{"other"}``."""
    levels = {"country"} if country(name) else set()
    if "US" in countries_around(name):
        levels.add("state")
    return levels if levels and name not in _CITIES_TOO else {*levels, "other"}


def _related_first_names(here: tuple[str, ...], there: tuple[str, ...]) -> Relation:
    """How two people of one surname relate, by their other names; they may be left out."""
    if not here or not there:
        return "same"
    if here[-len(there) :] == there or there[-len(here) :] == here:
        return "same" if here == there else "compatible"  # "Historian Ann Lee", "German Army"
    (first, *middle), (other, *second) = here, there
    if first == other:
        if middle and second:
            return "same" if _same_middle_names(middle, second) else "contrary"
        return "same" if all(len(name) == 1 for name in middle + second) else "compatible"
    if 1 in (len(first), len(other)):  # "J. Lee"
        return "same" if first[0] == other[0] else "contrary"
    if _may_be_short(first, other) or _may_be_short(other, first):
        return "compatible"
    # "Bess" and "Beth" may both be short for "Elizabeth".
    return "unrelated" if first[:2] == other[:2] else "contrary"


def _same_middle_names(here: list[str], there: list[str]) -> bool:
    """Whether they are, one by one, initials as good as what they stand for."""
    return len(here) == len(there) and all(
        one == other or (1 in (len(one), len(other)) and one[0] == other[0])
        for one, other in zip(here, there, strict=True)
    )


def _may_be_short(short: str, long: str) -> bool:
    """Whether "Joe" may be short for "Joseph", and "Dave" for "David"."""
    stem = short.removesuffix("e")
    begins = len(stem) >= _LEAST_SHORT_FORM and long.startswith(stem)
    return begins or _SHORT_FORMS.get(short) == long


def _spelt_alike(one: Name, other: Name) -> bool:
    """Whether what they do not share may be one name: in two spellings, or Europe and European."""
    shared = set(one.words) & set(other.words)
    here, there = sorted(
        "".join(word for word in name.words if word not in shared) for name in (one, other)
    )
    stem = here.rstrip("aeiouy")
    if len(stem) >= _LEAST_STEM and there.startswith(stem):
        return True
    if abs(len(here) - len(there)) > 1 or any(map(str.isdigit, here + there)):
        return False
    return SequenceMatcher(None, here, there, autojunk=False).ratio() >= _ONE_SPELLING


def _overlap(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """Whether half of the shorter is in the other, and it is not one word that tells them apart."""
    if len(here) == len(there) and sum(map(str.__ne__, here, there)) == 1:
        return False
    return 2 * len(set(here) & set(there)) >= min(len(here), len(there))
