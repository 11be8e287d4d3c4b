"""Who says the same, on articles of one sentence and vectors drawn by hand."""

from collections.abc import Mapping, Sequence

import pytest

from index import Article, Passage, Sources
from service.answers import Syndicated
from service.evidence.corroboration import (
    COMPATIBLE,
    RESTATED,
    SURE,
    Source,
    Story,
    agreeing,
    corroborate,
    independent_sources,
    originals,
)
from service.meaning.answer_kinds import Kind
from service.reading.candidates import LEAST_SCORE, Candidate, Scored
from tests.scripted import Plane, article, span_in

BEST = article("Best: 44 boxes came home.", "a")
PEOPLES = article("Best: trust grew between the peoples.", "a")
NATIONS = article("Other: trust grew between the nations.", "b")


def _candidate(words: str, *articles: Article, score: float = 1.0) -> Candidate:
    """An answer found in these articles, the best first."""
    return Candidate(
        tuple(Scored(span_in(each, words), words, score) for each in articles), weight=1.0
    )


def _agreeing(
    *others: Candidate,
    read: Sequence[Article] = (),
    cosines: Mapping[str, float] | None = None,
    words: str = "44",
    best: Article = BEST,
    kind: Kind | None = "number",
) -> list[tuple[str, str, str]]:
    """The quotes beside the best one: the article, what is shown, and the words."""
    stating = [each.span.passage for other in others for each in other.spans]
    passages = [*stating, *(Passage(each, 0, len(each.text)) for each in read)]
    first, *quotes = agreeing([_candidate(words, best), *others], passages, kind, Plane(cosines))
    assert (first.span.passage.article, first.shown) == (best, words)
    return [(each.passage.article.id, each.shown, each.passage.text) for each in quotes]


def test_the_best_answer_stands_alone_where_nobody_else_says_it() -> None:
    assert _agreeing() == []


def test_every_article_that_has_the_answer_is_quoted_the_best_first() -> None:
    said = [article(f"It was 44 in {place}.", place) for place in ("b", "a", "c")]
    quotes = agreeing([_candidate("44", *said)], (), "number", Plane())
    assert [each.passage.article.id for each in quotes] == ["b", "a", "c"]


def test_an_article_of_which_the_reader_is_less_sure_than_not_is_left_out_but_for_the_best() -> (
    None
):
    first, second, third = (article("Best: 44 came.", id_) for id_ in "abc")
    scored = [
        Scored(span_in(each, "44"), "44", score)
        for each, score in ((first, -5.0), (second, LEAST_SCORE), (third, LEAST_SCORE - 0.01))
    ]
    quotes = agreeing([Candidate(tuple(scored), 1.0)], (), "number", Plane())
    assert [each.passage.article.id for each in quotes] == ["a", "b"]


@pytest.mark.parametrize(
    ("cosine", "agrees"), [(COMPATIBLE + 0.01, True), (COMPATIBLE - 0.01, False)]
)
def test_a_more_precise_answer_agrees_where_its_sentence_is_alike(
    cosine: float, agrees: bool
) -> None:
    precise = article("Other: 44 of 45 boxes arrived.", "b")
    found = _agreeing(_candidate("44 of 45", precise), cosines={"Other": cosine})
    assert found == ([("b", "44 of 45", precise.text)] if agrees else [])


def test_what_contradicts_does_not_agree_however_alike() -> None:
    assert _agreeing(_candidate("45", article("Best: 45 boxes came.", "b"))) == []


def test_each_article_speaks_once() -> None:
    twice = article("Best: 44 of 45 boxes came, about 44 all told.", "b")
    found = _agreeing(_candidate("44 of 45", twice), _candidate("about 44", twice))
    assert found == [("b", "44 of 45", twice.text)]


def test_who_denies_it_does_not_say_it() -> None:
    denied = article("The ministry denied that 44 came.", "b")
    assert _agreeing(_candidate("44", denied)) == []
    first = article("Best: nobody denied that 44 came home.", "a")
    assert _agreeing(read=[denied], cosines={"The": 1.0}, best=first) != []


def test_a_plain_no_is_said_of_its_own_clause() -> None:
    counted = article("Best: 44 of 45 boxes came, not counting the lids.", "b")
    assert _agreeing(_candidate("44 of 45", counted)) != []
    denied = article("Best: 44 of 45 boxes did not come, counting the lids.", "b")
    assert _agreeing(_candidate("44 of 45", denied)) == []


@pytest.mark.parametrize(
    ("score", "cosine", "agrees"),
    [
        (SURE, COMPATIBLE + 0.01, True),
        (SURE - 0.01, COMPATIBLE + 0.01, False),
        (SURE, COMPATIBLE - 0.01, False),
    ],
)
def test_a_sure_answer_in_other_words_agrees_where_its_sentence_is_alike(
    score: float, cosine: float, agrees: bool
) -> None:
    first = Candidate((Scored(span_in(PEOPLES, "peoples"), "peoples", 5.0),), 1.0)
    other = Candidate((Scored(span_in(NATIONS, "nations"), "nations", score),), 1.0)
    read = [other.best.span.passage]
    found = agreeing([first, other], read, None, Plane({"Other": cosine}))
    assert [each.passage.article.id for each in found] == (["a", "b"] if agrees else ["a"])


