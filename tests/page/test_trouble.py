"""What goes wrong, and what the page says and offers then."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.page.browsing import answered_with, ask, press_ask, reply
from tests.page.replies import OFF_TOPIC, REPLY, SEEDS_QUESTION


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("  ", "Type a question first."),
        ("🛳" * 2001, "at most 2,000 characters; this one has 2,001"),
    ],
)
def test_a_question_that_cannot_be_sent(page: Page, question: str, message: str) -> None:
    box = page.get_by_label("Ask the articles a question")
    box.fill(question)
    button = page.get_by_role("button", name="Ask", exact=True)
    button.click()
    expect(page.locator("#question-problem")).to_contain_text(message)
    expect(box).to_be_focused()
    expect(button).to_be_enabled()


def test_a_refused_question_names_the_field(page: Page) -> None:
    problem = ask(page, "\u200b\u2060")
    assert problem["status"] == 422
    expect(page.locator("#question-problem")).to_contain_text(
        "Question: must hold at least one visible character"
    )
    expect(page.locator("#result")).to_be_hidden()
    ask(page, OFF_TOPIC)
    expect(page.locator("#question-problem")).to_be_empty()


def test_a_service_that_is_gone(page: Page) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    press_ask(page, OFF_TOPIC)
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    page.unroute("**/v1/ask")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#answer")).to_contain_text("No answer")
    expect(page.locator("#problem")).to_be_empty()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()


def test_a_device_that_is_offline(page: Page) -> None:
    page.context.set_offline(True)
    press_ask(page, OFF_TOPIC)
    expect(page.locator("#problem")).to_contain_text("This device is offline.")


def test_a_busy_service_is_asked_again_when_it_may_be(page: Page) -> None:
    problem = {"status": 503, "title": "Busy", "detail": "More wait than may.", "errors": []}
    replies = [(503, problem, {"Retry-After": "2"}), (200, REPLY, {})]

    def busy(route: Route) -> None:
        code, content, headers = replies.pop(0)
        route.fulfill(status=code, json=content, headers=headers)

    page.route("**/v1/ask", busy)
    page.clock.install()
    press_ask(page, SEEDS_QUESTION)
    expect(page.locator("#problem")).to_have_text("More wait than may. It asks to wait 2 seconds.")
    again = page.locator("#again")
    expect(again).to_have_text("Try again in 2 seconds")
    expect(again).to_be_disabled()
    page.clock.run_for(1000)
    expect(again).to_have_text("Try again in 1 second")
    page.clock.run_for(1000)
    expect(again).to_have_text("Try again")
    again.click()
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")


def test_how_long_to_wait_is_read_in_every_form(page: Page) -> None:
    page.clock.set_fixed_time("2099-01-01T00:00:00Z")
    refusal: dict[str, Any] = {
        "status": 429,
        "json": {"status": 429, "detail": "Too often.", "errors": []},
    }
    minute = "Thu, 01 Jan 2099 00:01:00 GMT"
    for header, seconds in ((minute, 60), ("7", 7), ("1", 1), ("soon", 0), ("-1", 0), ("0", 0)):
        answered_with(page, **refusal, headers={"Retry-After": header})
        wait = f"{seconds} second{'s' if seconds > 1 else ''}"
        asks = f" It asks to wait {wait}." if seconds else ""
        expect(page.locator("#problem")).to_have_text(f"Too often.{asks}")
        expect(page.locator("#again")).to_have_text(f"Try again{f' in {wait}' if asks else ''}")
        expect(page.locator("#again")).to_be_enabled(enabled=not seconds)


def test_a_defect_of_the_page_is_told_and_the_next_question_answered(
    browser: Browser, origin: str
) -> None:
    # Not watched: the defect is left for the browser's console too.
    with browser.new_context(base_url=origin) as context:
        page = context.new_page()
        page.goto("/")
        reply(page, citations=None)
        expect(page.locator("#problem")).to_have_text("This page failed; reload it.")
        expect(page.locator("#doing, #answer")).to_have_text(["", ""])
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
        expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
        reply(page)
        expect(page.locator("#answer .short-answer")).to_have_text("Nine")
        expect(page.locator("#problem")).to_be_empty()


def test_a_browser_that_cannot_read_the_modules_is_told(browser: Browser, origin: str) -> None:
    told = "This page needs JavaScript, and a browser of 2024 or later."
    with browser.new_context(base_url=origin) as context:
        page = context.new_page()
        # As an older browser reads the flag v.
        page.route(
            "**/static/legible.js",
            lambda route: route.fulfill(
                content_type="text/javascript", body="export const legible = /a/vg_no;"
            ),
        )
        page.goto("/")
        expect(page.get_by_text(told)).to_be_visible()
        page.unroute("**/static/legible.js")
        page.reload()
        expect(page.get_by_text(told)).to_have_count(0)


def test_what_the_service_should_not_send(page: Page) -> None:
    stream = {"status": 200, "content_type": "text/event-stream"}
    answers: list[tuple[dict[str, Any], str]] = [
        ({"status": 502, "body": "<html>"}, "something unreadable (status 502)"),
        ({"status": 200, "body": "{"}, "something unreadable (status 200)"),
        ({"status": 500, "json": {"status": 500, "detail": "It failed."}}, "It failed."),
        ({"status": 500, "json": {}}, "The service refused (status 500)."),
        (stream | {"body": ""}, "broke off"),
        (stream | {"body": "data: x\n\n"}, "something unreadable."),
    ]
    for answer, message in answers:
        answered_with(page, **answer)
        expect(page.locator("#problem")).to_contain_text(message)
        expect(page.locator("#reply .answer")).to_have_count(0)
        expect(page.get_by_role("button", name="Try again")).to_be_enabled()
