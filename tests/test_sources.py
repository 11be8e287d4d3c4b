"""One source for all the names and hosts of an outlet, over tiny corpora."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.origins.sources import DeclaredSource, Sources, source_identity, source_key

Said = tuple[str | None, str | None]


def _at(host: str) -> str:
    return f"https://{host}/news/1"


def _of(described: Sequence[Said], *declared: DeclaredSource) -> list[str | None]:
    """The source of each article; URLs are given as bare hosts."""
    sources = Sources([(name, host and _at(host)) for name, host in described], declared)
    return [sources.of(row) for row in range(len(described))]


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        ("USA TODAY", "https://x.example", "usa today"),
        (None, "https://X.example:80/", "x.example"),
        ("", "https://www.x.example/", "x.example"),
        (None, "https://[::1", "article:a"),
        (None, "https://ex\u2100mple.org", "article:a"),
        (None, "no address", "article:a"),
        (None, "https:///path", "article:a"),
        (None, None, "article:a"),
    ],
)
def test_source_identity(source: str | None, url: str | None, expected: str) -> None:
    assert source_identity(source, url, "a") == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Hanoi Times", "HANOI  times", True),
        ("Sa\u0303o Post", "São Post", True),
        ("STRASSE", "Straße", True),
        ("www.daily.example", "Daily.example", True),
        ("Harbour Post", "Harbour-Post", False),
        ("The", "", False),
        ("Theatre News", "atre News", False),
    ],
)
def test_spellings_of_one_name(one: str, other: str, same: bool) -> None:
    assert (source_key(one) == source_key(other)) is same


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        # The host alone, the name alone, and the one that links them, in any order.
        (
            [("Daily", "daily.example"), (None, "daily.example"), ("Daily", None)],
            ["Daily"] * 3,
        ),
        (
            [(None, "www.daily.example"), ("Daily", None), ("DAILY", "daily.example")],
            ["Daily"] * 3,
        ),
        ([(None, "the-daily.example"), ("The Daily", "the-daily.example")], ["The Daily"] * 2),
        ([*[("Daily", "d.example")] * 2, (None, "d.example"), ("Daily", None)], ["Daily"] * 4),
        # Nothing links them.
        ([("Daily", None), (None, "d.example")], ["Daily", "d.example"]),
        # A name that is written as a host is that host.
        ([("d.example", None), (None, "d.example")], ["d.example"] * 2),
        ([("D.example", "edition.d.example"), (None, "d.example")], ["D.example"] * 2),
        # Two hosts of one name are one source's, and so are two outlets of one name.
        (
            [("Daily", "daily.example"), ("Daily", "daily.test"), (None, "daily.example"),
             (None, "daily.test")],
            ["Daily"] * 4,
        ),
        # But an agency's name is not that of the papers which reprint it, whoever spells it.
        (
            [("Wire", "valley.example"), (None, "valley.example"), ("Wire", "hill.example"),
             (None, "hill.example"), ("Wire", "wire.example"), (None, "wire.example")],
            ["Wire", "valley.example", "Wire", "hill.example", "Wire", "Wire"],
        ),
        (
            [*[("Wire", "valley.example")] * 2, (None, "valley.example"),
             *[("Wire", "hill.example")] * 2, (None, "hill.example")],
            ["Wire", "Wire", "valley.example", "Wire", "Wire", "hill.example"],
        ),
        (
            [*[("Wire", "valley.example")] * 2, (None, "valley.example"),
             ("Wire", "wire.example")],
            ["Wire", "Wire", "valley.example", "Wire"],
        ),
        # A host below is no other one.
        (
            [*[("Daily", "d.example")] * 2, ("Daily", "m.d.example"), (None, "d.example"),
             (None, "m.d.example")],
            ["Daily"] * 4 + ["m.d.example"],
        ),
        # A subdomain is a host of its own.
        ([("Daily", "d.example"), (None, "sport.d.example")], ["Daily", "sport.d.example"]),
        # A host with two names is nobody's, and links nothing.
        (
            [("One", "both.example"), ("Two", "both.example"), (None, "both.example")],
            ["One", "Two", "both.example"],
        ),
        # Fewer than half of its articles give the name; at a half it counts, but one is too few.
        (
            [*[("One", "h.example")] * 2, *[(None, "h.example")] * 3],
            ["One"] * 2 + ["h.example"] * 3,
        ),
        ([*[("One", "h.example")] * 2, *[(None, "h.example")] * 2], ["One"] * 4),
        ([("One", "h.example"), (None, "h.example")], ["One", "h.example"]),
        # The host that spells a name is of that name, whoever else is reprinted there.
        (
            [("Sample Wire", "sample-wire.co.test"), *[(None, "sample-wire.co.test")] * 3],
            ["Sample Wire"] * 4,
        ),
        (
            [("Daily", "daily.example"), ("Wire", "daily.example"), (None, "daily.example")],
            ["Daily", "Wire", "Daily"],
        ),
        # Names that begin alike, on a host that spells one of them, and then anywhere.
        (
            [("Wire News", "wire.example"), ("Wire", "wire.example"), (None, "wire.example"),
             ("Wire News", None)],
            ["Wire News"] * 4,
        ),
        (
            [("Wire News", "wire.example"), ("Wire", "wire.example"), ("Post", "wire.example"),
             (None, "wire.example")],
            ["Wire News", "Wire", "Post", "Wire"],
        ),
        # But not where the host spells neither, nor where one is only a part of a word.
        (
            [("The Times", "news.example"), ("Times of Inver", "news.example")],
            ["The Times", "Times of Inver"],
        ),
        (
            [("Wire", "wire.example"), ("Wireless", "wire.example"), (None, "wire.example")],
            ["Wire", "Wireless", "Wire"],
        ),
        # What was found to be one name there is one name on other hosts, which are not its own.
        (
            [("Wire", "both.example"), ("Wire News", "both.example"), (None, "both.example"),
             ("Wire", "wire.example"), ("Wire News", "wire.example")],
            ["Wire", "Wire", "both.example", "Wire", "Wire"],
        ),
        # The top-level domain spells nothing, and neither do signs.
        ([("News", "h.news"), *[(None, "h.news")] * 2], ["News", "h.news", "h.news"]),
        ([("…", "-.example"), *[(None, "-.example")] * 2], ["…", "-.example", "-.example"]),
        # No name is none, and an article without both has no source.
        ([("", "h.example"), (" \t", None), (None, None)], ["h.example", None, None]),
        ([], []),
    ],
)  # fmt: skip
def test_names_and_hosts_of_one_outlet(described: list[Said], expected: list[str]) -> None:
    assert _of(described) == expected


def test_the_most_frequent_name_is_shown_then_the_first_and_no_host_before_a_name() -> None:
    assert set(_of([("DAILY", None), ("The Daily", None), ("The Daily", None)])) == {"The Daily"}
    assert set(_of([("Daily", None), ("The Daily", None)])) == {"Daily"}
    assert set(_of([*[("daily.example", None)] * 3, ("Daily", "daily.example")])) == {"Daily"}


def test_an_aggregator_of_a_hundred_outlets_links_none_of_them() -> None:
    described: list[Said] = [(f"Outlet {n}", "all.example") for n in range(100)]
    sources = Sources([(name, _at("all.example")) for name, _ in [*described, (None, None)]])
    assert len(sources.counts()) == 101
    # It stands for what it published itself, and a filter for all that is found there.
    assert sources.names["all.example"] == "all.example"
    assert sources.admitted(["all.example"]).all()
    assert sources.admitted(["Outlet 7"]).sum() == 1


TIMES = DeclaredSource("The Example Times", ("Example Times", "TET"), ("times.example",))
WIRE = DeclaredSource("Wire", ("W.",), ("wire.times.example",))


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ([("TET", None), ("example  times", None), (None, "times.example")], [TIMES.name] * 3),
        # The nearest host above counts, and half a label is none.
        ([(None, "www.sport.times.example"), (None, "a.wire.times.example"),
          (None, "sometimes.example")], [TIMES.name, WIRE.name, "sometimes.example"]),
        # A declared host takes no other name, and the name says whose an article is.
        ([("Post", "times.example"), (None, "times.example"), ("Post", None)],
         ["Post", TIMES.name, "Post"]),
        ([("TET", "wire.times.example"), (None, "wire.times.example")], [TIMES.name, WIRE.name]),
        # A declared name may have more hosts, and with its alias it is one name.
        ([("TET", "t.test"), ("Example Times", "t.test"), (None, "t.test")], [TIMES.name] * 3),
        ([("Wire", "wire.test"), ("Wire News", "wire.test")], [WIRE.name] * 2),
        # What links two that are declared to be different links nothing.
        ([("Wire", "wire.test"), ("TET", "wire.test"), (None, "wire.test")],
         [WIRE.name, TIMES.name, WIRE.name]),
        ([("Wire", None), ("Post", None)], [WIRE.name, "Post"]),
    ],
)  # fmt: skip
def test_what_is_declared_goes_first(described: list[Said], expected: list[str]) -> None:
    assert _of(described, TIMES, WIRE) == expected
    assert _of(described, WIRE, TIMES) == expected


def test_two_declared_sources_stay_apart_however_they_are_linked() -> None:
    # "Post" and "Post News" are declared apart; a third name begins like both.
    declared = [DeclaredSource("Post"), DeclaredSource("Post News")]
    described = [("Post", "post.test"), ("Post News", "post.test"), ("Post News Live", "post.test")]
    assert _of(described, *declared) == ["Post", "Post News", "Post News Live"]


def test_what_is_declared_without_an_article_is_no_source_of_the_corpus() -> None:
    sources = Sources([("Post", None), ("W.", None)], [TIMES, WIRE])
    assert sources.counts() == {"Post": 1, "Wire": 1}
    assert sources.names == {
        "Post": "Post",
        "W.": "Wire",
        "Wire": "Wire",
        "wire.times.example": "Wire",
    }
    assert sources.aliases() == {"Wire": ["W.", "wire.times.example"]}
    assert sources.meant(["TET", "w.", "THE POST", "nobody", ""]) == {"Wire", "Post"}


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (["daily"], [0, 1, 2]),
        (["DAILY.example"], [0, 1, 2, 3]),  # what others wrote, too, where it was published there
        (["www.daily.example"], [0, 1, 2, 3]),
        (["the wire"], [3, 4]),
        (["other.example", "Wire"], [3, 4, 5]),
        ([], []),
        (["", " ", "nobody", "article:6"], []),
    ],
)
def test_a_filter_takes_any_name(names: list[str], rows: list[int]) -> None:
    sources = Sources(
        [
            ("Daily", _at("daily.example")),
            (None, _at("www.daily.example:80")),
            ("The Daily", None),
            ("Wire", _at("daily.example")),
            ("Wire", None),
            (None, _at("other.example")),
            (None, "no address"),
        ]
    )
    assert [row for row, admitted in enumerate(sources.admitted(names)) if admitted] == rows


_NAMES = st.sampled_from([None, "A", "the a", "A News", "B", "b.example", "", "C"])
_HOSTS = st.sampled_from([None, "a.example", "b.example", "x.b.example", "c.test"])
_DECLARED = st.sampled_from(
    [(), (DeclaredSource("A", ("C",)), DeclaredSource("B", (), ("c.test",)))]
)


@given(st.lists(st.tuples(_NAMES, _HOSTS), max_size=6), _DECLARED)
def test_each_article_has_the_source_that_its_name_means(
    described: list[Said], declared: tuple[DeclaredSource, ...]
) -> None:
    sources = Sources([(name, host and _at(host)) for name, host in described], declared)
    for row, (name, host) in enumerate(described):
        source = sources.of(row)
        label = name or host
        assert (source is None) == (label is None)
        if label and source:
            assert sources.meant([label]) == sources.meant([source]) == {source}
            assert sources.admitted([source])[row]
            assert host is None or sources.admitted([host])[row]
    assert sources.counts().total() == len(described)


@given(st.lists(st.tuples(_NAMES, _HOSTS), max_size=4), _DECLARED)
def test_the_order_of_the_articles_does_not_matter(
    described: list[Said], declared: tuple[DeclaredSource, ...]
) -> None:
    def together(order: Sequence[Said]) -> set[frozenset[Said]]:
        by_source: dict[str | None, set[Said]] = {}
        for said, source in zip(order, _of(order, *declared), strict=True):
            by_source.setdefault(source, set()).add(said)
        return {frozenset(each) for each in by_source.values()}

    assert len({frozenset(together(order)) for order in permutations(described)}) == 1
