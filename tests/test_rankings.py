"""Ranked articles and quotes: by hand at the edges, and what holds for any passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import Span
from eval.rankings import quote_name, ranked_articles, ranked_quotes

spans = st.builds(
    lambda article_id, start, length: Span(article_id, start, start + length),
    st.sampled_from(["a", "b", "a:0-5"]),
    st.integers(0, 20),
    st.integers(0, 12),
)
passage_lists = st.lists(spans, max_size=8)
evidence_lists = st.lists(st.lists(spans, min_size=1, max_size=3), max_size=4)


def test_articles_rank_where_their_first_passage_does() -> None:
    passages = [Span(id_, 9 * n, 9 * n + 9) for n, id_ in enumerate("bbacbad")]
    assert ranked_articles(passages) == ["b", "a", "c", "d"]
    assert ranked_articles([]) == []


QUOTE = Span("a", 100, 120)


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (100, 120, True),  # the quote itself
        (0, 500, True),  # a page around it
        (105, 109, True),  # a few words of it
        (0, 110, True),  # half of the quote
        (0, 109, False),  # less than half of it
        (110, 900, True),
        (111, 900, False),
        (116, 124, True),  # half of a passage that is shorter
        (117, 125, False),
        (80, 100, False),  # next to it
        (120, 140, False),
        (300, 400, False),
    ],
)
def test_a_passage_holds_a_quote_by_half_of_the_shorter(start: int, end: int, held: bool) -> None:
    item = "a:100-120" if held else f"a:{start}-{end}"
    assert ranked_quotes([Span("a", start, end)], [[QUOTE]]) == [item]
    assert ranked_quotes([Span("b", start, end)], [[QUOTE]]) == [f"b:{start}-{end}"]


def test_what_a_quote_is_made_of_does_not_matter_to_its_rank() -> None:
    wrong = Span("b", 0, 50)
    for passages in (
        [wrong, Span("a", 0, 600)],
        [wrong, Span("a", 80, 160), Span("a", 140, 220)],
        [wrong, Span("a", 100, 110), Span("a", 110, 120)],
    ):
        assert ranked_quotes(passages, [[QUOTE]])[:2] == ["b:0-50", "a:100-120"]


@pytest.mark.parametrize(
    ("passages", "evidence", "items"),
    [
        ([], [[QUOTE]], []),
        ([(0, 9), (9, 20)], [], ["a:0-9", "a:9-20"]),
        # A passage twice is one item, whether it holds a quote or none.
        ([(0, 9), (0, 9), (90, 130), (90, 130)], [[QUOTE]], ["a:0-9", "a:100-120"]),
        # Two quotes at once come in the evidence's order.
        ([(0, 500)], [[Span("a", 300, 320)], [QUOTE]], ["a:300-320", "a:100-120"]),
        # Held before: dropped, and what follows moves up; one new beside one old is kept.
        ([(90, 130), (95, 140), (0, 9)], [[QUOTE]], ["a:100-120", "a:0-9"]),
        (
            [(90, 130), (95, 320)],
            [[Span("a", 300, 320)], [QUOTE]],
            ["a:100-120", "a:300-320"],
        ),
        # Any place will do, and the first one names the quote.
        ([(300, 330)], [[QUOTE, Span("a", 310, 330)]], ["a:100-120"]),
        ([(300, 330), (90, 130)], [[QUOTE, Span("a", 310, 330)]], ["a:100-120"]),
        # The bounds of a quote's second place hold it too.
        ([(310, 330)], [[QUOTE, Span("a", 310, 330)]], ["a:100-120"]),
        # Evidence with the same first place is the same item.
        ([(300, 330)], [[QUOTE, Span("a", 310, 330)], [QUOTE]], ["a:100-120"]),
        # Quotes within one another are two items.
        ([(100, 120)], [[QUOTE], [Span("a", 105, 110)]], ["a:100-120", "a:105-110"]),
        # The whole article as evidence is held by each of its passages.
        ([(500, 600), (0, 9)], [[Span("a", 0, 900)]], ["a:0-900"]),
        # Nothing at all, within a passage, at its edge, and elsewhere.
        ([(0, 9)], [[Span("a", 4, 4)]], ["a:4-4"]),
        ([(0, 9)], [[Span("a", 9, 9)]], ["a:9-9"]),
        ([(0, 9)], [[Span("a", 10, 10)]], ["a:0-9"]),
        ([(0, 0)], [[Span("a", 0, 0)]], ["a:0-0"]),
    ],
)
def test_quotes_by_hand(
    passages: list[tuple[int, int]], evidence: list[list[Span]], items: list[str]
) -> None:
    assert ranked_quotes([Span("a", *bounds) for bounds in passages], evidence) == items


def test_a_quote_is_named_by_its_first_place() -> None:
    assert quote_name([Span("x:1-2", 3, 14), Span("y", 0, 11)]) == "x:1-2:3-14"


@given(passages=passage_lists, evidence=evidence_lists)
def test_items_are_distinct_and_right_ones_are_held(
    passages: list[Span], evidence: list[list[Span]]
) -> None:
    items = ranked_quotes(passages, evidence)
    assert len(set(items)) == len(items)
    for places in evidence:
        held = any(_shares_half(passage, place) for passage in passages for place in places)
        same_name = [other for other in evidence if quote_name(other) == quote_name(places)]
        if len(same_name) == 1:
            assert (quote_name(places) in items) == held


@given(passages=passage_lists, evidence=evidence_lists)
def test_every_passage_is_an_item_unless_it_holds_quotes(
    passages: list[Span], evidence: list[list[Span]]
) -> None:
    quotes = {quote_name(places) for places in evidence}
    others = [item for item in ranked_quotes(passages, evidence) if item not in quotes]
    none_held = [
        quote_name([passage])
        for passage in passages
        if not any(_shares_half(passage, place) for places in evidence for place in places)
    ]
    assert others == list(dict.fromkeys(none_held))


@given(passages=passage_lists, evidence=evidence_lists)
def test_more_passages_never_move_what_is_ranked(
    passages: list[Span], evidence: list[list[Span]]
) -> None:
    items = ranked_quotes(passages, evidence)
    before = ranked_quotes(passages[:-1], evidence)
    assert items[: len(before)] == before


def _shares_half(one: Span, other: Span) -> bool:
    """The same by counting characters; nothing is held where the other one touches it."""
    if one.article_id != other.article_id:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    characters, others = set(range(one.start, one.end)), set(range(other.start, other.end))
    return len(characters & others) >= min(len(characters), len(others)) / 2
