"""Copies are found whatever was edited lightly; forms, short notices and chains are not."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, stories
from index.errors import IndexCorrupt
from index.origins.copies import _common, _figures_kept, _wording, load_stories

# A hundred words that are a hundred terms; no stop words, no two of one stem.
LETTERS = "bcdfghjklm"
WORDS = [f"{one}a{other}o" for one in LETTERS for other in LETTERS]
OTHERS = [f"{one}u{other}i" for one in LETTERS for other in LETTERS]


def articles(*texts: str) -> list[Article]:
    return [Article(str(n), None, None, None, None, text) for n, text in enumerate(texts)]


def found(*texts: str) -> list[int]:
    return [int(row) for row in stories(articles(*texts))]


def text(words: list[str]) -> str:
    return " ".join(words)


def replaced(words: list[str], every: int) -> list[str]:
    """Every so many words another one."""
    return [OTHERS[n] if n % every == 0 else word for n, word in enumerate(words)]


def test_the_words_are_terms() -> None:
    assert len(set(_wording(text(WORDS + OTHERS)).terms)) == 200


def test_none_and_one() -> None:
    assert stories([]).shape == (0,)
    assert stories([]).dtype == np.int32
    assert found("") == [0]


@pytest.mark.parametrize(
    "edited",
    [
        replaced(WORDS, 5),  # 20 of 100: 2·80 / 200 = .8
        WORDS[:80],  # 2·80 / 180 = .89
        WORDS[20:],
        [word for n, word in enumerate(WORDS) if n % 5],
        [word for n, each in enumerate(WORDS) for word in [OTHERS[n], each][n % 5 != 0 :]],
        ["By", "Ann", "Lee", "HARBOUR", "CITY", "(Wire)", "-", *WORDS],
        [word.upper() for word in WORDS],
        [f"“{word},”" for word in WORDS],
    ],
)
def test_a_light_edit_is_a_copy(edited: list[str]) -> None:
    assert found(text(OTHERS), text(WORDS), text(edited)) == [0, 1, 1]
    assert found(text(edited), text(OTHERS), text(WORDS)) == [0, 1, 0]


@pytest.mark.parametrize(
    "other",
    [
        replaced(WORDS, 3),  # 34 of 100: .66
        WORDS[:50] + OTHERS[:50],  # half: .5
        WORDS[::-1],  # the same words, no two in order
        WORDS[:40],  # all of it stands in the other, but that is more than twice as long
    ],
)
def test_what_is_less_alike_is_none(other: list[str]) -> None:
    assert found(text(WORDS), text(other)) == [0, 1]


def test_half_of_a_long_text_is_a_copy_where_nearly_all_of_it_stands_in_the_other() -> None:
    long = WORDS + OTHERS
    assert found(text(long), text(long[:100])) == [0, 0]  # .67 alike, all of it contained
    cut = replaced(long[:100], 8)  # 13 of 100 are others: .58, and .87 contained
    assert found(text(long), text(cut)) == [0, 1]


def test_short_texts_must_be_closer_and_very_short_ones_equal() -> None:
    seventy, few = WORDS[:70], WORDS[:39]
    # Between .92 at 40 terms and .75 at 100, 70 terms need .835.
    assert found(text(seventy), text(replaced(seventy, 7))) == [0, 0]  # 10 of 70: .857
    assert found(text(seventy), text(replaced(seventy, 5))) == [0, 1]  # 14 of 70: .8
    assert found(text(few), text([*few, "more"])) == [0, 1]
    assert found("", "Rain.", "", "Rain.", "rain.") == [0, 1, 0, 1, 4]


def issue(first: int) -> str:
    """A hundred words of a form, a figure behind every fifth one."""
    figures = [str(first + n) for n in range(20)]
    return text(
        [w for n, word in enumerate(WORDS) for w in [word, figures[n // 5]][: 1 + (n % 5 == 4)]]
    )


def test_the_next_issue_of_a_form_is_none() -> None:
    # 100 of 120 terms are the same: .83. At most 20/6 + 1.645 · √(20/6 · 5/6) = 6.1 of the 20
    # figures may be others.
    assert found(issue(100), issue(200)) == [0, 1]
    assert found(issue(100), issue(107)) == [0, 1]
    assert found(issue(100), issue(106)) == [0, 0]


def test_one_figure_may_be_corrected() -> None:
    assert found(text([*WORDS, "12"]), text([*WORDS, "21"])) == [0, 0]


@pytest.mark.parametrize(("missing", "kept"), [(2, True), (3, False)])
def test_figures_change_as_words_do(missing: int, kept: bool) -> None:
    # A tenth of the words changed: 10/10 + 1.645 · √(10/10 · 9/10) = 2.6 of 10 figures may.
    shorter = _wording(text([str(n) for n in range(10)]))
    longer = _wording(text([str(n) for n in range(missing, 19)]))
    assert _figures_kept(shorter, longer, 0.9) is kept


def test_a_copy_of_a_copy_does_not_link() -> None:
    """Each differs from the next by 20 of 100 words, and the first from the last by 40."""
    middle = [OTHERS[n] if n < 20 else word for n, word in enumerate(WORDS)]
    last = [OTHERS[n] if n < 40 else word for n, word in enumerate(WORDS)]
    assert found(text([*WORDS, "longest"]), text(middle), text(last)) == [0, 0, 2]
    # Both are copies of the middle one where that is the original.
    assert found(text(WORDS), text([*middle, "longest"]), text(last)) == [0, 0, 0]


def test_titles_and_sources_do_not_matter() -> None:
    one = Article("1", "Ferry late", "Wire", None, None, text(WORDS))
    other = Article("2", "Boat delayed", "Post", None, None, text(replaced(WORDS, 9)))
    assert stories([one, other]).tolist() == [0, 0]


PIECES = st.lists(
    st.builds(
        lambda seed, share, cut: text(
            [
                Random(seed * 1000 + n).choice(OTHERS)
                if Random(seed * 999 + n).random() < share
                else w
                for n, w in enumerate(WORDS)
            ][: 100 - cut]
        ),
        st.integers(0, 5),
        st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.3]),
        st.sampled_from([0, 10, 30, 70]),
    )
    | st.text(max_size=3),
    max_size=8,
)


@given(PIECES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_articles_does_not_change_which_are_together(
    texts: list[str], random: Random
) -> None:
    given_ = articles(*texts)
    row = {article.id: n for n, article in enumerate(given_)}
    shuffled = random.sample(given_, len(given_))
    one, other = stories(given_), stories(shuffled)
    again = {frozenset(a.id for a, s in zip(shuffled, other, strict=True) if s == n) for n in other}
    assert {frozenset(a.id for a in given_ if one[row[a.id]] == n) for n in one} == again


@given(PIECES)
@settings(max_examples=60, deadline=None)
def test_the_first_article_of_a_story_stands_for_it_and_equal_texts_are_one(
    texts: list[str],
) -> None:
    of = found(*texts)
    for row, story in enumerate(of):
        assert story <= row
        assert of[story] == story
        assert story == of[texts.index(texts[row])]


def test_progress_hears_of_each_article() -> None:
    told: list[tuple[str, int, int]] = []
    stories(articles("a", "b", "a"), lambda *step: told.append(step))
    assert [stage for stage, _, _ in told] == ["finding copies"] * 2
    assert told[-1][1:] == (3, 3)


@pytest.mark.parametrize(
    "odd",
    ["😀" * 300, "\u0301" * 300, "e\u0301 " * 300, "x" * 300_000, "1 " * 60_000, "\x00 ² Ⅷ " * 99],
)
def test_odd_texts(odd: str) -> None:
    assert found(odd, text(WORDS), odd) == [0, 1, 0]


def test_the_work_on_a_form_that_very_many_share_stays_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[object] = []

    def common(*pair: object) -> int:
        compared.append(pair)
        return 0

    monkeypatch.setattr("index.origins.copies._MOST_CANDIDATES", 5)
    monkeypatch.setattr("index.origins.copies._MOST_COMPARED", 2)
    monkeypatch.setattr("index.origins.copies._common", common)
    assert found(*(issue(100 * n) for n in range(1, 31))) == list(range(30))
    assert len(compared) <= 2 * 30


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_longest_common_subsequence_as_the_textbook_has_it(
    one: list[str], other: list[str]
) -> None:
    above = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, its in enumerate(other):
            row.append(above[place] + 1 if letter == its else max(above[place + 1], row[place]))
        above = row
    assert _common(one, other) == above[-1]


def save(path: Path, array: object, dtype: str = "int32") -> Path:
    np.save(path / "stories.npy", np.array(array, dtype=dtype), allow_pickle=False)
    return path / "stories.npy"


def test_what_was_found_comes_back(tmp_path: Path) -> None:
    assert load_stories(save(tmp_path, [0, 1, 0, 3, 1])).tolist() == [0, 1, 0, 3, 1]


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        ([[0]], "int32"),
        (0, "int32"),
        ([0, 1], "int64"),
        ([0.0], "float64"),
        (["0"], "U1"),
        ([-1], "int32"),
        ([1, 1], "int32"),
        ([0, 2, 2], "int32"),
        ([0, 9], "int32"),
        ([0, 0, 1], "int32"),
    ],
)
def test_stories_that_cannot_be_are_refused(tmp_path: Path, array: object, dtype: str) -> None:
    with pytest.raises(IndexCorrupt, match=r"stories\.npy"):
        load_stories(save(tmp_path, array, dtype))


@pytest.mark.parametrize("content", [b"", b"no array", b"\x80\x04N.", b"\x93NUMPY\x01\x00"])
def test_an_array_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stories.npy").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"stories\.npy"):
        load_stories(tmp_path / "stories.npy")


def test_a_pickled_array_is_not_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "stories.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexCorrupt, match=r"stories\.npy"):
        load_stories(tmp_path / "stories.npy")
