"""Exact match, token F1 and contained: worked out by hand, and what holds for any answer."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.contained import MAX_WORDS, contained
from eval.measures.exact_match import exact_match
from eval.measures.normalise import normalise
from eval.measures.token_f1 import token_f1

Measure = Callable[[str | None, Sequence[str]], float]

every_measure = pytest.mark.parametrize("measure", [exact_match, token_f1, contained])
texts = st.text(max_size=40)
golds = st.lists(texts, min_size=1, max_size=3)
words = st.lists(st.sampled_from(["general", "minister", "994", "boxes", "Hanoi"]), min_size=1)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Boxes", "boxes"),
        ("a man, an egg & the hen", "man egg hen"),
        ("theatre another analyst", "theatre another analyst"),
        ("“Squid Game”", "squid game"),
        ("the U.S. Army’s", "us armys"),
        ("2019–2020", "20192020"),
        ("1,000.5", "10005"),
        ("\u00a0x\t\ny ", "x y"),
        ("Đặng", "đặng"),
        ("The", ""),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [
        ("994 boxes", ["994 boxes"], 1),
        ("the 994 Boxes.", ["12", "994 boxes"], 1),
        ("994", ["994 boxes"], 0),
        ("boxes 994", ["994 boxes"], 0),
        ("The", ["A"], 1),
        ("", ["994"], 0),
    ],
)
def test_exact_match(given_answer: str, answers: list[str], score: float) -> None:
    assert exact_match(given_answer, answers) == score


@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [
        ("994 boxes", ["994 boxes"], 1),
        ("boxes 994", ["994 boxes"], 1),
        # 1 token shared of 1 given and 2 wanted: P 1, R 1/2.
        ("994", ["994 boxes"], 2 / 3),
        # 1 shared of 3 given and 2 wanted: P 1/3, R 1/2.
        ("about 994 cases", ["994 boxes"], 2 / 5),
        # A token counts as often as both have it: 1 shared of 3 given and 1 wanted.
        ("no no no", ["no"], 1 / 2),
        # The best gold answer: 2/5 by the first, 1/2 by the second (1 of 3 and 1).
        ("about 994 cases", ["994 boxes", "994"], 1 / 2),
        ("Hanoi", ["994 boxes"], 0),
        ("The", ["A"], 1),
        ("The", ["994"], 0),
    ],
)
def test_token_f1(given_answer: str, answers: list[str], score: float) -> None:
    assert token_f1(given_answer, answers) == pytest.approx(score)


@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [
        ("They handed over 994 boxes. [1]", ["994 boxes"], 1),
        ("They handed over 994 boxes. [1]", ["740", "the 994 boxes"], 1),
        ("They handed over 994 boxes. [1]", ["94"], 0),
        ("They handed over 994 boxes. [1]", ["1"], 0),
        ("They handed over 994 [1] boxes.", ["994 boxes"], 1),
        ("994 sealed boxes", ["994 boxes"], 0),
        ("anything", ["the"], 0),
        ("The", ["A"], 1),
        ("", ["994"], 0),
    ],
)
def test_contained(given_answer: str, answers: list[str], score: float) -> None:
    assert contained(given_answer, answers) == score


def test_contained_reads_sixty_words_and_no_markers() -> None:
    padding = "word [1] " * (MAX_WORDS - 2)
    assert contained(padding + "994 boxes", ["994 boxes"]) == 1
    assert contained(padding + "some 994 boxes", ["994 boxes"]) == 0


@every_measure
@pytest.mark.parametrize(
    ("given_answer", "answers", "score"),
    [(None, [], 1), (None, ["994"], 0), ("994", [], 0), ("", [], 0)],
    ids=["rightly abstained", "wrongly abstained", "wrongly answered", "wrongly blank"],
)
def test_abstaining_is_right_exactly_where_there_is_no_answer(
    measure: Measure, given_answer: str | None, answers: list[str], score: float
) -> None:
    assert measure(given_answer, answers) == score


@every_measure
@given(answer=st.none() | texts, answers=st.lists(texts, max_size=3))
def test_scores_lie_between_0_and_1(
    measure: Measure, answer: str | None, answers: list[str]
) -> None:
    assert 0 <= measure(answer, answers) <= 1


@given(answers=golds)
def test_a_gold_answer_is_exactly_right(answers: list[str]) -> None:
    assert exact_match(answers[-1], answers) == token_f1(answers[-1], answers) == 1


@every_measure
@given(answer=words, answers=st.lists(words.map(" ".join), min_size=1, max_size=3))
def test_one_more_gold_answer_never_hurts(
    measure: Measure, answer: list[str], answers: list[str]
) -> None:
    assert measure(" ".join(answer), answers) >= measure(" ".join(answer), answers[1:])


@given(answer=texts, answers=golds)
def test_an_exact_match_has_all_of_f1(answer: str, answers: list[str]) -> None:
    assert token_f1(answer, answers) >= exact_match(answer, answers)


@given(before=words, answer=words, after=words)
def test_a_short_answer_in_a_sentence_is_contained(
    before: list[str], answer: list[str], after: list[str]
) -> None:
    shown = " ".join([*before[:5], *answer[:5], *after[:5]])
    assert contained(shown, [" ".join(answer[:5])]) == 1
