"""Bounds, and the address that asks the same again."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.page.browsing import ask, reply, settled, watched
from tests.page.replies import OFF_TOPIC, SEEDS_QUESTION


def test_bounds_are_sent(page: Page) -> None:
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("As of").fill("2025-11-30")
    page.get_by_label("Published from").fill("2025-11-03")
    page.get_by_label("Published to").fill("2025-11-04")
    page.get_by_label("Source").select_option("Harbour Sample Post")
    with page.expect_request("**/v1/ask") as sent:
        response = ask(page, SEEDS_QUESTION)
    assert sent.value.post_data_json == {
        "question": SEEDS_QUESTION,
        "stream": True,
        "as_of": "2025-11-30",
        "filters": {
            "sources": ["Harbour Sample Post"],
            "published_from": "2025-11-03",
            "published_to": "2025-11-04",
        },
    }
    assert {p["article_id"] for p in response["passages"]} == {"vietnam-us-defence-talks-harbour"}
    within = page.locator("#within")
    expect(within).to_have_text(
        "Within: Harbour Sample Post, published from November 3, 2025 to November 4, 2025"
    )
    page.emulate_media(media="print")
    expect(within).to_be_visible()
    expect(page.locator("search")).to_be_hidden()
    query = parse_qs(urlsplit(page.url).query)
    assert query == {
        "q": [SEEDS_QUESTION],
        "as_of": ["2025-11-30"],
        "source": ["Harbour Sample Post"],
        "from": ["2025-11-03"],
        "to": ["2025-11-04"],
    }


LINK = (
    "/?q=How+many+%F0%9F%9B%B3+%26+%3Chulls%3E%3F"
    "&as_of=2025-11-30&source=Nobody%27s&from=2025-11-03"
)


def test_a_link_asks_the_same_again(browser: Browser, origin: str) -> None:
    with watched(browser, origin, LINK) as page:
        settled(page)
        expect(page.locator("#asked")).to_have_text("How many 🛳 & <hulls>?")
        with page.expect_request("**/v1/ask") as sent:
            page.reload()
        assert sent.value.post_data_json == {
            "question": "How many 🛳 & <hulls>?",
            "stream": True,
            "as_of": "2025-11-30",
            "filters": {
                "sources": ["Nobody's"],
                "published_from": "2025-11-03",
                "published_to": None,
            },
        }
        # A source that the index does not have bounds all the same, and shows that it does.
        expect(page.locator("#answer .abstained")).to_contain_text("Nothing within these bounds")
        expect(page.locator("summary").first).to_have_text("Bounds (3 set)")
        expect(page.locator("#source")).to_have_value("Nobody's")


def test_back_and_forward_ask_again(page: Page, origin: str) -> None:
    ask(page, SEEDS_QUESTION)
    ask(page, OFF_TOPIC)
    for go, question in ((page.go_back, SEEDS_QUESTION), (page.go_forward, OFF_TOPIC)):
        go()
        expect(page.locator("#asked")).to_have_text(question)
        expect(page.get_by_label("Ask the articles a question")).to_have_value(question)
        settled(page)
    page.go_back()
    page.go_back()
    expect(page.locator("#listed")).to_have_text("3 articles")
    expect(page).to_have_title("Dateline")
    expect(page.locator("#reply .abstained, #reply .answer")).to_have_count(0)


def test_the_same_question_again_is_no_step_back(page: Page, origin: str) -> None:
    ask(page, OFF_TOPIC)
    ask(page, OFF_TOPIC)
    page.go_back()
    expect(page).to_have_url(f"{origin}/")


def test_bounds_beside_an_answer_are_those_it_was_asked_within(page: Page) -> None:
    within = page.locator("#within")
    reply(page)
    expect(within).to_be_hidden()
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("Published to").fill("2025-11-04")
    expect(within).to_be_hidden()
    reply(page)
    expect(within).to_have_text("Within: published to November 4, 2025")
    page.get_by_role("button", name="Clear").click()
    expect(within).to_have_text("Within: published to November 4, 2025")


def test_one_question_written_as_another_address_is_no_step_back(page: Page, origin: str) -> None:
    # "+" is how the page writes it.
    page.goto(f"{origin}/?q=Who%20is%20it%3F")
    settled(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    settled(page)
    expect(page).to_have_url(f"{origin}/?q=Who%20is%20it%3F")
    page.go_back()
    expect(page).to_have_url(f"{origin}/")


def test_going_to_a_quote_asks_nothing(page: Page) -> None:
    ask(page, SEEDS_QUESTION)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.locator("#answer a").first.click()
    page.go_back()
    expect(page.locator("#answer .answer")).to_be_visible()
    assert "ask" not in asked


def test_the_link_is_copied_without_the_place_on_the_page(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, SEEDS_QUESTION)
    link = page.url
    page.locator("#answer a").first.click()
    assert page.url == f"{link}#citation-1"
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#notice")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_links_that_cannot_be_followed(page: Page, origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for query, name in (("as_of=2025-13-01", "As of"), ("from=yesterday", "Published from")):
        page.goto(f"{origin}/?q=Who%3F&{query}")
        expect(page.locator("#problem")).to_have_text(
            f"The link's “{name}” is not a day like 2025-11-02."
        )
    page.goto(f"{origin}/?q=+")
    expect(page.locator("#question-problem")).to_have_text("Type a question first.")
    assert not [url for url in asked if url.endswith("/ask")]


def test_a_day_half_filled_in_is_not_taken_for_none(page: Page) -> None:
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("As of").focus()
    page.keyboard.type("11")
    page.get_by_label("Ask the articles a question").fill(SEEDS_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("“As of” is not a whole day yet.")
