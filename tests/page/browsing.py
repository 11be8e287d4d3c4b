"""A browser on the page: what it is asked, and what nobody may have seen it do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect

from tests.page.replies import REPLY, SEEDS_QUESTION

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A new process for every page would take longer than most tests.
    "--renderer-process-limit=1",
]

KEPT = ("authorization", "content-type")


@dataclass
class Watch:
    """What a page did that nobody may have seen."""

    origin: str
    troubles: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._request)
        page.add_init_script(
            "window.violations = [];"
            "addEventListener('securitypolicyviolation', e => violations.push(e.blockedURI));"
        )

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium logs every reply of 400 and up; the tests look at those themselves.
        if not message.text.startswith("Failed to load resource: "):
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.origin}/"):
            self.troubles.append(f"request: {request.url}")


@contextmanager
def watched(browser: Browser, origin: str, path: str = "/", **options: Any) -> Iterator[Page]:
    """A fresh page at ``origin`` that must end without troubles."""
    watch = Watch(origin)
    with browser.new_context(**options) as context:
        page = context.new_page()
        watch.over(page)
        page.goto(origin + path)
        yield page
        assert page.evaluate("violations") == []
    assert watch.troubles == []


def press_ask(page: Page, question: str) -> None:
    """Ask by the button, and wait for nothing."""
    page.get_by_label("Ask the articles a question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def ask(page: Page, question: str) -> dict[str, Any]:
    """Ask by the button; returns what the service says to the same request, unstreamed."""
    with page.expect_request("**/v1/ask") as sent:
        press_ask(page, question)
    settled(page)
    # What was streamed to the page cannot be read here.
    request = sent.value
    headers = {name: request.headers[name] for name in KEPT if name in request.headers}
    body = {**(request.post_data_json or {}), "stream": False}
    content: dict[str, Any] = page.request.post(request.url, headers=headers, data=body).json()
    return content


def settled(page: Page) -> None:
    """Wait until no answer is awaited; the models' first one takes its time on a busy machine."""
    expect(page.locator("#reply")).to_have_attribute("aria-busy", "false", timeout=30_000)


def answered_with(page: Page, **answer: Any) -> None:
    """Ask, and have the service answer with this status, body, or headers."""
    page.route("**/v1/ask", lambda route: route.fulfill(**answer))
    press_ask(page, SEEDS_QUESTION)
    settled(page)


def reply(page: Page, **fields: Any) -> None:
    """Ask, and have the service say what ``fields`` put over ``REPLY``."""
    answered_with(page, json={**REPLY, **fields})


def assert_highlighted(page: Page, quote: str) -> None:
    """The article that is open has exactly these words highlighted."""
    mark = page.locator("#article-text mark")
    expect(mark).to_have_count(1)
    expect(mark).to_have_text(quote)  # the article that was open before may still be shown
    assert mark.text_content() == quote
