"""JSON gives an article an object; what is wrong with one does not touch the others."""

import io
from collections.abc import Iterable

import pytest

from index.readers.entries import ArticleInvalid, Entry
from index.readers.files import MAX_ARTICLE_BYTES
from index.readers.json_lines import read_document, read_lines


def summary(outcomes: Iterable[Entry | ArticleInvalid]) -> list[tuple[int | None, str]]:
    """Line and text of each entry, line and reason of what is invalid."""
    return [
        (o.line, o.reason if isinstance(o, ArticleInvalid) else str(o.fields.get("text")))
        for o in outcomes
    ]


def lines(*given: str | bytes) -> list[tuple[int | None, str]]:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in given)
    return summary(read_lines(io.BytesIO(data), "stem"))


def test_an_article_a_line() -> None:
    stream = io.BytesIO(b'{"id": "a", "text": "x", "meta": {"n": NaN}}\r\n\n {"text": "y"}')
    first, second = read_lines(stream, "stem")
    assert isinstance(first, Entry)
    assert (first.line, first.default_id, first.fields["id"]) == (1, "stem-1", "a")
    assert second == Entry(3, "stem-3", {"text": "y"})


def test_row_31_a_bad_line_leaves_the_others() -> None:
    good = '{"text": "x"}'
    assert lines(good, '{"text": "y"', good) == [
        (1, "x"),
        (2, "not JSON: Expecting ',' delimiter at column 13"),
        (3, "x"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[]", "not an article"),
        ("3", "not an article"),
        ("null", "not an article"),
        ('{"text": "x", "text": "y"}', "a key occurs twice"),
        ('{"text": "x", "meta": ' + "[" * 100_000, "nested too deep"),
        ('{"text": "x", "meta": ' + "9" * 5_000 + "}", "a number too long"),
        ("{'text': 'x'}", "not JSON"),
    ],
)
def test_what_is_no_article_is_rejected(line: str, reason: str) -> None:
    [(number, said)] = lines(line)
    assert number == 1
    assert reason in said


def test_a_key_may_repeat_below_the_article() -> None:
    assert lines('{"text": "x", "meta": {"a": 1, "a": 2}}') == [(1, "x")]


def test_row_37_bytes_that_are_not_utf8_are_rejected_with_their_offset() -> None:
    outcomes = lines('{"text": "x"}', b'{"text": "caf\xe9"}', '{"text": "y"}')
    assert [line for line, _ in outcomes] == [1, 2, 3]
    assert "byte 0xe9 at byte offset 13" in outcomes[1][1]
    assert "offset within the line" in outcomes[1][1]


def test_row_36_a_line_over_the_cap_is_passed_over() -> None:
    class Watched(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    huge = b'{"text": "' + b"x" * (2 * MAX_ARTICLE_BYTES) + b'"}'
    stream = Watched(b'{"text": "a"}\n' + huge + b'\n{"text": "b"}\n' + huge)
    (_, a), (_, over), (line, b), (last, over_too) = summary(read_lines(stream, "stem"))
    assert (a, b, line, last) == ("a", "b", 3, 4)
    assert over == over_too == f"line is over the limit of {MAX_ARTICLE_BYTES:,} bytes"
    assert stream.longest == MAX_ARTICLE_BYTES + 1


def test_a_byte_order_mark_at_the_start_is_ignored() -> None:
    bom = "\N{BYTE ORDER MARK}"
    assert lines(bom + '{"text": "x"}') == [(1, "x")]
    assert summary(read_document(io.BytesIO((bom + '{"text": "x"}').encode()), "s")) == [
        (None, "x")
    ]


def test_a_document_is_an_article_or_an_array_of_them() -> None:
    assert list(read_document(io.BytesIO(b'{\n"text": "x"}'), "stem")) == [
        Entry(None, "stem", {"text": "x"})
    ]
    array = b'[{"text": "x"},\n\n"y", {"text": "z"}]'
    first, second, third = read_document(io.BytesIO(array), "stem")
    assert first == Entry(1, "stem-1", {"text": "x"})
    assert isinstance(second, ArticleInvalid)
    assert second.line == 2
    assert third == Entry(3, "stem-3", {"text": "z"})


def test_a_broken_document_is_rejected_with_its_line() -> None:
    with pytest.raises(ArticleInvalid, match="not JSON") as caught:
        list(read_document(io.BytesIO(b'[{"text": "x"},\n{"text": }]'), "stem"))
    assert caught.value.line == 2
