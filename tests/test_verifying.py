"""Whether quotes still stand: exact, changed or missing, in every unit of offsets."""

from typing import get_args

import pytest

from index import Article
from service.http.offsets import InUnit, OffsetUnit
from service.http.schemas import CitationIn, Status
from service.http.verifying import verify

SHIP = Article("ship", None, None, None, None, "Le 🛳 arrivé: 994 boîtes.")
ARTICLES = {"ship": SHIP}
UNITS: tuple[OffsetUnit, ...] = get_args(OffsetUnit)


def _status(
    start: int,
    end: int,
    quote: str,
    *,
    unit: OffsetUnit = "codepoint",
    id_: str = "ship",
    sha256: str | None = SHIP.sha256,
) -> Status:
    citation = CitationIn(
        id=7, article_id=id_, article_sha256=sha256, start=start, end=end, quote=quote
    )
    [verdict] = verify([citation], unit, ARTICLES.get)
    assert (verdict.id, verdict.article_id) == (7, id_)
    return verdict.status


@pytest.mark.parametrize("unit", UNITS)
def test_a_quote_that_stands_there_is_exact_in_every_unit(unit: OffsetUnit) -> None:
    start, end = (InUnit(unit)(SHIP.text, offset) for offset in (13, 23))
    assert SHIP.text[13:23] == "994 boîtes"
    assert _status(start, end, "994 boîtes", unit=unit) == "exact"
    assert _status(start, end, "993 boîtes", unit=unit) == "missing"
    assert _status(start + 1, end, "994 boîtes", unit=unit) == "missing"


def test_without_a_hash_only_the_words_count() -> None:
    assert _status(3, 4, "🛳", sha256=None) == "exact"
    assert _status(3, 4, "x", sha256=None) == "missing"


def test_another_text_under_the_same_id_is_changed_even_where_the_quote_still_stands() -> None:
    assert _status(3, 4, "🛳", sha256="0" * 64) == "changed"
    assert _status(3, 4, "x", sha256="0" * 64) == "changed"


def test_an_article_that_is_not_there_is_missing() -> None:
    assert _status(3, 4, "🛳", id_="gone") == "missing"


@pytest.mark.parametrize(
    ("start", "end", "unit"), [(3, 4, "utf16"), (4, 5, "utf16"), (3, 6, "byte"), (4, 7, "byte")]
)
def test_offsets_that_cut_a_character_hold_no_quote(start: int, end: int, unit: OffsetUnit) -> None:
    assert _status(start, end, "🛳", unit=unit) == "missing"


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (10**30, 10**30 + 1)])
def test_nothing_is_no_quote(start: int, end: int, unit: OffsetUnit) -> None:
    assert _status(start, end, "", unit=unit) == "missing"


def test_one_verdict_a_citation_in_order() -> None:
    cited = [
        CitationIn(id=number, article_id=id_, start=0, end=2, quote=quote)
        for number, id_, quote in [(3, "ship", "Le"), (1, "gone", "Le"), (3, "ship", "La")]
    ]
    verdicts = verify(cited, "codepoint", ARTICLES.get)
    assert [(v.id, v.status) for v in verdicts] == [(3, "exact"), (1, "missing"), (3, "missing")]
    assert verify([], "codepoint", ARTICLES.get) == []


def test_an_article_is_asked_for_once_however_often_it_is_cited() -> None:
    asked: list[str] = []

    def article(id_: str) -> Article | None:
        asked.append(id_)
        return ARTICLES.get(id_)

    cited = [
        CitationIn(id=1, article_id=id_, start=0, end=2, quote="Le")
        for id_ in ("ship", "gone", "ship", "gone", "ship")
    ]
    assert [v.status for v in verify(cited, "utf16", article)] == [
        *("exact", "missing", "exact", "missing", "exact")
    ]
    assert asked == ["ship", "gone"]
