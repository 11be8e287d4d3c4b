"""Sources counted, cited and unknown: by hand, and what holds for any articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.both_cited import both_cited
from eval.measures.source_count import several_source_count, single_source_count
from eval.measures.unknown_source import unknown_source_recall

ids = st.lists(st.sampled_from("abcdef"), max_size=6)
sources = st.lists(ids.filter(bool), max_size=4)


@pytest.mark.parametrize(
    ("shown", "wanted", "single", "several"),
    [
        (1, 1, 1, None),
        (2, 1, 0, None),
        (0, 1, 0, None),
        (2, 2, None, 1),
        (1, 2, None, 0),
        (3, 2, None, 0),
        (10**9, 10**9, None, 1),
        # Nothing is counted where nothing is answered, or where nobody has.
        (None, 1, None, None),
        (None, 2, None, None),
        (1, None, None, None),
        (2, None, None, None),
        (None, None, None, None),
    ],
)
def test_source_counts(
    shown: int | None, wanted: int | None, single: float | None, several: float | None
) -> None:
    assert single_source_count(shown, wanted) == single
    assert several_source_count(shown, wanted) == several


@given(shown=st.none() | st.integers(0, 5), wanted=st.none() | st.integers(1, 5))
def test_of_the_two_counts_at_most_one_has_a_say(shown: int | None, wanted: int | None) -> None:
    said = [count(shown, wanted) for count in (single_source_count, several_source_count)]
    known = shown is not None and wanted is not None
    assert [score for score in said if score is not None] == [shown == wanted] * known


@pytest.mark.parametrize(
    ("shown", "stating", "score"),
    [
        ("ab", ["a", "b"], 1),
        ("abc", ["a", "b"], 1),
        ("a", ["a", "b"], 0),
        ("ab", ["a", "b", "c"], 0),
        # Of one source's articles any will do.
        ("bd", ["abc", "d"], 1),
        ("ab", ["abc", "d"], 0),
        ("", ["a", "b"], 0),
        # One source or none is not several.
        ("a", ["a"], None),
        ("a", ["abc"], None),
        ("a", [], None),
    ],
)
def test_both_cited(shown: str, stating: list[str], score: float | None) -> None:
    assert both_cited(shown, stating) == score


@given(shown=ids, stating=sources)
def test_both_cited_is_yes_or_no_in_any_order(shown: list[str], stating: list[list[str]]) -> None:
    score = both_cited(shown, stating)
    assert (score is None) is (len(stating) < 2)
    assert score in (None, 0, 1)
    assert both_cited(shown[::-1] * 2, [each[::-1] for each in stating[::-1]]) == score
    everything = [article for articles in stating for article in articles]
    assert both_cited(everything, stating) == (None if score is None else 1)


@pytest.mark.parametrize(
    ("reason", "unknown", "score"),
    [
        ("unknown_source", True, 1),
        ("low_confidence", True, 0),
        (None, True, 0),
        ("unknown_source", False, None),
        (None, False, None),
    ],
)
def test_unknown_source(reason: str | None, unknown: bool, score: float | None) -> None:
    assert unknown_source_recall(reason, unknown) == score
