"""The page in a real browser: what is highlighted is what was quoted, and text stays text."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)
from pydantic import SecretStr

from index import SHIPPED_NAME, Article, load_embedder, open_index, publish, read_articles
from service.app import create_app
from service.qa import QA

SEEDS = Path(__file__).parents[1] / "seeds"
KEY = "a-key-for-the-page-tests"
BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SEEDS_QUESTION = "How many boxes of remains has Vietnam returned to the United States?"
OFF_TOPIC = "What is the boiling point of tungsten?"
HOSTILE_QUESTION = "How many lanterns did the keeper of Emberly Lighthouse count?"
HOSTILE_QUOTE = (
    "The keeper of Emberly Lighthouse counted 37 \u202elanterns\u202c "
    "<b>in</b> the tower [1] on Tuesday."
)
HOSTILE = Article(
    id="hostile/été & <i>?#.txt",
    title="Lanterns </title><script>alert(3)</script>",
    source="Emberly \u202eecruoS",
    published=date(2025, 10, 7),
    url="javascript:alert(4)",
    text="🚢🚢 News from Emberly Harbour 👩\u200d🚒.\n\n"
    "<script>alert(1)</script><img src=x onerror=alert(2)>\n\n"
    f"{HOSTILE_QUOTE} The harbour\u200bmaster was pleased.\n",
)


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
def _served(qa: QA, api_key: SecretStr | None = None) -> Iterator[str]:
    """The real application on a real socket; yields its origin."""
    config = uvicorn.Config(
        create_app(qa, "0", api_key),
        http="httptools",
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _watched(browser: Browser, origin: str, **options: Any) -> Iterator[Page]:
    """A fresh page at ``origin`` that must end without troubles."""
    watch = Watch(origin)
    with browser.new_context(**options) as context:
        page = context.new_page()
        watch.over(page)
        page.goto(origin)
        yield page
        assert page.evaluate("violations") == []
    assert watch.troubles == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for name in names if (path := shutil.which(name))), None)
    if executable is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no Chromium: the page was not tested")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=BROWSER_ARGS) as launched,
    ):
        yield launched


@pytest.fixture(scope="module")
def qa(tmp_path_factory: pytest.TempPathFactory) -> QA:
    folder = tmp_path_factory.mktemp("page") / "index"
    articles = [*read_articles([SEEDS]).articles, HOSTILE]
    publish(folder, articles, load_embedder(SHIPPED_NAME))
    return QA.over(open_index(folder))


@pytest.fixture(scope="module")
def origin(qa: QA) -> Iterator[str]:
    with _served(qa) as served:
        yield served


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    with _watched(browser, origin) as watched:
        yield watched


def _ask(page: Page, question: str) -> dict[str, Any]:
    """Ask by the button; returns what the page got in reply."""
    page.get_by_label("Ask the articles a question").fill(question)
    with page.expect_response("**/v1/ask") as reply:
        page.get_by_role("button", name="Ask", exact=True).click()
    content: dict[str, Any] = reply.value.json()
    return content


def _assert_highlighted(page: Page, quote: str) -> None:
    mark = page.locator("#article-text mark")
    expect(mark).to_have_count(1)
    expect(mark).to_have_text(quote)  # the article that was open before may still be shown
    assert mark.text_content() == quote


def test_says_what_the_index_holds(page: Page, qa: QA) -> None:
    expect(page.locator("#corpus")).to_have_text(
        "3 articles from 3 sources, from 7 October 2025 to 3 November 2025; "
        f"generation {qa.generation.id}"
    )
    page.get_by_text("Bounds", exact=True).click()
    expect(page.get_by_label("Source").locator("option")).to_have_text(
        ["All sources", "Emberly [U+202E]ecruoS", "Harbour Sample Post", "Meridian Sample Wire"]
    )


def test_answer_and_its_quote_in_the_article(page: Page) -> None:
    response = _ask(page, SEEDS_QUESTION)
    first = response["citations"][0]
    expect(page.locator("#answer .answer")).to_have_text(response["answer"])
    expect(page.locator("#asked")).to_have_text(SEEDS_QUESTION)
    expect(page.locator("#answer")).to_contain_text("independent source")
    expect(page.locator("#timings")).to_contain_text("in all")
    _assert_highlighted(page, first["quote"])
    expect(page.locator("#article-text mark")).to_be_in_viewport()
    expect(page.locator("#article-title")).to_have_text(first["title"])
    quote = page.locator("#citation-1")
    expect(quote.locator("blockquote")).to_have_text(first["quote"])
    link = quote.get_by_role("link")
    expect(link).to_have_attribute("href", first["url"])
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_markers_link_to_the_quotes(page: Page) -> None:
    response = _ask(page, SEEDS_QUESTION)
    markers = page.locator("#answer a")
    expect(markers).to_have_text([f"[{c['id']}]" for c in response["citations"]])
    for citation, marker in zip(response["citations"], markers.all(), strict=True):
        marker.click()
        expect(page.locator(f"li:target#citation-{citation['id']}")).to_be_visible()
        expect(page.locator("#article-title")).to_have_text(citation["title"])
        _assert_highlighted(page, citation["quote"])


def test_every_passage_read_opens_with_its_scores(page: Page) -> None:
    response = _ask(page, SEEDS_QUESTION)
    page.get_by_text(f"Passages read ({len(response['passages'])})").click()
    items = page.locator("#passages > li")
    expect(items).to_have_count(len(response["passages"]))
    expect(items.first.locator("dt")).to_have_text(["Meaning", "Words", "Fused", "Rerank"])
    items.nth(1).get_by_role("button").click()
    expect(items.nth(1)).to_have_attribute("aria-current", "true")
    _assert_highlighted(page, response["passages"][1]["text"])
    expect(page.locator("#article-text")).to_be_focused()


def test_hostile_article_is_text_and_highlighted_exactly(page: Page) -> None:
    response = _ask(page, HOSTILE_QUESTION)
    citation = response["citations"][0]
    assert citation["quote"] == HOSTILE_QUOTE
    assert citation["start"] > HOSTILE.text.index(HOSTILE_QUOTE), "UTF-16 is not code points here"
    _assert_highlighted(page, HOSTILE_QUOTE)
    assert page.locator("#article-text").text_content() == HOSTILE.text
    assert page.locator("#article-title").text_content() == HOSTILE.title
    assert page.locator("#citation-1 blockquote").text_content() == HOSTILE_QUOTE
    expect(page.locator("#result :is(script, img, b, i)")).to_have_count(0)
    expect(page.locator("#article a:visible, #citation-1 a")).to_have_count(0)
    expect(page.locator("#answer a")).to_have_text(["[1]"])


def test_invisible_characters_are_marked_where_they_stand(page: Page) -> None:
    _ask(page, f"\u2066{HOSTILE_QUESTION}")
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
    _ask(page, SEEDS_QUESTION)
    expect(page.locator("#article-problem")).to_contain_text("no longer reads as quoted")
    expect(page.locator("#article-text")).to_contain_text("…")
    expect(page.locator("#article-text mark")).to_have_count(0)


def test_abstaining_is_said_with_its_reason(page: Page) -> None:
    response = _ask(page, OFF_TOPIC)
    assert response["status"] == "abstained"
    notice = page.locator("#answer .abstained")
    expect(notice).to_contain_text("No answer")
    expect(notice).to_contain_text(response["answer"])
    expect(notice).to_contain_text("none answers the question clearly enough")
    expect(page.locator("#cited")).to_be_hidden()
    expect(page.locator("#article")).to_be_hidden()


def test_bounds_are_sent(page: Page) -> None:
    page.get_by_text("Bounds", exact=True).click()
    page.get_by_label("As of").fill("2025-11-30")
    page.get_by_label("Published from").fill("2025-11-03")
    page.get_by_label("Published to").fill("2025-11-04")
    page.get_by_label("Source").select_option("Harbour Sample Post")
    with page.expect_request("**/v1/ask") as sent:
        response = _ask(page, SEEDS_QUESTION)
    assert sent.value.post_data_json == {
        "question": SEEDS_QUESTION,
        "offset_unit": "utf16",
        "as_of": "2025-11-30",
        "filters": {
            "sources": ["Harbour Sample Post"],
            "published_from": "2025-11-03",
            "published_to": "2025-11-04",
        },
    }
    assert {p["article_id"] for p in response["passages"]} == {"vietnam-us-defence-talks-harbour"}


def test_keyboard_alone(page: Page) -> None:
    expect(page.get_by_label("Ask the articles a question")).to_be_focused()
    page.keyboard.type(SEEDS_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#article-text mark")).to_be_visible()
    opener = page.get_by_role("button", name="Show in article: quote 1")
    for _ in range(8):
        page.keyboard.press("Tab")
        if opener.evaluate("button => button === document.activeElement"):
            break
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#article-text")).to_be_focused()


def test_while_waiting_the_page_is_busy(page: Page) -> None:
    button = page.get_by_role("button", name="Ask", exact=True)
    seen: list[bool] = []

    def look(route: Route) -> None:
        seen.append(page.locator("#reply").get_attribute("aria-busy") == "true")
        seen.append(button.is_disabled())
        route.continue_()

    page.route("**/v1/ask", look)
    _ask(page, OFF_TOPIC)
    assert seen == [True, True]
    expect(button).to_be_enabled()
    expect(page.locator("#reply")).to_have_attribute("aria-busy", "false")


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
    problem = _ask(page, "\u200b\u2060")
    assert problem["status"] == 422
    expect(page.locator("#question-problem")).to_contain_text(
        "Question: must hold at least one visible character"
    )
    expect(page.locator("#result")).to_be_hidden()
    _ask(page, OFF_TOPIC)
    expect(page.locator("#question-problem")).to_be_empty()


def test_a_service_that_is_gone(page: Page) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    page.get_by_label("Ask the articles a question").fill(SEEDS_QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()


def test_the_key_is_asked_for_and_kept(browser: Browser, qa: QA) -> None:
    with _served(qa, SecretStr(KEY)) as origin, _watched(browser, origin) as page:
        dialog = page.get_by_role("dialog")
        field, proceed = dialog.get_by_label("Key"), dialog.get_by_role("button", name="Continue")
        expect(field).to_have_attribute("type", "password")
        for wrong, message in (("schlüssel", "plain letters"), ("wrong", "was not accepted")):
            field.fill(wrong)
            proceed.click()
            expect(dialog).to_contain_text(message)
        field.fill(KEY)
        field.press("Enter")
        expect(page.locator("#corpus")).to_contain_text("3 articles")
        expect(dialog).to_be_hidden()
        page.reload()
        response = _ask(page, SEEDS_QUESTION)
        _assert_highlighted(page, response["citations"][0]["quote"])


def test_going_on_without_the_key(browser: Browser, qa: QA) -> None:
    with _served(qa, SecretStr(KEY)) as origin, _watched(browser, origin) as page:
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#corpus")).to_contain_text("only with its key")


def test_narrow_screens_do_not_scroll_sideways(browser: Browser, origin: str) -> None:
    with _watched(browser, origin, viewport={"width": 320, "height": 640}) as page:
        response = _ask(page, SEEDS_QUESTION)
        _assert_highlighted(page, response["citations"][0]["quote"])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="Show in article: quote 1").click()
        expect(page.locator("#article-text mark")).to_be_in_viewport()
