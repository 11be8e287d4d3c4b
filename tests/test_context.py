"""What stands in front of a passage's own text when it is embedded, matched or searched."""

from datetime import date

import pytest

from index import Article, Passage, in_context, in_dated_context
from index.text.context import MAX_TITLE


def _passage(title: str | None, published: date | None = None) -> Passage:
    return Passage(Article("a", title, "Wire", published, None, "It rained. It snowed."), 11, 21)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Weather", "Weather\nIt snowed."),
        (None, "It snowed."),
        ("", "It snowed."),
        ("x" * (MAX_TITLE + 1), f"{'x' * MAX_TITLE}\nIt snowed."),
    ],
)
def test_the_title_stands_in_front_and_the_day_before_it(title: str | None, text: str) -> None:
    day = date(2031, 5, 4)
    assert in_context(_passage(title)) == in_dated_context(_passage(title)) == text
    assert in_context(_passage(title, day)) == text
    assert in_dated_context(_passage(title, day)) == f"2031-05-04\n{text}"
