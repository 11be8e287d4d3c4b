"""Bounds, and the address that asks the same again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.browsing import ask, press_ask, reply, settled, watched
from tests.page.replies import OFF_TOPIC, REPLY, SEEDS_QUESTION


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
    asked = parse_qs(urlsplit(page.url).fragment)
    assert asked == {
        "q": [SEEDS_QUESTION],
        "as_of": ["2025-11-30"],
        "source": ["Harbour Sample Post"],
        "from": ["2025-11-03"],
        "to": ["2025-11-04"],
    }


LINK = (
    "/#q=How+many+%F0%9F%9B%B3+%26+%3Chulls%3E%3F"
    "&as_of=2025-11-30&source=Nobody%27s&from=2025-11-03"
)


def test_a_link_asks_the_same_again(browser: Browser, origin: str) -> None:
    with watched(browser, origin, LINK) as page:
        settled(page)
        expect(page.locator("#asked")).to_have_text("How many 🛳 & <hulls>?")
        expect(page.get_by_label("Ask the articles a question")).to_be_focused()
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


def test_a_link_of_bounds_alone_lists_what_lies_within(browser: Browser, origin: str) -> None:
    with watched(browser, origin, "/#source=Harbour+Sample+Post&from=2025-11-03") as page:
        expect(page.locator("#listed")).to_have_text("1 article within the bounds")
        expect(page.locator("summary").first).to_have_text("Bounds (2 set)")
        expect(page).to_have_title("Dateline")


def test_the_longest_question_is_in_its_link_and_in_no_request(page: Page) -> None:
    question = "🛳" * 2000
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    reply(page)
    press_ask(page, question)
    settled(page)
    assert len(page.url) > 24_000
    with page.expect_request("**/v1/ask") as sent:
        page.reload()
    assert (sent.value.post_data_json or {})["question"] == question
    assert max(map(len, requested)) < 100


def test_a_question_that_failed_is_asked_again_by_its_address(page: Page) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    press_ask(page, SEEDS_QUESTION)
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    page.unroute("**/v1/ask")
    page.reload()
    expect(page.locator("#asked")).to_have_text(SEEDS_QUESTION)


def test_another_question_in_the_address_of_the_open_page_is_asked(page: Page, origin: str) -> None:
    page.route("**/v1/ask", lambda route: route.fulfill(json=REPLY))
    page.evaluate("window.isOpenStill = true")
    for question in "Who?", "When?":
        page.goto(f"{origin}/#q={question}")
        expect(page.locator("#asked")).to_have_text(question)
        expect(page.get_by_label("Ask the articles a question")).to_have_value(question)
    page.go_back()
    expect(page.locator("#asked")).to_have_text("Who?")
    page.goto(f"{origin}/#")
    expect(page.locator("#listed")).to_have_text("3 articles")
    assert page.evaluate("isOpenStill")


@pytest.mark.parametrize("fragment", ["#citation-1", "#top", "#article", "#source", "#%"])
def test_a_fragment_that_asks_nothing_takes_no_question_away(
    page: Page, origin: str, fragment: str
) -> None:
    reply(page)
    link = page.url
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{origin}/{fragment}")
    expect(page).to_have_url(link)
    page.go_back()
    expect(page).to_have_url(link)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")
    assert "ask" not in asked
    page.go_back()
    expect(page.locator("#listed")).to_have_text("3 articles")


def test_a_fragment_that_asks_nothing_is_none_on_arrival(browser: Browser, origin: str) -> None:
    with watched(browser, origin, "/#citation-1") as page:
        expect(page.locator("#listed")).to_have_text("3 articles")
        expect(page).to_have_url(f"{origin}/")
        reply(page)
        page.go_back()
        expect(page.locator("#listed")).to_have_text("3 articles")


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
    page.goto(f"{origin}/#q=Who%20is%20it%3F")
    settled(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    settled(page)
    expect(page).to_have_url(f"{origin}/#q=Who%20is%20it%3F")
    page.go_back()
    expect(page).to_have_url(f"{origin}/")


def test_going_to_a_quote_asks_nothing(page: Page) -> None:
    ask(page, SEEDS_QUESTION)
    link = page.url
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.locator("#answer .marker").first.click()
    expect(page.locator("#citation-1")).to_be_focused()
    assert page.url == link
    page.go_back()
    expect(page.locator("#listed")).to_have_text("3 articles")
    assert "ask" not in asked


def test_the_link_is_copied_whole(page: Page, origin: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply(page)
    page.locator("#answer .marker").first.click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#notice")).to_have_text("Link copied.")
    question = "How+many+boxes+of+remains+has+Vietnam+returned+to+the+United+States%3F"
    assert page.evaluate("navigator.clipboard.readText()") == f"{origin}/#q={question}"


def test_links_that_cannot_be_followed(page: Page, origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for bounds, name in (
        ("as_of=2025-13-01", "As of"),
        ("from=yesterday", "Published from"),
        ("to=0000-01-01", "Published to"),
    ):
        page.goto(f"{origin}/#q=Who%3F&{bounds}")
        expect(page.locator("#problem")).to_have_text(
            f"The link's “{name}” is not a day like 2025-11-02."
        )
        expect(page).to_have_title("Who? – Dateline")
    page.goto(f"{origin}/#q=+")
    expect(page.locator("#question-problem")).to_have_text("Type a question first.")
    assert not [url for url in asked if url.endswith("/ask")]


def test_bounds_set_while_a_question_is_asked_leave_its_address(page: Page) -> None:
    expect(page.locator("#listed")).to_have_text("3 articles")
    page.route("**/v1/ask", lambda route: None)
    press_ask(page, SEEDS_QUESTION)
    link = page.url
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("Source").select_option("Harbour Sample Post")
    expect(page.locator("summary").first).to_have_text("Bounds (1 set)")
    expect(page.locator("#doing")).not_to_be_empty()
    assert page.url == link
    assert page.title() == f"{SEEDS_QUESTION} – Dateline"


def test_a_day_half_filled_in_is_not_taken_for_none(page: Page) -> None:
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("As of").focus()
    page.keyboard.type("11")
    page.get_by_label("Ask the articles a question").fill(SEEDS_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("“As of” is not a whole day yet.")
