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
from service.http.app import create_app
from service.qa import QA

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
NEWSROOM = ROOT / "eval" / "gold" / "newsroom"
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

ANSWER = "Nine hulls were counted. [1]"
CITATION = {
    "id": 1,
    "answer_start": 0,
    "answer_end": 24,
    "passage_id": "hulls:0-24",
    "article_id": "hulls",
    "article_sha256": "0" * 64,
    "title": "Hulls",
    "source": "The Hull Post",
    "published": "2031-05-02",
    "url": "https://hull-post.example/1",
    "start": 0,
    "end": 24,
    "quote": "Nine hulls were counted.",
    "support": 0.9,
    "resolved_dates": [],
}
NOT_NARROWED: dict[str, Any] = {
    "sources": [],
    "published_from": None,
    "published_to": None,
    "as_of": None,
    "parts": [],
}
REPLY: dict[str, Any] = {
    "id": "answer-0",
    "generation": "g",
    "status": "answered",
    "abstain_reason": None,
    "answer": ANSWER,
    "short_answer": "Nine",
    "confidence": 0.9,
    "mode": "extractive",
    "degraded": False,
    "removed_sentences": 0,
    "interpretation": NOT_NARROWED,
    "citations": [CITATION],
    "computations": [],
    "corroboration": {"independent_sources": 1, "article_ids": ["hulls"], "syndicated": []},
    "conflicts": [],
    "passages": [],
    "timings_ms": {"retrieve": 1, "rerank": 1, "read": 1, "total": 3},
}
RIVAL: dict[str, Any] = {
    "kind": "conflict",
    "short_answer": "Ten",
    "article_id": "rival",
    "article_sha256": "0" * 64,
    "source": "The Rival",
    "published": "2031-05-03",
    "start": 0,
    "end": 10,
    "quote": "Ten hulls.",
}
# As utf16 was asked for: of the four characters beyond the first plane each counts twice.
HOSTILE_START = len(HOSTILE.text[: HOSTILE.text.index(HOSTILE_QUOTE)].encode("utf-16-le")) // 2
IN_HOSTILE = {
    "article_id": HOSTILE.id,
    "start": HOSTILE_START,
    "end": HOSTILE_START + len(HOSTILE_QUOTE),
    "quote": HOSTILE_QUOTE,
}


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


def _reply(page: Page, **fields: Any) -> None:
    """Ask, and have the service say what ``fields`` put over ``REPLY``."""
    page.route("**/v1/ask", lambda route: route.fulfill(json={**REPLY, **fields}))
    _ask(page, SEEDS_QUESTION)


def _assert_highlighted(page: Page, quote: str) -> None:
    mark = page.locator("#article-text mark")
    expect(mark).to_have_count(1)
    expect(mark).to_have_text(quote)  # the article that was open before may still be shown
    assert mark.text_content() == quote


