"""Offsets in code points, UTF-16 units and bytes tell of the same characters."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.offsets import InUnit, OffsetUnit, Quotable

UNITS: tuple[OffsetUnit, ...] = get_args(OffsetUnit)
CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("aé한🛳\u0301")
TEXTS = st.text(CHARACTERS)


@pytest.mark.parametrize(
    ("unit", "offsets"),
    [
        ("codepoint", [0, 1, 2, 3, 4]),
        ("utf16", [0, 1, 2, 4, 5]),
        ("byte", [0, 1, 3, 7, 10]),
    ],
)
def test_a_text_of_one_two_four_and_three_bytes(unit: OffsetUnit, offsets: list[int]) -> None:
    assert [InUnit(unit)("aé🛳한", offset) for offset in range(5)] == offsets


@given(TEXTS, TEXTS, st.data())
def test_an_offset_is_the_length_of_what_is_before_it_in_whatever_order_they_are_asked(
    text: str, other: str, data: st.DataObject
) -> None:
    in_utf16, in_bytes, in_codepoints = InUnit("utf16"), InUnit("byte"), InUnit("codepoint")
    for asked in data.draw(st.lists(st.sampled_from([text, other]), max_size=9)):
        offset = data.draw(st.integers(0, len(asked)))
        assert in_codepoints(asked, offset) == offset
        assert in_utf16(asked, offset) == len(asked[:offset].encode("utf-16-be")) // 2
        assert in_bytes(asked, offset) == len(asked[:offset].encode("utf-8"))


@given(TEXTS, st.data())
def test_what_stands_at_converted_offsets_is_what_stands_there_in_code_points(
    text: str, data: st.DataObject
) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    for unit in UNITS:
        in_unit = InUnit(unit)
        assert Quotable(text, unit).holds(text[start:end], in_unit(text, start), in_unit(text, end))


@given(TEXTS, st.text(CHARACTERS, min_size=1), st.integers(0, 20), st.integers(0, 20))
def test_a_text_holds_what_decodes_to_the_quote_and_nothing_else(
    text: str, quote: str, start: int, end: int
) -> None:
    def decoded(encoding: str, width: int) -> str | None:
        try:
            return text.encode(encoding)[start * width : end * width].decode(encoding)
        except UnicodeDecodeError:
            return None

    held = (text[start:end], decoded("utf-16-le", 2), decoded("utf-8", 1))
    for unit, words in zip(UNITS, held, strict=True):
        is_within = end <= InUnit(unit)(text, len(text))
        assert Quotable(text, unit).holds(quote, start, end) == (is_within and words == quote)
        if words:
            assert Quotable(text, unit).holds(words, start, end) == is_within


@pytest.mark.parametrize(
    ("start", "end", "unit"),
    [(0, 1, "utf16"), (1, 2, "utf16"), (0, 1, "byte"), (0, 3, "byte"), (3, 5, "byte")],
)
def test_a_cut_through_a_character_holds_no_text(start: int, end: int, unit: OffsetUnit) -> None:
    assert not any(Quotable("🛳é", unit).holds(quote, start, end) for quote in ("🛳", "é", "🛳é"))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("start", "end"), [(7, 9), (1, 0), (10**30, 10**31), (10**30, 10**30 + 1)])
def test_offsets_behind_the_end_or_the_wrong_way_round_hold_nothing(
    start: int, end: int, unit: OffsetUnit
) -> None:
    assert not Quotable("aé", unit).holds("a", start, end)
