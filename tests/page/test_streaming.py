"""What is shown while an answer is on its way: what was found, and said, and that it takes long."""

import json
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from index import Generation, Passage
from service.http.app import create_app
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import Serve, SharedTerms, believing
from tests.page.browsing import answered_with, press_ask, settled, watched
from tests.page.replies import ANSWER, CITATION, REPLY, SEEDS_QUESTION


class Held(SharedTerms):
    """Reads only once it is let."""

    def __init__(self) -> None:
        self.let = Event()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        assert self.let.wait(60)
        return super().read(question, passages)


@pytest.fixture
def reader() -> Iterator[Held]:
    held = Held()
    yield held
    held.let.set()


@pytest.fixture
def slow(browser: Browser, reader: Held, generation: Generation, serve: Serve) -> Iterator[Page]:
    """The page of a service that reads only once it is let."""
    origin = serve(create_app(QA(generation, reader, believing()), "0"))
    with watched(browser, origin) as page:
        yield page


def test_what_was_found_is_shown_while_it_is_read(slow: Page, reader: Held) -> None:
    press_ask(slow, SEEDS_QUESTION)
    expect(slow.locator("#doing")).to_have_text("Reading 8 passages…")
    expect(slow.locator("#asked")).to_have_text(SEEDS_QUESTION)
    expect(slow.locator("#reply")).to_have_attribute("aria-busy", "true")
    expect(slow.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    found = slow.locator("#found-passages > li:visible")
    expect(found).to_have_count(8)
    expect(found.first).to_contain_text("Vietnam")
    expect(slow.locator("#read, #cited, #actions").locator("visible=true")).to_have_count(0)
    reader.let.set()
    expect(slow.locator("#answer .answer")).to_be_visible()
    expect(slow.locator("#found")).to_be_hidden()
    expect(slow.locator("#doing")).to_be_empty()
    expect(slow.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(slow.get_by_role("button", name="Ask", exact=True)).to_be_enabled()


def test_after_three_seconds_it_is_said_that_it_takes_long(slow: Page, reader: Held) -> None:
    slow.clock.install()
    press_ask(slow, SEEDS_QUESTION)
    expect(slow.locator("#doing")).to_have_text("Reading 8 passages…")
    slow.clock.run_for(3000)
    expect(slow.locator("#doing")).to_have_text("Still reading 8 passages… Escape cancels.")


@pytest.mark.parametrize("by", ["Escape", "button"])
def test_a_question_is_cancelled_and_asked_again(slow: Page, reader: Held, by: str) -> None:
    press_ask(slow, SEEDS_QUESTION)
    expect(slow.locator("#found-passages > li")).to_have_count(8)
    with slow.expect_event("requestfailed", lambda request: request.url.endswith("/v1/ask")):
        if by == "Escape":
            slow.keyboard.press("Escape")
        else:
            slow.get_by_role("button", name="Cancel").click()
    expect(slow.locator("#problem")).to_have_text("Cancelled. Nothing was answered.")
    expect(slow.locator("#found")).to_be_hidden()
    expect(slow.locator("#question")).to_have_value(SEEDS_QUESTION)
    expect(slow.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    reader.let.set()
    slow.get_by_role("button", name="Try again").click()
    expect(slow.locator("#answer .answer")).to_be_visible()


def test_going_back_ends_the_question_that_is_read_for(slow: Page, reader: Held) -> None:
    press_ask(slow, SEEDS_QUESTION)
    expect(slow.locator("#found-passages > li")).to_have_count(8)
    slow.go_back()
    expect(slow.locator("#listed")).to_have_text("2 articles")
    expect(slow.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(slow.locator("#doing")).to_be_empty()
    expect(slow.locator("#problem")).to_be_empty()


def _stream(page: Page, *events: tuple[str, Any], end: str = "\n") -> None:
    """Ask, and have the service send these events."""
    body = "".join(f"event: {name}{end}data: {json.dumps(data)}{end}{end}" for name, data in events)
    answered_with(page, content_type="text/event-stream; charset=utf-8", body=body)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_streams_are_read_however_their_lines_end(page: Page, end: str) -> None:
    _stream(page, ("passages", []), ("delta", {"text": ANSWER}), ("done", REPLY), end=end)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")


def test_pings_and_events_of_no_meaning_here_are_passed_over(page: Page) -> None:
    lines = json.dumps(REPLY, indent=1).replace("\n", "\ndata:")
    body = f": ping\n\nid: 7\nretry: 10\nevent: news\ndata: {{}}\n\nevent: done\ndata:{lines}\n\n"
    answered_with(page, content_type="text/event-stream", body=body)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")


def test_an_error_in_the_stream_takes_back_what_was_said(page: Page) -> None:
    problem = {"status": 503, "title": "Late", "detail": "The answer took too long.", "errors": []}
    said = ("delta", {"text": ANSWER}), ("citation", CITATION)
    _stream(page, *said, ("error", problem))
    expect(page.locator("#problem")).to_have_text("The answer took too long.")
    expect(page.locator("#answer")).to_be_empty()
    expect(page.locator("#citations:visible")).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()


def test_a_stream_that_breaks_off_is_no_answer(page: Page) -> None:
    _stream(page, ("delta", {"text": ANSWER}), ("citation", CITATION))
    expect(page.locator("#problem")).to_contain_text("broke off before it was complete")
    expect(page.locator("#answer")).to_be_empty()


# A reply to the next question whose body comes as the test sends it.
STREAM_BY_HAND = """() => {
    const headers = { "Content-Type": "text/event-stream" };
    const real = window.fetch, text = new TextEncoder();
    window.fetch = async (path, options) => {
        if (path !== "/v1/ask") return real(path, options);
        const start = sink => {
            window.send = data => sink.enqueue(text.encode(data));
            window.end = () => sink.close();
        };
        return new Response(new ReadableStream({ start }), { headers });
    };
}"""


def test_words_are_shown_as_they_come_with_the_quotes_that_stand(
    browser: Browser, origin: str
) -> None:
    with watched(browser, origin) as page:
        page.evaluate(STREAM_BY_HAND)
        press_ask(page, SEEDS_QUESTION)

        def send(name: str, data: Any) -> None:
            page.evaluate("send", f"event: {name}\ndata: {json.dumps(data)}\n\n")

        send("delta", {"text": "Nine hulls "})
        expect(page.locator("#answer .answer")).to_have_text("Nine hulls ")
        send("delta", {"text": "were counted. [1]"})
        expect(page.locator("#answer .answer")).to_have_text(ANSWER)
        expect(page.locator("#answer .marker")).to_have_count(0)
        send("citation", CITATION)
        expect(page.locator("#answer .marker")).to_have_text(["[1]"])
        expect(page.locator("#citations blockquote")).to_have_text(CITATION["quote"])
        send("done", REPLY)
        expect(page.locator("#answer .short-answer")).to_have_text("Nine")
        page.evaluate("end()")
        settled(page)
