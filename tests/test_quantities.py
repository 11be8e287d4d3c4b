"""Quantities: worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.meaning.quantities import in_figures, quantities


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        # Figures.
        ("1,200", [1200]),
        ("1200", [1200]),
        ("1,2000", [1, 2000]),
        ("0.50", ["0.5"]),
        (".5", ["0.5"]),
        ("2½", ["2.5"]),
        ("１２ and ١٢", [12]),
        ("-5", [-5]),
        ("−5", [-5]),
        ("minus five", [-5]),
        ("-US$5m", [-5_000_000]),
        ("10-12", [10, 12]),
        ("10–12", [10, 12]),
        ("£5-£10", [5, 10]),
        ("2025-11-02", [2, 11, 2025]),
        ("44 of 45", [44, 45]),
        ("in 1985", [1985]),
        ("the 1990s", [1990]),
        # Words.
        ("thirty", [30]),
        ("Twenty-one", [21]),
        ("one hundred and thirty million", [130_000_000]),
        ("two and a half", ["2.5"]),
        ("a five-year plan", [5]),
        ("zero", [0]),
        # Scales.
        ("130 million", [130_000_000]),
        ("US$130 million", [130_000_000]),
        ("$130m", [130_000_000]),
        ("130 mn", [130_000_000]),
        ("130M", [130_000_000]),
        ("a $130-million deal", [130_000_000]),
        ("1.3bn", [1_300_000_000]),
        ("1.3 trillion", [1_300_000_000_000]),
        ("one trillion", [1_000_000_000_000]),
        ("100m sprint", [100]),
        # Units and percentages say nothing of the number.
        ("5%", [5]),
        ("5 per cent", [5]),
        ("five per cent", [5]),
        ("5km", [5]),
        ("30 second clips, 5 per second", [5, 30]),
        # Ordinals.
        ("third", [3]),
        ("3rd", [3]),
        ("the twenty-first century", [21]),
        ("ranked first", [1]),
        ("First lady", []),
        ("the first time", []),
        ("the Third World", []),
        # The pronoun, and the number.
        ("one", [1]),
        ("one boat", [1]),
        ("one of 45", [1, 45]),
        ("one or two", [1, 2]),
        ("number one", [1]),
        ("one of them", []),
        ("No one", []),
        ("this one", []),
        ("twenty-one of them", [21]),
        ("one hundred of the men", [100]),
        # Names, and what is too vague.
        ("COVID-19", []),
        ("the G7", []),
        ("F-16", []),
        ("MH370", []),
        ("YS-11A-217", []),
        ("five F-16s", [5]),
        ("thirty COVID-19 five", [30, 5]),
        ("mid-1990s", [1990]),
        ("km²", []),
        ("10²", [10]),
        ("tens of thousands", []),
        ("several hundred", []),
        ("World War II", []),
        # Not the scale, though it looks like one when case does not matter.
        ("5 mıllion 5 thouſand", [5]),
        ("", []),
    ],
)
def test_quantities(text: str, stated: list[int | str]) -> None:
    assert quantities(text) == {Decimal(value) for value in stated}


@given(st.integers(0, 10**12))
def test_thousands_separators_do_not_matter(number: int) -> None:
    assert quantities(f"{number:,} boxes") == {Decimal(number)}


@pytest.mark.parametrize(
    ("text", "figured"),
    [
        ("", ""),
        ("thirty boxes", "30 boxes"),
        ("US$1.5bn", " 1500000000"),
        ("half a million", "500000"),
        ("2½", "2.5"),
        ("the F-16", "the  , "),
    ],
)
def test_in_figures(text: str, figured: str) -> None:
    assert in_figures(text) == figured
