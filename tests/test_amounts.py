"""Amounts: what is one, and of what."""

from decimal import Decimal

import pytest

from service.meaning.amounts import amount


@pytest.mark.parametrize(
    ("text", "values", "measure", "counted"),
    [
        ("994", ["994"], None, set()),
        ("994 boxes of remains", ["994"], None, {"box", "remain"}),
        ("more than thirty boxes", ["30"], None, {"box"}),
        ("44 of 45", ["44", "45"], None, set()),
        ("US$130 million", ["130000000"], "dollars", set()),
        ("130 million US dollars", ["130000000"], "dollars", set()),
        ("£5", ["5"], "pounds", set()),
        ("5 per cent", ["5"], "share", set()),
        ("five-year plan", ["5"], "time", {"plan"}),
        ("3rd place", ["3"], "order", {"place"}),
        ("third", ["3"], "order", set()),
        ("a record 994 boxes", ["994"], None, {"box"}),
    ],
)
def test_amount(text: str, values: list[str], measure: str | None, counted: set[str]) -> None:
    parsed = amount(text)
    assert parsed
    assert [str(value) for value in parsed.values] == values
    assert (parsed.measure, set(parsed.counted)) == (measure, counted)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("12", None),
        ("at least 12", "above"),
        ("12 or more", "above"),
        ("no fewer than 12", "above"),
        ("no more than 12", "below"),
        ("up to 12", "below"),
        ("nearly 12", "about"),
        ("an estimated 12", "about"),
    ],
)
def test_bounds(text: str, bound: str | None) -> None:
    parsed = amount(text)
    assert parsed
    assert parsed.bound == bound


@pytest.mark.parametrize(
    ("text", "measure", "variant", "per"),
    [
        ("$5", "dollars", None, None),
        ("US$5", "dollars", "us", None),
        ("HK$5 a month", "dollars", "hong_kong", "month"),
        ("$5/month", "dollars", None, "month"),
        ("5 yuan", "yen or yuan", "yuan", None),
        ("30 °C", "degrees", "celsius", None),
        ("86 degrees Fahrenheit", "degrees", "fahrenheit", None),
        ("5 percentage points", "points of share", None, None),
    ],
)
def test_units_of_one_name_and_rates(
    text: str, measure: str, variant: str | None, per: str | None
) -> None:
    parsed = amount(text)
    assert parsed
    assert (parsed.measure, parsed.variant, parsed.per) == (measure, variant, per)


@pytest.mark.parametrize(("text", "is_range"), [("5-7", True), ("5 to 7", True), ("2-1", False)])
def test_a_range_rises(text: str, is_range: bool) -> None:
    parsed = amount(text)
    assert parsed
    assert parsed.is_range is is_range


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ann Lee",
        "Apollo 13",
        "50 Cent",
        "COVID-19",
        "the film was made in 1995 and shown",
        "one of them",
    ],
)
def test_names_and_texts_are_no_amounts(text: str) -> None:
    assert amount(text) is None


def test_thousands_of_digits_are_one_value() -> None:
    parsed = amount("9" * 5000)
    assert parsed
    assert parsed.values == (Decimal("9" * 5000),)
