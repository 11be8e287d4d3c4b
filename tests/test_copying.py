"""Copies are planted as described, and stories are judged pair by pair."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from eval.copying import (
    CREDITS,
    EDITS,
    cut,
    estimates,
    judge,
    known_copies,
    plant,
    sentences_dropped,
    table,
    words_added,
    words_dropped,
    words_replaced,
)
from index import Article

TEXT = "Rain fell on Hanoi. The ferry was late.\n\nNobody was hurt. Boats returned at noon."
VOCABULARY = ["other"]


def article(id_: str, text: str, published: date | None = None) -> Article:
    return Article(id_, "Title", None, published, None, text)


def test_words_are_replaced_dropped_and_added() -> None:
    # Fifteen words.
    replaced = words_replaced(TEXT, 3, VOCABULARY, Random(1))
    assert Counter(replaced.split())["other"] == 3
    assert len(replaced.split()) == 15
    assert len(words_dropped(TEXT, 3, VOCABULARY, Random(1)).split()) == 12
    added = words_added(TEXT, 3, VOCABULARY, Random(1))
    assert [word for word in added.split() if word != "other"] == TEXT.split()
    assert len(added.split()) == 18
    assert replaced.count("\n\n") == added.count("\n\n") == 1


def test_whole_sentences_go() -> None:
    assert cut(TEXT, 5, VOCABULARY, Random(1)) == "Rain fell on Hanoi. The ferry was late."
    assert cut(TEXT, 0, VOCABULARY, Random(1)).split() == TEXT.split()
    # Of four, four, three and four words: one sentence of four, or one of three and another.
    assert len(sentences_dropped(TEXT, 4, VOCABULARY, Random(1)).split()) in (8, 11)


@pytest.mark.parametrize("kind", EDITS)
def test_what_is_too_short_for_an_edit_stays_a_text(kind: str) -> None:
    for text in ("", "One.", "\n\n"):
        assert isinstance(EDITS[kind](text, 9, VOCABULARY, Random(1)), str)


def test_planting_takes_turns_and_is_the_same_each_time() -> None:
    originals = [article(str(n), TEXT) for n in range(12)]
    planted = plant(originals)
    assert planted == plant(originals)
    assert [each.kind for each in planted] == [*EDITS, *EDITS]
    for each in planted:
        assert each.copy.id == f"copy-of-{each.original.id}"
        assert each.copy.text.startswith(CREDITS)
        assert each.copy.title != each.original.title


WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@pytest.mark.parametrize(
    ("other", "days", "known"),
    [
        (" ".join(WORDS), 40, True),  # equal, however long ago
        (" ".join(WORDS[:6]), 3, True),  # both of its shingles stand there
        (" ".join(WORDS[:6]), 4, False),
        (" ".join([*WORDS[:6], "a", "b", "c", "d"]), 0, True),  # two of six shingles
        (" ".join([*WORDS[:5], "a", "b", "c", "d", "e"]), 0, False),  # one of six
        ("one two", 0, False),  # no shingle at all
    ],
)
def test_known_copies(other: str, days: int, known: bool) -> None:
    first = article("a", " ".join(WORDS), date(2025, 3, 1))
    second = article("b", other, date(2025, 3, 1) + timedelta(days))
    assert known_copies(first, second) is known
    assert known_copies(second, first) is known


def test_undated_articles_may_be_known_copies() -> None:
    assert known_copies(article("a", " ".join(WORDS)), article("b", " ".join(WORDS[:6])))


def test_pairs_are_judged() -> None:
    originals = [article("a", " ".join(WORDS)), article("b", "Rain."), article("c", "Snow.")]
    again = article("again", " ".join(WORDS[:6]))
    planted = plant(originals)
    articles = [*originals, again, *(each.copy for each in planted)]
    # The copy of a is found, and so is the other copy of it that there was; that of b is not, and
    # that of c is taken for one of a.
    outcome = judge(articles, [0, 1, 2, 0, 0, 5, 0], planted)
    assert outcome.recalled == [True, False, False]
    # a and its copy, each with again; c's copy with a, its copy and again.
    assert outcome.known == 2
    assert [(one.id, other.id) for one, other in outcome.false] == [
        ("a", "copy-of-c"),
        ("again", "copy-of-c"),
        ("copy-of-a", "copy-of-c"),
    ]
    scores = estimates(outcome)
    assert scores["precision of pairs"].value == 1 / 4
    assert scores["recall of copies"].value == pytest.approx(1 / 3)
    assert scores["recall, words replaced"].value == 1
    assert scores["recall, words dropped"].value == 0
    assert "recall, cut at the end" not in scores
    assert table(scores).row_count == 5
