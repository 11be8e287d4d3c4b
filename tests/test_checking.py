"""Gold is held against an index, and every line of which the evidence is not there is named."""

from pathlib import Path

import pytest

from eval.checking import check_gold
from eval.evidence import locate
from eval.questions import Evidence, GoldQuestion, GoldRefused
from index import Article

# "é" is one code point and two bytes, "😀" one and four.
TEXT = "Rain fell. Café 😀. Rain stopped."
ARTICLES = {"a": Article("a", None, None, None, None, TEXT)}
GOLD = Path("gold.jsonl")


def _question(*evidence: Evidence, line: int = 3) -> GoldQuestion:
    return GoldQuestion(f"q{line}", "Rain?", ("rain",), evidence, True, "fact", line=line)


@pytest.mark.parametrize(
    "sound",
    [
        Evidence("a"),
        Evidence("a", "Rain"),
        Evidence("a", TEXT),
        Evidence("a", "Rain", 0, 4),
        Evidence("a", "Rain", 19, 23),
        Evidence("a", "😀", 16, 17),
        Evidence("a", "", 0, 1),
        Evidence("a", "", 0, len(TEXT)),
    ],
)
def test_sound_evidence_stands_and_is_found(sound: Evidence) -> None:
    check_gold(GOLD, [_question(sound)], ARTICLES.get)
    assert locate([sound], ARTICLES.get).missing == 0


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (Evidence("b", "Rain"), 'the index has no article "b"'),
        (Evidence("b"), 'the index has no article "b"'),
        (Evidence("a", "rain"), 'article "a" does not hold the quote'),
        (Evidence("a", "Cafe\u0301"), 'article "a" does not hold the quote'),
        (Evidence("a", "Snow", 0, 4), 'article "a" does not hold the quote'),
        (Evidence("a", "Rain", 1, 5), 'article "a" holds the quote, but not at "start" 1'),
        (Evidence("a", "", 0, 33), f'article "a" ends at {len(TEXT)}, before "end" 33'),
        (Evidence("a", "", 99, 100), f'article "a" ends at {len(TEXT)}, before "end" 100'),
        (Evidence("a", "Rain", 29, 33), f'article "a" ends at {len(TEXT)}, before "end" 33'),
    ],
)
def test_what_is_not_there_is_named_with_its_line(bad: Evidence, problem: str) -> None:
    assert len(TEXT) == 32
    with pytest.raises(GoldRefused) as caught:
        check_gold(GOLD, [_question(Evidence("a"), bad)], ARTICLES.get)
    assert str(caught.value) == f"gold.jsonl:3: evidence[1]: {problem}"


def test_every_line_is_named_20_at_most() -> None:
    bad = [Evidence("b"), Evidence("a", "Snow")]
    with pytest.raises(GoldRefused) as caught:
        check_gold(GOLD, [_question(*bad, line=line) for line in range(1, 12)], ARTICLES.get)
    first, second, *others, last = str(caught.value).splitlines()
    assert first == 'gold.jsonl:1: evidence[0]: the index has no article "b"'
    assert second == 'gold.jsonl:1: evidence[1]: article "a" does not hold the quote'
    assert others[-1] == 'gold.jsonl:10: evidence[1]: article "a" does not hold the quote'
    assert last == "… and 2 more"


def test_the_evidence_of_an_unanswerable_question_is_checked_too() -> None:
    refuting = GoldQuestion("q", "Snow?", (), (Evidence("a", "Snow"),), False, "fact", line=2)
    with pytest.raises(GoldRefused, match=r"gold\.jsonl:2: "):
        check_gold(GOLD, [refuting], ARTICLES.get)


def test_without_evidence_there_is_nothing_to_look_up() -> None:
    check_gold(GOLD, [_question()], ARTICLES.get)
