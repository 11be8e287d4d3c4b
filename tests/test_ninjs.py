"""ninjs in JSON files, of all three major versions, beside our own form."""

import io
import json
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.readers.entries import ArticleInvalid, Entry
from index.readers.json_lines import read_document, read_lines
from index.readers.validation import validate


def one(item: dict[str, Any]) -> dict[str, object]:
    [entry] = read_document(io.BytesIO(json.dumps(item).encode()), "stem")
    if isinstance(entry, ArticleInvalid):
        raise entry
    return {name: value for name, value in entry.fields.items() if value is not None}


def test_version_1() -> None:
    assert one(
        {
            "uri": "urn:wire:1",
            "type": "text",
            "versioncreated": "2031-05-02T10:00:00Z",
            "firstcreated": "2031-05-01T10:00:00Z",
            "headline": "Rain goes on",
            "headline_extra": "Wet",
            "copyrightholder": "The Wire",
            "body_text": "Rain fell.\n\nBoats stayed.",
            "body_xhtml": "<p>Other.</p>",
        }
    ) == {
        "id": "urn:wire:1",
        "title": "Rain goes on",
        "source": "The Wire",
        "published": "2031-05-02T10:00:00Z",
        "text": "Rain fell.\n\nBoats stayed.",
    }


def test_version_2_lists_headlines_and_bodies() -> None:
    found = one(
        {
            "uri": "https://wire.example/1",
            "contentcreated": "2031-05-02",
            "provider": {"name": "The Wire"},
            "copyrightholder": "Somebody",
            "headlines": [{"role": "short", "value": "Rain"}, {"role": "main", "value": "Rain on"}],
            "bodies": [
                {"role": "html", "contenttype": "text/html", "value": "<p>Rain.</p><p>A&amp;B</p>"}
            ],
        }
    )
    assert found["url"] == found["id"] == "https://wire.example/1"
    assert (found["title"], found["source"], found["published"]) == (
        "Rain on", "The Wire", "2031-05-02",
    )  # fmt: skip
    assert found["text"] == "Rain.\n\nA&B"


def test_version_3_writes_in_camel_case_and_its_plain_main_body_is_taken() -> None:
    rich = {"contentType": "application/xhtml+xml", "value": "<p>Rich.</p>"}
    found = one(
        {
            "uri": "urn:wire:3",
            "versionCreated": "2031-05-02T10:00:00Z",
            "copyrightHolder": "The Wire",
            "bodies": [
                {"role": "caption", "contentType": "text/plain", "value": "A boat."},
                {"role": "main", **rich},
                {"role": "main", "contentType": "text/plain", "value": "Rain  fell.\n"},
            ],
        }
    )
    assert found["text"] == "Rain  fell.\n"
    assert (found["source"], found["published"]) == ("The Wire", "2031-05-02T10:00:00Z")


def test_xhtml_becomes_its_paragraphs_without_scripts() -> None:
    body = (
        "<div><h2>Rain &amp; wind</h2><p>50&#160;boats <b>stay</b>ed<br/>in port.</p>"
        "<script>alert(1)</script><style>p {}</style><ul><li>one</li><li>two</li></ul></div>"
    )
    assert one({"uri": "a", "body_xhtml": body})["text"] == (
        "Rain & wind\n\n50\u00a0boats stayed\nin port.\n\none\n\ntwo"
    )


def test_a_body_of_no_stated_type_is_marked_up_where_it_starts_with_a_tag() -> None:
    assert one({"uri": "a", "bodies": [{"value": "<p>Rain.</p>"}]})["text"] == "Rain."
    assert one({"uri": "a", "bodies": [{"value": "Rain < sun."}]})["text"] == "Rain < sun."


