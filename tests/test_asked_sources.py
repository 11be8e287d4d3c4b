"""Questions that name whose report they want, over invented sources."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.asked.sources import AskedSources, SourceNames, asked_sources

WIRE, POST, HOST, PAPER = "Sample Wire", "Harbour Post", "daybook.co.uk", "The Hanoi Times"
KNOWN = SourceNames([WIRE, POST, HOST, PAPER, "HDL", "nytimes.example", "health.gov", "", "…"])


@pytest.mark.parametrize(
    ("question", "bare", "sources"),
    [
        ("According to The Hanoi Times, how many came?", "How many came?", [PAPER]),
        ("according to the hanoi times how many came?", "How many came?", [PAPER]),
        ("How many came, according to Hanoi Times?", "How many came?", [PAPER]),
        ("How many boxes, according to SAMPLE  WIRE, came?", "How many boxes came?", [WIRE]),
        ("How many boxes (according to Sample Wire) came?", "How many boxes came?", [WIRE]),
        ("Per Harbour-Post, who won?", "Who won?", [POST]),
        ("As reported by the Sámple Wire, who won?", "Who won?", [WIRE]),
        ("Who won, as the Harbour Post has it?", "Who won?", [POST]),
        ("Which states, as Sample Wire reported, voted?", "Which states voted?", [WIRE]),
        ("Who won, Sample Wire reported?", "Who won?", [WIRE]),
        ("Sample Wire reported that how many came?", "How many came?", [WIRE]),
        ("How many did Sample Wire say were found?", "How many were found?", [WIRE]),
        ("How many did Sample Wire say died in the fire?", "How many died in the fire?", [WIRE]),
        (
            "What did Sample Wire report about the talks?",
            "What did the report say about the talks?",
            [WIRE],
        ),
        (
            "When does Harbour Post say the visit took place?",
            "When does the report say the visit took place?",
            [POST],
        ),
        (
            "How did the Hanoi Times describe the visit?",
            "How did the report describe the visit?",
            [PAPER],
        ),
        ("Who resigned in Harbour Post's report?", "Who resigned?", [POST]),
        (
            "In Harbour Post’s report on the talks, who spoke?",
            "In the report on the talks, who spoke?",
            [POST],
        ),
        (
            "What does Harbour Post's story about the talks say?",
            "What does the story about the talks say?",
            [POST],
        ),
        ("According to an article in the Harbour Post, who won?", "Who won?", [POST]),
        ("According to the newspaper Harbour Post, who won?", "Who won?", [POST]),
        # Several at once; a comma alone may end what names the source.
        ("According to Sample Wire and Harbour Post, who won?", "Who won?", [WIRE, POST]),
        (
            "Who won according to HDL, Sample Wire and Harbour Post?",
            "Who won?",
            ["HDL", WIRE, POST],
        ),
        ("Do Sample Wire and Harbour Post agree on who won?", "Who won?", [WIRE, POST]),
        (
            "Do Sample Wire and Harbour Post agree about the toll?",
            "What is the toll?",
            [WIRE, POST],
        ),
        (
            "What do Sample Wire and Harbour Post say about it?",
            "What do the reports say about it?",
            [WIRE, POST],
        ),
        (
            "According to Sample Wire, Harbour Post paid how much?",
            "Harbour Post paid how much?",
            [WIRE],
        ),
        # A host is known by its label, and by an outlet's initials.
        ("According to Daybook, who won?", "Who won?", [HOST]),
        ("According to daybook.co.uk, who won?", "Who won?", [HOST]),
        ("According to the New York Times, who won?", "Who won?", ["nytimes.example"]),
    ],
)
def test_the_corpus_s_own_sources(question: str, bare: str, sources: list[str]) -> None:
    assert asked_sources(question, KNOWN) == AskedSources(bare, tuple(sources))


@pytest.mark.parametrize(
    ("question", "bare", "unknown"),
    [
        ("According to Reuters, who won?", "Who won?", "Reuters"),
        ("according to reuters who won", "Who won", "reuters"),
        ("According to the BBC, who won?", "Who won?", "BBC"),
        ("According to a Reuters report, who won?", "Who won?", "Reuters"),
        ("Who won, according to The Inver News?", "Who won?", "The Inver News"),
        ("Who won, according to The Star?", "Who won?", "The Star"),
        ("Who won, as the Meridian Herald reported?", "Who won?", "Meridian Herald"),
        ("How many did the Lake Tribune say were found?", "How many were found?", "Lake Tribune"),
        (
            "What did Reuters report about the fire?",
            "What did the report say about the fire?",
            "Reuters",
        ),
    ],
)
def test_outlets_that_the_corpus_lacks(question: str, bare: str, unknown: str) -> None:
    assert asked_sources(question, KNOWN) == AskedSources(bare, unknown=unknown)


def test_a_known_and_an_unknown_source() -> None:
    found = asked_sources("According to Sample Wire and Reuters, who won?", KNOWN)
    assert (found.sources, found.unknown) == ((WIRE,), "Reuters")


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who won?",
        "According to the Ministry of Defence, how many came?",
        "According to President Biden, how many came?",
        "According to the Times of the meeting, how many came?",
        "According to the WHO, how many came?",
        "According to Health, how many came?",  # health.gov is no press
        "According to police, how many came?",
        "According to a new study, how many came?",
        "According to the report, how many came?",
        "According to the Post Office, how many letters came?",
        "According to the star, how many came?",
        "According to a New York Times poll, who leads?",
        "According to Sample Wire analyst Ann Berg, who leads?",
        "What did Apple report in March?",
        "What did Bloomberg say about the city?",
        "Who said that?",
        "What did the minister say about the talks?",
        "Who bought The Washington Post?",
        "Which company owns Sample Wire?",
        "Why did the network suspend the New York Post?",
        "Why did Sample Wire say it sacked the editor?",
        "What did the BBC say about its director?",
        "What did the BBC say about Ann Berg?",
        "How much is spent per capita?",
        "Who spoke in an interview with Sample Wire?",
        "When was The Daily Bugle founded?",
    ],
)
def test_what_names_no_source_stays_as_it_is(question: str) -> None:
    assert asked_sources(question, KNOWN) == AskedSources(question)


@pytest.mark.parametrize(
    ("question", "bare", "days"),
    [
        (
            "What did Sample Wire report in March 2023 about the fire?",
            "What did the report say about the fire?",
            ("2023-03-01", "2023-03-31"),
        ),
        (
            "In Harbour Post's article of 5 July 2022, who resigned?",
            "Who resigned?",
            ("2022-07-05", "2022-07-05"),
        ),
        (
            "According to Sample Wire in February 2024, who won?",
            "Who won?",
            ("2024-02-01", "2024-02-29"),
        ),
        (
            "According to a March 2023 Sample Wire report, who won?",
            "Who won?",
            ("2023-03-01", "2023-03-31"),
        ),
        (
            "What did Sample Wire say in 2022 about prices?",
            "What did the report say about prices?",
            ("2022-01-01", "2022-12-31"),
        ),
        # These date the event, or what the report is about; and a day needs its year.
        ("Who died according to Sample Wire in March 2023?", "Who died in March 2023?", None),
        ("According to Sample Wire, in 2021 how many died?", "In 2021 how many died?", None),
        (
            "What did Sample Wire report on March 2023 layoffs?",
            "What did the report say on March 2023 layoffs?",
            None,
        ),
        (
            "In Harbour Post's article of 5 July, who resigned?",
            "In the article of 5 July, who resigned?",
            None,
        ),
        (
            "What did Sample Wire report on 30 February 2023?",
            "What did the report say on 30 February 2023?",
            None,
        ),
    ],
)
def test_days_of_the_report(question: str, bare: str, days: tuple[str, str] | None) -> None:
    found = asked_sources(question, KNOWN)
    first, last = map(date.fromisoformat, days) if days else (None, None)
    assert found.question == bare
    assert (found.published_from, found.published_to) == (first, last)
    assert found.sources


def test_one_outlet_under_several_names() -> None:
    names = SourceNames(["Daybook", "www.daybook.co.uk", "mail.daybook.co.uk", "Day Book Weekly"])
    found = asked_sources("According to Daybook, who won?", names)
    assert found.sources == ("Daybook", "www.daybook.co.uk", "mail.daybook.co.uk")


def test_an_agency_known_by_another_form_of_its_name() -> None:
    names = SourceNames(["AP News"])
    assert asked_sources("According to the Associated Press, who won?", names).sources == (
        "AP News",
    )
    assert asked_sources("According to AP, who won?", names).sources == ("AP News",)


@pytest.mark.parametrize(
    ("named", "source"),
    [
        ("AP", "Austin Post"),
        ("ABC", "Alpha Business Chronicle"),
        ("Fiji Times", "FT"),
        ("Fiji Times", "ft.com"),
        ("FT", "Fiji Times"),
        ("The Times", "Times News"),
        ("The Times News", "The Times"),
        ("Washington Times", "wt.com"),
    ],
)
def test_nobody_else_s_outlet_is_taken(named: str, source: str) -> None:
    found = asked_sources(f"According to {named}, who won?", SourceNames([source]))
    assert (found.sources, found.unknown is None) == ((), False)


@pytest.mark.parametrize(
    ("named", "sources", "unknown"),
    [
        ("BBC News", ("BBC",), None),
        ("NBC News", ("NBC",), None),
        ("the Sample Wire News", (), "Sample Wire News"),
        ("Daybook Magazine", ("Daybook",), None),
    ],
)
def test_the_longer_of_two_names_is_meant(
    named: str, sources: tuple[str, ...], unknown: str | None
) -> None:
    names = SourceNames(["BBC", "NBC", WIRE, "Daybook"])
    expected = AskedSources("Who won?", sources, unknown)
    assert asked_sources(f"According to {named}, who won?", names) == expected


def test_small_letters_name_it_too() -> None:
    found = asked_sources("according to bbc news who won", SourceNames(["BBC"]))
    assert found == AskedSources("Who won", ("BBC",))


@pytest.mark.parametrize(
    "question",
    [
        "How many died according to the BBC and how many according to CNN?",
        "How many died according to CNN and how many according to Sample Wire?",
        "What did Sample Wire say about the fire, and what did Harbour Post say?",
        "According to Sample Wire, how many died, and how many according to Harbour Post?",
    ],
)
def test_a_source_for_each_part_is_left_to_the_parts(question: str) -> None:
    names = SourceNames(["CNN", WIRE, POST])
    assert asked_sources(question, names) == AskedSources(question)


@pytest.mark.parametrize("noun", ["report", "article", "story"])
def test_a_report_that_says(noun: str) -> None:
    names = SourceNames(["Independent"])
    found = asked_sources(f"What did the Independent {noun} say about prices?", names)
    expected = AskedSources("What did the report say about prices?", ("Independent",))
    assert found == expected


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did the Associated Press say about the cost of the bridge?", "Associated Press"),
        ("What did The New York Times report on the museum theft?", "The New York Times"),
        ("What did Reuters write about inflation?", "Reuters"),
        ("What did the BBC say about its licence fee?", None),
        ("What did the BBC say about the sacking of its director?", None),
        ("What did the BBC say about the BBC licence?", None),
        ("what did the bbc say about ann berg?", None),
        ("What did Bloomberg say about the budget?", None),
        ("What did Emily Post say about the use of forks?", None),
    ],
)
def test_a_well_known_outlet_on_the_world_and_on_itself(question: str, unknown: str | None) -> None:
    assert asked_sources(question, SourceNames([WIRE])).unknown == unknown


@pytest.mark.parametrize("piece", ["according to the ", "did The Times say ", "A's report ", "x’ "])
def test_long_texts_end_soon(piece: str) -> None:
    assert asked_sources(piece * 5_000, KNOWN).sources == ()


_WORDS = "According to per , Sample Wire Hanoi Times's report of 5 July 2022 did say who and in ?"


@given(st.lists(st.sampled_from(_WORDS.split()), max_size=14).map(" ".join) | st.text(max_size=60))
def test_what_is_found_is_the_corpus_s_and_dates_are_in_order(question: str) -> None:
    found = asked_sources(question, KNOWN)
    assert set(found.sources) <= {WIRE, POST, HOST, PAPER, "HDL", "nytimes.example", "health.gov"}
    assert (found.published_from is None) == (found.published_to is None)
    if found.published_from and found.published_to:
        assert found.published_from <= found.published_to
    if not found.sources and found.unknown is None:
        assert found.question == question
