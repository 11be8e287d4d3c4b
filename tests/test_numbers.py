"""Numbers as figures: found, compared, and missed."""

import pytest

from service.meaning.numbers import missing_numbers, numbers, numbers_agree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("US$130 million, up from 300", {"130", "300"}),
        ("1,200,000 people", {"1200000"}),
        ("in 1,5 hours", {"1,5"}),
        ("the 30th anniversary (1995–2025)", {"30", "1995", "2025"}),
        ("44 of 45.", {"44", "45"}),
    ],
)
def test_numbers(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("994 boxes, 740 identified", "994 cases", True),
        ("44 of 45", "160", False),
        ("no figures", "160", True),
        ("1,200", "1200", True),
    ],
)
def test_numbers_agree(one: str, other: str, agree: bool) -> None:
    assert numbers_agree(one, other) is agree
    assert numbers_agree(other, one) is agree


@pytest.mark.parametrize(
    ("question", "texts", "missing"),
    [
        ("Why was it put back to 2028?", ["It is due in 2026."], {"2028"}),
        ("What happened on November 2, 2025?", ["It rained on the 2nd. 2025-11-02"], set()),
        ("Who won World War 2?", ["The war ended."], set()),  # single digits are often words
        ("Who spoke?", [], set()),
        ("Were 1,200 counted?", ["They counted", "1200 of them."], set()),
    ],
)
def test_missing_numbers(question: str, texts: list[str], missing: set[str]) -> None:
    assert missing_numbers(question, texts) == missing
