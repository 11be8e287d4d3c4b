"""A page is described by what is said of its own article, not of a related story or a comment."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.html_text import parse
from index.readers.page_metadata import describe

RAIN = "https://post.example/2031/rain"
ARTICLE = {"@type": "NewsArticle", "headline": "Rain", "datePublished": "2031-05-02"}
SHOWN = "<title>Shown</title>"


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def ld(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


def title(head: str) -> str | None:
    return describe(parse(f"<html><head>{SHOWN}{head}</head></html>"))["title"]


def published(body: str, head: str = "") -> str | None:
    return describe(parse(f"<html><head>{head}</head><body>{body}</body></html>"))["published"]


def test_the_only_article_in_json_ld_may_be_a_related_story() -> None:
    related = {**ARTICLE, "headline": "Sun", "url": "https://post.example/2031/sun"}
    page = describe(parse(f"<html><head>{SHOWN}{canonical(RAIN)}{ld(related)}</head></html>"))
    assert page == {"title": "Shown", "source": None, "published": None, "url": RAIN}


@pytest.mark.parametrize(
    "url",
    [
        RAIN,
        "http://www.POST.example/2031/rain/?utm_source=feed#top",
        "//post.example/2031/rain",
        "/2031/rain",
        "#article",
        "https://post.example/2031/r%61in",
    ],
)
def test_addresses_that_differ_in_form_are_one(url: str) -> None:
    other = {**ARTICLE, "headline": "Sun", "url": "https://post.example/2031/sun"}
    for nodes in ([{**ARTICLE, "url": url}], [other, {**ARTICLE, "mainEntityOfPage": url}]):
        assert title(canonical(RAIN) + ld(*nodes)) == "Rain"


@pytest.mark.parametrize(
    "url",
    [
        "https://post.example/2031/rain-2",
        "https://other.example/2031/rain",
        "https://post.example/",
        "/2031/sun",
    ],
)
def test_other_addresses_are_another_story_s(url: str) -> None:
    assert title(canonical(RAIN) + ld({**ARTICLE, "url": url})) == "Shown"


def test_a_query_that_names_the_story_tells_two_apart() -> None:
    head = canonical("https://post.example/story.php?id=5")
    for query, expected in (("id=5&utm_source=x", "Rain"), ("id=6", "Shown")):
        article = {**ARTICLE, "url": f"https://post.example/story.php?{query}"}
        assert title(head + ld(article)) == expected


@pytest.mark.parametrize("url", [None, "", "https://[post", "urn:post:1", "x" * 5_000, 3, True])
def test_an_only_article_without_an_address_of_the_web_is_the_page_s(url: object) -> None:
    assert title(canonical(RAIN) + ld({**ARTICLE, "url": url})) == "Rain"


@pytest.mark.parametrize("head", ["", canonical("https://[post"), canonical("javascript:x()")])
def test_the_only_article_of_a_page_without_an_address_is_the_page_s(head: str) -> None:
    assert title(head + ld({**ARTICLE, "url": RAIN})) == "Rain"


def test_og_url_is_the_page_s_address_too() -> None:
    tag = f'<meta property="og:url" content="{RAIN}">'
    wrong = canonical("https://post.example/")
    assert title(wrong + tag + ld({**ARTICLE, "url": RAIN})) == "Rain"
    assert title(tag + ld({**ARTICLE, "url": "https://post.example/sun"})) == "Shown"


@given(st.text())
def test_no_address_breaks_the_reading(url: str) -> None:
    assert title(canonical(RAIN) + ld({**ARTICLE, "url": url})) in ("Rain", "Shown")


def test_many_nodes_publishers_and_addresses_take_bounded_time() -> None:
    ids = [{"@id": f"#{n}", "name": ""} for n in range(9_000)]
    article = {**ARTICLE, "url": RAIN, "publisher": [{"@id": f"#{n}"} for n in range(9_000)]}
    others = [{**ARTICLE, "url": f"{RAIN}-{n}"} for n in range(900)]
    started = time.process_time()
    assert title(canonical(RAIN) * 9_000 + ld(*ids, *others, article)) == "Rain"
    assert time.process_time() - started < 4


def test_a_publisher_s_name_comes_from_the_node_that_has_one() -> None:
    nodes = [{"@id": "#o"}, {"@id": "#o", "name": "Harbour Post"}, {"@id": "#o", "name": "Other"}]
    for publisher in ({"@id": "#o"}, [{"@id": "#none"}, {"@id": "#o"}], "Harbour Post"):
        page = parse(f"<html><head>{ld({**ARTICLE, 'publisher': publisher}, *nodes)}</head></html>")
        assert describe(page)["source"] == "Harbour Post"
    page = parse(f"<html><head>{ld({**ARTICLE, 'publisher': {}}, {'name': 'x'})}</head></html>")
    assert describe(page)["source"] is None


@pytest.mark.parametrize(
    "comment",
    [
        '<div itemprop="comment"><p><time datetime="2031-05-09">then</time></p></div>',
        '<div itemprop="x  comment"><time itemprop="datePublished" datetime="2031-05-09"></div>',
        '<div itemtype="https://schema.org/Comment"><time pubdate datetime="2031-05-09"></div>',
        '<div itemtype="http://schema.org/UserComments">'
        '<meta itemprop="datePublished" content="2031-05-09"></div>',
    ],
)
def test_a_comment_s_day_is_not_the_article_s(comment: str) -> None:
    assert published(comment) is None
    assert published(f'<time datetime="2031-05-02">today</time>{comment}') == "2031-05-02"


def test_the_day_on_which_a_page_was_made_comes_last_or_not_at_all() -> None:
    head = '<meta name="{}" content="2031-06-30">'
    shown = '<time datetime="2031-05-02">today</time>'
    for name in ("dc.date", "DCTERMS.created", "dc.date.created"):
        assert published(shown, head.format(name)) == "2031-05-02"
        assert published("", head.format(name)) == "2031-06-30"
    assert published("", head.format("date")) is None