def test_an_article_that_may_not_agree_is_not_quoted_for_another_answer() -> None:
    precise = _candidate("44 of 45", article("Best: 44 of 45 boxes came.", "b"))
    candidates = [_candidate("44", BEST), precise]
    alone = agreeing(candidates, (), "number", Plane())
    assert [each.passage.article.id for each in alone] == ["a"]
    both = agreeing(candidates, [precise.best.span.passage], "number", Plane())
    assert [each.passage.article.id for each in both] == ["a", "b"]


@pytest.mark.parametrize(("cosine", "agrees"), [(RESTATED + 0.01, True), (RESTATED - 0.01, False)])
def test_a_sentence_that_says_it_in_other_words_agrees_where_it_is_alike(
    cosine: float, agrees: bool
) -> None:
    again = article("It rained. Home: to their families came 44 boxes.", "b")
    found = _agreeing(read=[again], cosines={"Home": cosine})
    assert found == ([("b", "44", "Home: to their families came 44 boxes.")] if agrees else [])


@pytest.mark.parametrize(
    "text",
    [
        "Best: 45 boxes came home.",  # another figure
        "Best: 44 boxes never came home.",  # a denial
        "Best: on May 4 boxes of 40 came home.",  # not the answer's figure
        "Best: boxes came home.",  # no word of the answer
        "It rained, says number 44 of the weekly.\n\nBest 44",  # a headline
    ],
)
def test_what_does_not_state_the_answer_does_not_agree(text: str) -> None:
    assert _agreeing(read=[article(text, "b")], cosines={"It": 0.0}) == []


def test_a_third_of_a_long_answer_s_words_must_be_there_in_either_spelling() -> None:
    best = article("Best: the defence minister Ann Lee signed the labour pact.", "a")
    words = "the defence minister Ann Lee"
    american = article("Best: the defense minister signed.", "b")
    other = article("Best: he signed the labor pact.", "c")
    found = _agreeing(read=[american, other], words=words, best=best, kind="person")
    assert found == [("b", words, american.text)]


def _article(
    id_: str, source: str | None = None, url: str | None = None, day: str | None = None
) -> Article:
    dated = article("Same.", id_, source=source, published=day)
    return Article(id_, None, source, dated.published, url, dated.text)


def _copies(**story: str) -> Story:
    return lambda id_: story.get(id_, id_)


def test_the_original_is_the_earliest_then_the_first_by_id_and_the_undated_the_last() -> None:
    late, early, undated = (
        _article("a", day="2031-05-02"),
        _article("b", day="2031-05-01"),
        _article("c"),
    )
    one = _copies(a="s", b="s", c="s")
    assert originals([late, early, undated], one) == {"s": early}
    assert originals([undated, late], one) == {"s": late}
    same_day = _article("0", day="2031-05-01")
    assert originals([early, same_day], _copies(b="s", **{"0": "s"})) == {"s": same_day}
    assert originals([late, early], _copies()) == {"a": late, "b": early}
    assert originals([], _copies()) == {}


def _sources(articles: Sequence[Article]) -> Source:
    """Who published them, as the corpus that they are knows it."""
    sources = Sources([(each.source, each.url) for each in articles])
    rows = {each.id: row for row, each in enumerate(articles)}
    return lambda id_: sources.of(rows[id_]) or id_


def test_sources_are_counted_by_name_then_host_then_article() -> None:
    articles = [
        _article("a", source="Meridian Wire"),
        _article("b", source="MERIDIAN WIRE", url="https://elsewhere.example/2"),
        _article("c", url="https://host.example/3"),
        _article("d", url="https://HOST.example/4"),
        _article("e"),
        _article("f"),
    ]
    assert len(independent_sources(articles, _sources(articles))) == 4
    corroboration = corroborate(articles, _copies(), _sources(articles))
    assert corroboration.independent_sources == 4
    assert corroboration.article_ids == ("a", "b", "c", "d", "e", "f")
    assert corroboration.syndicated == ()


def test_copies_are_listed_under_the_earliest_and_count_once() -> None:
    articles = [
        _article("a", source="One", day="2031-05-02"),
        _article("b", source="Two", day="2031-05-01"),
        _article("c", source="Three"),
        _article("d", source="Four"),
    ]
    corroboration = corroborate(articles, _copies(a="s", b="s", d="s"), _sources(articles))
    assert corroboration.independent_sources == 2
    assert corroboration.article_ids == ("a", "b", "c", "d")
    assert corroboration.syndicated == (Syndicated("a", "b"), Syndicated("d", "b"))


def test_a_source_that_prints_its_own_copy_and_a_report_of_its_own_is_one() -> None:
    articles = [
        _article("wire", source="Wire", day="2031-05-01"),
        _article("copy", source="Post", day="2031-05-02"),
        _article("own", source="Post", day="2031-05-03"),
    ]
    copies, sources = _copies(copy="wire"), _sources(articles)
    assert corroborate(articles, copies, sources).independent_sources == 2
    assert corroborate(articles[1:], copies, sources).independent_sources == 1


def test_a_host_alone_and_a_name_alone_are_one_where_another_article_links_them() -> None:
    host = _article("host", url="https://meridian-wire.example/1")
    name = _article("name", source="Meridian Wire")
    both = _article("both", source="Meridian Wire", url="https://meridian-wire.example/2")
    for known, expected in ([host, name], 2), ([host, name, both], 1):
        assert corroborate([host, name], _copies(), _sources(known)).independent_sources == expected
