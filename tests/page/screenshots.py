"""Draws the page over seeds/ and the newsroom as the README shows it: ``make screenshots``.

It is drawn by Debian's Chromium with the fonts of fonts-noto-core; with others it looks otherwise.
Nothing here tells the time or the generation, so that a drawing only changes with the page.
"""

from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.browsing import settled, watched
from tests.page.replies import SEEDS_QUESTION

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
MOST_BYTES = 150_000
OPENED = "On what date was the Halden Bridge opened?"
INSURED = "How much did the Sarn flood cost the insurers?"
MISSIONS = "How many joint activities has the search for American soldiers involved?"


@pytest.mark.parametrize(
    ("name", "question", "scheme", "width", "height"),
    [
        ("light", SEEDS_QUESTION, "light", 1120, 700),
        ("dark", MISSIONS, "dark", 1120, 700),
        ("phone", SEEDS_QUESTION, "light", 390, 780),
    ],
)
def test_draw(
    browser: Browser,
    server: str,
    name: str,
    question: str,
    scheme: Literal["light", "dark"],
    width: int,
    height: int,
) -> None:
    path = f"/?{urlencode({'q': question})}"
    size = {"width": width, "height": height}
    with watched(
        browser, server, path, viewport=size, color_scheme=scheme, reduced_motion="reduce"
    ) as page:
        settled(page)
        expect(page.locator("#article-text mark")).to_be_visible()
        _draw(page, name)


@pytest.mark.parametrize(
    ("name", "question", "shows", "height"),
    [
        ("differing", OPENED, "#article-text mark", 860),
        ("abstained", INSURED, "#answer .abstained", 560),
    ],
)
def test_draw_the_newsroom(
    browser: Browser, newsroom: str, name: str, question: str, shows: str, height: int
) -> None:
    path = f"/?{urlencode({'q': question})}"
    size: ViewportSize = {"width": 1120, "height": height}
    with watched(browser, newsroom, path, viewport=size, reduced_motion="reduce") as page:
        settled(page)
        expect(page.locator(shows)).to_be_visible()
        page.locator("#question").blur()
        # Without an article there is room for the sides to stand side by side.
        page.keyboard.press("Escape")
        expect(page.locator("#article")).to_be_hidden()
        _draw(page, name)


def _draw(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = page.screenshot(path=FOLDER / f"{name}.png", caret="hide")
    assert len(drawn) < MOST_BYTES
