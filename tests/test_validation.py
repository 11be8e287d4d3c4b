"""No article gets past the gate with a field it may not hold; none is altered by it."""

from datetime import date

import pytest

from index.articles import Article
from index.readers.entries import ArticleInvalid, Entry
from index.readers.files import MAX_ARTICLE_BYTES
from index.readers.validation import validate


def checked(**fields: object) -> tuple[Article, list[str]]:
    return validate(Entry(1, "stem", {"text": "Rain fell.", **fields}))


def test_all_fields_and_none() -> None:
    article, notes = checked(
        id="a", title="T", source="S", published="2025-11-02", url="https://a.example/b", meta={}
    )
    expected = Article("a", "T", "S", date(2025, 11, 2), "https://a.example/b", "Rain fell.")
    assert (article, notes) == (expected, [])
    nothing = Article("stem", None, None, None, None, "Rain fell.")
    assert checked() == (nothing, [])
    assert checked(id=None, title="", source=" ", published="", url="") == (nothing, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "text is missing"),
        ("", "text is blank"),
        (" \n\t\N{NO-BREAK SPACE}", "text is blank"),
        ("\N{ZERO WIDTH SPACE}\N{BYTE ORDER MARK}", "text is blank"),
        (17, "text must be a string, not int"),
        (["Rain fell."], "text must be a string, not list"),
    ],
)
def test_row_34_text_must_be_there_and_be_text(text: object, reason: str) -> None:
    with pytest.raises(ArticleInvalid, match=reason):
        checked(text=text)


@pytest.mark.parametrize("name", ["id", "title", "source", "published", "url"])
def test_row_34_a_number_is_no_text_in_any_field(name: str) -> None:
    with pytest.raises(
        ArticleInvalid, match=f"{name} must be a string, not int; write it in quotes"
    ):
        checked(**{name: 2025})


@pytest.mark.parametrize("published", ["2026-13-45", "0000-01-01", "November 2", "02/11/2025"])
def test_row_35_a_date_that_is_none_is_rejected(published: str) -> None:
    with pytest.raises(ArticleInvalid, match=f"published: '{published}' is no"):
        checked(published=published)


def test_row_35_known_foreign_dates_are_read() -> None:
    rfc_2822, _ = checked(published="Sun, 02 Nov 2025 10:00:00 +0700")
    assert rfc_2822.published == date(2025, 11, 2)
    reuters, _ = checked(published="26-FEB-1987")
    assert reuters.published == date(1987, 2, 26)


@pytest.mark.parametrize("name", ["id", "title", "source", "published", "url", "text"])
def test_row_38_nul_and_lone_surrogates_are_rejected_in_any_field(name: str) -> None:
    with pytest.raises(ArticleInvalid, match=f"{name} holds a NUL at character 2"):
        checked(**{name: "ab\0"})
    with pytest.raises(ArticleInvalid, match=f"{name} holds a lone surrogate at character 1"):
        checked(**{name: "a\ud800"})


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\x07", "control"), ("\x0b", "control"), ("\x7f", "control"), ("\x85", "control"),
        ("\u202e", "bidirectional"), ("\u2066", "bidirectional"),
        ("\U000e0041", "tag"), ("\U000e007f", "tag"),
    ],
)  # fmt: skip
def test_row_38_other_unseen_characters_are_kept_and_flagged(character: str, kind: str) -> None:
    text = f"Rain{character} fell{character}."
    article, notes = checked(text=text)
    assert article.text == text
    assert notes == [f"text holds unusual characters, kept as they are: 2 {kind}"]
    assert checked(title=character + "Rain")[1] != []


def test_row_39_and_41_what_is_merely_unusual_is_kept_in_silence() -> None:
    text = "Ha\u0323\u0302i\tPho\u0300ng\r\n😀👩‍🚀 ![x](javascript:y) <b onload=z>&amp;</b>"
    article, notes = checked(text=text)
    assert (article.text, notes) == (text, [])


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", " javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x",
        "file:///etc/passwd", "ftp://a.example/", "//a.example/", "a.example", "https://",
        "https:a.example", "java\nscript:alert(1)", "https://a.example/ b", "https://a\u202e.example/",
    ],
)  # fmt: skip
def test_row_40_a_link_that_is_no_web_address_is_refused(url: str) -> None:
    article, [note] = checked(url=url)
    assert article.url is None
    assert note.startswith("link refused")
    assert note.isprintable()


@pytest.mark.parametrize("url", ["http://a.example", "HTTPS://a.example:8080/b?c=d#é"])
def test_row_40_a_web_address_is_kept_as_it_is(url: str) -> None:
    article, notes = checked(url=url)
    assert (article.url, notes) == (url, [])


@pytest.mark.parametrize(
    ("id_", "reason"),
    [
        ("", "id is blank"),
        ("  ", "id is blank"),
        ("a\nb", r"id holds the control character '\\n'"),
        ("a\u202eb", r"id holds the control character '\\u202e'"),
        ("x" * 201, "id has 201 characters; at most 200"),
    ],
)
def test_an_id_must_be_fit_to_cite(id_: str, reason: str) -> None:
    with pytest.raises(ArticleInvalid, match=reason):
        checked(id=id_)
    with pytest.raises(ArticleInvalid, match=reason):
        validate(Entry(None, id_, {"text": "Rain fell."}))


def test_a_text_over_the_cap_is_rejected_wherever_it_comes_from() -> None:
    with pytest.raises(ArticleInvalid, match="text takes 10,485,762 bytes; at most 10,485,760"):
        checked(text="é" * (MAX_ARTICLE_BYTES // 2 + 1))
