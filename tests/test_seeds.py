"""The two sample reports are our own wording, complete, and in the form that is indexed.

The reports under `seeds/` paraphrase two news articles that are not part of this repository. Where
those originals lie beside it, the wording is compared with theirs; elsewhere those tests skip.
"""

import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
ORIGINALS = Path(__file__).parents[2] / "shared" / "data" / "seeds"

MERIDIAN = "vietnam-us-defence-talks-meridian"
HARBOUR = "vietnam-us-defence-talks-harbour"
REPORTS = (MERIDIAN, HARBOUR)

# Which original each report paraphrases, by the start of its file name.
ORIGINAL_OF = {MERIDIAN: "000_", HARBOUR: "001_"}

# The longest run of words that may be shared with an original is one word shorter than this.
RUN = 8

# Names and titles, which cannot be reworded. Nothing but names and titles belongs here.
NAMES = (
    "Memorandum of Understanding on Promoting Bilateral Defense Cooperation",
    "Memorandum of Understanding on Promoting Bilateral Defence Cooperation",
    "Updated Joint Vision Statement on Defense Cooperation",
    "updated Viet Nam–US Joint Vision Statement on Defence Cooperation",
    "Comprehensive Strategic Partnership for Peace, Cooperation and Sustainable Development",
    "ASEAN Defense Ministers' Meeting Plus (ADMM+)",
    "ASEAN Defence Ministers' Meeting Plus (ADMM+)",
    "Vietnam International Defense Expo",
    "Viet Nam International Defence Expo",
)

# The figures each report has to carry: all that its original has.
NUMBERS = {
    MERIDIAN: (
        "2", "30", "31", "44", "45", "130", "160", "430", "740", "994",
        "1995", "2011", "2021", "2024", "2025", "2026",
    ),
    HARBOUR: (
        "2", "30", "44", "45", "130", "160", "300", "430", "740", "994",
        "1995", "2011", "2021", "2024", "2025", "2026",
    ),
}  # fmt: skip

# The names each report has to carry.
PROPER_NAMES = {
    MERIDIAN: (
        "Vietnam",
        "United States",
        "General Phan Van Giang",
        "Minister of National Defense",
        "Pete Hegseth",
        "US Secretary of War",
        "US Department of War",
        "Ministry of Defense",
        "Vietnam News Agency",
        "To Lam",
        "Party General Secretary",
        "Luong Cuong",
        "President",
        "Bien Hoa Airport",
        "Agent Orange",
        "United Nations",
        "ASEAN Defense Ministers' Meeting Plus",
        "ADMM+",
        "MIA",
        "Comprehensive Strategic Partnership for Peace, Cooperation and Sustainable Development",
        "2011 Memorandum of Understanding on Promoting Bilateral Defense Cooperation",
        "2024 Updated Joint Vision Statement on Defense Cooperation",
        "2024 Vietnam International Defense Expo",
        "US$130 million",
        "US$430 million",
        "November 2",
        "October 31",
        "July 2021",
        "1995–2025",
        "late 2026",
    ),
    HARBOUR: (
        "Viet Nam",
        "US",
        "General Phan Van Giang",
        "Minister of National Defence",
        "Hegseth",
        "US Department of War",
        "Bien Hoa",
        "UN",
        "United Nations",
        "ASEAN Defence Ministers' Meeting Plus",
        "ADMM+",
        "MIA",
        "MoU",
        "English",
        "Comprehensive Strategic Partnership for Peace, Cooperation and Sustainable Development",
        "2011 Memorandum of Understanding on Promoting Bilateral Defence Cooperation",
        "2024 updated Viet Nam–US Joint Vision Statement on Defence Cooperation",
        "Viet Nam International Defence Expo 2024",
        "130 million USD",
        "300 million USD",
        "430 million USD",
        "afternoon of November 2",
        "1995–2025",
        "late 2026",
    ),
}

