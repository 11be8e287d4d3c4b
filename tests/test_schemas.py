"""What may be asked, and what is said, field by field."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from index import NO_FILTERS, Article, Filters, Hit, Passage, Scores
from service.answers import (
    Answer,
    Citation,
    Computation,
    Conflict,
    Corroboration,
    Interpretation,
    Syndicated,
    Timings,
)
from service.http.schemas import (
    ArticleOut,
    ArticlesQuery,
    AskRequest,
    AskResponse,
    SearchRequest,
    VerifyRequest,
)

SHIP = Article(
    "ship", "Arrivé", "Post", date(2025, 11, 2), "https://post.example/1", "🛳 Un navire. Il part."
)
TRAIN = Article("train", None, None, date(2025, 11, 1), None, "Un 🚂 là. It left yesterday.")
ANSWER = Answer(
    generation="g",
    answer="Il 🛳 part. [1]",
    short_answer="Il 🛳 part.",
    abstain_reason=None,
    citations=(Citation(1, 3, 11, Passage(SHIP, 2, 21), 13, 21, 0.5),),
    corroboration=Corroboration(1, ("ship", "copy"), (Syndicated("copy", "ship"),)),
    passages=(Hit(Passage(SHIP, 2, 21), Scores(0.5, None, 0.01, -1.0)),),
    timings_ms=Timings(1, 2, 3, 6),
    interpretation=Interpretation(
        ("Post",), date(2025, 11, 1), date(2025, 11, 2), date(2025, 11, 3), ("When?", "Where?")
    ),
    conflicts=(Conflict("conflict", "hier", TRAIN, 9, 25),),
    computations=(Computation("994 - 740", "254", (1, 2)),),
)


def _ask(**fields: Any) -> AskRequest:
    return AskRequest.model_validate({"question": "Why?", **fields})


def test_only_the_question_is_required() -> None:
    request = _ask()
    assert request.model_dump() == {
        "question": "Why?",
        "top_k": 8,
        "mode": "auto",
        "filters": None,
        "as_of": None,
        "stream": False,
        "offset_unit": "codepoint",
    }
    assert request.bounds() == NO_FILTERS
    with pytest.raises(ValidationError):
        AskRequest.model_validate({})


def test_filters_become_those_of_the_index() -> None:
    filters = {"sources": ["A", "b"], "published_from": "2025-01-02", "article_ids": []}
    expected = Filters(("A", "b"), date(2025, 1, 2), None, (), date(2025, 11, 2))
    assert _ask(filters=filters, as_of="2025-11-02").bounds() == expected
    search = SearchRequest.model_validate({"query": "?", "filters": filters, "as_of": "2025-11-02"})
    assert search.bounds() == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"question": ""},
        {"question": " \t\n"},
        {"question": "\u200b\u200d\ufeff"},
        {"question": "\u202e\u2066"},
        {"question": "\x07\x1b"},
        {"question": "\u0301"},
        {"question": "Why\0?"},
        {"question": "\ud800?"},
        {"question": "a" * 2001},
        {"question": None},
        {"question": ["Why?"]},
        {"top_k": 0},
        {"top_k": -1},
        {"top_k": 51},
        {"top_k": 10**30},
        {"top_k": "8"},
        {"top_k": 8.0},
        {"top_k": True},
        {"top_k": None},
        {"mode": "AUTO"},
        {"mode": None},
        {"stream": "no"},
        {"stream": 0},
        {"offset_unit": "utf8"},
        {"as_of": 0},
        {"as_of": "0"},
        {"as_of": 1762041600},
        {"as_of": "2025-11-02T00:00:00"},
        {"as_of": "2025-13-01"},
        {"as_of": "2025-02-29"},
        {"as_of": "0000-01-01"},
        {"as_of": "٢٠٢٥-١١-٠٢"},
        {"as_of": " 2025-11-02"},
        {"as_of": True},
        {"filters": []},
        {"filters": {"published_from": 0}},
        {"filters": {"published_to": "tomorrow"}},
        {"filters": {"sources": "Post"}},
        {"filters": {"sources": [None]}},
        {"filters": {"article_ids": ["x"] * 1001}},
        {"filters": {"source": ["Post"]}},
        {"filters": {"as_of": None}},
        {"filter": None},
        {"Question": "Why?"},
    ],
)
def test_what_may_not_be_asked(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _ask(**fields)


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "a" * 2000,
        "a" + "\u0301" * 1900,
        "\u202eWhy?",
        "Why?\n",
        "🛳",
        "何?",
        "{{7*7}}",
        "' OR 1=1",
    ],
)
def test_what_may_be_asked_is_kept_exactly(question: str) -> None:
    assert _ask(question=question).question == question


@given(st.text(max_size=50))
def test_a_question_is_refused_or_kept(question: str) -> None:
    with suppress(ValidationError):
        assert _ask(question=question).question == question


@pytest.mark.parametrize(
    "fields",
    [{"limit": "0"}, {"limit": "501"}, {"limit": "x"}, {"published_from": ""}, {"page": 1}],
)
def test_what_may_not_be_listed(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ArticlesQuery.model_validate(fields)


def test_a_list_is_bounded_as_a_search_is() -> None:
    query = ArticlesQuery.model_validate(
        {"source": "Post", "published_from": "2025-11-02", "limit": "500"}
    )
    assert query.bounds() == Filters(("Post",), date(2025, 11, 2))
    assert query.limit == 500
    assert ArticlesQuery().bounds() == NO_FILTERS


def test_an_answer_in_full() -> None:
    response = AskResponse.of(ANSWER)
    said = response.model_dump(mode="json")
    assert said.pop("id").startswith("answer-")
    assert said == {
        "generation": "g",
        "status": "answered",
        "abstain_reason": None,
        "answer": "Il 🛳 part. [1]",
        "short_answer": "Il 🛳 part.",
        "confidence": None,
        "mode": "extractive",
        "degraded": False,
        "removed_sentences": 0,
        "offset_unit": "codepoint",
        "interpretation": {
            "sources": ["Post"],
            "published_from": "2025-11-01",
            "published_to": "2025-11-02",
            "as_of": "2025-11-03",
            "parts": ["When?", "Where?"],
        },
        "citations": [
            {
                "id": 1,
                "answer_start": 3,
                "answer_end": 11,
                "passage_id": "ship:2-21",
                "article_id": "ship",
                "article_sha256": SHIP.sha256,
                "title": "Arrivé",
                "source": "Post",
                "published": "2025-11-02",
                "url": "https://post.example/1",
                "start": 13,
                "end": 21,
                "quote": "Il part.",
                "support": 0.5,
                "resolved_dates": [],
            }
        ],
        "computations": [{"expression": "994 - 740", "value": "254", "citations": [1, 2]}],
        "corroboration": {
            "independent_sources": 1,
            "article_ids": ["ship", "copy"],
            "syndicated": [{"article_id": "copy", "of": "ship"}],
        },
        "conflicts": [
            {
                "kind": "conflict",
                "short_answer": "hier",
                "article_id": "train",
                "article_sha256": TRAIN.sha256,
                "source": None,
                "published": "2025-11-01",
                "start": 9,
                "end": 25,
                "quote": "It left yesterda",
            }
        ],
        "passages": [
            {
                "passage_id": "ship:2-21",
                "article_id": "ship",
                "start": 2,
                "end": 21,
                "text": "Un navire. Il part.",
                "scores": {"dense": 0.5, "lexical": None, "fused": 0.01, "rerank": -1.0},
            }
        ],
        "timings_ms": {"retrieve": 1.0, "rerank": 2.0, "read": 3.0, "total": 6.0},
    }
    assert AskResponse.model_validate(response.model_dump(mode="json")) == response


def test_the_days_that_a_quote_means_are_shown_beside_it() -> None:
    left = Citation(1, 0, 2, Passage(TRAIN, 0, 27), 9, 27)
    [citation] = AskResponse.of(replace(ANSWER, citations=(left,))).citations
    assert citation.quote == "It left yesterday."
    assert citation.model_dump(mode="json")["resolved_dates"] == [
        {"text": "yesterday", "date": "2025-10-31"}
    ]


def test_each_answer_has_an_id_of_its_own() -> None:
    assert AskResponse.of(ANSWER).id != AskResponse.of(ANSWER).id


@pytest.mark.parametrize(
    ("unit", "answer", "article", "passage", "conflict"),
    [
        ("codepoint", (3, 11), (13, 21), (2, 21), (9, 25)),
        ("utf16", (3, 12), (14, 22), (3, 22), (10, 26)),
        ("byte", (3, 14), (16, 24), (5, 24), (13, 29)),
    ],
)
def test_all_offsets_are_in_the_unit_asked_for(
    unit: Any,
    answer: tuple[int, int],
    article: tuple[int, int],
    passage: tuple[int, int],
    conflict: tuple[int, int],
) -> None:
    response = AskResponse.of(ANSWER, unit)
    [citation], [read], [other] = response.citations, response.passages, response.conflicts
    assert (other.start, other.end) == conflict
    assert (citation.answer_start, citation.answer_end) == answer
    assert (citation.start, citation.end) == article
    assert (read.start, read.end) == passage
    assert read.passage_id == citation.passage_id == "ship:2-21"


def test_an_article_s_hash_is_that_of_its_text() -> None:
    assert ArticleOut.model_validate(SHIP).model_dump(mode="json") == {
        "id": "ship",
        "title": "Arrivé",
        "source": "Post",
        "published": "2025-11-02",
        "url": "https://post.example/1",
        "sha256": SHIP.sha256,
        "text": "🛳 Un navire. Il part.",
    }


def test_an_answer_is_what_verify_takes() -> None:
    request = VerifyRequest.model_validate_json(AskResponse.of(ANSWER).model_dump_json())
    [citation] = request.citations
    assert (citation.article_id, citation.quote) == ("ship", "Il part.")
    assert request.offset_unit == "codepoint"


@pytest.mark.parametrize(
    "citation",
    [
        {"start": -1},
        {"end": -1},
        {"start": 1.5},
        {"start": None},
        {"quote": None},
        {"article_id": 5},
        {"id": None},
    ],
)
def test_what_may_not_be_verified(citation: dict[str, Any]) -> None:
    sound = {"id": 1, "article_id": "a", "start": 0, "end": 1, "quote": "x"}
    VerifyRequest.model_validate({"citations": [sound] * 1000})
    with pytest.raises(ValidationError):
        VerifyRequest.model_validate({"citations": [sound | citation]})
    with pytest.raises(ValidationError):
        VerifyRequest.model_validate({"citations": [sound] * 1001})
