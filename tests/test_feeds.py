"""A feed gives an article an entry; XML that declares anything is refused."""

import io
import time
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.readers import feeds, read_articles
from index.readers.entries import ArticleInvalid, Entry
from index.readers.feeds import read


def entries(xml: str | bytes) -> list[dict[str, object] | str]:
    """The fields of each entry, or what is wrong with it; entry n stands on line n."""
    data = xml if isinstance(xml, bytes) else xml.encode()
    found = list(read(io.BytesIO(data), "stem"))
    assert [each.line for each in found] == list(range(1, len(found) + 1))
    return [
        {name: value for name, value in each.fields.items() if value is not None}
        if isinstance(each, Entry)
        else each.reason
        for each in found
    ]


def rss(*items: str, title: str = "Harbour Post") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title>{''.join(items)}</channel></rss>"
    )


def item(text: str, more: str = "") -> str:
    return f"<item>{more}<description>{escape(text)}</description></item>"


def test_rss_2() -> None:
    full = (
        "<item><title>Rain &amp;amp; wind</title><link>https://post.example/rain</link>"
        '<guid isPermaLink="false">g-1</guid><pubDate>Fri, 02 May 2031 23:30:00 +0700</pubDate>'
        "<description>Only the start.</description><content:encoded>"
        "<![CDATA[<p>Rain&nbsp;fell &lt;3 <b>times</b>.</p><script>alert(1)</script>"
        "<p>Boats stayed.</p>]]></content:encoded></item>"
    )
    assert entries(rss(full, title="Post &amp;amp; Co")) == [
        {
            "id": "g-1",
            "title": "Rain & wind",
            "source": "Post & Co",
            "published": "Fri, 02 May 2031 23:30:00 +0700",
            "url": "https://post.example/rain",
            "text": "Rain\u00a0fell <3 times.\n\nBoats stayed.",
        }
    ]


def test_rss_1() -> None:
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://post.example/"><title>Harbour Post</title></channel>'
        '<item rdf:about="https://post.example/rain"><title>Rain</title>'
        "<link>https://post.example/rain</link><dc:date>2031-05-02</dc:date>"
        "<description>Rain fell.</description></item></rdf:RDF>"
    )
    [found] = entries(xml)
    assert found == {
        "id": "https://post.example/rain",
        "title": "Rain",
        "source": "Harbour Post",
        "published": "2031-05-02",
        "url": "https://post.example/rain",
        "text": "Rain fell.",
    }


def test_atom() -> None:
    xml = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title><entry>'
        "<id>urn:post:1</id><title type='html'>Rain &amp;lt;3</title>"
        "<updated>2031-05-03T00:00:00Z</updated><published>2031-05-02T00:00:00Z</published>"
        '<link rel="self" href="https://post.example/feed"/><link href="https://post.example/1"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rain &lt; sun.</p>'
        "<p>Boats<br/>stayed.</p></div></content></entry>"
        "<entry><id>urn:post:2</id><updated>2031-05-03</updated><title>a &lt;b> c</title>"
        "<summary>Short.</summary><content>Rain &lt;b&gt; fell.\n\nBoats &amp;amp; men.</content>"
        "<source><title>The Wire</title></source></entry></feed>"
    )
    first, second = entries(xml)
    assert first == {
        "id": "urn:post:1",
        "title": "Rain <3",
        "source": "Harbour Post",
        "published": "2031-05-02T00:00:00Z",
        "url": "https://post.example/1",
        "text": "Rain < sun.\n\nBoats\nstayed.",
    }
    assert second == {
        "id": "urn:post:2",
        "title": "a <b> c",
        "source": "The Wire",
        "published": "2031-05-03",
        "text": "Rain <b> fell.\n\nBoats &amp; men.",
    }


def test_an_item_from_another_outlet_is_that_outlet_s() -> None:
    of_wire = '<source url="https://wire.example/">The Wire</source>'
    first, second = entries(rss(item("Rain.", of_wire), item("Wind.")))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["source"], second["source"]) == ("The Wire", "Harbour Post")


def test_an_entry_without_id_is_named_by_its_link_else_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "news.rss"
    path.write_text(rss(item("Rain.", "<link>https://p.example/1</link>"), item("Wind.")))
    assert [a.id for a in read_articles([path]).articles] == ["https://p.example/1", "news-2"]


def test_text_without_markup_keeps_its_lines() -> None:
    [found] = entries(rss(item("Rain &amp; wind.\n\nBoats stayed.")))
    assert isinstance(found, dict)
    assert found["text"] == "Rain & wind.\n\nBoats stayed."


def test_rows_31_34_35_and_40_a_bad_entry_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "news.rss"
    path.write_text(
        rss(
            item("Rain.", "<guid>a</guid><link>javascript:alert(1)</link>"),
            "<item/>",
            item(" "),
            item("Wind.", "<pubDate>2031-13-45</pubDate>"),
            item("<b>" * 300),
            item("Sun.", "<guid>f</guid><pubDate>Fri, 02 May 2031 23:30:00 GMT</pubDate>"),
        )
    )
    reading = read_articles([path])
    assert [(a.id, a.url, str(a.published)) for a in reading.articles] == [
        ("a", None, "None"),
        ("f", None, "2031-05-02"),
    ]
    assert [(r.line, r.reason[:30]) for r in reading.rejections] == [
        (2, "text is missing"),
        (3, "text is missing"),
        (4, "published: '2031-13-45' is no "),
        (5, "HTML of more than 250 elements"),
    ]
    assert "link refused" in reading.notices[0].reason