QUOTATION_MARKS = '"“”„‟«»‹›'


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _split(stem: str) -> tuple[dict[str, str], str]:
    """The front matter fields and the body of a report."""
    text = (ROOT / "seeds" / f"{stem}.md").read_text(encoding="utf-8")
    start, front, body = text.split("---\n", 2)
    assert start == ""
    fields: dict[str, str] = {}
    for line in front.splitlines():
        key, separator, value = line.partition(": ")
        assert separator, f"not a field: {line}"
        fields[key] = value.strip()
    return fields, body


def _original(stem: str) -> str:
    found = sorted(ORIGINALS.glob(f"{ORIGINAL_OF[stem]}*.txt"))
    if not found:
        pytest.skip(
            "the original news articles are absent: third-party text, not in the repository"
        )
    return found[0].read_text(encoding="utf-8")


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of RUN words in the text, none of which reaches into or across a name."""
    words = _words(text)
    names = sorted((_words(name) for name in NAMES), key=len, reverse=True)
    segments: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        name = next((name for name in names if words[at : at + len(name)] == name), None)
        if name is None:
            segments[-1].append(words[at])
            at += 1
        else:
            segments.append([])
            at += len(name)
    return {
        tuple(segment[i : i + RUN]) for segment in segments for i in range(len(segment) - RUN + 1)
    }


def _pieces_of_our_text() -> list[tuple[str, str]]:
    """Everything written here about the originals' event: the reports, and the gold questions."""
    pieces = [
        (path.name, path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "seeds").glob("*.md"))
    ]
    gold = ROOT / "eval" / "gold" / "seeds.jsonl"
    for line in gold.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        for text in (question["question"], *question["answers"]):
            pieces.append((question["id"], text))
    return pieces


@pytest.mark.parametrize("stem", REPORTS)
def test_no_run_of_eight_words_is_an_originals(stem: str) -> None:
    theirs = _runs(_original(stem))
    shared = [
        (where, " ".join(run))
        for where, text in _pieces_of_our_text()
        for run in sorted(_runs(text) & theirs)
    ]
    assert shared == []


@pytest.mark.parametrize("stem", REPORTS)
def test_report_has_the_figures_of_its_original_and_no_others(stem: str) -> None:
    _, body = _split(stem)
    assert _numbers(body) == _numbers(_original(stem))


def test_words_that_would_join_across_a_name_do_not_make_a_run() -> None:
    name = "Vietnam International Defense Expo"
    assert _runs(f"a b c d {name} e f g h") == set()
    assert _runs("a b c d e f g h") == {tuple("abcdefgh")}
    assert _runs("It\N{RIGHT SINGLE QUOTATION MARK}s top-level A B C D") == {
        ("it", "s", "top", "level", "a", "b", "c", "d")
    }


@pytest.mark.parametrize("stem", REPORTS)
def test_report_states_every_listed_number(stem: str) -> None:
    _, body = _split(stem)
    assert sorted(set(NUMBERS[stem]) - _numbers(body)) == []


@pytest.mark.parametrize("stem", REPORTS)
def test_report_states_every_listed_name(stem: str) -> None:
    _, body = _split(stem)
    missing = [
        name
        for name in PROPER_NAMES[stem]
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", body)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("stem", "source", "published"),
    [
        (MERIDIAN, "Meridian Sample Wire", "2025-11-02"),
        (HARBOUR, "Harbour Sample Post", "2025-11-03"),
    ],
)
def test_front_matter(stem: str, source: str, published: str) -> None:
    fields, body = _split(stem)
    assert set(fields) == {"title", "source", "published", "url"}
    assert fields["title"]
    assert fields["source"] == source
    assert fields["published"] == published
    url = urlsplit(fields["url"])
    assert url.scheme == "https"
    assert url.hostname is not None
    assert url.hostname.endswith(".example.org")
    assert body.strip()


@pytest.mark.parametrize("stem", REPORTS)
def test_body_quotes_nobody(stem: str) -> None:
    _, body = _split(stem)
    assert [mark for mark in QUOTATION_MARKS if mark in body] == []


def test_every_article_in_the_folder_is_tested_here() -> None:
    stems = {path.stem for path in (ROOT / "seeds").glob("*.md")}
    assert stems == {*REPORTS, "README"}
