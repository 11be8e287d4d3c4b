"""From question to answer, over the seeds: what is cited stands there, and refusing is a value."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index import Article, Filters, Hit, Passage, load_embedder, open_index, publish
from service.answers import Answer, Question, Timings
from service.qa import QA
from service.reader import SentenceReader, Span

MERIDIAN, HARBOUR = "vietnam-us-defence-talks-meridian", "vietnam-us-defence-talks-harbour"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"


@pytest.fixture(scope="module")
def answered(qa: QA) -> Answer:
    return qa.answer(Question(BOXES))


def _untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms=Timings(0, 0, 0, 0))


def test_the_answer_is_a_sentence_that_stands_where_its_citation_says(answered: Answer) -> None:
    assert answered.status == "answered"
    assert answered.abstain_reason is None
    assert "994 boxes" in (answered.short_answer or "")
    assert [citation.id for citation in answered.citations] == [
        *range(1, len(answered.citations) + 1)
    ]
    for citation in answered.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        assert answered.answer[citation.answer_start : citation.answer_end]
    assert answered.citations[0].article.id == MERIDIAN


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


class Told:
    """Scores every text the same, or reads the spans that it was told."""

    threshold = 1.0

    def __init__(self, *spans: Span) -> None:
        self._spans = list(spans)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return [0.0] * len(texts)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        return self._spans


@pytest.mark.parametrize(("score", "status"), [(0.99, "abstained"), (1.0, "answered")])
def test_the_reader_says_from_which_score_on_it_is_believed(
    score: float, status: str, generation_article: Article, qa: QA
) -> None:
    span = Span(Passage(generation_article, 0, 40), 3, 12, score)
    answer = QA(qa.generation, Told(), Told(span)).answer(Question("?"))
    assert answer.status == status
    assert [citation.quote for citation in answer.citations] == (
        [generation_article.text[3:12]] if status == "answered" else []
    )


@pytest.fixture
def generation_article(qa: QA) -> Article:
    article = qa.article(MERIDIAN)
    assert article is not None
    return article


def test_articles_of_furniture_only_are_read_without_harm(tmp_path: Path) -> None:
    embedder = load_embedder()
    captions = Article("captions", None, None, None, None, "Photo: AP\n\nA short headline")
    publish(tmp_path, [captions], embedder)
    scorer = Told()
    qa = QA(open_index(tmp_path, embedder), scorer, SentenceReader(scorer))
    answer = qa.answer(Question("A short headline?"))
    assert (answer.status, answer.abstain_reason) == ("abstained", "low_confidence")
    assert [hit.passage.text for hit in answer.passages] == [captions.text]


def test_copies_under_other_ids_are_one_source_and_all_cited(tmp_path: Path) -> None:
    embedder = load_embedder()
    text = "The keeper of Emberly counted 37 lanterns."
    articles = [Article(id_, None, source, None, None, text) for id_, source in ("aA", "bB", "cC")]
    publish(tmp_path, articles, embedder)
    answer = QA.over(open_index(tmp_path, embedder)).answer(
        Question("How many lanterns did the keeper of Emberly count?")
    )
    assert answer.answer == f"{text} [1][2][3]"
    assert answer.corroboration is not None
    assert answer.corroboration.independent_sources == 1
    assert len(answer.corroboration.syndicated) == 2
