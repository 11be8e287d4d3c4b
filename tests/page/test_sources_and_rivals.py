"""What an answer rests on, at a glance: who agrees, who copied, who says otherwise, since when."""

import pytest
from playwright.sync_api import Page, expect

from tests.page.browsing import assert_highlighted, reply
from tests.page.replies import CITATION, HOSTILE, HOSTILE_QUOTE, IN_HOSTILE, NOT_NARROWED, RIVAL


def test_sources_that_agree_and_those_that_copied(page: Page) -> None:
    copies = [
        {"article_id": HOSTILE.id, "of": "hulls"},
        {"article_id": "gone", "of": "hulls"},
        {"article_id": "other", "of": "uncited"},
    ]
    ids = ["hulls", "uncited", *(each["article_id"] for each in copies)]
    agreeing = {"independent_sources": 2, "article_ids": ids, "syndicated": copies}
    reply(page, corroboration=agreeing)
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
    reply(page, corroboration=counted, interpretation=NOT_NARROWED | {"parts": parts})
    expect(page.locator(".corroboration")).to_have_text(line)
    expect(page.locator(".copies")).to_have_count(0)


def test_conflicts_stand_side_by_side_and_open_in_their_articles(page: Page) -> None:
    second = CITATION | {"id": 2, "source": "Dock Radio", "quote": "We saw nine hulls."}
    reply(
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
    assert_highlighted(page, HOSTILE_QUOTE)
    expect(sides.nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator("#article-text")).to_be_focused()


def test_an_answer_in_parts_shows_a_quote_of_each_beside_a_conflict(page: Page) -> None:
    price = {"id": 2, "answer_start": 29, "answer_end": 44, "quote": "They cost much."}
    reply(
        page,
        answer="Nine hulls were counted. [1] They cost much. [2] Reports differ.",
        citations=[CITATION, CITATION | price],
        conflicts=[RIVAL],
    )
    quotes = page.locator("#sides > li").first.locator("blockquote")
    expect(quotes).to_have_text(["Nine hulls were counted.", "They cost much."])


def test_updates_are_earlier_answers_in_order_of_time(page: Page) -> None:
    update = RIVAL | {"kind": "update"}
    reply(
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
