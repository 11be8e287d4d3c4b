"""Article hits, and citation precision and recall: by hand, and what holds for any ranking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import Span
from eval.measures.article_hit import CUTOFFS, article_hits
from eval.measures.citations import citation_precision, citation_recall

ids = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=50)
spans = st.builds(
    lambda article_id, start, length: Span(article_id, start, start + length),
    st.sampled_from("ab"),
    st.integers(0, 50),
    st.integers(1, 20),
)
cited_spans = st.lists(spans, max_size=5)
evidence_places = st.lists(st.lists(spans, min_size=1, max_size=2), max_size=4)


@pytest.mark.parametrize(
    ("article_ids", "relevant", "hits"),
    [
        ("abc", {"a"}, (1, 1, 1)),
        ("abc", {"b"}, (0, 1, 1)),
        ("abc", {"c", "b", "x"}, (0, 1, 1)),
        ("abcde", {"e"}, (0, 1, 1)),
        ("abcdef", {"f"}, (0, 0, 1)),
        ("abcdefghij", {"j"}, (0, 0, 1)),
        ("abcdefghijk", {"k"}, (0, 0, 0)),
        ("aaaaaaaaaaab", {"b"}, (0, 1, 1)),
        ("abababababac", {"c"}, (0, 1, 1)),
        ("abc", {"x"}, (0, 0, 0)),
        ("", {"a"}, (0, 0, 0)),
        ("abc", set(), (None, None, None)),
    ],
)
def test_article_hits(article_ids: str, relevant: set[str], hits: tuple[float | None, ...]) -> None:
    assert article_hits(article_ids, relevant) == dict(zip(CUTOFFS, hits, strict=True))


@given(
    article_ids=st.lists(st.sampled_from("abcdefghijklmno"), min_size=1, max_size=40),
    relevant=st.sets(st.sampled_from("abcxyz"), min_size=1),
)
def test_article_hits_are_success_at_k_of_ir_measures(
    article_ids: list[str], relevant: set[str]
) -> None:
    oracle = pytest.importorskip("ir_measures", reason="no wheel of ir-measures' for this machine")
    ranked = dict.fromkeys(article_ids)
    run = [oracle.ScoredDoc("q", id_, -rank) for rank, id_ in enumerate(ranked)]
    qrels = [oracle.Qrel("q", id_, 1) for id_ in relevant]
    measures = [oracle.Success @ k for k in CUTOFFS]
    expected = {m.measure["cutoff"]: m.value for m in oracle.iter_calc(measures, qrels, run)}
    assert article_hits(article_ids, relevant) == expected


@given(article_ids=ids, relevant=st.sets(st.sampled_from("abcdefghijklmnop"), min_size=1))
def test_article_hits_are_membership_in_the_first_k_distinct(
    article_ids: list[str], relevant: set[str]
) -> None:
    distinct = sorted(set(article_ids), key=article_ids.index)
    assert article_hits(article_ids, relevant) == {
        k: float(bool(relevant & set(distinct[:k]))) for k in CUTOFFS
    }


FIRST, SECOND = [Span("a", 10, 20)], [Span("b", 0, 9), Span("b", 50, 59)]
RIGHT, RIGHT_TOO, WRONG = Span("a", 19, 40), Span("b", 55, 56), Span("a", 20, 40)


@pytest.mark.parametrize(
    ("cited", "evidence", "precision", "recall"),
    [
        ([RIGHT], [FIRST], 1, 1),
        ([WRONG], [FIRST], 0, 0),
        ([RIGHT, WRONG], [FIRST], 1 / 2, 1),
        ([RIGHT], [FIRST, SECOND], 1, 1 / 2),
        ([RIGHT, RIGHT_TOO], [FIRST, SECOND], 1, 1),
        ([RIGHT, RIGHT, WRONG], [FIRST, SECOND], 2 / 3, 1 / 2),
        ([Span("a", 0, 99)], [FIRST, [Span("a", 30, 40)]], 1, 1),
        ([Span("b", 10, 20)], [FIRST], 0, 0),
        ([], [FIRST], None, 0),
        ([RIGHT], [], None, None),
        ([], [], None, None),
    ],
)
def test_citations(
    cited: list[Span],
    evidence: list[list[Span]],
    precision: float | None,
    recall: float | None,
) -> None:
    assert citation_precision(cited, evidence) == precision
    assert citation_recall(cited, evidence) == recall


@given(cited=cited_spans, evidence=evidence_places)
def test_citation_scores_lie_between_0_and_1(cited: list[Span], evidence: list[list[Span]]) -> None:
    for score in (citation_precision(cited, evidence), citation_recall(cited, evidence)):
        assert score is None or 0 <= score <= 1


@given(evidence=evidence_places.filter(bool))
def test_citing_the_evidence_is_right(evidence: list[list[Span]]) -> None:
    cited = [places[-1] for places in evidence]
    assert citation_precision(cited, evidence) == citation_recall(cited, evidence) == 1


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
