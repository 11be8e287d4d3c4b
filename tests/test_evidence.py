"""Evidence is found where it stands, and counted where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import LocatedEvidence, Span, locate
from eval.questions import Evidence
from index import Article

TEXT = "Rain (heavy) fell. Rain stopped."
ARTICLES = {"a": Article("a", None, None, None, None, TEXT)}


def test_a_quote_is_found_at_every_place() -> None:
    located = locate([Evidence("a", "Rain")], ARTICLES.get)
    assert located == LocatedEvidence(((Span("a", 0, 4), Span("a", 19, 23)),), missing=0)


def test_a_quote_is_text_and_not_a_pattern() -> None:
    assert locate([Evidence("a", "(heavy)")], ARTICLES.get).found == ((Span("a", 5, 12),),)


def test_an_empty_quote_is_the_whole_article() -> None:
    assert locate([Evidence("a", "")], ARTICLES.get).found == ((Span("a", 0, len(TEXT)),),)


@pytest.mark.parametrize("piece", [Evidence("b", ""), Evidence("b", "Rain"), Evidence("a", "Snow")])
def test_what_the_index_lacks_is_left_out_and_counted(piece: Evidence) -> None:
    located = locate([piece, Evidence("a", "fell")], ARTICLES.get)
    assert (len(located.found), located.missing) == (1, 1)


def test_a_piece_given_twice_is_one() -> None:
    located = locate([Evidence("a", "fell"), Evidence("b", "")] * 2, ARTICLES.get)
    assert (len(located.found), located.missing) == (1, 1)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Span("a", 14, 20), True),
        (Span("a", 15, 20), False),
        (Span("a", 0, 11), True),
        (Span("a", 0, 10), False),
        (Span("a", 11, 12), True),
        (Span("a", 0, 99), True),
        (Span("b", 10, 15), False),
    ],
)
def test_spans_overlap_when_they_share_a_character(other: Span, overlaps: bool) -> None:
    span = Span("a", 10, 15)
    assert span.overlaps(other) is overlaps
    assert other.overlaps(span) is overlaps


RAIN_AGAIN = Span("a", 19, 23)


@pytest.mark.parametrize(
    ("piece", "places"),
    [
        # Offsets alone stand for what is there.
        (Evidence("a", "", 19, 23), (RAIN_AGAIN,)),
        (Evidence("a", "", 0, len(TEXT)), (Span("a", 0, len(TEXT)),)),
        # With a quote they say which of its places is meant.
        (Evidence("a", "Rain", 19, 23), (RAIN_AGAIN,)),
        # In an article that changed, the quote is found where it is now, wherever that is.
        (Evidence("a", "Rain", 2, 6), (Span("a", 0, 4), RAIN_AGAIN)),
        (Evidence("a", "stopped", 0, 7), (Span("a", 24, 31),)),
        (Evidence("a", "Rain", 1000, 1004), (Span("a", 0, 4), RAIN_AGAIN)),
    ],
)
def test_offsets_tell_the_place(piece: Evidence, places: tuple[Span, ...]) -> None:
    assert locate([piece], ARTICLES.get) == LocatedEvidence((places,), missing=0)


@pytest.mark.parametrize(
    "piece",
    [
        Evidence("b", "", 0, 4),
        Evidence("a", "Snow", 0, 4),
        # Past the end, in part or whole: never cut to what is there.
        Evidence("a", "", 30, len(TEXT) + 1),
        Evidence("a", "", 1000, 1004),
    ],
)
def test_offsets_that_the_article_lacks_are_missing(piece: Evidence) -> None:
    assert locate([piece], ARTICLES.get) == LocatedEvidence((), missing=1)


def test_two_places_of_one_quote_are_two_pieces() -> None:
    located = locate([Evidence("a", "Rain", 0, 4), Evidence("a", "Rain", 19, 23)], ARTICLES.get)
    assert located.found == ((Span("a", 0, 4),), (RAIN_AGAIN,))
    assert located.article_ids == {"a"}


@given(st.data())
def test_gold_by_offset_is_located_exactly_there(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab. é😀\u0301\n"), min_size=1, max_size=20))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    article = Article("x", None, None, None, None, text)
    for quote in ("", text[start:end]):
        located = locate([Evidence("x", quote, start, end)], {"x": article}.get)
        assert located == LocatedEvidence(((Span("x", start, end),),), missing=0)
    # And by the quote alone it is found where it stands, among other places perhaps.
    [places] = locate([Evidence("x", text[start:end])], {"x": article}.get).found
    assert {text[place.start : place.end] for place in places} == {text[start:end]}
