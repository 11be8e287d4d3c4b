"""An answer on the page: its words, its quotes, how sure it is, or why there is none."""

from playwright.sync_api import Page, expect

from tests.page.browsing import ask, assert_highlighted, reply
from tests.page.replies import ANSWER, CITATION, NOT_NARROWED, OFF_TOPIC, SEEDS_QUESTION


def test_answer_and_its_quote_in_the_article(page: Page) -> None:
    response = ask(page, SEEDS_QUESTION)
    first = response["citations"][0]
    expect(page.locator("#answer .answer")).to_have_text(response["answer"])
    expect(page.locator("#asked")).to_have_text(SEEDS_QUESTION)
    expect(page.locator("#answer")).to_contain_text("independent source")
    expect(page.locator("#timings")).to_contain_text("in all")
    expect(page).to_have_title(f"{SEEDS_QUESTION} – Dateline")
    assert_highlighted(page, first["quote"])
    expect(page.locator("#article-text mark")).to_be_in_viewport()
    expect(page.locator("#article-title")).to_have_text(first["title"])
    quote = page.locator("#citation-1")
    expect(quote.locator("blockquote")).to_have_text(first["quote"])
    link = quote.get_by_role("link")
    expect(link).to_have_attribute("href", first["url"])
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_markers_lead_to_the_quotes(page: Page) -> None:
    response = ask(page, SEEDS_QUESTION)
    markers = page.locator("#answer .marker")
    expect(markers).to_have_text([f"[{c['id']}]" for c in response["citations"]])
    for citation, marker in zip(response["citations"], markers.all(), strict=True):
        marker.click()
        quote = page.locator(f"#citation-{citation['id']}")
        expect(quote).to_be_focused()
        expect(quote).to_be_in_viewport()
        expect(page.locator("#article-title")).to_have_text(citation["title"])
        assert_highlighted(page, citation["quote"])


def test_every_passage_read_opens_with_its_scores(page: Page) -> None:
    response = ask(page, SEEDS_QUESTION)
    page.get_by_text(f"Passages read ({len(response['passages'])})").click()
    items = page.locator("#passages > li")
    expect(items).to_have_count(len(response["passages"]))
    expect(items.first.locator("dt")).to_have_text(["Meaning", "Words", "Fused", "Rerank"])
    items.nth(1).get_by_role("button").click()
    expect(items.nth(1)).to_have_attribute("aria-current", "true")
    assert_highlighted(page, response["passages"][1]["text"])
    expect(page.locator("#article-text")).to_be_focused()


def test_abstaining_is_said_with_its_reason(page: Page) -> None:
    response = ask(page, OFF_TOPIC)
    assert response["status"] == "abstained"
    notice = page.locator("#answer .abstained")
    expect(notice).to_contain_text("No answer")
    expect(notice).to_contain_text(response["answer"])
    expect(notice).to_contain_text("none answers the question clearly enough")
    expect(page.locator("#cited")).to_be_hidden()
    expect(page.locator("#article")).to_be_hidden()


