"""What a plain text says about itself is read off its head, and never invented."""

import pytest

from index.readers.plain_text import describe

REPORT = "Two ships met off the coast on Sunday, and their crews spoke at length."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Ships meet\n{REPORT}", "Ships meet"),
        (f"\n\n  Ships meet \n\n{REPORT}", "Ships meet"),
        (f"\N{BYTE ORDER MARK}Ships meet\n{REPORT}", "Ships meet"),
        (f"Will ships meet?\n{REPORT}", "Will ships meet?"),
        (f"“Ships will meet”\n{REPORT}", "“Ships will meet”"),
        (f"{'x' * 120}\n{REPORT}", "x" * 120),
        (f"{'x' * 121}\n{REPORT}", None),
        ("Ships meet", None),
        (f"Ships met.\n{REPORT}", None),
        (f"“Ships met.”\n{REPORT}", None),
        (f"Ships meet:\n{REPORT}", None),
        (f"Ships, ships, ships,\n{REPORT}", None),
        (f"Ships meet!\n{REPORT}", None),
        (f"CNN —\n\n{REPORT}", None),
        (f"New York CNN —\n\n{REPORT}", None),
        (f"WASHINGTON — Ships meet\n{REPORT}", None),
        (f"2 November 2025\n{REPORT}", None),
        (f"Published: 2 November 2025\n{REPORT}", None),
        (f"![Ships](ships.png)\n{REPORT}", None),
        ("Two ships met off the coast on\nsunday, it was said.", None),
        ("", None),
    ],
)
def test_title_is_a_short_first_line_that_is_no_sentence(text: str, title: str | None) -> None:
    assert describe(text)["title"] == title


WRAPPED = """Two Ships of the Line met off the coast on
Sunday and their crews spoke at length, which
nobody had expected of them on 2 November 2025
in such a sea.
    The Harbour Master said so.
"""


def test_a_wrapped_first_line_is_no_title_and_the_lead_is_read_whole() -> None:
    assert describe(WRAPPED) == {"title": None, "source": None, "published": "2025-11-02"}
    assert describe(f"Ships meet\n\n{WRAPPED}")["title"] == "Ships meet"


@pytest.mark.parametrize(
    ("dateline", "source"),
    [
        ("THE HANOI TIMES —", "THE HANOI TIMES"),
        ("THE HANOI TIMES, Nov. 2, 2025 –", "THE HANOI TIMES"),
        ("THE TIMES OF HANOI —", "THE TIMES OF HANOI"),
        ("CNN —", "CNN"),
        ("AP -", "AP"),
        ("(AFP) --", "AFP"),
        ("HANOI (Reuters) -", "Reuters"),
        ("HANOI, Nov. 2, 2025 (Reuters) —", "Reuters"),
        ("Ho Chi Minh City (AP) —", "AP"),
        ("HANOI (Harbour News Agency) —", "Harbour News Agency"),
        ("WASHINGTON —", None),
        ("THE HAGUE —", None),
        ("WASHINGTON, D.C. —", None),
        ("NEWPORT NEWS —", None),
        ("BREAKING NEWS —", None),
        ("PRESS RELEASE —", None),
        ("NATO (North Atlantic Treaty Organization) —", None),
        ("The crew of a ship (AP) —", None),
        ("HANOI TIMES", None),
        ("TRUMP SUES CNN —", None),
        ("Smith Joins CNN —", None),
    ],
)
def test_source_is_an_outlet_before_a_dash_and_never_a_place(
    dateline: str, source: str | None
) -> None:
    assert describe(f"{dateline} {REPORT}\n{REPORT}")["source"] == source


def test_source_may_follow_a_place_on_a_line_of_its_own() -> None:
    assert describe(f"New York CNN —\n\n{REPORT}")["source"] == "CNN"


def test_source_is_looked_for_near_the_top_only() -> None:
    assert describe(f"{REPORT}\n" * 3 + f"AP — {REPORT}")["source"] == "AP"
    assert describe(f"{REPORT}\n" * 9 + f"AP — {REPORT}")["source"] is None


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"HANOI, Nov. 2, 2025 (Reuters) — {REPORT}", "2025-11-02"),
        (f"HANOI, Nov. 2 (Reuters) — {REPORT}", None),
        (f"Ships meet\n2 November 2025\n{REPORT}", "2025-11-02"),
        (f"Ships meet\nPublished: 2 November 2025\n{REPORT}", "2025-11-02"),
        (f"Ships meet\nPublished on Sunday, November 2, 2025 at 9 am\n{REPORT}", "2025-11-02"),
        (f"Published: 2025-11-02T10:00:00Z\nUpdated: 2025-11-05\n{REPORT}", "2025-11-02"),
        ("Ships met on 2 November 2025, and parted on 2025-11-02.", "2025-11-02"),
        ("Ships met on 2 November 2025, and parted on 3 November 2025.", None),
        ("Ships met on November 2.", None),
        (f"{REPORT}\nThey had met on 1 May 2020.", None),
        (f"AP, Nov. 2, 2025 — {REPORT}\nPublished: 3 November 2025", "2025-11-02"),
        (f"CNN —\nShips met on 2 November 2025.\n{REPORT}", "2025-11-02"),
    ],
)
def test_published_is_one_explicit_date(text: str, published: str | None) -> None:
    assert describe(text)["published"] == published