def test_says_what_the_index_holds(page: Page, qa: QA) -> None:
    expect(page.locator("#corpus")).to_have_text(
        "3 articles from 3 sources, from October 7, 2025 to November 3, 2025; "
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


# --- what the answer rests on, at a glance ---


def test_sources_that_agree_and_those_that_copied(page: Page) -> None:
    copies = [
        {"article_id": HOSTILE.id, "of": "hulls"},
        {"article_id": "gone", "of": "hulls"},
        {"article_id": "other", "of": "uncited"},
    ]
    ids = ["hulls", "uncited", *(each["article_id"] for each in copies)]
    agreeing = {"independent_sources": 2, "article_ids": ids, "syndicated": copies}
    _reply(page, corroboration=agreeing)
    expect(page.locator(".corroboration")).to_have_text("2 independent sources agree")
    # An article that cannot be had keeps its id.
    expect(page.locator(".copies li")).to_have_text(
        [
            f"The Hull Post [1], also printed by {HOSTILE.source}, gone",
            "uncited, also printed by other",
        ]
    )
    expect(page.locator(".copies .invisible")).to_have_attribute("data-code", "U+202E")
    page.get_by_role("button", name="Emberly").click()
    expect(page.locator("#article-title")).to_have_text(str(HOSTILE.title))
    expect(page.locator("#article-problem")).to_be_empty()
    assert page.locator("#article-text").text_content() == HOSTILE.text
    expect(page.locator("#article-text")).to_be_focused()


@pytest.mark.parametrize(
    ("sources", "parts", "line"),
    [
        (1, [], "1 independent source"),
        (1, ["How many?", "When?"], "At least 1 independent source"),
        (12, [], "12 independent sources agree"),
    ],
)
def test_how_many_sources_agree(page: Page, sources: int, parts: list[str], line: str) -> None:
    counted = {"independent_sources": sources, "article_ids": ["hulls"], "syndicated": []}
    _reply(page, corroboration=counted, interpretation=NOT_NARROWED | {"parts": parts})
    expect(page.locator(".corroboration")).to_have_text(line)
    expect(page.locator(".copies")).to_have_count(0)


def test_conflicts_stand_side_by_side_and_open_in_their_articles(page: Page) -> None:
    second = CITATION | {"id": 2, "source": "Dock Radio", "quote": "We saw nine hulls."}
    _reply(
        page,
        answer="Nine hulls were counted. [1][2] Reports differ.",
        citations=[CITATION, second],
        conflicts=[
            RIVAL,
            RIVAL | IN_HOSTILE | {"short_answer": "37 \u202elanterns", "source": None},
        ],
    )
    expect(page.get_by_role("heading", name="Reports differ")).to_be_visible()
    expect(page.locator("#earlier")).to_be_hidden()
    sides = page.locator("#sides > li")
    expect(sides.locator(".label")).to_have_text(["This answer", "Otherwise", "Otherwise"])
    expect(sides.locator(".side")).to_have_text(["Nine", "Ten", "37 \u202elanterns"])
    expect(sides.locator(".origin")).to_have_text(
        [
            "The Hull Post · May 2, 2031",
            "The Rival · May 3, 2031",
            f"{HOSTILE.id} · May 3, 2031",
        ]
    )
    expect(sides.locator("blockquote").nth(1)).to_have_text("Ten hulls.")
    expect(sides.first.locator(".others")).to_have_text("Also [2]")
    tops = sides.evaluate_all("items => items.map(item => item.getBoundingClientRect().top)")
    assert tops[0] == tops[1], "side by side"
    page.get_by_role("button", name="Show in article: other answer 2").click()
    _assert_highlighted(page, HOSTILE_QUOTE)
    expect(sides.nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator("#article-text")).to_be_focused()


def test_an_answer_in_parts_shows_a_quote_of_each_beside_a_conflict(page: Page) -> None:
    price = {"id": 2, "answer_start": 29, "answer_end": 44, "quote": "They cost much."}
    _reply(
        page,
        answer="Nine hulls were counted. [1] They cost much. [2] Reports differ.",
        citations=[CITATION, CITATION | price],
        conflicts=[RIVAL],
    )
    quotes = page.locator("#sides > li").first.locator("blockquote")
    expect(quotes).to_have_text(["Nine hulls were counted.", "They cost much."])


def test_updates_are_earlier_answers_in_order_of_time(page: Page) -> None:
    update = RIVAL | {"kind": "update"}
    _reply(
        page,
        conflicts=[
            update | {"short_answer": "Seven", "published": "2031-05-01"},
            update | {"short_answer": "Four", "published": "2030-12-31"},
            update | {"short_answer": "One", "published": None, "source": None},
        ],
    )
    expect(page.locator("#answer .earlier")).to_have_text(
        "Earlier: One (undated); Four on December 31, 2030; Seven on May 1, 2031"
    )
    expect(page.locator("#differing")).to_be_hidden()
    items = page.locator("#updates > li")
    expect(items.locator(".side")).to_have_text(["One", "Four", "Seven"])
    expect(items.locator(".origin").first).to_have_text("rival · undated")
    expect(page.get_by_role("button", name="Show in article: earlier answer 3")).to_be_visible()


def test_a_computation_is_written_out_with_its_quotes(page: Page) -> None:
    _reply(
        page,
        answer=f"254. {ANSWER}",
        short_answer="254",
        citations=[CITATION | {"answer_start": 5, "answer_end": 29}],
        computations=[{"expression": "994 - 740", "value": "254", "citations": [1, 9]}],
    )
    expect(page.locator("#answer .computation")).to_have_text("994 − 740 = 254 [1]")
    page.locator("#answer .computation a").click()
    expect(page.locator("li:target#citation-1")).to_be_visible()


def test_how_the_question_was_taken(page: Page) -> None:
    narrowed = {
        "sources": ["The Hull Post", "hull-post\u202e.example"],
        "published_from": "2031-05-01",
        "published_to": "2031-05-31",
        "as_of": "2031-06-01",
        "parts": ["How many hulls?", "What <b>did</b> they cost?"],
    }
    _reply(page, interpretation=narrowed)
    expect(page.locator("#answer .taken > p")).to_have_text(
        [
            "Bounds: only reports of The Hull Post or hull-post\u202e.example, "
            "published from May 1, 2031 to May 31, 2031, as of June 1, 2031",
            "Asked in parts:",
        ]
    )
    expect(page.locator("#answer .taken li")).to_have_text(narrowed["parts"])
    expect(page.locator("#answer .taken .invisible")).to_have_count(1)
    for name, words in (
        ("published_from", "Bounds: published from May 1, 2031"),
        ("published_to", "Bounds: published to May 31, 2031"),
        ("as_of", "Bounds: as of June 1, 2031"),
    ):
        _reply(page, interpretation=NOT_NARROWED | {name: narrowed[name]})
        expect(page.locator("#answer .taken")).to_have_text(words)


def test_what_was_not_narrowed_is_not_mentioned(page: Page) -> None:
    _reply(page)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")
    expect(page.locator(".taken, .computation, .copies, .earlier, .dates")).to_have_count(0)
    expect(page.locator(":is(#differing, #earlier):visible")).to_have_count(0)


def test_resolved_dates_stand_beside_the_quote(page: Page) -> None:
    quote = "Nine hulls were counted today, and nine today. On May 3 it rained."
    resolved = [("today", "2031-05-02"), ("today", "2031-05-02"), ("May 3", "2031-05-03")]
    dated = {"resolved_dates": [{"text": text, "date": day} for text, day in resolved]}
    _reply(page, citations=[CITATION | dated | {"quote": quote}])
    expect(page.locator("#citation-1 .dates")).to_have_text(
        "today → May 2, 2031; May 3 → May 3, 2031"
    )
    assert page.locator("#citation-1 blockquote").text_content() == quote


def test_an_unknown_source_is_told_and_no_outlet_named(page: Page) -> None:
    refusal = "The index holds no article from the source that the question names."
    _reply(
        page,
        status="abstained",
        abstain_reason="unknown_source",
        answer=refusal,
        short_answer=None,
        confidence=None,
        citations=[],
        corroboration=None,
        interpretation=NOT_NARROWED | {"as_of": "2031-05-02"},
    )
    notice = page.locator("#answer .abstained")
    expect(notice.locator("p").first).to_have_text(refusal)
    expect(notice).to_contain_text("Leave the source out")
    expect(page.locator("#answer .taken")).to_have_text("Bounds: as of May 2, 2031")
    expect(page.locator(":is(#differing, #earlier, #cited):visible")).to_have_count(0)


HEBREW = "תשע ספינות נספרו"
LONG = "Verylongname" * 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("conflicts", [0, 1, 8])
def test_all_that_a_reply_can_hold_fits_a_narrow_screen(
    browser: Browser, origin: str, scheme: Any, conflicts: int
) -> None:
    bare = {"title": None, "source": None, "published": None, "url": None}
    citations = [
        CITATION | {"id": 1, "source": LONG, "title": LONG},
        CITATION | {"id": 2, "quote": HEBREW, "source": HEBREW, "title": HEBREW},
        *(CITATION | bare | {"id": number} for number in (3, 4, 5)),
    ]
    kinds = ("conflict", "update")
    rivals = [
        RIVAL | {"kind": kinds[at % 2], "short_answer": answer, "source": source, "quote": answer}
        for at, (answer, source) in enumerate(
            [(LONG, LONG), (HEBREW, HEBREW), ("Ten", None), ("Six", None)] * 2
        )
    ][:conflicts]
    view = {"viewport": {"width": 360, "height": 640}, "color_scheme": scheme}
    with _watched(browser, origin, **view) as page:
        _reply(
            page,
            answer=f"{LONG} {HEBREW} [1][2][3][4][5]",
            short_answer=HEBREW,
            citations=citations,
            conflicts=rivals,
            computations=[{"expression": "9 - " * 99 + "1", "value": "7", "citations": [1, 5]}],
            interpretation=NOT_NARROWED | {"sources": [LONG], "parts": [LONG, HEBREW]},
            corroboration={
                "independent_sources": 5,
                "article_ids": [LONG],
                "syndicated": [{"article_id": LONG, "of": "hulls"}],
            },
        )
        expect(page.locator("#citations > li")).to_have_count(5)
        expect(page.locator("#sides > li:visible")).to_have_count(
            (conflicts + 1) // 2 + 1 if conflicts else 0
        )
        expect(page.locator("#updates > li:visible")).to_have_count(conflicts // 2)
        expect(page.locator("#citation-5 .origin")).to_have_text("undated")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.get_by_role("button", name="Show in article")).to_have_count(0)


CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const luminance = color => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(
            v => v / 255 <= .04045 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ground = node => {
        const color = getComputedStyle(node).backgroundColor, above = node.parentElement;
        return color === "rgba(0, 0, 0, 0)" && above ? ground(above) : color;
    };
    const ratio = node => {
        const [low, high] = [getComputedStyle(node).color, ground(node)]
            .map(luminance).sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    };
    const texts = document.querySelectorAll(
        "#reply :is(p, li, a, h2, h3, button, blockquote, time)");
    return Math.min(...[...texts].filter(n => n.checkVisibility()).map(ratio));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_of_a_reply_contrast(browser: Browser, origin: str, scheme: Any) -> None:
    resolved = {"resolved_dates": [{"text": "today", "date": "2031-05-02"}]}
    copies = [{"article_id": "gone", "of": "hulls"}]
    with _watched(browser, origin, color_scheme=scheme) as page:
        _reply(
            page,
            citations=[CITATION | resolved],
            conflicts=[RIVAL, RIVAL | {"kind": "update"}],
            computations=[{"expression": "10 - 1", "value": "9", "citations": [1]}],
            interpretation=NOT_NARROWED | {"as_of": "2031-05-02", "parts": ["How many?"]},
            corroboration=REPLY["corroboration"] | {"syndicated": copies},
        )
        expect(page.locator("#article")).to_be_visible()
        # WCAG 2.2, success criterion 1.4.3.
        assert page.evaluate(CONTRAST) >= 4.5


# --- the same, by the real models over a newsroom that copies, differs and runs on ---


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("newsroom") / "index"
    publish(folder, read_articles([NEWSROOM]).articles, load_embedder(SHIPPED_NAME))
    with _served(QA.over(open_index(folder))) as served:
        yield served


def test_copies_of_the_newsroom_bear_the_names_of_their_outlets(
    browser: Browser, newsroom: str
) -> None:
    with _watched(browser, newsroom) as page:
        response = _ask(page, "How many soldiers were sent to help after the Sarn flood?")
        corroboration = response["corroboration"]
        sources = corroboration["independent_sources"]
        assert (sources, len(corroboration["syndicated"])) == (2, 2)
        expect(page.locator(".corroboration")).to_have_text("2 independent sources agree")
        copies = page.locator(".copies li")
        expect(copies).to_contain_text("Corvane Press Agency")
        expect(copies).to_contain_text("also printed by")
        names = copies.get_by_role("button")
        expect(names.filter(has_text="Radio Sendra")).to_have_count(1)
        expect(names.filter(has_text="Veldory Evening Post")).to_have_count(1)
        assert len(response["citations"]) == 2


def test_reports_of_the_newsroom_that_differ(browser: Browser, newsroom: str) -> None:
    with _watched(browser, newsroom) as page:
        response = _ask(page, "What was the turnout in the mayoral election in Ostrel?")
        rivals = [each for each in response["conflicts"] if each["kind"] == "conflict"]
        assert rivals
        expect(page.locator("#sides .side")).to_have_text(
            [response["short_answer"], *(each["short_answer"] for each in rivals)]
        )
        page.get_by_role("button", name="Show in article: other answer 1").click()
        _assert_highlighted(page, rivals[0]["quote"])


def test_a_toll_of_the_newsroom_as_of_a_day(browser: Browser, newsroom: str) -> None:
    with _watched(browser, newsroom) as page:
        page.get_by_text("Bounds", exact=True).click()
        page.get_by_label("As of").fill("2031-05-04")
        response = _ask(page, "How many people have died in the flood in the Sarn valley?")
        assert response["interpretation"]["as_of"] == "2031-05-04"
        expect(page.locator("#answer .short-answer")).to_have_text("Nineteen")
        expect(page.locator("#answer .earlier")).to_have_text("Earlier: 14 on May 3, 2031")
        expect(page.locator("#answer .taken")).to_have_text("Bounds: as of May 4, 2031")
        expect(page.locator("#citation-1 .dates")).to_contain_text("Sunday → May 4, 2031")
