"""Which answers are kept, how long, and how much they may weigh."""

from dataclasses import replace

import pytest

from index import Filters, Hit, Passage, Scores
from service.answer_cache import PLACE_BYTES, AnswerCache, Found
from service.answers import Answer, Citation, Conflict, Question, Timings
from tests.scripted import article

NO_TIME = Timings(0.0, 0.0, 0.0, 0.0)
RAIN, SNOW, HAIL = Question("Rain?"), Question("Snow?"), Question("Hail?")


def _hit(text: str) -> Hit:
    return Hit(Passage(article(text), 0, 1), Scores())


def _found(*texts: str, generation: str = "one") -> Found:
    hits = tuple(map(_hit, texts))
    answer = Answer(generation, "No.", None, "low_confidence", (), None, hits, NO_TIME)
    return Found(hits, answer)


def _cache(places: int = 2, generation: str = "one") -> AnswerCache:
    cache = AnswerCache(places)
    assert cache.get(generation, RAIN) is None
    return cache


def test_what_was_found_is_found_again() -> None:
    cache, found = _cache(), _found("It rained.")
    cache.put(RAIN, found)
    assert cache.get("one", RAIN) is found
    assert cache.get("one", Question("Rain?")) is found


@pytest.mark.parametrize(
    "other",
    [
        SNOW,
        replace(RAIN, text="rain?"),
        replace(RAIN, top_k=9),
        replace(RAIN, filters=Filters(sources=("Post",))),
        replace(RAIN, filters=Filters(article_ids=())),
    ],
)
def test_any_other_question_is_another(other: Question) -> None:
    cache = _cache()
    cache.put(RAIN, _found())
    assert cache.get("one", other) is None


def test_the_one_that_was_used_longest_ago_makes_room() -> None:
    cache = _cache()
    cache.put(RAIN, _found())
    cache.put(SNOW, _found())
    assert cache.get("one", RAIN)
    cache.put(HAIL, _found())
    assert [bool(cache.get("one", each)) for each in (RAIN, SNOW, HAIL)] == [True, False, True]


def test_another_generation_drops_them_all() -> None:
    cache = _cache()
    cache.put(RAIN, _found())
    assert cache.get("two", SNOW) is None
    assert len(cache) == 0
    assert cache.get("one", RAIN) is None


def test_an_answer_that_comes_after_its_generation_is_not_kept() -> None:
    cache = _cache(generation="two")
    cache.put(RAIN, _found(generation="one"))
    assert len(cache) == 0


def test_long_articles_take_several_places_and_each_article_counts_once() -> None:
    # Two articles of just over half a place each; as passages and as hits they are the same texts.
    half = "x" * (PLACE_BYTES // 2)
    cache = _cache(places=4)
    cache.put(RAIN, _found("r" + half, "s" + half))
    cache.put(SNOW, _found("t" + half, "u" + half))
    assert len(cache) == 2
    cache.put(HAIL, _found())
    assert [bool(cache.get("one", each)) for each in (RAIN, SNOW, HAIL)] == [False, True, True]


def test_what_is_cited_or_differs_counts_too() -> None:
    # Beyond ``top_k`` passages may be cited that are not shown.
    long = article("x" * PLACE_BYTES)
    found = _found()
    citation = Citation(1, 0, 1, Passage(long, 0, 1), 0, 1)
    conflict = Conflict("conflict", "x", long, 0, 1)
    for heavy in (
        replace(found.answer, citations=(citation,)),
        replace(found.answer, conflicts=(conflict,)),
        replace(found.answer, citations=(citation,), conflicts=(conflict,)),
    ):
        cache = _cache(places=2)
        cache.put(SNOW, found)
        cache.put(RAIN, replace(found, answer=heavy))
        assert len(cache) == 1


def test_long_filters_count_too() -> None:
    # 1,000 names and as many ids, each an object of about 90 bytes: over two places together.
    names, ids = ([f"{what}-{n:040}" for n in range(1000)] for what in ("source", "article"))
    heavy = replace(RAIN, filters=Filters(sources=tuple(names), article_ids=tuple(ids)))
    cache = _cache(places=3)
    cache.put(heavy, _found())
    assert len(cache) == 1
    cache.put(SNOW, _found())
    assert cache.get("one", heavy) is None
    cache = _cache(places=2)
    cache.put(heavy, _found())
    assert len(cache) == 0


@pytest.mark.parametrize("places", [0, 1])
def test_what_does_not_fit_is_not_kept(places: int) -> None:
    cache = _cache(places)
    cache.put(RAIN, _found("x" * PLACE_BYTES))
    assert len(cache) == 0
