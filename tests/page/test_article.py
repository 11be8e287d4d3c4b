"""The article in its panel: what is highlighted is what was quoted, and text stays text."""

import json

from playwright.sync_api import Page, Route, expect

from tests.page.browsing import ask, assert_highlighted, reply
from tests.page.replies import HOSTILE, HOSTILE_QUESTION, HOSTILE_QUOTE, SEEDS_QUESTION


def test_hostile_article_is_text_and_highlighted_exactly(page: Page) -> None:
    response = ask(page, HOSTILE_QUESTION)
    citation = response["citations"][0]
    assert citation["quote"] == HOSTILE_QUOTE
    assert citation["start"] == HOSTILE.text.index(HOSTILE_QUOTE)
    before = HOSTILE.text[: citation["start"]].encode("utf-16-le")
    assert len(before) // 2 > citation["start"], "UTF-16 is not code points here"
    assert_highlighted(page, HOSTILE_QUOTE)
    assert page.locator("#article-text").text_content() == HOSTILE.text
    assert page.locator("#article-title").text_content() == HOSTILE.title
    assert page.locator("#citation-1 blockquote").text_content() == HOSTILE_QUOTE
    expect(page.locator("#result :is(script, img, b, i)")).to_have_count(0)
    expect(page.locator("#article a:visible, #citation-1 a")).to_have_count(0)
    expect(page.locator("#answer .marker")).to_have_text(["[1]"])


def test_invisible_characters_are_marked_where_they_stand(page: Page) -> None:
    ask(page, f"\u2066{HOSTILE_QUESTION}")
    asked = page.locator("#asked .invisible")
    expect(asked).to_have_attribute("data-code", "U+2066")
    shown = asked.evaluate("box => getComputedStyle(box, '::before').content")
    assert shown == '"U+2066"'
    assert asked.evaluate("box => box.getBoundingClientRect().width") > 10
    codes = "boxes => boxes.map(box => box.dataset.code)"
    marked = page.locator("#article-text mark .invisible")
    assert marked.evaluate_all(codes) == ["U+202E", "U+202C"]
    # The zero-width space is marked; the joiner inside the emoji is left to its work.
    everywhere = page.locator("#article-text .invisible")
    assert everywhere.evaluate_all(codes) == ["U+202E", "U+202C", "U+200B"]
    # The override turns nothing round: the words after it still run from left to right.
    runs_right = """mark => {
        const word = [...mark.childNodes].find(node => node.data === 'lanterns');
        const left = at => {
            const range = document.createRange();
            range.setStart(word, at);
            range.setEnd(word, at + 1);
            return range.getBoundingClientRect().left;
        };
        return left(0) < left(1) && left(1) < left(2);
    }"""
    assert page.locator("#article-text mark").evaluate(runs_right)


def test_an_article_that_has_changed_gets_a_warning_and_no_highlight(page: Page) -> None:
    def changed(route: Route) -> None:
        article = route.fetch().json()
        route.fulfill(body=json.dumps({**article, "text": "…" + article["text"]}))

    page.route("**/v1/articles/**", changed)
    ask(page, SEEDS_QUESTION)
    expect(page.locator("#article-problem")).to_contain_text("no longer reads as quoted")
    expect(page.locator("#article-text")).to_contain_text("…")
    expect(page.locator("#article-text mark")).to_have_count(0)


def test_what_an_article_orders_is_not_done(page: Page) -> None:
    response = ask(page, HOSTILE_QUESTION)
    assert response["short_answer"] == "37"
    expect(page.locator("#answer .short-answer")).to_have_text("37")


def test_an_article_is_closed_and_the_reader_taken_back(page: Page) -> None:
    ask(page, SEEDS_QUESTION)
    opener = page.get_by_role("button", name="Show in article: quote 2")
    opener.click()
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#article")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.locator("li[aria-current]")).to_have_count(0)
    first = page.locator("#answer .marker").first
    first.click()
    page.get_by_role("button", name="Close the article").click()
    expect(first).to_be_focused()


def test_of_two_openers_in_one_line_the_later_counts(page: Page) -> None:
    copies = [{"article_id": name, "of": "hulls"} for name in ("slow", "fast")]
    agreeing = {"independent_sources": 1, "article_ids": ["hulls"], "syndicated": copies}
    known = {"source": None, "published": None, "url": None, "text": "Nine."}
    held: list[Route] = []
    page.route("**/v1/articles/slow", lambda route: held.append(route))
    page.route("**/v1/articles/fast", lambda route: route.fulfill(json=known | {"title": "Fast"}))
    reply(page, corroboration=agreeing)
    for name in ("slow", "fast"):
        page.get_by_role("button", name=name).click()
    expect(page.locator("#article-title")).to_have_text("Fast")
    for route in held:
        with page.expect_response("**/v1/articles/slow"):
            route.fulfill(json=known | {"title": "Slow"})
    page.evaluate("new Promise(done => setTimeout(done))")
    expect(page.locator("#article-title")).to_have_text("Fast")
    page.get_by_role("button", name="Close the article").click()
    expect(page.get_by_role("button", name="fast")).to_be_focused()
