"""The page over a newsroom that copies, differs and runs on, answered by the real models."""

from playwright.sync_api import Browser, expect

from tests.page.browsing import ask, assert_highlighted, watched


def test_copies_of_the_newsroom_bear_the_names_of_their_outlets(
    browser: Browser, newsroom: str
) -> None:
    with watched(browser, newsroom) as page:
        response = ask(page, "How many soldiers were sent to help after the Sarn flood?")
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
    with watched(browser, newsroom) as page:
        response = ask(page, "What was the turnout in the mayoral election in Ostrel?")
        rivals = [each for each in response["conflicts"] if each["kind"] == "conflict"]
        assert rivals
        expect(page.locator("#sides .side")).to_have_text(
            [response["short_answer"], *(each["short_answer"] for each in rivals)]
        )
        page.get_by_role("button", name="Show in article: other answer 1").click()
        assert_highlighted(page, rivals[0]["quote"])


def test_a_toll_of_the_newsroom_as_of_a_day(browser: Browser, newsroom: str) -> None:
    with watched(browser, newsroom) as page:
        page.get_by_text("Bounds", exact=True).click()
        page.get_by_label("As of").fill("2031-05-04")
        response = ask(page, "How many people have died in the flood in the Sarn valley?")
        assert response["interpretation"]["as_of"] == "2031-05-04"
        expect(page.locator("#answer .short-answer")).to_have_text("Nineteen")
        expect(page.locator("#answer .earlier")).to_have_text("Earlier: 14 on May 3, 2031")
        expect(page.locator("#answer .taken")).to_have_text("Bounds: as of May 4, 2031")
        expect(page.locator("#citation-1 .dates")).to_contain_text("Sunday → May 4, 2031")
