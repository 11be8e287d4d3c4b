"""Markup is read by the character set that it declares, strictly, or not at all."""

import pytest

from index.readers.charset import decode_html, decode_xml
from index.readers.entries import ArticleInvalid

BODY = "<p>“café” 5 €</p>"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("", "utf-8"),
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset='windows-1252'>", "cp1252"),
        ("<META CHARSET = ISO-8859-1 />", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">', "cp1252"),
        ("<!-- <meta charset=koi8-r> --><meta charset=latin1>", "cp1252"),
        ('<meta name="d" content="charset=koi8-r">', "utf-8"),
        ("<meta charset=utf-16>", "utf-8"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        (" " * 1024 + "<meta charset=koi8-r>", "utf-8"),
    ],
)
def test_html(head: str, codec: str) -> None:
    html = head + (BODY if "8859-15" not in head else "<p>cafe</p>")
    assert decode_html(html.encode(codec)) == html


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_goes_before_what_is_declared(codec: str) -> None:
    for head in ("<meta charset=koi8-r>", '<?xml version="1.0" encoding="koi8-r"?>'):
        assert decode_html((head + BODY).encode(codec)) == head + BODY
        assert decode_xml((head + BODY).encode(codec)) == head + BODY


def test_xml() -> None:
    xml = '<?xml version="1.0" encoding="Shift_JIS"?><p>雨</p>'
    assert decode_xml(xml.encode("shift_jis")) == xml
    assert decode_xml(b"<meta charset=koi8-r>caf\xc3\xa9") == "<meta charset=koi8-r>café"


@pytest.mark.parametrize(
    "label", ["utf-7", "unicode_escape", "base64", "rot13", "idna", "x-none", "a\0b", "é", "utf-32"]
)
def test_what_no_browser_reads_is_refused(label: str) -> None:
    with pytest.raises(ArticleInvalid, match="which is not known; convert it to UTF-8"):
        decode_html(f"<meta charset='{label}'>".encode())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\n\x93b", r"not UTF-8: byte 0x93 at byte offset 2"),
        (
            b"<meta charset=cp1252>\n\x81",
            "not cp1252, which it declares: byte 0x81 at byte offset 22",
        ),
        (b"<meta charset=utf-8>\n\xff", "not UTF-8: byte 0xff at byte offset 21"),
        (b"\xff\xfea\0\n\0b", "not UTF-16-LE, which it declares: byte 0x62 at byte offset 6"),
    ],
)
def test_row_37_a_byte_that_is_not_of_it_is_named_by_its_offset(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleInvalid, match=reason) as caught:
        decode_html(data)
    assert caught.value.line == 2
