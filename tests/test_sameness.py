"""How two answers relate: by hand, and what holds for any two."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.meaning.answer_kinds import Kind
from service.meaning.relations import Relation
from service.meaning.sameness import relation

SAME: list[tuple[str, str, Kind | None]] = [
    # Amounts.
    ("994 boxes of remains", "994 cases of remains", "number"),
    ("994 boxes of remains", "994", "number"),
    ("994 cases of remains", "994", None),
    ("US$130 million", "130 million USD", None),
    ("US$130 million", "$130m", None),
    ("130 million USD", "$130m", None),
    ("£5", "five pounds", None),
    ("1,200", "1200 people", "number"),
    ("thirty", "30", None),
    ("thirty", "30", "number"),
    ("nine hundred and ninety-four", "994", "number"),
    ("two-thirds", "two thirds", None),
    ("5 percent", "5%", None),
    ("5%", "five per cent", "percentage"),
    ("5", "5%", "percentage"),
    ("two decades", "20 years", None),
    ("A$130m", "$130m", None),
    ("130 million AUD", "A$130m", None),
    ("¥100m", "100 million yen", None),
    ("30 degrees", "30 °C", None),
    ("30 degrees Celsius", "30 °C", None),
    ("50 mph", "50 miles per hour", None),
    ("$500/month", "$500 a month", None),
    ("90 minutes", "1.5 hours", None),
    ("a five-year plan", "5 years", None),
    ("3rd", "third", None),
    ("about 1,000", "1,000", None),
    ("1 million", "1,000,000", "number"),
    # Moments.
    ("Oct 31", "October 31", "date"),
    ("Oct 31", "31 October", "date"),
    ("October 31st", "31 October", None),
    ("Nov. 18, 2020", "18 November, 2020", None),
    ("Thursday, July 1, 2021", "1 July 2021", None),
    ("noon", "12 p.m.", None),
    ("4pm", "16:00", None),
    ("midnight", "0:00", None),
    ("the 19th century", "the nineteenth century", None),
    ("in 1995", "the year 1995", None),
    ("1995", "May 1995", "year"),
    ("1884–86", "1884 to 1886", None),
    # Spelling.
    ("Defense Secretary", "Defence Secretary", None),
    ("World Health Organization", "World Health Organisation", "name"),
    ("colour", "color", None),
    ("the theatre centre", "theater center", None),
    ("they travelled", "they traveled", None),
    ("Luong Cường", "Luong Cuong", "person"),
    # Countries.
    ("Viet Nam", "Vietnam", "country"),
    ("Viet Nam", "Vietnam", None),
    ("Socialist Republic of Viet Nam", "Vietnam", None),
    ("US", "U.S.", None),
    ("US", "USA", "country"),
    ("U.S.", "the United States", "country"),
    ("America", "the United States of America", "country"),
    ("UK", "Britain", "country"),
    ("U.K.", "the United Kingdom", None),
    ("Russia", "the Russian Federation", None),
    # People.
    ("Donald Trump", "President Donald Trump", "person"),
    ("Donald Trump", "Trump", "person"),
    ("Mr Trump", "President Donald Trump", None),
    ("Mr. Trump", "Donald J. Trump", "who"),
    ("US Secretary of State Ann Lee", "Ann Lee", "person"),
    ("Acme CEO Ann Lee", "Ann Lee", None),
    ("the actress Ann Lee", "Lee", None),
    ("former Prime Minister Bo Ek", "Bo Ek", "who"),
    ("J. Lee", "Joe Lee", "person"),
    ("Ann B. Lee", "Ann Beth Lee", "person"),
    ("Ann Lee Jr.", "Ann Lee, Jr.", "person"),
    ("Ann Lee and Bo Ek", "Bo Ek and Ann Lee", None),
    ("Ann Lee’s", "Ann Lee", None),
    # Organisations and works.
    ("Ministry of Defence", "the Defence Ministry", None),
    ("Ministry of Defence", "Defense Ministry", "name"),
    ("the ministry of defence", "the defence ministry", None),
    ("Amazon.com Inc.", "Amazon", "name"),
    ("the film Squid Game", "Squid Game", "name"),
    ("“Squid Game”", "Squid Game", None),
    ("NATO", "North Atlantic Treaty Organization", None),
    ("the UN", "United Nations", "name"),
    ("MoD", "MOD", None),
    ("FDA", "the Food and Drug Administration", "name"),
    # A letter or two may be all there is.
    ("The Who", "the who", None),
]
COMPATIBLE: list[tuple[str, str, Kind | None]] = [
    ("July 2021", "2021", "date"),
    ("44 of 45", "44", "number"),
    ("Hanoi", "Hanoi, Vietnam", None),
    ("Hanoi, Vietnam", "Vietnam", None),
    ("Paris", "France", None),
    ("Texas", "the United States", None),
    ("Scotland", "the UK", None),
    ("Tampa, Florida", "Florida", None),
    ("Tampa, Florida", "Tampa, USA", None),
    ("about 1,000", "1,023", None),
    ("nearly 1,000", "994", None),
    ("$1.3bn", "$1.28 billion", None),
    ("more than 900", "994", None),
    ("more than 900", "900", None),
    ("at least 12", "14", "number"),
    ("more than 10 miles", "more than 16 km", None),
    ("more than 10", "fewer than 100", None),
    ("up to 10 people", "7 people", "number"),
    ("10 to 12 people", "11", "number"),
    ("10 miles", "16 km", None),
    ("12 soldiers", "12 people", None),
    ("Ann Lee and Bo Ek", "Ann Lee", "who"),
    ("Ann Lee, Bo Ek and Cy Oh", "President Lee", None),
    ("Friday", "July 1", "date"),
    ("Thursday", "July 1, 2021", None),
    ("Monday morning", "Monday", None),
    ("4:00", "4 p.m.", None),
    ("the 1990s", "1995", None),
    ("about 1820", "1822", "year"),
    ("1861–1862", "1862", "year"),
    ("Joe Lee", "Joseph Lee", "person"),
    ("Dave Lee", "David Lee", "person"),
    ("Washington", "Washington DC", None),
    ("Europe", "European", None),
    ("Ann Lee", "Ann Beth Lee", "person"),
    ("World Cup", "World Rugby Cup", None),
    ("High Command", "German High Command", None),
    ("Ann", "Ann Lee", "person"),
    ("Ann Zelensky", "Ann Zelenskyy", "person"),
    ("Marienburg Castle", "Marienberg Castle", None),
    ("Zelensky", "Zelenskyy", "person"),
    ("the public PAD service Telepad", "Telepad", None),
    ("Dune", "Dune (2021)", "name"),
    ("a strong islamist outlook", "islamist", None),
]
CONTRARY: list[tuple[str, str, Kind | None]] = [
    ("994 boxes", "812 boxes", "number"),
    ("$5m", "$6m", None),
    ("5%", "7%", "percentage"),
    ("10 people", "12 people", None),
    ("more than 900", "850", None),
    ("fewer than 5", "more than 10", None),
    ("no more than 5", "6", None),
    ("at least 12", "at least 14", "number"),
    ("at least 12", "at least 21", "number"),
    ("at least 12", "400", "number"),
    ("$500 a month", "$600 a month", None),
    ("30 °C", "31 °C", None),
    ("3rd", "fourth", None),
    ("2-1", "1-0", None),
    ("July 2021", "June 2021", "date"),
    ("2021", "2022", None),
    ("2021", "2022", "year"),
    ("May 2021", "May 2022", "year"),
    ("Monday", "Tuesday", "date"),
    ("Monday", "July 1, 2021", "date"),
    ("4 p.m.", "5 p.m.", None),
    ("early 2021", "late 2021", None),
    ("Tampa, Florida", "Glendale, Arizona", None),
    ("Paris, Texas", "Paris, France", None),
    ("New Orleans, Louisiana", "Monroe, Louisiana", None),
    ("Ann Lee", "Bo Ek", "person"),
    ("Ann Lee", "Ann Ek", None),
    ("Ann Lee", "Bo Lee", "person"),
    ("President Ann Lee", "Prime Minister Bo Ek", "who"),
    ("Norway", "the US", "country"),
    ("New York", "Florida", None),
    ("New York", "Athens", "name"),
    ("Georgia", "Arizona", "state"),
    ("Labour Party", "Liberal Party", None),
    ("Ann Lee", "Ada Lee", None),
    ("National Hockey Association", "National Rugby Association", None),
    ("Cyclone Mona", "Cyclone Mocha", None),
    ("Portland, Maine", "Portland, Oregon", None),
    ("Niger", "Nigeria", "country"),
    ("Texas", "Ohio", "state"),
    ("Virginia", "West Virginia", "state"),
    ("Ann Lee Jr.", "Ann Lee Sr.", "person"),
    ("Ann B. Lee", "Ann C. B. Lee", "person"),
    ("Ann B. Lee", "Ann C. Lee", "person"),
    ("University of Texas", "University of Ohio", "name"),
    ("Apollo 11", "Apollo 13", None),
    ("Dune (1984)", "Dune (2021)", "name"),
    ("Baseball", "Ice Hockey", None),
]
UNRELATED: list[tuple[str, str, Kind | None]] = [
    ("994", "Ann Lee", None),
    ("12 people", "12 days", "number"),
    ("5%", "5 million", None),
    ("$5", "€5", None),
    ("A$130m", "US$130m", None),
    ("HK$130m", "US$130m", None),
    ("100 million yen", "100 million yuan", None),
    ("30 °C", "30 °F", None),
    ("30 °C", "86 °F", None),
    ("$500 a month", "$500 a year", None),
    ("50 miles", "50 miles per hour", None),
    ("5", "5th", None),
    ("15 per cent", "15 percentage points", None),
    ("2 million", "2m", None),
    ("2 million people", "2m people", None),
    ("Jill Lee", "Jim Lee", "person"),
    ("Mary Lee", "Martin Lee", "person"),
    ("30 people", "12 boats", None),
    ("3rd", "3 boats", None),
    ("the defence minister", "Ann Lee", "person"),
    ("a friend of Ann Lee", "Bo Ek", None),
    ("to look for remains", "for humanitarian reasons", None),
    ("guilty", "not guilty", None),
    ("Hanoi", "France", "country"),
    ("Idaho", "Boise", None),
    ("Hanoi", "Ann Lee", "number"),
    ("2021", "12 boats", None),
    ("yes", "no", None),
    ("", "994", None),
    ("", "…", None),
]
TABLE = [
    (*row, wanted)
    for wanted, rows in (
        ("same", SAME),
        ("compatible", COMPATIBLE),
        ("contrary", CONTRARY),
        ("unrelated", UNRELATED),
    )
    for row in rows
]

kinds = st.none() | st.sampled_from(get_args(Kind))
pieces = st.sampled_from(
    "Ann Lee Bo Ek President US U.S. Vietnam Hanoi Texas Paris France , and of the Ministry 12 5%"  # noqa: SIM905
    " $ million 1,000 about more than boxes days 2021 1995–2025 1990s July 4 4pm 16:00 noon Monday"
    " May early third two-thirds (2021) ² ½ ’s NATO film not".split()
)
answers = (
    st.lists(pieces, max_size=6).map(" ".join) | st.text(st.characters(), max_size=30) | st.text()
)


@pytest.mark.parametrize(("one", "other", "kind", "wanted"), TABLE)
def test_relation(one: str, other: str, kind: Kind | None, wanted: Relation) -> None:
    assert relation(one, other, kind) == wanted
    assert relation(other, one, kind) == wanted


@settings(deadline=None)
@given(answers, answers, kinds)
def test_which_comes_first_does_not_matter(one: str, other: str, kind: Kind | None) -> None:
    assert relation(one, other, kind) == relation(other, one, kind)
    assert relation(one, other, kind) in get_args(Relation)


@settings(deadline=None)
@given(answers, kinds)
def test_an_answer_is_the_same_as_itself(answer: str, kind: Kind | None) -> None:
    assert relation(answer, answer, kind) == "same"


@pytest.mark.parametrize(
    "piece", ["9", "a ", "A ", "Ann ", "(", "a.", "July 4, ", "½", "'s", "1 to ", "1st century "]
)
def test_long_texts_are_no_answers_but_do_no_harm(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert relation(long, long, None) == "same"
    assert relation(long, "1999", None) == relation(long, "1999", "year") == "unrelated"
    assert relation(piece * (200 // len(piece)), "Ann Lee 2021", None) in get_args(Relation)
