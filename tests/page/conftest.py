"""What the tests of the page share: a browser, and what is served to it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from index import load_embedder, open_index, publish, read_articles
from service.http.app import create_app
from service.qa import QA
from tests.conftest import SEEDS, Serve
from tests.page.browsing import BROWSER_ARGS, watched
from tests.page.replies import HOSTILE

NEWSROOM = Path(__file__).parents[2] / "eval" / "gold" / "newsroom"


# Not of the session: while Playwright runs, no other test could run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another that is installed."""
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


@pytest.fixture(scope="session")
def page_qa(tmp_path_factory: pytest.TempPathFactory) -> QA:
    """The real models over seeds/ and a hostile article."""
    folder = tmp_path_factory.mktemp("page") / "index"
    publish(folder, [*read_articles([SEEDS]).articles, HOSTILE], load_embedder())
    return QA.over(open_index(folder))


@pytest.fixture(scope="session")
def origin(page_qa: QA, serve: Serve) -> str:
    """Where they are served."""
    return serve(create_app(page_qa, "0"))


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    """Where the invented newsroom of the gold is served, by the real models."""
    folder = tmp_path_factory.mktemp("newsroom") / "index"
    publish(folder, read_articles([NEWSROOM]).articles, load_embedder())
    return serve(create_app(QA.over(open_index(folder)), "0"))


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """A fresh page there."""
    with watched(browser, origin) as fresh:
        yield fresh