def test_our_own_form_and_ninjs_stand_side_by_side_in_arrays_and_lines() -> None:
    ours = {"id": "a", "text": "Rain.", "uri": "our own key"}
    theirs = {"uri": "urn:b", "body_text": "Wind."}
    document = json.dumps([ours, theirs, {"uri": "urn:c", "pubstatus": "canceled"}]).encode()
    first, second, third = read_document(io.BytesIO(document), "stem")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert (first.fields, second.fields["text"], second.line) == (ours, "Wind.", 2)
    assert isinstance(third, ArticleInvalid)
    assert (third.line, third.reason) == (3, "its pubstatus is 'canceled': not to be published")
    [line] = read_lines(io.BytesIO(json.dumps(theirs).encode()), "stem")
    assert isinstance(line, Entry)
    assert line.fields["id"] == "urn:b"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"uri": "a"}, "text is missing"),
        ({"uri": "a", "type": "picture", "headline": "A boat"}, "text is missing"),
        ({"uri": "a", "body_text": 3}, "text must be a string, not int"),
        ({"uri": "a", "bodies": "Rain."}, "text is missing"),
        ({"uri": "a", "bodies": [{"contenttype": 3}]}, "text is missing"),
        ({"uri": "a", "bodies": [{"value": {"x": 1}}]}, "text must be a string, not dict"),
        ({"uri": "a", "body_xhtml": "<p> </p>"}, "text is blank"),
        ({"uri": "a", "body_xhtml": "<p>a\0b</p>"}, "HTML holds a NUL at character 4"),
        ({"uri": "a", "body_xhtml": "<p>a\ud800</p>"}, "lone surrogate"),
        ({"uri": "a", "body_xhtml": "<p>" * 4_000_000}, "HTML takes 12,000,000 bytes"),
        ({"uri": "a", "body_xhtml": "<p>" * 9 + "<b>" * 300}, "HTML of more than 250 elements in"),
        ({"uri": 3, "body_text": "Rain."}, "id must be a string, not int"),
        ({"uri": "a", "body_text": "R", "versioncreated": "2031-13-45"}, "no date of the calendar"),
        ({"uri": "a", "body_text": "R", "headlines": [{"value": 3}]}, "title must be a string"),
        ({"uri": "a", "body_text": "R", "pubStatus": "withheld"}, "pubstatus is 'withheld'"),
        ({"uri": "a", "body_text": "R", "pubstatus": ["x"]}, "not to be published"),
    ],
)
def test_rows_34_35_and_38_what_cannot_be_an_article_is_rejected(
    item: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ArticleInvalid, match=reason):
        validate(Entry(None, "stem", one(item)))


def embargoed(moment: object) -> dict[str, object]:
    return one({"uri": "a", "body_text": "Rain.", "embargoed": moment})


@pytest.mark.parametrize("hours", [0, 14, -11])
def test_an_embargo_lasts_until_its_moment_in_whatever_zone(hours: int) -> None:
    here = datetime.now(timezone(timedelta(hours=hours)))
    assert embargoed((here - timedelta(minutes=5)).isoformat())["text"] == "Rain."
    with pytest.raises(ArticleInvalid, match=r"^embargoed until '.+'; index it again after that$"):
        embargoed((here + timedelta(minutes=5)).isoformat())


def test_an_embargo_without_a_zone_lasts_until_it_is_over_everywhere() -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    assert embargoed((now - timedelta(hours=13)).isoformat())["text"] == "Rain."
    with pytest.raises(ArticleInvalid, match="embargoed until"):
        embargoed((now - timedelta(hours=11)).isoformat())


@pytest.mark.parametrize("none", [None, "", "2001-05-02", "0001-01-01T00:00:00+14:00"])
def test_no_embargo_and_one_long_over(none: str | None) -> None:
    assert embargoed(none)["text"] == "Rain."


@pytest.mark.parametrize("moment", ["soon", 3, True, ["x" * 1_000], "2031-13-45T00:00:00Z"])
def test_an_embargo_that_cannot_be_read_holds(moment: object) -> None:
    with pytest.raises(ArticleInvalid, match="is no moment; write it as YYYY") as caught:
        embargoed(moment)
    assert len(str(caught.value)) < 120


def test_the_last_moment_that_can_be_written_is_in_the_future() -> None:
    with pytest.raises(ArticleInvalid, match="embargoed until"):
        embargoed("9999-12-31T23:59:59.999999")


def test_row_40_an_id_that_is_a_script_is_no_link() -> None:
    assert "url" not in one({"uri": "javascript:alert(1)", "body_text": "Rain."})


LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M", "Cf")), min_size=1)


@settings(deadline=None, max_examples=40)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_paragraphs_come_back_as_they_were(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert one({"uri": "a", "body_text": text})["text"] == text
    marked_up = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    assert one({"uri": "a", "body_xhtml": marked_up})["text"] == text
