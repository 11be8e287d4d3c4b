"""The key that a service may ask for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from service.http.access import Access
from service.http.app import create_app
from service.qa import QA
from tests.conftest import Serve
from tests.page.browsing import ask, assert_highlighted, watched
from tests.page.replies import SEEDS_QUESTION

KEY = "a-key-for-the-page-tests"


@pytest.fixture(scope="module")
def keyed(page_qa: QA, serve: Serve) -> str:
    return serve(create_app(page_qa, "0", Access((SecretStr(KEY),))))


@pytest.fixture
def page(browser: Browser, keyed: str) -> Iterator[Page]:
    with watched(browser, keyed) as fresh:
        yield fresh


def test_the_key_is_asked_for_and_kept(page: Page) -> None:
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
    response = ask(page, SEEDS_QUESTION)
    assert_highlighted(page, response["citations"][0]["quote"])


def test_going_on_without_the_key(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#corpus")).to_contain_text("only with its key")
