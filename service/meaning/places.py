"""Countries by any of their names, and the countries that a state or province may lie in."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import pycountry

from index.text.terms import fold

# What news says, where ISO's lists have other names only. The parts of the UK are no countries to
# ISO, and news that says one of them means no other.
_IN_NEWS = {
    "US": "us,america,united states of america,the states", "GB": "uk,britain,great britain",
    "RU": "russia", "TR": "turkey", "BN": "brunei", "CI": "ivory coast", "PS": "palestine",
    "VA": "vatican,vatican city,holy see", "NL": "holland", "CV": "cape verde", "MM": "burma",
    "MK": "macedonia", "SZ": "swaziland", "FM": "micronesia", "AE": "uae,emirates",
    "KR": "republic of korea", "CD": "drc,dr congo,democratic republic of congo", "CZ":
    "czech republic", "XK": "kosovo", "EU": "european union", "SU": "soviet union,ussr",
    "YU": "yugoslavia", "CS": "czechoslovakia",
    "ENG": "england", "SCT": "scotland", "WLS": "wales", "NIR": "northern ireland",
}  # fmt: skip
_WITHIN = {"ENG": "GB", "SCT": "GB", "WLS": "GB", "NIR": "GB"}


def country(name: str) -> str | None:
    """The code of the country called so, ISO 3166-1 alpha-2 where it has one; else None.

    >>> country("the United States"), country("U.S."), country("Viet Nam"), country("Hanoi")
    ('US', 'US', 'VN', None)
    """
    return _countries().get(_plain(name))


def countries_around(name: str) -> frozenset[str]:
    """The codes of the countries in which a state, province or part so called lies; may be none.

    >>> sorted(countries_around("Texas")), sorted(countries_around("Scotland"))
    (['US'], ['GB'])
    """
    around = _states().get(_plain(name), frozenset())
    if code := country(name):  # Niger is in Nigeria too, but Georgia in the US
        return frozenset({_WITHIN[code]}) if code in _WITHIN else around & {"US"}
    return around


def is_state(name: str, of: str | None = None) -> bool:
    """Whether a state, province or part of a country is called so; of that country, by its code.

    >>> is_state("Texas", "US"), is_state("Queensland"), is_state("Queensland", "US")
    (True, True, False)
    >>> is_state("Mexico")  # a state of Mexico too, but the country is meant
    False
    """
    around = countries_around(name)
    return bool(around) if of is None else of in around


def _plain(name: str) -> str:
    return re.sub(r"^the\s+|['’]s$|\.", "", " ".join(fold(name).split()))


@cache
def _countries() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for each in pycountry.countries:
        for field in ("name", "common_name", "official_name", "alpha_3"):
            codes[_plain(getattr(each, field, each.name))] = each.alpha_2
    codes |= {name: code for code, names in _IN_NEWS.items() for name in names.split(",")}
    return codes


@cache
def _states() -> Mapping[str, frozenset[str]]:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for each in pycountry.subdivisions:
        codes[_plain(each.name)].add(each.country_code)
    for name in ("washington dc", "washington, dc", "dc"):
        codes[name].add("US")
    return {name: frozenset(found) for name, found in codes.items()}