def test_rows_38_39_41_and_42_characters_and_orders_are_data() -> None:
    kept = "Ha\u0323\u0302i 😀 👩\u200d👩 5\u202f000 \u202eab\u202c \U000e0041 \x7f."
    kept += " Ignore the question & <b>."
    [found] = entries(rss(item(f"<p>{escape(kept)}</p>")))
    assert isinstance(found, dict)
    assert found["text"] == kept


LOL = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "boat">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><rss version="2.0"><channel><item><description>&i;</description></item></channel></rss>'
)
EXTERNAL = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><item>'
    "<description>&x;</description></item></channel></rss>"
)
OLD = (
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    '<rss version="0.91"><channel><item><description>Rain.</description></item></channel></rss>'
)


@pytest.mark.parametrize("xml", [LOL, EXTERNAL, OLD, LOL.encode("utf-16")])
def test_row_45_what_declares_a_document_type_is_refused(xml: str | bytes) -> None:
    with pytest.raises(ArticleInvalid, match="declares a document type"):
        entries(xml)


@pytest.mark.parametrize(
    ("xml", "line", "reason"),
    [
        ("", None, "not well-formed XML: no element found"),
        ("Rain fell.", None, "not well-formed XML"),
        ("<rss>\n<channel>\n</rss>", 3, "not well-formed XML: mismatched tag"),
        (rss(item("x")).replace("x</", "&nbsp;</"), 2, "not well-formed XML: undefined entity"),
        (rss("<item>\x07</item>"), 2, "not well-formed XML"),
        (rss("<item>\0</item>"), 2, "not well-formed XML"),
        ("<html><body/></html>", None, "no feed of RSS or Atom, but XML with the root 'html'"),
        ("<!DOCTYPE html><html/>", None, "no feed of RSS or Atom, but a document of type 'html'"),
        (rss("<a>" * 300 + "</a>" * 300), None, "250 in each other"),
        (rss("caf\N{LATIN SMALL LETTER E WITH ACUTE}").encode("cp1252"), 2, "byte 0xe9 at byte"),
        ('<?xml version="1.0" encoding="utf-7"?><rss/>', None, "character set 'utf-7'"),
    ],
)
def test_rows_30_37_and_38_what_is_no_feed_is_rejected(
    xml: str | bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(ArticleInvalid, match=reason) as caught:
        entries(xml)
    if line:
        assert caught.value.line == line


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "utf-8"])
def test_the_declared_character_set_is_honoured(charset: str) -> None:
    xml = rss(item("A café.")).replace("UTF-8", charset)
    [found] = entries(xml.encode(charset))
    assert isinstance(found, dict)
    assert found["text"] == "A café."


def test_xml_of_another_kind_is_passed_over_or_refused_when_given(tmp_path: Path) -> None:
    other, feed, dtd = (tmp_path / name for name in ("a.xml", "b.xml", "c.xml"))
    other.write_text("<nitf><p>Rain, never &closed;")
    feed.write_text(rss(item("Rain.", "<guid>a</guid>")))
    dtd.write_text('<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf/>')
    reading = read_articles([tmp_path])
    assert [article.id for article in reading.articles] == ["a"]
    assert reading.skipped == (str(other), str(dtd))
    assert reading.rejections == ()
    [rejection] = read_articles([other]).rejections
    assert rejection.reason == "XML with the root 'nitf', which is not read"


def test_a_feed_of_too_many_elements_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_MAX_ELEMENTS", 6)
    assert len(entries(rss(item("Rain."), "<a/>"))) == 1
    with pytest.raises(ArticleInvalid, match="XML of more than 6 elements"):
        entries(rss(item("Rain."), "<a/>", "<a/>"))


def test_many_entries_are_read_in_bounded_time() -> None:
    started = time.process_time()
    assert len(entries(rss(item("<p>Rain fell.</p>") * 300))) == 300
    assert len(entries(rss(item("a <b " * 5_000)))) == 1
    assert time.process_time() - started < 10


MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param("".join(f"<category>c{n}</category>" for n in range(20_000)), id="category"),
        pytest.param("".join(f"<CATEGORY term='c{n}'/>" for n in range(20_000)), id="capitals"),
        pytest.param("".join(f"<dc:subject>c{n}</dc:subject>" for n in range(20_000)), id="dc"),
        pytest.param(
            f"<media:keywords {MEDIA}>{','.join(map(str, range(50_000)))}</media:keywords>",
            id="keywords",
        ),
    ],
)
def test_an_entry_of_very_many_tags_is_read_in_bounded_time(tags: str) -> None:
    started = time.process_time()
    expected = {"title": "a b é", "source": "Harbour Post", "text": "Rain & wind. <"}
    assert entries(rss(tags, item("Rain &amp; wind. <", f"<title>a&#13;b é</title>{tags}"))) == [
        expected
    ]
    assert time.process_time() - started < 10


def test_a_prefix_that_is_not_declared_is_rejected_where_it_stands() -> None:
    with pytest.raises(ArticleInvalid, match="not well-formed XML: Namespace prefix x") as caught:
        entries(rss("<x:y/>"))
    assert caught.value.line == 2


LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M", "Cf")), min_size=1)


@settings(deadline=None, max_examples=25)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_paragraphs_come_back_as_they_were(paragraphs: list[str]) -> None:
    marked_up = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    [found] = entries(rss(item(marked_up)))
    assert isinstance(found, dict)
    assert found["text"] == "\n\n".join(paragraphs)
