"""Citations, by hand, and what holds for any quote."""

from statistics import harmonic_mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import Span
from eval.measures.citations import citation_f1, citation_precision, citation_recall
from eval.measures.exactness import citation_exactness
from eval.measures.support import citation_support

spans = st.builds(
    lambda article_id, start, length: Span(article_id, start, start + length),
    st.sampled_from("ab"),
    st.integers(0, 50),
    st.integers(1, 20),
)
cited_spans = st.lists(spans, max_size=5)
evidence_places = st.lists(st.lists(spans, min_size=1, max_size=2), max_size=4)


FIRST, SECOND = [Span("a", 10, 20)], [Span("b", 0, 9), Span("b", 50, 59)]
RIGHT, RIGHT_TOO, WRONG = Span("a", 19, 40), Span("b", 55, 56), Span("a", 20, 40)


@pytest.mark.parametrize(
    ("cited", "evidence", "precision", "recall", "f1"),
    [
        ([RIGHT], [FIRST], 1, 1, 1),
        ([WRONG], [FIRST], 0, 0, 0),
        # F1 is 2PR / (P + R): 2 · 1/2 · 1 / (3/2).
        ([RIGHT, WRONG], [FIRST], 1 / 2, 1, 2 / 3),
        ([RIGHT], [FIRST, SECOND], 1, 1 / 2, 2 / 3),
        ([RIGHT, RIGHT_TOO], [FIRST, SECOND], 1, 1, 1),
        # 2 · 2/3 · 1/2 / (7/6).
        ([RIGHT, RIGHT, WRONG], [FIRST, SECOND], 2 / 3, 1 / 2, 4 / 7),
        ([Span("a", 0, 99)], [FIRST, [Span("a", 30, 40)]], 1, 1, 1),
        ([Span("b", 10, 20)], [FIRST], 0, 0, 0),
        ([], [FIRST], None, 0, 0),
        ([RIGHT], [], None, None, None),
        ([], [], None, None, None),
    ],
)
def test_citations(
    cited: list[Span],
    evidence: list[list[Span]],
    precision: float | None,
    recall: float | None,
    f1: float | None,
) -> None:
    assert citation_precision(cited, evidence) == precision
    assert citation_recall(cited, evidence) == recall
    assert citation_f1(cited, evidence) == pytest.approx(f1)


@given(cited=cited_spans, evidence=evidence_places)
def test_citation_scores_lie_between_0_and_1(cited: list[Span], evidence: list[list[Span]]) -> None:
    for measure in (citation_precision, citation_recall, citation_f1):
        score = measure(cited, evidence)
        assert score is None or 0 <= score <= 1
        assert measure(cited[::-1], evidence[::-1]) == score


@given(cited=cited_spans.filter(bool), evidence=evidence_places.filter(bool))
def test_citation_f1_is_the_harmonic_mean(cited: list[Span], evidence: list[list[Span]]) -> None:
    precision, recall = citation_precision(cited, evidence), citation_recall(cited, evidence)
    assert precision is not None
    assert recall is not None
    expected = harmonic_mean([precision, recall])
    assert citation_f1(cited, evidence) == pytest.approx(expected)


@given(evidence=evidence_places.filter(bool))
def test_citing_the_evidence_is_right(evidence: list[list[Span]]) -> None:
    cited = [places[-1] for places in evidence]
    assert citation_precision(cited, evidence) == citation_recall(cited, evidence) == 1
    assert citation_f1(cited, evidence) == 1


@given(cited=cited_spans.filter(bool), evidence=evidence_places.filter(bool))
def test_a_wrong_citation_more_costs_precision_alone(
    cited: list[Span], evidence: list[list[Span]]
) -> None:
    worse = [*cited, Span("nowhere", 0, 9)]
    before, after = citation_precision(cited, evidence), citation_precision(worse, evidence)
    assert before is not None
    assert after is not None
    assert after < before or before == after == 0
    assert citation_recall(worse, evidence) == citation_recall(cited, evidence)


@given(cited=cited_spans.filter(bool), evidence=evidence_places.filter(bool))
def test_a_citation_less_never_helps_recall(cited: list[Span], evidence: list[list[Span]]) -> None:
    before, after = citation_recall(cited, evidence), citation_recall(cited[1:], evidence)
    assert before is not None
    assert after is not None
    assert after <= before


TEXTS = {"a": "Rain fell.", "b": "Đặng’s 𝒳 rose."}


@pytest.mark.parametrize(
    ("span", "quote", "exactness"),
    [
        (Span("a", 0, 4), "Rain", 1),
        (Span("a", 0, 10), "Rain fell.", 1),
        # Offsets count code points: 𝒳 is one, though two in UTF-16 and four in UTF-8.
        (Span("b", 7, 13), "𝒳 rose", 1),
        (Span("a", 1, 5), "Rain", 0),
        (Span("a", 0, 4), "rain", 0),
        (Span("b", 0, 6), "Đặng's", 0),
        # Python would find these: offsets from the end, and beyond it.
        (Span("a", -5, -1), "fell", 0),
        (Span("a", -10, 4), "Rain", 0),
        (Span("a", 5, 99), "fell.", 0),
        # These hold no character.
        (Span("a", 4, 4), "", 0),
        (Span("a", 99, 99), "", 0),
        (Span("a", 4, 0), "", 0),
        (Span("nowhere", 0, 4), "Rain", 0),
    ],
)
def test_exactness_of_one_citation(span: Span, quote: str, exactness: float) -> None:
    assert citation_exactness([(span, quote)], TEXTS.get) == exactness


def test_exactness_is_a_share_of_what_is_cited() -> None:
    right, wrong = (Span("a", 0, 4), "Rain"), (Span("a", 0, 4), "Hail")
    assert citation_exactness([right, right, wrong], TEXTS.get) == 2 / 3
    assert citation_exactness([], TEXTS.get) is None


@given(text=st.text(min_size=1, max_size=30), data=st.data())
def test_what_is_cut_from_a_text_is_exact_until_the_text_moves(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quotes = [(Span("a", start, end), text[start:end])]
    assert citation_exactness(quotes, {"a": text}.get) == 1
    assert citation_exactness(quotes, {"a": text[:start]}.get) == 0
    assert citation_exactness(quotes, {"b": text}.get) == 0


@pytest.mark.parametrize(
    ("support", "mean"),
    [
        ([1, 0.5], 3 / 4),
        ([1, None, 0.5], 3 / 4),
        ([0], 0),
        ([None], None),
        ([], None),
    ],
)
def test_support(support: list[float | None], mean: float | None) -> None:
    assert citation_support(support) == mean


@given(support=st.lists(st.none() | st.floats(0, 1), max_size=9))
def test_support_lies_between_0_and_1_in_any_order(support: list[float | None]) -> None:
    score, reverse = citation_support(support), citation_support(support[::-1])
    assert reverse == pytest.approx(score)
    assert score is None or 0 <= score <= 1