def test_an_unknown_source_is_told_and_no_outlet_named(page: Page) -> None:
    refusal = "The index holds no article from the source that the question names."
    reply(
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


def test_how_the_question_was_taken(page: Page) -> None:
    narrowed = {
        "sources": ["The Hull Post", "hull-post\u202e.example"],
        "published_from": "2031-05-01",
        "published_to": "2031-05-31",
        "as_of": "2031-06-01",
        "parts": ["How many hulls?", "What <b>did</b> they cost?"],
    }
    reply(page, interpretation=narrowed)
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
        reply(page, interpretation=NOT_NARROWED | {name: narrowed[name]})
        expect(page.locator("#answer .taken")).to_have_text(words)


def test_what_was_not_narrowed_is_not_mentioned(page: Page) -> None:
    reply(page)
    expect(page.locator("#answer .short-answer")).to_have_text("Nine")
    expect(page.locator(".taken, .computation, .copies, .earlier, .dates")).to_have_count(0)
    expect(page.locator(":is(#differing, #earlier):visible")).to_have_count(0)


def test_resolved_dates_stand_beside_the_quote(page: Page) -> None:
    quote = "Nine hulls were counted today, and nine today. On May 3 it rained."
    resolved = [("today", "2031-05-02"), ("today", "2031-05-02"), ("May 3", "2031-05-03")]
    dated = {"resolved_dates": [{"text": text, "date": day} for text, day in resolved]}
    reply(page, citations=[CITATION | dated | {"quote": quote}])
    expect(page.locator("#citation-1 .dates")).to_have_text(
        "today → May 2, 2031; May 3 → May 3, 2031"
    )
    assert page.locator("#citation-1 blockquote").text_content() == quote


def test_a_computation_is_written_out_with_its_quotes(page: Page) -> None:
    reply(
        page,
        answer=f"254. {ANSWER}",
        short_answer="254",
        citations=[CITATION | {"answer_start": 5, "answer_end": 29}],
        computations=[{"expression": "994 - 740", "value": "254", "citations": [1, 9]}],
    )
    expect(page.locator("#answer .computation")).to_have_text("994 − 740 = 254 [1]")
    page.locator("#answer .computation .marker").click()
    expect(page.locator("#citation-1")).to_be_focused()


def test_keyboard_alone(page: Page) -> None:
    expect(page.get_by_label("Ask the articles a question")).to_be_focused()
    page.keyboard.type(SEEDS_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#article-text mark")).to_be_visible()
    opener = page.get_by_role("button", name="Show in article: quote 1")
    for _ in range(10):
        page.keyboard.press("Tab")
        if opener.evaluate("button => button === document.activeElement"):
            break
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#article-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(opener).to_be_focused()


def test_confidence_is_put_into_words(page: Page) -> None:
    for confidence, words in (
        (1.0, "Virtually certain (over 99%)"),
        (0.9901, "Virtually certain (over 99%)"),
        (0.94, "Very likely right (94%)"),
        (0.9, "Very likely right (90%)"),
        (0.8999, "Likely right (90%)"),
        (0.66, "Likely right (66%)"),
        (0.5, "About as likely right as not (50%)"),
        (0.2, "Unlikely to be right (20%)"),
        (0.004, "Very unlikely to be right (under 1%)"),
    ):
        reply(page, confidence=confidence)
        expect(page.locator(".confidence")).to_have_text(words)


def test_the_confidence_of_yes_or_no_is_no_likelihood(page: Page) -> None:
    for short_answer, words in (
        ("Yes", "The reader’s own estimate: 97%"),
        ("No", "The reader’s own estimate: 97%"),
        ("Nine; No", "The reader’s own estimate: 97%"),
        ("No one", "Very likely right (97%)"),
    ):
        reply(page, short_answer=short_answer, confidence=0.97)
        expect(page.locator(".confidence")).to_have_text(words)


def test_a_quote_is_copied_as_a_citation(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply(page)
    page.get_by_role("button", name="Copy as citation: quote 1").click()
    expect(page.locator("#notice")).to_have_text("Citation copied.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“Nine hulls were counted.” — The Hull Post, “Hulls”, May 2, 2031, "
        f"https://hull-post.example/1, hulls[0:24], SHA-256 {'0' * 64}"
    )


def test_a_citation_leaves_out_what_is_not_known(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bare = {"title": None, "source": None, "published": None, "url": "javascript:alert(4)"}
    reply(page, citations=[CITATION | bare])
    page.get_by_role("button", name="Copy as citation: quote 1").click()
    expect(page.locator("#notice")).to_have_text("Citation copied.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"“Nine hulls were counted.” — hulls, hulls[0:24], SHA-256 {'0' * 64}"
    )


def test_where_a_page_may_not_copy_the_text_is_shown_selected(page: Page) -> None:
    # As on a page that came without TLS from another machine.
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.reload()
    reply(page)
    page.get_by_role("button", name="Copy link to this question").click()
    dialog = page.get_by_role("dialog", name="Copy this")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == page.url
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
