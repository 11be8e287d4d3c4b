"""The list of articles: browsed a page at a time, within bounds, and opened."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from service.qa import QA
from tests.page.browsing import reply, watched
from tests.page.replies import HOSTILE


def test_says_what_the_index_holds(page: Page, page_qa: QA) -> None:
    expect(page.locator("#corpus")).to_have_text(
        "3 articles from 3 sources, October 7, 2025 to November 3, 2025"
    )
    expect(page.locator("#generation")).to_contain_text(page_qa.generation.id)
    page.get_by_text("Bounds", exact=True).click()
    expect(page.get_by_label("Source").locator("option")).to_have_text(
        ["All sources", "Emberly [U+202E]ecruoS", "Harbour Sample Post", "Meridian Sample Wire"]
    )


def test_articles_are_listed_and_open_unmarked(page: Page, page_qa: QA) -> None:
    expect(page.locator("#listed")).to_have_text("3 articles")
    items = page.locator("#list > li")
    expect(items.locator("h3")).to_have_text(
        [HOSTILE.title or "", re.compile("^Viet Nam hosts"), re.compile("^Vietnam and US")]
    )
    expect(items.locator(".origin").nth(1)).to_have_text("Harbour Sample Post · November 3, 2025")
    expect(page.locator("#list :is(script, img, b, i)")).to_have_count(0)
    items.first.get_by_role("button").click()
    expect(page.locator("#article-text")).to_be_focused()
    assert page.locator("#article-text").text_content() == HOSTILE.text
    expect(page.locator("#article-text mark")).to_have_count(0)
    expect(page.locator("#article-problem")).to_be_empty()
    expect(items.first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(items.first.get_by_role("button")).to_be_focused()


def test_bounds_bound_the_list_at_once(page: Page, origin: str) -> None:
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("Source").select_option("Harbour Sample Post")
    expect(page.locator("#listed")).to_have_text("1 article within the bounds")
    expect(page.locator("#list .origin")).to_have_text("Harbour Sample Post · November 3, 2025")
    expect(page).to_have_url(f"{origin}/#source=Harbour+Sample+Post")
    page.get_by_label("Published to").fill("2025-11-02")
    page.get_by_label("Published to").press("Tab")
    expect(page.locator("#listed")).to_have_text("No article lies within these bounds.")
    expect(page.locator("#list > li")).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Source")).to_be_focused()
    expect(page.locator("#listed")).to_have_text("3 articles")
    expect(page).to_have_url(f"{origin}/")


def test_more_are_shown_a_page_at_a_time(browser: Browser, origin: str) -> None:
    def paged(route: Route) -> None:
        # The page asks for 50; the service is asked for 2.
        route.continue_(url=route.request.url.replace("limit=50", "limit=2"))

    with watched(browser, origin) as page:
        page.route("**/v1/articles?*", paged)
        page.reload()
        expect(page.locator("#listed")).to_have_text("The first 2 articles")
        page.get_by_role("button", name="Show more").press("Enter")
        expect(page.locator("#listed")).to_have_text("3 articles")
        expect(page.locator("#list > li")).to_have_count(3)
        expect(page.locator("#list > li").nth(2).get_by_role("button")).to_be_focused()
        expect(page.get_by_role("button", name="Show more")).to_be_hidden()


def test_an_empty_index_is_told(page: Page) -> None:
    empty: dict[str, Any] = {"generation": "g", "articles": [], "next_cursor": None}
    page.route("**/v1/articles?*", lambda route: route.fulfill(json=empty))
    page.reload()
    expect(page.locator("#listed")).to_contain_text("The index holds no articles yet.")
    expect(page.locator("#listed")).to_contain_text("dateline index PATH")


def test_a_list_that_fails_can_be_had_again(page: Page) -> None:
    page.route("**/v1/articles?*", lambda route: route.abort())
    page.reload()
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    page.unroute("**/v1/articles?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#listed")).to_have_text("3 articles")
    expect(page.locator("#problem")).to_be_empty()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()


def test_a_list_within_other_bounds_is_gone_where_the_new_one_fails(page: Page) -> None:
    expect(page.locator("#listed")).to_have_text("3 articles")
    page.route("**/v1/articles?*", lambda route: route.abort())
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("Source").select_option("Harbour Sample Post")
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    expect(page.locator("#list > li")).to_have_count(0)
    expect(page.locator("#listed")).to_be_empty()


def test_a_list_that_fails_late_says_nothing_over_an_answer(page: Page) -> None:
    page.route("**/v1/articles?*", lambda route: None)
    page.reload()
    expect(page.locator("#corpus")).to_contain_text("3 articles")
    # It is ended when a question is asked.
    with page.expect_event("requestfailed", lambda request: "/v1/articles?" in request.url):
        reply(page)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")
    expect(page.locator("#problem")).to_be_empty()


def test_the_hint_on_as_of_says_that_the_list_leaves_it_out(page: Page) -> None:
    page.get_by_text("Bounds", exact=True).click()
    hint = "The list of articles takes no account of it."
    expect(page.get_by_label("As of")).to_have_accessible_description(re.compile(hint))
