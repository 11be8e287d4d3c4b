"""Evidence is found where it stands, and counted where it does not."""

import pytest

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
