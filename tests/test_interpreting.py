"""How questions are taken: the filters that their words set, and the days that they are about."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index import Article, Catalogue, DeclaredSource, Filters, Passage
from service.answers import Question
from service.asked.interpreting import Interpreter

MAY_1, MAY_7, MAY_9 = date(2031, 5, 1), date(2031, 5, 7), date(2031, 5, 9)
ARTICLES = [
    Article(
        "a", None, "The Ostrel Courier", MAY_1, "https://ostrel-courier.example/1", "It rained."
    ),
    Article("b", None, "Pellan Gazette", MAY_9, None, "It snowed."),
    Article("c", None, None, None, "https://harbour-post.example/1", "It thawed."),
]
DECLARED = [
    DeclaredSource("Pellan Gazette", ("GZ", "Daily of Pellan")),
    DeclaredSource("Harbour Gazette"),
]


def _interpreter(folder: Path, articles: Sequence[Article] = ARTICLES) -> Interpreter:
    passages = [Passage(article, 0, len(article.text)) for article in articles]
    stories = np.arange(len(articles), dtype=np.int32)
    Catalogue.write(folder, articles, passages, stories, DECLARED)
    return Interpreter(Catalogue.load(folder))


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    return _interpreter(tmp_path)


def test_a_question_that_names_neither_is_taken_as_it_is(interpreter: Interpreter) -> None:
    filters = Filters(("X",), MAY_1, MAY_9, ("a",))
    taken = interpreter.take(Question("Who won the race?", filters=filters))
    assert (taken.text, taken.filters) == ("Who won the race?", filters)
    assert (taken.near, taken.today, taken.sources) == (None, None, ())


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("According to the Ostrel Courier, did it rain?", ("The Ostrel Courier",)),
        ("According to the Pellan Gazette, did it rain?", ("Pellan Gazette",)),
        # A host stands for what its articles name, and for itself where they name nothing.
        ("According to ostrel-courier.example, did it rain?", ("The Ostrel Courier",)),
        ("According to the Harbour Post, did it rain?", ("harbour-post.example",)),
        ("According to the Ostrel Courier and the Pellan Gazette, did it rain?",
         ("Pellan Gazette", "The Ostrel Courier")),
        # Under its own name, whatever else a sources.toml says that it is called.
        ("According to GZ, did it rain?", ("Pellan Gazette",)),
        ("Did it rain, the Daily of Pellan reported?", ("Pellan Gazette",)),
    ],
)  # fmt: skip
def test_a_source_that_is_named_becomes_a_filter(
    question: str, sources: tuple[str, ...], interpreter: Interpreter
) -> None:
    taken = interpreter.take(Question(question))
    assert taken.text == "Did it rain?"
    assert (taken.sources, taken.named.unknown) == (sources, None)
    assert taken.filters == Filters(sources)


def test_a_source_that_the_corpus_lacks_is_told_and_sets_no_filter(
    interpreter: Interpreter,
) -> None:
    for name in ("Reuters", "Harbour Gazette"):  # The other is declared, and has no article.
        taken = interpreter.take(Question(f"According to {name}, did it rain?"))
        assert (taken.named.unknown, taken.filters.sources) == (name, None)


@pytest.mark.parametrize(
    ("given", "both"),
    [
        (("THE OSTREL COURIER", "Pellan Gazette"), ("The Ostrel Courier",)),
        (("www.ostrel-courier.example",), ("The Ostrel Courier",)),
        (("Pellan Gazette",), ()),
        ((), ()),
    ],
)
def test_the_asker_s_own_filter_is_narrowed_never_widened(
    given: tuple[str, ...], both: tuple[str, ...], interpreter: Interpreter
) -> None:
    question = "According to the Ostrel Courier, did it rain?"
    taken = interpreter.take(Question(question, filters=Filters(given)))
    assert taken.filters.sources == both


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        (Filters(), date(2031, 5, 1), date(2031, 5, 31)),
        (Filters(published_from=MAY_7), MAY_7, date(2031, 5, 31)),
        (Filters(published_from=date(2031, 4, 1)), date(2031, 5, 1), date(2031, 5, 31)),
        (Filters(published_to=MAY_7), date(2031, 5, 1), MAY_7),
        (Filters(published_to=date(2031, 7, 1)), date(2031, 5, 1), date(2031, 5, 31)),
    ],
)
def test_the_days_of_a_report_are_filters_within_the_asker_s_own(
    given: Filters, first: date, last: date, interpreter: Interpreter
) -> None:
    question = "What did the Pellan Gazette report in May 2031 about the snow?"
    taken = interpreter.take(Question(question, filters=given))
    assert (taken.filters.published_from, taken.filters.published_to) == (first, last)
    assert (taken.named.published_from, taken.named.published_to) == (
        date(2031, 5, 1),
        date(2031, 5, 31),
    )


@pytest.mark.parametrize(
    ("question", "as_of", "near", "today"),
    [
        ("Who won the race?", None, None, None),
        # Now is the newest article's day, or the one that was given.
        ("Who is the mayor now?", None, (MAY_9, MAY_9), None),
        ("Who is the mayor now?", MAY_7, (MAY_7, MAY_7), MAY_7),
        ("Who won the race?", MAY_7, (MAY_7, MAY_7), MAY_7),
        # Relative words are resolved against it, and then it is told.
        ("Who won the race yesterday?", None, (date(2031, 5, 8), date(2031, 5, 8)), MAY_9),
        ("Who won the race yesterday?", MAY_7, (date(2031, 5, 6), date(2031, 5, 6)), MAY_7),
        ("Who won the race last week?", None, (date(2031, 4, 28), date(2031, 5, 4)), MAY_9),
        # A short time that has today in it is now; a long one is any day of it.
        ("Who won the race this week?", None, (MAY_9, MAY_9), MAY_9),
        ("Who won the race in May 2031?", None, (MAY_9, MAY_9), None),
        ("Who won the race this year?", None, (date(2031, 1, 1), date(2031, 12, 31)), MAY_9),
        # A month is what it is whenever it is asked.
        ("Who won the race in April 2031?", MAY_7, None, MAY_7),
        (
            "Who won the race in May 2031?",
            date(2031, 6, 1),
            (MAY_1, date(2031, 5, 31)),
            date(2031, 6, 1),
        ),
        # An open period begins with the first article, or ends today.
        ("Who has won since March 3, 2031?", None, (date(2031, 3, 3), MAY_9), None),
        ("Who had won before May 7, 2031?", None, (MAY_1, date(2031, 5, 6)), None),
        # Days before the first article are history, and those to come have no report yet.
        ("Who won the race in 1988?", None, None, None),
        ("Who has won since 2035?", None, None, None),
    ],
)
def test_what_was_published_near_the_days_asked_about_is_preferred(
    question: str,
    as_of: date | None,
    near: tuple[date, date] | None,
    today: date | None,
    interpreter: Interpreter,
) -> None:
    taken = interpreter.take(Question(question, filters=Filters(as_of=as_of)))
    assert (taken.near, taken.today) == (near, today)
    # It is a preference and no filter.
    assert taken.filters == Filters(as_of=as_of)


def test_where_no_article_has_a_date_nothing_is_near_and_words_stay_unresolved(
    tmp_path: Path,
) -> None:
    interpreter = _interpreter(tmp_path, ARTICLES[2:])
    for as_of in (None, MAY_7):
        question = Question("Who won yesterday?", filters=Filters(as_of=as_of))
        taken = interpreter.take(question)
        assert (taken.near, taken.today) == (None, as_of)
