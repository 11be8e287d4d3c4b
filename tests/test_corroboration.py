"""Who says the same, on articles of one sentence and vectors drawn by hand."""

from collections.abc import Sequence

import numpy as np

from index import Article, Passage
from index.embedding import Vectors
from service.answers import Syndicated
from service.corroboration import SAME_FACT, agreeing, corroborate
from service.reader import Span


class Plane:
    """Embeds a text at the angle whose cosine to "Best…" is given by hand; others lie apart."""

    name, revision, dimension = "plane", "0", 2

    def __init__(self, cosines: dict[str, float]) -> None:
        self._cosines = cosines

    def embed_query(self, text: str) -> Vectors:
        cosine = 1.0 if text.startswith("Best") else self._cosines[text]
        return np.array([cosine, np.sqrt(1 - cosine**2)], dtype=np.float32)

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def _article(id_: str, text: str, source: str | None = None, url: str | None = None) -> Article:
    return Article(id_, None, source, None, url, text)


def _span(id_: str, text: str, score: float = 1.0) -> Span:
    return Span(Passage(_article(id_, text), 0, len(text)), 0, len(text), score)


BEST = _span("a", "Best: 994 boxes.", 9.0)
CLOSE, FAR = SAME_FACT + 0.01, SAME_FACT - 0.01


def _agreeing(spans: list[Span], **cosines: float) -> list[Span]:
    texts = {span.text: cosines[span.text.split()[0].rstrip(".")] for span in spans}
    return agreeing([BEST, *spans], 0.0, Plane(texts))


def test_the_best_span_stands_alone_where_nobody_else_says_it() -> None:
    assert agreeing([BEST], 0.0, Plane({})) == [BEST]


def test_a_close_sentence_of_another_article_agrees_and_a_far_one_does_not() -> None:
    near, far = _span("b", "Near."), _span("c", "Far.")
    assert _agreeing([near, far], Near=CLOSE, Far=FAR) == [BEST, near]


def test_each_article_speaks_once_with_its_best_sentence() -> None:
    same, first, second = _span("a", "Same."), _span("b", "First."), _span("b", "Second.")
    found = _agreeing([same, first, second], Same=CLOSE, First=CLOSE, Second=CLOSE)
    assert found == [BEST, first]


def test_a_sentence_that_does_not_agree_leaves_room_for_a_later_one_that_does() -> None:
    other, later = _span("b", "Other."), _span("b", "Later.")
    assert _agreeing([other, later], Other=FAR, Later=CLOSE) == [BEST, later]


def test_what_would_be_no_answer_itself_supports_none() -> None:
    assert _agreeing([_span("b", "Weak.", -0.1)], Weak=CLOSE) == [BEST]
    assert len(_agreeing([_span("b", "Weak.", 0.0)], Weak=CLOSE)) == 2


def test_other_numbers_are_another_fact() -> None:
    spans = [_span("b", "Crates 990."), _span("c", "Cases 994."), _span("d", "Many.")]
    found = _agreeing(spans, Crates=CLOSE, Cases=CLOSE, Many=CLOSE)
    assert [span.text for span in found[1:]] == ["Cases 994.", "Many."]


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
