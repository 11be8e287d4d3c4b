"""From question to answer, over the seeds: what is cited stands there, and refusing is a value."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index import Article, Embedder, Filters, Generation, load_embedder, open_index, publish
from service.answers import (
    Answer,
    Computation,
    Interpretation,
    Question,
    Syndicated,
    Timings,
)
from service.qa import QA, READ_DEPTH
from tests.conftest import SharedTerms, believing
from tests.scripted import Scripted

MERIDIAN, HARBOUR = "vietnam-us-defence-talks-meridian", "vietnam-us-defence-talks-harbour"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"


@pytest.fixture(scope="module")
def answered(qa: QA) -> Answer:
    return qa.answer(Question(BOXES))


def _untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms=Timings(0, 0, 0, 0))


def test_the_answer_stands_where_its_citation_says(answered: Answer) -> None:
    assert answered.status == "answered"
    assert answered.abstain_reason is None
    assert answered.short_answer in ("994", "994 boxes", "994 boxes of remains")
    assert answered.short_answer in answered.answer
    assert answered.confidence is not None
    assert 0 < answered.confidence < 1
    assert [citation.id for citation in answered.citations] == [
        *range(1, len(answered.citations) + 1)
    ]
    for citation in answered.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        assert answered.answer[citation.answer_start : citation.answer_end]
        assert "994" in citation.quote
        assert citation.support is not None
        assert 0 < citation.support < 1


def test_every_part_is_of_one_generation(answered: Answer, qa: QA) -> None:
    assert answered.generation == qa.generation.id
    for passage in (
        *(c.passage for c in answered.citations),
        *(h.passage for h in answered.passages),
    ):
        assert qa.article(passage.article.id) == passage.article


def test_passages_come_in_final_order_with_all_scores(answered: Answer) -> None:
    assert len(answered.passages) == 8
    reranked = [hit.scores.rerank for hit in answered.passages]
    assert all(score is not None for score in reranked)
    assert reranked == sorted(reranked, key=lambda score: -(score or 0.0))


def test_stages_are_timed(answered: Answer) -> None:
    timings = answered.timings_ms
    assert min(timings.retrieve, timings.rerank, timings.read) > 0
    assert timings.total == pytest.approx(timings.retrieve + timings.rerank + timings.read)


def test_the_articles_cited_are_those_that_corroborate(answered: Answer) -> None:
    assert answered.corroboration is not None
    cited = tuple(citation.article.id for citation in answered.citations)
    assert answered.corroboration.article_ids == cited
    assert answered.corroboration.independent_sources == len(set(cited))


def test_off_topic_it_abstains_and_still_says_what_it_read(qa: QA) -> None:
    answer = qa.answer(Question("At which temperature does tungsten boil?", top_k=3))
    assert (answer.status, answer.abstain_reason) == ("abstained", "low_confidence")
    assert answer.short_answer is None
    assert answer.citations == ()
    assert answer.corroboration is None
    assert answer.confidence is None
    assert len(answer.passages) == 3
    assert answer.answer == "The articles do not seem to answer that."


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        (Filters(article_ids=(HARBOUR,)), {HARBOUR}),
        (Filters(article_ids=(HARBOUR, "no such article")), {HARBOUR}),
        (Filters(sources=("meridian SAMPLE wire",)), {MERIDIAN}),
        (Filters(published_from=date(2025, 11, 3)), {HARBOUR}),
        (Filters(published_to=date(2025, 11, 2)), {MERIDIAN}),
        (Filters(as_of=date(2025, 11, 2)), {MERIDIAN}),
        (Filters(as_of=date(2025, 11, 3)), {HARBOUR, MERIDIAN}),
    ],
)
def test_filters_bound_what_is_read_and_cited(
    filters: Filters, articles: set[str], swift_qa: QA
) -> None:
    answer = swift_qa.answer(Question(BOXES, top_k=50, filters=filters))
    assert {hit.passage.article.id for hit in answer.passages} == articles
    assert answer.status == "answered"
    assert {citation.article.id for citation in answer.citations} <= articles


@pytest.mark.parametrize(
    "filters",
    [
        Filters(article_ids=()),
        Filters(sources=("Nobody's Gazette",)),
        Filters(published_from=date(2025, 11, 4)),
        Filters(published_from=date(2025, 11, 3), published_to=date(2025, 11, 2)),
        Filters(as_of=date(2025, 11, 1)),
        Filters(article_ids=(HARBOUR,), sources=("Meridian Sample Wire",)),
    ],
)
def test_where_filters_admit_nothing_there_are_no_passages(filters: Filters, qa: QA) -> None:
    answer = qa.answer(Question(BOXES, filters=filters))
    assert (answer.status, answer.abstain_reason) == ("abstained", "no_passages")
    assert answer.passages == ()
    assert answer.citations == ()


@pytest.mark.parametrize("top_k", [1, 8, 20, 21, 50])
def test_as_many_passages_come_back_as_were_asked_for(top_k: int, swift_qa: QA) -> None:
    there = swift_qa.generation.manifest.passages
    answer = swift_qa.answer(Question("Viet Nam Vietnam defence defense", top_k=top_k))
    assert len(answer.passages) == min(top_k, there)
    assert len({hit.passage.id for hit in answer.passages}) == len(answer.passages)


def test_at_the_same_time_is_as_one_after_the_other(swift_qa: QA) -> None:
    questions = [Question(f"{BOXES} {name}") for name in ("Giang", "Hegseth", "dioxin", "Expo")]
    alone = [_untimed(swift_qa.answer(question)) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = [_untimed(answer) for answer in pool.map(swift_qa.answer, questions * 8)]
    assert together == alone * 8


def _qa(folder: Path, articles: Iterable[Article], reader: Scripted, least: float = 0.0) -> QA:
    publish(folder, list(articles), _embedder())
    return QA(open_index(folder, _embedder()), reader, believing(least))


@cache
def _embedder() -> Embedder:
    return load_embedder()


WIRE = Article("wire", "Boxes", "Wire", date(2025, 11, 2), None, "They returned 994 boxes.")


@pytest.mark.parametrize(("least", "status"), [(6.03, "answered"), (6.05, "abstained")])
def test_the_calibration_says_from_which_score_on_an_answer_is_believed(
    least: float, status: str, tmp_path: Path
) -> None:
    # First of both searches, it is relevant by 3 + 100 * 2/61 = 6.279: 3 + 6.279 / 2 - 0.1 = 6.039.
    answer = _qa(tmp_path, [WIRE], Scripted("994"), least).answer(Question("How many boxes?"))
    assert answer.status == status
    assert answer.abstain_reason == (None if status == "answered" else "low_confidence")
    assert answer.short_answer == ("994" if status == "answered" else None)
    quotes = [citation.quote for citation in answer.citations]
    assert quotes == ([WIRE.text] if status == "answered" else [])
    assert [hit.scores.rerank for hit in answer.passages] == [pytest.approx(6.279, abs=1e-3)]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many boxes were returned in 2025?", None),
        ("How many of the 28 boxes were returned?", "unsupported"),
        ("How many boxes were returned in 2024?", "unsupported"),
    ],
)
def test_a_number_that_no_article_has_is_not_answered(
    question: str, reason: str | None, tmp_path: Path
) -> None:
    answer = _qa(tmp_path, [WIRE], Scripted("994")).answer(Question(question))
    assert answer.abstain_reason == reason
    assert (answer.confidence is None) is (answer.citations == ()) is (reason is not None)


class OnceOnly(Scripted):
    """Finds its words in passages, and no longer when it reads a quote."""

    def read(self, question: str, passages: Any) -> Any:
        self._logit = -3.0 if self.given else 3.0
        return super().read(question, passages)


def test_an_answer_that_its_own_quote_does_not_support_is_not_given(tmp_path: Path) -> None:
    answer = _qa(tmp_path, [WIRE], OnceOnly("994")).answer(Question("How many boxes?"))
    assert (answer.status, answer.abstain_reason) == ("abstained", "unsupported")
    assert answer.answer == "The articles do not speak of that as the question puts it."
    assert (answer.confidence, answer.corroboration) == (None, None)


def test_as_many_passages_are_read_as_is_said_and_the_rest_follow(tmp_path: Path) -> None:
    articles = [
        Article(f"a{n:02}", None, None, None, None, f"Box {n} came home.") for n in range(30)
    ]
    reader = Scripted("Box 7")
    answer = _qa(tmp_path, articles, reader).answer(Question("Which box came home?", top_k=25))
    assert [len(given) for given in reader.given] == [READ_DEPTH, 1]
    scores = [hit.scores.rerank for hit in answer.passages]
    assert len(scores) == 25
    assert None not in scores[:READ_DEPTH]
    assert set(scores[READ_DEPTH:]) == {None}
    assert answer.passages[0].passage.text == "Box 7 came home."


def test_articles_of_furniture_only_are_read_without_harm(tmp_path: Path) -> None:
    captions = Article("captions", None, None, None, None, "Photo: AP\n\nA short headline")
    answer = _qa(tmp_path, [captions], Scripted()).answer(Question("A short headline?"))
    assert (answer.status, answer.abstain_reason) == ("abstained", "low_confidence")
    assert [hit.passage.text for hit in answer.passages] == [captions.text]


@pytest.mark.parametrize(
    "question", ["", "?", "\u200b", "🛳", "e\u0301" * 900, "Who? " * 400, "How many ( [ * \\ ?"]
)
def test_no_question_is_too_strange(question: str, generation: Generation) -> None:
    answer = QA(generation, SharedTerms(), believing()).answer(Question(question, top_k=2))
    assert answer.status in ("answered", "abstained")


def test_copies_under_other_ids_are_one_source_of_which_the_first_is_cited(tmp_path: Path) -> None:
    embedder = _embedder()
    text = "The keeper of Emberly counted 37 lanterns."
    articles = [Article(id_, None, source, None, None, text) for id_, source in ("aA", "bB", "cC")]
    publish(tmp_path, articles, embedder)
    answer = QA.over(open_index(tmp_path, embedder)).answer(
        Question("How many lanterns did the keeper of Emberly count?")
    )
    assert answer.answer == f"{text} [1]"
    assert [citation.article.id for citation in answer.citations] == ["a"]
    assert answer.corroboration is not None
    assert answer.corroboration.independent_sources == 1
    assert set(answer.corroboration.article_ids) == {"a", "b", "c"}
    assert set(answer.corroboration.syndicated) == {Syndicated("b", "a"), Syndicated("c", "a")}


def _day(day: int) -> date:
    return date(2031, 5, day)


BRIDGE = (
    Article("courier", None, "Ostrel Courier", _day(1), None,
            "The Halden bridge opened on Monday. It rained."),
    Article("gazette", None, "Pellan Gazette", _day(2), None,
            "The Halden bridge cost 212 million crowns."),
    Article("ledger", None, "Brack Ledger", _day(3), None,
            "The Halden bridge cost 221 million crowns."),
)  # fmt: skip
WHEN, COST = "When was the bridge opened?", "What did the bridge cost?"
WHEN_AND_COST = "When was the bridge opened and what did the bridge cost?"
SCRIPT = {WHEN: ["Monday"], COST: ["212 million crowns", "221 million crowns"]}


def _rested(answer: Answer) -> list[str]:
    return [answer.answer[c.answer_start : c.answer_end] for c in answer.citations]


def test_two_parts_are_answered_each_with_its_citations(tmp_path: Path) -> None:
    reader = Scripted(answers=SCRIPT, logit=6.0)
    answer = _qa(tmp_path, BRIDGE, reader).answer(Question(WHEN_AND_COST))
    assert answer.interpretation.parts == (WHEN, COST)
    # Of the costs the later report's is given.
    assert answer.answer == (
        "The Halden bridge opened on Monday (April 28, 2031). [1] "
        "The Halden bridge cost 221 million crowns. [2] Reports differ."
    )
    assert answer.short_answer == "April 28, 2031; 221 million crowns"
    assert _rested(answer) == [
        "The Halden bridge opened on Monday (April 28, 2031).",
        "The Halden bridge cost 221 million crowns.",
    ]
    first, second = answer.citations
    assert (first.quote, second.quote) == ("The Halden bridge opened on Monday.", BRIDGE[2].text)
    assert [(each.text, each.date) for each in first.resolved_dates] == [
        ("Monday", date(2031, 4, 28))
    ]
    [conflict] = answer.conflicts
    assert (conflict.kind, conflict.article.id, conflict.short_answer, conflict.quote) == (
        "conflict",
        "gazette",
        "212 million crowns",
        BRIDGE[1].text,
    )
    # Both are as well attested as the one that fewest have.
    assert answer.corroboration is not None
    assert answer.corroboration.independent_sources == 1
    assert [hit.passage.article.id for hit in answer.passages].count("courier") == 1
    assert len(answer.passages) == 3


def test_the_part_that_stays_unanswered_is_said_and_all_of_them_unanswered_is_a_refusal(
    tmp_path: Path,
) -> None:
    qa = _qa(tmp_path, BRIDGE, Scripted(answers={WHEN: ["Monday"]}))
    answer = qa.answer(Question(WHEN_AND_COST))
    assert answer.answer == (
        "The Halden bridge opened on Monday (April 28, 2031). [1] "
        f"The articles do not seem to answer “{COST}”"
    )
    assert answer.short_answer == "April 28, 2031"
    silent = QA(qa.generation, Scripted(), believing()).answer(Question(WHEN_AND_COST))
    assert (silent.abstain_reason, silent.citations) == ("low_confidence", ())
    assert silent.interpretation.parts == (WHEN, COST)


BOXES_TWICE = (
    Article("came", None, "A", _day(1), None, "In all 994 boxes came."),
    Article("named", None, "B", _day(2), None, "So far 740 boxes were identified."),
)
UNNAMED = "How many of the boxes have not been identified?"


def _parts(qa: QA, question: str) -> tuple[str, ...]:
    return qa.answer(Question(question)).interpretation.parts


def test_what_is_left_is_computed_and_every_number_cited(tmp_path: Path) -> None:
    qa = _qa(tmp_path, BOXES_TWICE, Scripted())
    whole, part = _parts(qa, UNNAMED)
    reader = Scripted(answers={whole: ["994"], part: ["740"]})
    answer = QA(qa.generation, reader, believing()).answer(Question(UNNAMED))
    assert answer.answer == "254. In all 994 boxes came. [1] So far 740 boxes were identified. [2]"
    assert answer.short_answer == "254"
    assert answer.computations == (Computation("994 - 740", "254", (1, 2)),)
    assert [citation.article.id for citation in answer.citations] == ["came", "named"]
    # The probability that both are right.
    assert answer.confidence == pytest.approx(1, abs=1e-2)
    assert answer.conflicts == ()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        # An article that states it is quoted; one that states a number of the parts is not.
        (["250"], "It was 250. [1]"),
        (["740"], "254. In all 994 boxes came. [1] So far 740 boxes were identified. [2]"),
        (["nobody"], "254. In all 994 boxes came. [1] So far 740 boxes were identified. [2]"),
    ],
)
def test_a_number_that_an_article_states_comes_before_one_that_is_computed(
    said: list[str], answer: str, tmp_path: Path
) -> None:
    stating = Article("stating", None, "C", _day(3), None, "It was 250.")
    qa = _qa(tmp_path, [*BOXES_TWICE, stating], Scripted())
    whole, part = _parts(qa, UNNAMED)
    reader = Scripted(answers={whole: ["994"], part: ["740"], UNNAMED: said})
    found = QA(qa.generation, reader, believing()).answer(Question(UNNAMED))
    assert found.answer == answer


def test_one_figure_that_answers_both_parts_is_not_taken_from_itself(tmp_path: Path) -> None:
    qa = _qa(tmp_path, BOXES_TWICE, Scripted("740"))
    answer = qa.answer(Question(UNNAMED))
    assert answer.computations == ()
    # Nor is a part's number the answer to the whole.
    assert answer.abstain_reason == "low_confidence"


def test_of_two_the_one_that_has_more_is_said_with_both_numbers(tmp_path: Path) -> None:
    bridges = [
        Article("h", None, "A", None, None, "The Halden Bridge is 340 metres long."),
        Article("v", None, "B", None, None, "The Vane Bridge is 210 metres long."),
    ]
    question = "Which is longer, the Halden Bridge or the Vane Bridge?"
    qa = _qa(tmp_path, bridges, Scripted())
    one, other = _parts(qa, question)
    reader = Scripted(answers={one: ["340 metres"], other: ["210 metres"]})
    answer = QA(qa.generation, reader, believing()).answer(Question(question))
    assert answer.answer == (
        "The Halden Bridge. The Halden Bridge is 340 metres long. [1] "
        "The Vane Bridge is 210 metres long. [2]"
    )
    assert answer.short_answer == "the Halden Bridge"
    assert _rested(answer) == [each.text for each in bridges]
    # Where one side has no answer, the question is asked as it stands.
    reader = Scripted(answers={one: ["340 metres"], question: ["The Halden Bridge"]})
    answer = QA(qa.generation, reader, believing()).answer(Question(question))
    assert answer.answer == "The Halden Bridge is 340 metres long. [1]"


def test_passages_of_all_parts_come_in_turn_and_each_where_it_is_first(tmp_path: Path) -> None:
    reader = Scripted(answers=SCRIPT)
    qa = _qa(tmp_path, BRIDGE, reader)
    alone = [
        [hit.passage.article.id for hit in qa.answer(Question(each)).passages]
        for each in (WHEN, COST)
    ]
    both = [hit.passage.article.id for hit in qa.answer(Question(WHEN_AND_COST)).passages]
    in_turn = [id_ for turn in zip(*alone, strict=True) for id_ in turn]
    assert both == list(dict.fromkeys(in_turn))
    assert both[0] == alone[0][0] == "courier"


def test_a_source_that_is_named_is_the_only_one_read(tmp_path: Path) -> None:
    qa = _qa(tmp_path, BRIDGE, Scripted("212 million crowns", "221 million crowns"))
    answer = qa.answer(Question("According to the Pellan Gazette, what did the bridge cost?"))
    assert answer.short_answer == "212 million crowns"
    assert {hit.passage.article.id for hit in answer.passages} == {"gazette"}
    assert answer.interpretation == Interpretation(sources=("Pellan Gazette",))
    assert answer.conflicts == ()
    # The asker's own filters bound it further.
    answer = qa.answer(
        Question(
            "According to the Pellan Gazette, what did the bridge cost?",
            filters=Filters(sources=("Brack Ledger",)),
        )
    )
    assert answer.abstain_reason == "no_passages"


def test_of_a_source_that_the_index_lacks_nobody_else_s_answer_is_given(tmp_path: Path) -> None:
    reader = Scripted("212 million crowns")
    answer = _qa(tmp_path, BRIDGE, reader).answer(
        Question("According to Reuters, when was the bridge opened and what did the bridge cost?")
    )
    assert (answer.status, answer.abstain_reason) == ("abstained", "unknown_source")
    assert answer.answer == "The index holds no article from the source that the question names."
    assert (answer.passages, answer.citations, answer.corroboration) == ((), (), None)
    assert answer.interpretation == Interpretation()
    assert reader.given == []


TOLL = [
    Article(f"day-{day}", None, f"Paper {day}", _day(day), None, f"The flood killed {dead} people.")
    for day, dead in ((1, 12), (2, 14), (3, 27))
]


@pytest.mark.parametrize(
    ("as_of", "answer", "updates"),
    [
        (None, "27", ["12", "14"]),
        (_day(3), "27", ["12", "14"]),
        (_day(2), "14", ["12"]),
        (_day(1), "12", []),
    ],
)
def test_a_toll_is_what_it_was_on_the_day_with_what_it_had_been_before(
    as_of: date | None, answer: str, updates: list[str], tmp_path: Path
) -> None:
    qa = _qa(tmp_path, TOLL, Scripted("12", "14", "27", logit=8.0))
    found = qa.answer(
        Question("How many people did the flood kill, dead in all?", filters=Filters(as_of=as_of))
    )
    assert found.short_answer == answer
    assert [(each.kind, each.short_answer) for each in found.conflicts] == [
        ("update", update) for update in updates
    ]
    assert "differ" not in found.answer
    assert found.interpretation.as_of == as_of


def test_the_day_that_words_were_resolved_against_is_told(tmp_path: Path) -> None:
    answer = _qa(tmp_path, TOLL, Scripted("27")).answer(Question("How many were killed today?"))
    assert answer.interpretation.as_of == _day(3)
    assert answer.passages[0].passage.article.id == "day-3"


def test_copies_are_listed_and_a_rival_of_no_copy_is_not_outvoted_by_them(tmp_path: Path) -> None:
    story = (
        "The ferry Solenne ran aground off Brack on Friday evening with many people on board. "
        "The harbour master said the captain had misjudged the tide and the wind near the old "
        "pier. Boats brought {} passengers to the town, where the school had been opened for them."
    )
    articles = [
        Article("wire", None, "Wire", _day(1), None, story.format(412)),
        Article("copy", None, "Post", _day(2), None, story.format(412)),
        Article("other", None, "Herald", _day(3), None, "Boats brought 421 passengers to town."),
    ]
    qa = _qa(tmp_path, articles, Scripted("412", "421", logit=8.0))
    answer = qa.answer(Question("How many passengers were brought to town?"))
    assert answer.short_answer == "421"
    assert [each.article.id for each in answer.conflicts] == ["wire"]
    answer = qa.answer(
        Question("How many passengers were brought to town?", filters=Filters(as_of=_day(2)))
    )
    assert [citation.article.id for citation in answer.citations] == ["wire"]
    assert answer.corroboration is not None
    assert answer.corroboration.independent_sources == 1
    assert set(answer.corroboration.article_ids) == {"wire", "copy"}
    assert answer.corroboration.syndicated == (Syndicated("copy", "wire"),)
    assert answer.conflicts == ()
