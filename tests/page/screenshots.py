"""Draws the page over seeds/ as the README shows it: ``make screenshots``.

It is drawn by Debian's Chromium with the fonts of fonts-noto-core; with others it looks otherwise.
Nothing here tells the time or the generation, so that a drawing only changes with the page.
"""

from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from tests.page.browsing import settled, watched
from tests.page.replies import SEEDS_QUESTION

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
MOST_BYTES = 150_000
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
        page.locator("#question").blur()
        FOLDER.mkdir(parents=True, exist_ok=True)
        drawn = page.screenshot(path=FOLDER / f"{name}.png", caret="hide")
        assert len(drawn) < MOST_BYTES
