"""Who says the same, on articles of one sentence and vectors drawn by hand."""

import pytest

from index import Article
from service.answers import Syndicated
from service.candidates import Candidate, Scored
from service.corroboration import MAX_QUOTES, SAME_FACT, agreeing, corroborate
from tests.scripted import Plane, span_of

CLOSE, FAR = SAME_FACT + 0.01, SAME_FACT - 0.01
BEST = "Best: 994 boxes."


def _candidate(*said: tuple[str, str], score: float = 1.0) -> Candidate:
    """An answer found in these articles, each given by its id and its one sentence."""
    return Candidate(
        tuple(Scored(span_of(text, text, id_), text.rstrip("."), score) for id_, text in said),
        weight=1.0,
    )


def _agreeing(*candidates: Candidate, **cosines: float) -> list[tuple[str, str]]:
    """The quotes beside the best one, by article and words."""
    best, *others = agreeing([_candidate(("a", BEST)), *candidates], Plane(cosines))
    assert best.passage.text == BEST
    return [(each.span.passage.article.id, each.passage.text) for each in others]


def test_the_best_answer_stands_alone_where_nobody_else_says_it() -> None:
    assert _agreeing() == []


def test_every_article_that_has_the_answer_is_quoted_the_best_first() -> None:
    candidate = _candidate(("b", "Best of all."), ("a", "Far off."), ("c", "Near."))
    quotes = agreeing([candidate], Plane())
    assert [each.span.passage.article.id for each in quotes] == ["b", "a", "c"]
    assert [each.shown for each in quotes] == ["Best of all", "Far off", "Near"]


def test_another_answer_in_a_close_sentence_says_the_same_and_in_a_far_one_does_not() -> None:
    near, far = _candidate(("b", "Near 994.")), _candidate(("c", "Far 994."))
    assert _agreeing(near, far, Near=CLOSE, Far=FAR) == [("b", "Near 994.")]


def test_each_article_speaks_once() -> None:
    same, first, second = (
        _candidate((id_, text))
        for id_, text in (("a", "Same 994."), ("b", "First 994."), ("b", "Second 994."))
    )
    found = _agreeing(same, first, second, Same=CLOSE, First=CLOSE, Second=CLOSE)
    assert found == [("b", "First 994.")]


def test_a_sentence_that_does_not_agree_leaves_room_for_a_later_one_that_does() -> None:
    other, later = _candidate(("b", "Other 994.")), _candidate(("b", "Later 994."))
    assert _agreeing(other, later, Other=FAR, Later=CLOSE) == [("b", "Later 994.")]


def test_other_numbers_are_another_fact() -> None:
    others = [
        _candidate((id_, text))
        for id_, text in (("b", "Crates 990."), ("c", "Cases 994."), ("d", "Many."))
    ]
    found = _agreeing(*others, Crates=CLOSE, Cases=CLOSE, Many=CLOSE)
    # "Many" has no figure, where the answer has one.
    assert found == [("c", "Cases 994.")]


@pytest.mark.parametrize("count", [MAX_QUOTES, MAX_QUOTES + 3])
def test_no_more_is_quoted_than_can_be_read(count: int) -> None:
    said = [(f"a{number}", "Best: 994 boxes.") for number in range(count)]
    other = _candidate(("b", "Near."))
    # The plane knows no angle of "Near.": once there are enough, nothing else is looked at.
    quotes = agreeing([_candidate(*said), other], Plane())
    assert [each.span.passage.article.id for each in quotes] == [
        id_ for id_, _ in said[:MAX_QUOTES]
    ]


def _article(id_: str, text: str, source: str | None = None, url: str | None = None) -> Article:
    return Article(id_, None, source, None, url, text)


def test_sources_are_counted_by_casefolded_name_then_host_then_article() -> None:
    articles = [
        _article("a", "1", source="Meridian Wire"),
        _article("b", "2", source="MERIDIAN WIRE", url="https://elsewhere.example/2"),
        _article("c", "3", url="https://host.example/3"),
        _article("d", "4", url="https://HOST.example/4"),
        _article("e", "5"),
        _article("f", "6"),
    ]
    corroboration = corroborate(articles)
    assert corroboration.independent_sources == 4
    assert corroboration.article_ids == ("a", "b", "c", "d", "e", "f")
    assert corroboration.syndicated == ()


def test_copies_collapse_into_the_first_of_them() -> None:
    articles = [
        _article("a", "same", source="One"),
        _article("b", "same", source="Two"),
        _article("c", "other", source="Three"),
        _article("d", "same", source="Four"),
    ]
    corroboration = corroborate(articles)
    assert corroboration.independent_sources == 2
    assert corroboration.article_ids == ("a", "b", "c", "d")
    assert corroboration.syndicated == (Syndicated("b", "a"), Syndicated("d", "a"))
