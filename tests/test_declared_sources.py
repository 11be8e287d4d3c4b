"""Tables of sources, checked key by key."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.origins.declared_sources import (
    DeclarationInvalid,
    as_table,
    check_distinct,
    parse_sources,
)
from index.origins.sources import DeclaredSource

TET = {"aliases": ["Example Times", "TET"], "hosts": ["example-times.example"]}


def test_a_table() -> None:
    table = {"sources": {"The Example Times": TET, "Wire": {}, "Σ": {"hosts": ["ö.example"]}}}
    assert parse_sources(table) == (
        DeclaredSource("The Example Times", ("Example Times", "TET"), ("example-times.example",)),
        DeclaredSource("Wire"),
        DeclaredSource("Σ", (), ("ö.example",)),
    )
    assert parse_sources({}) == parse_sources({"sources": {}}) == ()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"source": {}}, "'source' is no key; write [sources.\"The Example Times\"]"),
        ({"sources": []}, 'sources: not a table; write [sources."The Example Times"]'),
        ({"sources": {" ": {}}}, "sources.' ': blank, or not printable; write the source's name"),
        ({"sources": {"A\x1b[2J": {}}}, "blank, or not printable"),
        ({"sources": {"A\u202e": {}}}, "blank, or not printable"),
        ({"sources": {"A": ["B"]}}, "sources.'A': not a table; write aliases = […]"),
        (
            {"sources": {"A": {"agency": True}}},
            "sources.'A': 'agency' is no key; write aliases or hosts",
        ),
        ({"sources": {"A": {"aliases": "B"}}}, "sources.'A'.aliases: not a list; write"),
        ({"sources": {"A": {"aliases": [1]}}}, "sources.'A'.aliases: 1 is no name"),
        ({"sources": {"A": {"aliases": ["\t"]}}}, "sources.'A'.aliases: '\\t' is no name"),
        ({"sources": {"A": {"hosts": ["https://a.example/"]}}}, "sources.'A'.hosts: 'https://a."),
        ({"sources": {"A": {"hosts": ["com"]}}}, "'com' is no host; write it as example.org"),
        ({"sources": {"A": {"hosts": ["a.example:80"]}}}, "is no host"),
        (
            {"sources": {"A": {"aliases": ["TET"]}, "B": {"aliases": ["the  tet"]}}},
            "sources.'B': 'the  tet' is also of sources.'A'; keep it in one",
        ),
        (
            {"sources": {"A": {}, "B": {"aliases": ["a"]}}},
            "sources.'B': 'a' is also of sources.'A'",
        ),
        (
            {"sources": {"A": {"hosts": ["www.a.example"]}, "B": {"hosts": ["A.example"]}}},
            "sources.'B': 'A.example' is also of sources.'A'",
        ),
        ({"sources": {"A": {"hosts": ["a.example"]}, "B": {"aliases": ["a.example"]}}}, "also of"),
    ],
)
def test_what_cannot_be_used_is_named(table: dict[str, object], reason: str) -> None:
    with pytest.raises(DeclarationInvalid) as refused:
        parse_sources(table)
    assert reason in str(refused.value)


def test_a_name_may_stand_twice_in_one_source_and_a_host_below_another_s() -> None:
    table = {"A": {"aliases": ["a", "A", "THE A"], "hosts": ["a.example", "www.a.example"]}}
    parse_sources({"sources": {**table, "B": {"hosts": ["b.a.example"]}}})


def test_the_same_source_in_two_places_is_refused() -> None:
    with pytest.raises(DeclarationInvalid, match=r"^two: 'A' is also of one; keep it in one$"):
        check_distinct([("one", DeclaredSource("A")), ("two", DeclaredSource("A"))])


_NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=8).map("n {}".format)
_HOSTS = st.sampled_from(["a.example", "b.a.example", "WWW.c.example"])


@given(st.builds(DeclaredSource, _NAMES, st.lists(_NAMES).map(tuple), st.tuples(_HOSTS)))
def test_what_is_kept_is_read_as_it_was(source: DeclaredSource) -> None:
    table: Any = json.loads(json.dumps(as_table([source])))
    assert parse_sources(table) == (source,)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["sources", "A", "aliases", "hosts"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from(["sources", "x"]), _JUNK))
def test_any_table_is_read_or_refused(table: dict[str, object]) -> None:
    said = ""
    try:
        parse_sources(table)
    except DeclarationInvalid as invalid:
        said = str(invalid)
    assert said.isprintable()
