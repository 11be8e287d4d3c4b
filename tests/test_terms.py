"""Terms are what two spellings of a word have in common."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.terms import STOP_WORDS, fold, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" .,;— 😀 ", []),
        ("Meetings met meeting", ["meet", "met", "meet"]),
        ("the of and WHO", []),
        ("Phan Văn Giang", ["phan", "van", "giang"]),
        ("ĐÀ NẴNG đà nẵng", ["da", "nang", "da", "nang"]),
        ("Straße STRASSE", ["strass", "strass"]),
        ("ﬁnal Ｆｉｎａｌ", ["final", "final"]),
        ("US$1,200,000 and 1,200", ["1200000", "1200"]),
        ("1,20 12,3456 Nov. 2,1985", ["1", "20", "12", "3456", "nov", "2", "1985"]),
        ("430 million, 130", ["430", "million", "130"]),
        ("war-time vet's", ["war", "time", "vet"]),
    ],
)
def test_by_hand(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_stop_words_are_folded_words() -> None:
    assert {word for word in STOP_WORDS if fold(word) != word or not word.isalpha()} == set()


@given(st.text())
def test_fold_is_the_same_for_every_normal_form_and_does_not_fold_twice(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")} == {once}


@given(st.text())
def test_terms_are_folded_words_without_white_space(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(character.isspace() for character in term)


def test_one_long_word() -> None:
    assert terms("x" * 20_000) == ["x" * 20_000]


def test_threads_do_not_disturb_one_another() -> None:
    texts = [f"meeting{n}s agreements{n} nations national{n}ities" for n in range(2_000)]
    alone = [terms(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(terms, texts)) == alone
