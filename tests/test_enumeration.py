"""Items of a list, and the list around an item: by hand, and for any words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Passage
from service.reading.enumeration import (
    bulleted,
    enumerated,
    items_of,
    joined,
    lines_around,
    most_items,
)
from service.reading.reader import Span
from tests.scripted import article, span_in

LINES = "They come from:\n- Tesmaria;\n- Calvessa; and\n- the United States.\nAll were glad."


@pytest.mark.parametrize(
    ("shown", "items"),
    [
        ("Calvessa and the United States", ["Calvessa", "the United States"]),
        ("Corin Adsell, and Signe Rautner", ["Corin Adsell", "Signe Rautner"]),
        ("the dykes, at the warning, and at permits", ["the dykes", "the warning", "permits"]),
        ("rafts as well as boats", ["rafts", "boats"]),
        ("1,120 boxes and 2,000 crowns", ["1,120 boxes", "2,000 crowns"]),
        # One thing, or nobody knows.
        ("Food and Drug Administration", ["Food and Drug Administration"]),
        ("Trinidad and Tobago", ["Trinidad and Tobago"]),
        ("Ann Lee, the mayor", ["Ann Lee, the mayor"]),
        ("May 2, 2031", ["May 2, 2031"]),
        ("Ferro & Lisle", ["Ferro & Lisle"]),
        ("Marks and Spencer", ["Marks and Spencer"]),
        ("Procter & Gamble and the Mirabel", ["Procter & Gamble", "the Mirabel"]),
        ("between 3 and 5", ["between 3 and 5"]),
        ("May 3, 2031 and June 4, 2031", ["May 3, 2031", "June 4, 2031"]),
        ("Vietnam and Cuba", ["Vietnam", "Cuba"]),
        ("Trinidad and Tobago, Barbados and Cuba", ["Trinidad and Tobago", "Barbados", "Cuba"]),
        ("Washington, D.C., Ohio and Utah", ["Washington, D.C.", "Ohio", "Utah"]),
        ("Ann Lee, Mayor of Hue, and Bo Ek", ["Ann Lee, Mayor of Hue", "Bo Ek"]),
        ("Ann Lee, the mayor, and Bo Ek", ["Ann Lee, the mayor", "Bo Ek"]),
        ("Ann Lee, 45, and Bo Ek, 52", ["Ann Lee, 45", "Bo Ek, 52"]),
        ("Ann Lee, Mayor Bo Ek and Cy Dun", ["Ann Lee", "Mayor Bo Ek", "Cy Dun"]),
        ("bombs,  mines\nand shells", ["bombs", "mines", "shells"]),
    ],
)
def test_items_of(shown: str, items: list[str]) -> None:
    assert items_of(shown) == items


@given(st.text(st.sampled_from("ab ,;\nand"), max_size=40))
def test_items_are_words_of_the_answer(shown: str) -> None:
    items = items_of(shown)
    assert items
    assert all(item in " ".join(shown.split()) for item in items)


@pytest.mark.parametrize(("shown", "most"), [("Marks and Spencer", 2), ("a, b and c", 3), ("", 1)])
def test_most_items(shown: str, most: int) -> None:
    assert most_items(shown) == most


def test_long_runs_of_white_space_take_no_time() -> None:
    # What is quadratic in them takes minutes.
    run = " " * 100_000
    assert items_of(f"bombs{run}and{run}mines") == ["bombs", "mines"]
    assert bulleted(f"bombs{run};\n- mines{run}", 0, 2 * len(run) + 15) == ["bombs", "mines"]


def _listed(text: str, words: str, *others: str, log_probability: float = -1.0) -> str | None:
    """What ``words`` are listed with, where the reader found ``others`` too."""
    source = article(text)
    beside = [span_in(source, other, log_probability) for other in others]
    bounds = enumerated(span_in(source, words), beside)
    return text[slice(*bounds)] if bounds else None


def test_the_items_beside_one_make_the_list() -> None:
    text = "They want bombs, mines and shells cleared, and peace."
    assert _listed(text, "mines", "bombs", "shells") == "bombs, mines and shells"
    assert _listed(text, "bombs", "mines", "shells", "peace") == "bombs, mines and shells"
    assert _listed("It looks at dykes, and at the permits.", "dykes", "permits") == (
        "dykes, and at the permits"
    )


def test_what_is_no_item_stays_out() -> None:
    # The reader hardly believes in it.
    text = "They want bombs and mines."
    assert _listed(text, "bombs", "mines", log_probability=-3.2) is None
    assert _listed(text, "bombs", "mines", log_probability=-3.0) == "bombs and mines"
    # It only says who she is.
    assert _listed("Ann Lee, Mayor of Hue, left.", "Ann Lee", "Mayor of Hue") is None
    assert _listed("Ann Lee and the mayor left.", "Ann Lee", "mayor") is None
    # It stands in another clause.
    assert _listed("A car pays three crowns, a lorry nine.", "car", "lorry") is None
    assert _listed("Ann Lee left.", "Ann Lee") is None


@pytest.mark.parametrize("words", ["Tesmaria", "Calvessa", "the United States", "United States"])
def test_a_span_that_fills_a_line_is_one_of_its_lines(words: str) -> None:
    bounds = lines_around(span_in(article(LINES), words))
    assert bounds is not None
    assert LINES[slice(*bounds)] == "Tesmaria;\n- Calvessa; and\n- the United States."
    assert bulleted(LINES, *bounds) == ["Tesmaria", "Calvessa", "the United States"]


@pytest.mark.parametrize(
    "words", ["Tesmaria;\n- Calvessa", "Calvessa; and\n- the United", "They come from:\n- Tes"]
)
def test_a_span_over_several_lines_takes_them_and_their_neighbours(words: str) -> None:
    bounds = lines_around(span_in(article(LINES), words))
    # Of one line it has too little.
    whole = "Tesmaria;\n- Calvessa; and\n- the United States."
    assert (LINES[slice(*bounds)] if bounds else None) == (None if "They" in words else whole)


@pytest.mark.parametrize("words", ["the long\n  bridge", "the ferry", "D.C."])
def test_a_wrapped_line_goes_on_indented(words: str) -> None:
    text = "To see:\n- the long\n  bridge; and\n- the ferry, or\n- Washington, D.C.\nAll of it."
    bounds = lines_around(span_in(article(text), words))
    if words == "D.C.":
        assert bounds is None
        return
    assert bounds is not None
    assert bulleted(text, *bounds) == ["the long bridge", "the ferry", "Washington, D.C."]


def test_other_lines_are_no_list() -> None:
    assert lines_around(span_in(article(LINES), "They")) is None
    assert lines_around(span_in(article("- Tesmaria\nIt rained."), "Tesmaria")) is None
    # A word of a line is not the line.
    text = "- Ann Lee of Hue won the race;\n- it rained."
    assert lines_around(span_in(article(text), "Ann Lee")) is None
    # Text between the lines ends the list.
    text = "- Tesmaria\nSo they said.\n- Calvessa"
    assert lines_around(span_in(article(text), "Calvessa")) is None


def test_a_list_ends_with_its_passage() -> None:
    cut = LINES.index("- the United")
    source: Article = article(LINES)
    span = Span(Passage(source, 0, cut), 18, 26, -0.1)
    assert span.text == "Tesmaria"
    assert lines_around(span) == (18, cut - 1)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, of b", "c"], "a, of b; c"),
    ],
)
def test_joined(items: list[str], text: str) -> None:
    assert joined(items) == text
