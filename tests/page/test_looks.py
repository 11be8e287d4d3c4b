"""The page fits narrow screens, can be read, and has nothing that axe calls serious."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from service.http.routes.page import PAGE
from tests.page.browsing import ask, assert_highlighted, press_ask, reply, watched
from tests.page.replies import CITATION, NOT_NARROWED, OFF_TOPIC, REPLY, RIVAL, SEEDS_QUESTION


def test_narrow_screens_do_not_scroll_sideways(browser: Browser, origin: str) -> None:
    with watched(browser, origin, viewport={"width": 320, "height": 640}) as page:
        response = ask(page, SEEDS_QUESTION)
        assert_highlighted(page, response["citations"][0]["quote"])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="Show in article: quote 1").click()
        expect(page.locator("#article-text mark")).to_be_in_viewport()


HEBREW = "תשע ספינות נספרו"
LONG = "Verylongname" * 40


@pytest.mark.parametrize("conflicts", [0, 1, 8])
def test_all_that_a_reply_can_hold_fits_a_narrow_screen(
    browser: Browser, origin: str, conflicts: int
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
    with watched(browser, origin, viewport={"width": 360, "height": 640}) as page:
        reply(
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


def _found_by_axe(page: Page) -> dict[str, list[str]]:
    """What axe finds wrong in either colour scheme: where, by rule."""
    found: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(page).response["violations"]:
            nodes = [f"{scheme} {node['target']}" for node in violation["nodes"]]
            found.setdefault(violation["id"], []).extend(nodes)
    return found


def test_axe_finds_nothing_before_a_question(page: Page) -> None:
    expect(page.locator("#listed")).to_have_text("3 articles")
    page.get_by_text("Bounds", exact=True).click()
    assert _found_by_axe(page) == {}


def test_axe_finds_nothing_in_an_answer_and_its_article(page: Page) -> None:
    ask(page, SEEDS_QUESTION)
    expect(page.locator("#article-text mark")).to_be_visible()
    page.locator("#read summary").click()
    assert _found_by_axe(page) == {}


def test_axe_finds_nothing_in_all_that_a_reply_can_hold(page: Page) -> None:
    resolved = {"resolved_dates": [{"text": "today", "date": "2031-05-02"}]}
    copies = [{"article_id": "gone", "of": "hulls"}]
    reply(
        page,
        citations=[CITATION | resolved, CITATION | {"id": 2}],
        conflicts=[RIVAL, RIVAL | {"kind": "update"}],
        computations=[{"expression": "10 - 1", "value": "9", "citations": [1]}],
        interpretation=NOT_NARROWED | {"as_of": "2031-05-02", "parts": ["How many?"]},
        corroboration=REPLY["corroboration"] | {"syndicated": copies},
    )
    expect(page.locator("#article-problem")).not_to_be_empty()
    assert _found_by_axe(page) == {}


def test_axe_finds_nothing_where_there_is_no_answer(page: Page) -> None:
    ask(page, OFF_TOPIC)
    expect(page.locator("#answer .abstained")).to_be_visible()
    assert _found_by_axe(page) == {}


def test_axe_finds_nothing_in_a_failure(page: Page) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    press_ask(page, OFF_TOPIC)
    expect(page.locator("#problem")).not_to_be_empty()
    assert _found_by_axe(page) == {}


def test_axe_finds_nothing_in_the_dialogs(page: Page) -> None:
    for dialog in ("#key-dialog", "#copy-dialog"):
        page.locator(dialog).evaluate("dialog => dialog.showModal()")
        assert _found_by_axe(page) == {}
        page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()


def test_what_is_touched_is_large_enough(browser: Browser, origin: str) -> None:
    size: ViewportSize = {"width": 390, "height": 844}
    with watched(browser, origin, viewport=size, has_touch=True, is_mobile=True) as page:
        ask(page, SEEDS_QUESTION)
        expect(page.locator("#article-text mark")).to_have_count(1)
        heights = "all => all.map(each => each.getBoundingClientRect().height)"
        # Markers stand within a sentence, as WCAG 2.5.8 excepts.
        touched = page.locator("button:visible:not(.marker), input:visible, summary:visible")
        assert min(touched.evaluate_all(heights)) >= 44


def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, origin: str) -> None:
    with watched(browser, origin, reduced_motion="reduce") as page:
        page.route("**/v1/ask", lambda route: None)
        press_ask(page, SEEDS_QUESTION)
        expect(page.locator("#doing")).not_to_be_empty()
        assert page.evaluate("document.getAnimations().length") == 0


def test_every_module_is_fetched_at_once(page: Page) -> None:
    preloaded = page.locator("link[rel=modulepreload]")
    names = preloaded.evaluate_all("links => links.map(link => link.href.split('/').at(-1))")
    assert sorted([*names, "main.js"]) == sorted(path.name for path in PAGE.glob("*.js"))
