"""Offsets in code points, UTF-16 units and bytes tell of the same characters."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.offsets import OffsetUnit, slice_by_unit, to_unit

UNITS: tuple[OffsetUnit, ...] = get_args(OffsetUnit)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("aé한🛳\u0301"))


@pytest.mark.parametrize(
    ("unit", "offsets"),
    [
        ("codepoint", [0, 1, 2, 3, 4]),
        ("utf16", [0, 1, 2, 4, 5]),
        ("byte", [0, 1, 3, 7, 10]),
    ],
)
def test_a_text_of_one_two_four_and_three_bytes(unit: OffsetUnit, offsets: list[int]) -> None:
    assert [to_unit("aé🛳한", offset, unit) for offset in range(5)] == offsets


@given(TEXTS)
def test_the_last_offset_is_the_length_of_the_encoding(text: str) -> None:
    assert to_unit(text, len(text), "codepoint") == len(text)
    assert to_unit(text, len(text), "utf16") == len(text.encode("utf-16-be")) // 2
    assert to_unit(text, len(text), "byte") == len(text.encode("utf-8"))


@given(TEXTS, st.data())
def test_what_is_sliced_by_converted_offsets_is_the_slice_by_code_points(
    text: str, data: st.DataObject
) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    for unit in UNITS:
        converted = to_unit(text, start, unit), to_unit(text, end, unit)
        assert slice_by_unit(text, *converted, unit) == text[start:end]


@given(TEXTS, st.integers(0, 9), st.integers(0, 9))
def test_any_offsets_give_a_piece_of_the_text_or_none(text: str, start: int, end: int) -> None:
    for unit in UNITS:
        piece = slice_by_unit(text, start, end, unit)
        assert piece is None or piece in text


@pytest.mark.parametrize(
    ("start", "end", "unit"),
    [(0, 1, "utf16"), (1, 2, "utf16"), (0, 1, "byte"), (0, 3, "byte"), (3, 5, "byte")],
)
def test_a_cut_through_a_character_is_no_text(start: int, end: int, unit: OffsetUnit) -> None:
    assert slice_by_unit("🛳é", start, end, unit) is None


def test_offsets_behind_the_end_or_the_wrong_way_round_hold_nothing() -> None:
    assert [slice_by_unit("é", 7, 9, unit) for unit in UNITS] == ["", "", ""]
    assert [slice_by_unit("aé", 1, 0, unit) for unit in UNITS] == ["", "", ""]
    assert [slice_by_unit("aé", 10**30, 10**31, unit) for unit in UNITS] == ["", "", ""]
