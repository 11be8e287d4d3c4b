"""The HTTP interface over a real socket: its contract, and what must never hurt it."""

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from index import Article, Generation, Passage, load_embedder, open_index, publish
from service.answers import Question
from service.http import offsets, verifying
from service.http.access import Access
from service.http.app import create_app
from service.http.middleware.safe_headers import SAFE_HEADERS
from service.http.middleware.strict_json import MAX_BODY_BYTES, MAX_VERIFY_BYTES
from service.http.schemas import (
    AskRequest,
    AskResponse,
    CitationIn,
    FiltersIn,
    SearchRequest,
    VerifyRequest,
    native,
)
from service.http.schemas.dify import RetrievalRequest, RetrievalSetting
from service.http.schemas.openai import ChatMessage, ChatRequest
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import believing
from tests.scripted import Scripted
from tests.sse import events

MERIDIAN, HARBOUR = "vietnam-us-defence-talks-meridian", "vietnam-us-defence-talks-harbour"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"
KEY = "open-sesame-open-sesame"
ECHO = "zebrafish"

SHIP = "🛳🛳 Un navire. The ferry 🛳 carried 37 lanterns. Fin."
ODD = [
    Article("50%", "Percent", "Post", date(2025, 1, 1), None, "Prices rose."),
    Article("50%25", None, "POST", date(2025, 1, 2), None, "Prices fell."),
    Article("a b", None, None, None, "https://host.example/1", "It rained."),
    Article("a/b", None, None, None, None, "It snowed."),
    Article("a//b/", None, None, None, None, "It hailed."),
    Article("été?x=1#y", None, "Gazette", date(2025, 1, 3), None, SHIP),
]

Swift = Callable[[Generation], QA]
Serve = Callable[[FastAPI], str]


@contextmanager
def _client(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def seeds(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of the seeds behind the swift reader."""
    with _client(serve(create_app(swift_qa, "0.0-test"))) as client:
        yield client


@pytest.fixture(scope="module")
def odd_qa(swift: Swift, tmp_path_factory: pytest.TempPathFactory) -> QA:
    folder = tmp_path_factory.mktemp("odd")
    embedder = load_embedder()
    publish(folder, ODD, embedder)
    return swift(open_index(folder, embedder))


@pytest.fixture(scope="module")
def odd(odd_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of articles with odd ids."""
    with _client(serve(create_app(odd_qa, "0.0-test"))) as client:
        yield client


@pytest.fixture(scope="module")
def keyed(odd_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of a service that asks for a key; it bears none."""
    with _client(serve(create_app(odd_qa, "0.0-test", Access((SecretStr(KEY),))))) as client:
        yield client


def _problem(response: httpx2.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    problem: dict[str, Any] = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert all(set(error) == {"field", "detail"} for error in problem["errors"])
    assert ECHO not in response.text
    assert len(response.content) < 1000
    return problem


def _ok(response: httpx2.Response) -> Any:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    return response.json()


def _raw(url: str, data: bytes) -> bytes:
    """What comes back for these very bytes, until the service closes the connection."""
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


# --- the contract ---


@pytest.fixture(scope="module")
def answered(client: httpx2.Client) -> dict[str, Any]:
    response: dict[str, Any] = _ok(client.post("/v1/ask", json={"question": BOXES, "top_k": 3}))
    return response


def test_ask_answers_with_exactly_the_fields_of_the_contract(answered: dict[str, Any]) -> None:
    assert list(answered) == [
        "id", "generation", "status", "abstain_reason", "answer", "short_answer", "confidence",
        "mode", "degraded", "removed_sentences", "offset_unit", "interpretation", "citations",
        "computations", "corroboration", "conflicts", "passages", "timings_ms",
    ]  # fmt: skip
    assert list(answered["interpretation"]) == [
        "sources", "published_from", "published_to", "as_of", "parts",
    ]  # fmt: skip
    for citation in answered["citations"]:
        assert list(citation) == [
            "id", "answer_start", "answer_end", "passage_id", "article_id", "article_sha256",
            "title", "source", "published", "url", "start", "end", "quote", "support",
            "resolved_dates",
        ]  # fmt: skip
    assert list(answered["corroboration"]) == ["independent_sources", "article_ids", "syndicated"]
    for passage in answered["passages"]:
        assert list(passage) == ["passage_id", "article_id", "start", "end", "text", "scores"]
        assert list(passage["scores"]) == ["dense", "lexical", "fused", "rerank"]
    assert list(answered["timings_ms"]) == ["retrieve", "rerank", "read", "total"]


def test_ask_answers_with_values_of_the_contract(
    answered: dict[str, Any], generation: Generation
) -> None:
    assert answered["status"] == "answered"
    assert answered["generation"] == generation.id
    assert "994" in answered["short_answer"]
    assert answered["short_answer"] in answered["answer"]
    assert answered["mode"] == "extractive"
    assert answered["abstain_reason"] is None
    assert 0 < answered["confidence"] < 1
    assert all(0 < citation["support"] < 1 for citation in answered["citations"])
    first = answered["citations"][0]
    assert (first["id"], first["article_id"], first["published"]) == (1, MERIDIAN, "2025-11-02")
    assert first["source"] == "Meridian Sample Wire"
    assert first["url"].startswith("https://meridian-sample-wire.example.org/")
    assert len(answered["passages"]) == 3


def test_quotes_and_passages_stand_in_the_article_that_is_served(
    answered: dict[str, Any], client: httpx2.Client
) -> None:
    for citation in answered["citations"]:
        article = _ok(client.get(f"/v1/articles/{citation['article_id']}"))
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert sha256(article["text"].encode()).hexdigest() == citation["article_sha256"]
        assert article["sha256"] == citation["article_sha256"]
    for passage in answered["passages"]:
        text = _ok(client.get(f"/v1/articles/{passage['article_id']}"))["text"]
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_an_answer_verifies_and_an_altered_one_does_not(
    answered: dict[str, Any], client: httpx2.Client
) -> None:
    verified = _ok(client.post("/v1/verify", json=answered))
    assert list(verified) == ["generation", "citations"]
    assert verified["generation"] == answered["generation"]
    assert verified["citations"][0] == {"id": 1, "article_id": MERIDIAN, "status": "exact"}
    assert {verdict["status"] for verdict in verified["citations"]} == {"exact"}
    cited = answered["citations"][0]
    for change, status in [
        ({"quote": "no such words"}, "missing"),
        ({"start": cited["start"] + 1}, "missing"),
        ({"article_id": "gone"}, "missing"),
        ({"article_sha256": "0" * 64}, "changed"),
    ]:
        altered = answered | {"citations": [cited | change]}
        [verdict] = _ok(client.post("/v1/verify", json=altered))["citations"]
        assert verdict["status"] == status


@pytest.mark.parametrize(
    ("field", "value"),
    [("article_sha256", "A" * 64), ("article_sha256", "x"), ("start", "1"), ("id", True)],
)
def test_a_citation_of_another_kind_is_refused_by_its_field(
    field: str, value: object, answered: dict[str, Any], client: httpx2.Client
) -> None:
    altered = {"citations": [answered["citations"][0] | {field: value}]}
    [error] = _problem(client.post("/v1/verify", json=altered), 422)["errors"]
    assert error["field"] == f"citations.0.{field}"


def test_head_is_get_without_its_content(client: httpx2.Client) -> None:
    for path in ("/", "/livez", "/readyz", "/metrics", "/v1/corpus", "/openapi.json"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == got.headers["content-type"]


def test_what_is_at_no_path_says_where_to_look(client: httpx2.Client) -> None:
    assert "/openapi.json" in _problem(client.get("/nope"), 404)["detail"]
    assert "Allow" in _problem(client.put("/livez", json={}), 405)["detail"]


def test_abstaining_is_a_normal_answer(seeds: httpx2.Client) -> None:
    said = _ok(seeds.post("/v1/ask", json={"question": "Tungsten boils when?", "top_k": 2}))
    assert (said["status"], said["abstain_reason"]) == ("abstained", "low_confidence")
    assert said["short_answer"] is None
    assert said["citations"] == []
    assert said["corroboration"] is None
    assert len(said["passages"]) == 2
    assert "[1]" not in said["answer"]


def test_filters_and_as_of_bound_the_answer(seeds: httpx2.Client) -> None:
    for bound in (
        {"filters": {"sources": ["HARBOUR sample post"]}},
        {"filters": {"article_ids": [HARBOUR]}},
        {"filters": {"published_from": "2025-11-03", "published_to": None}},
    ):
        said = _ok(seeds.post("/v1/ask", json={"question": BOXES, **bound}))
        assert {citation["article_id"] for citation in said["citations"]} == {HARBOUR}
    said = _ok(seeds.post("/v1/ask", json={"question": BOXES, "as_of": "2025-11-01"}))
    assert (said["status"], said["abstain_reason"]) == ("abstained", "no_passages")
    assert said["passages"] == []
    assert said["interpretation"]["as_of"] == "2025-11-01"


@pytest.mark.parametrize(
    ("unit", "encoding", "width"), [("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)]
)
def test_offsets_in_other_units_cut_the_same_quotes(
    unit: str, encoding: str, width: int, odd: httpx2.Client
) -> None:
    asked = {"question": "How many lanterns did the ferry carry?", "offset_unit": unit}
    said = _ok(odd.post("/v1/ask", json=asked))
    [citation] = said["citations"]
    assert citation["quote"] == "The ferry 🛳 carried 37 lanterns."

    def cut(text: str, start: int, end: int) -> str:
        return text.encode(encoding)[start * width : end * width].decode(encoding)

    assert cut(SHIP, citation["start"], citation["end"]) == citation["quote"]
    cited = cut(said["answer"], citation["answer_start"], citation["answer_end"])
    assert cited == citation["quote"]
    assert said["short_answer"] in cited
    [found] = _ok(
        odd.post("/v1/search", json={"query": "lanterns", "offset_unit": unit, "top_k": 1})
    )["hits"]
    for passage in (said["passages"][0], found):
        assert cut(SHIP, passage["start"], passage["end"]) == passage["text"]
    for saved, status in [(said, "exact"), (said | {"offset_unit": "codepoint"}, "missing")]:
        [verdict] = _ok(odd.post("/v1/verify", json=saved))["citations"]
        assert verdict["status"] == status


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of two outlets that disagree."""
    folder, embedder = tmp_path_factory.mktemp("torn"), load_embedder()
    articles = [
        Article("one", None, "Post", date(2025, 1, 1), None, "It rained 🛳. Yesterday 37 came."),
        Article("two", None, "Wire", date(2025, 1, 2), None, "🛳🛳 came. Yesterday 73 came."),
    ]
    publish(folder, articles, embedder)
    qa = QA(open_index(folder, embedder), Scripted("37", "73", logit=8.0), believing())
    with _client(serve(create_app(qa, "0.0-test"))) as client:
        yield client


@pytest.mark.parametrize(("unit", "start"), [("codepoint", 13), ("utf16", 14), ("byte", 16)])
def test_who_says_otherwise_is_told_with_quote_day_and_offsets_in_the_unit(
    unit: str, start: int, torn: httpx2.Client
) -> None:
    asked = {"question": "How many came?", "offset_unit": unit}
    said = _ok(torn.post("/v1/ask", json=asked))
    assert said["answer"] == "Yesterday 73 came. [1] Reports differ."
    [conflict] = said["conflicts"]
    article = _ok(torn.get("/v1/articles/one"))
    assert conflict == {
        "kind": "conflict",
        "short_answer": "37",
        "article_id": "one",
        "article_sha256": article["sha256"],
        "source": "Post",
        "published": "2025-01-01",
        "start": start,
        "end": start + 18,
        "quote": "Yesterday 37 came.",
    }
    [citation] = said["citations"]
    assert citation["resolved_dates"] == [{"text": "Yesterday", "date": "2025-01-01"}]
    assert said["corroboration"] == {
        "independent_sources": 1,
        "article_ids": ["two"],
        "syndicated": [],
    }


def test_how_a_question_was_taken_is_told(torn: httpx2.Client) -> None:
    def taken(question: str, **bounds: Any) -> Any:
        return _ok(torn.post("/v1/ask", json={"question": question, **bounds}))

    plain: dict[str, Any] = {
        "sources": [],
        "published_from": None,
        "published_to": None,
        "as_of": None,
        "parts": [],
    }
    assert taken("How many came?")["interpretation"] == plain
    named = taken("According to the Post, how many came?")
    assert named["interpretation"] == plain | {"sources": ["Post"]}
    assert (named["short_answer"], named["conflicts"]) == ("37", [])
    unknown = taken("According to Reuters, how many came?")
    assert (unknown["abstain_reason"], unknown["passages"]) == ("unknown_source", [])
    dated = taken("What did the Wire report in January 2025 about how many came?")
    assert dated["interpretation"] == plain | {
        "sources": ["Wire"],
        "published_from": "2025-01-01",
        "published_to": "2025-01-31",
    }
    now = taken("How many came yesterday?")
    assert now["interpretation"] == plain | {"as_of": "2025-01-02"}
    two = taken("When was it opened and what did the bridge cost?", as_of="2025-01-01")
    assert two["interpretation"] == plain | {
        "as_of": "2025-01-01",
        "parts": ["When was it opened?", "What did the bridge cost?"],
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": BOXES, "offset_unit": "utf16"}),
        ("/v1/ask", {"question": BOXES, "offset_unit": "utf16", "stream": True}),
        ("/v1/search", {"query": BOXES, "offset_unit": "utf16"}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": BOXES}]}),
        (
            "/v1/verify",
            {"citations": [{"id": 1, "article_id": HARBOUR, "start": 0, "end": 1, "quote": "x"}]},
        ),
    ],
    ids=["ask", "stream", "search", "chat", "verify"],
)
def test_what_takes_time_with_long_articles_is_not_done_on_the_event_loop(
    path: str, body: dict[str, Any], seeds: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    class Noted(offsets.InUnit):
        def __init__(self, unit: offsets.OffsetUnit) -> None:
            threads.append(_where())
            super().__init__(unit)

    class Quoted(offsets.Quotable):
        def __init__(self, text: str, unit: offsets.OffsetUnit) -> None:
            threads.append(_where())
            super().__init__(text, unit)

    monkeypatch.setattr(native, "InUnit", Noted)
    monkeypatch.setattr(verifying, "Quotable", Quoted)
    assert seeds.post(path, json=body).status_code == 200
    assert threads
    assert set(threads) == {"elsewhere"}


def _where() -> str:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "elsewhere"
    return "on the event loop"


def test_search_finds_passages_in_fused_order(seeds: httpx2.Client) -> None:
    found = _ok(seeds.post("/v1/search", json={"query": "dioxin at Bien Hoa", "top_k": 5}))
    assert list(found) == ["generation", "hits"]
    assert len(found["hits"]) == 5
    assert "Bien Hoa" in found["hits"][0]["text"]
    fused = [hit["scores"]["fused"] for hit in found["hits"]]
    assert fused == sorted(fused, reverse=True)
    assert {hit["scores"]["rerank"] for hit in found["hits"]} == {None}
    bounded = {"query": "dioxin", "filters": {"article_ids": [HARBOUR]}, "as_of": "2025-11-02"}
    assert _ok(seeds.post("/v1/search", json=bounded))["hits"] == []


def test_corpus_says_what_the_index_holds(odd: httpx2.Client, odd_qa: QA) -> None:
    manifest = odd_qa.generation.manifest
    corpus = _ok(odd.get("/v1/corpus"))
    recipe = corpus.pop("recipe")
    assert corpus == {
        "generation": manifest.generation,
        "built": manifest.built,
        "articles": 6,
        "passages": 6,
        "sources": [
            {"source": None, "articles": 2, "aliases": []},
            {"source": "Post", "articles": 2, "aliases": ["POST"]},
            {"source": "Gazette", "articles": 1, "aliases": []},
            {"source": "host.example", "articles": 1, "aliases": []},
        ],
        "published_from": "2025-01-01",
        "published_to": "2025-01-03",
    }
    assert recipe["embedder"] == "all-MiniLM-L6-v2-int8"


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_articles_are_listed_page_by_page(limit: int, odd: httpx2.Client) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        parameters: dict[str, str | int] = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = _ok(odd.get("/v1/articles", params=parameters))
        assert list(page) == ["generation", "articles", "next_cursor"]
        seen += [article["id"] for article in page["articles"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["articles"]) == limit
    assert seen == sorted(article.id for article in ODD)


@pytest.mark.parametrize(
    ("parameters", "ids"),
    [
        ({"source": "post"}, ["50%", "50%25"]),
        ({"source": "HOST.example"}, ["a b"]),
        ({"source": "nobody"}, []),
        ({"published_from": "2025-01-02"}, ["50%25", "été?x=1#y"]),
        ({"published_to": "2025-01-02"}, ["50%", "50%25"]),
        ({"published_from": "2025-01-02", "source": "Post"}, ["50%25"]),
        ({"cursor": "zzz"}, ["été?x=1#y"]),
        ({"cursor": "\U0010ffff"}, []),
    ],
)
def test_articles_are_filtered(
    parameters: dict[str, str], ids: list[str], odd: httpx2.Client
) -> None:
    page = _ok(odd.get("/v1/articles", params=parameters))
    assert [article["id"] for article in page["articles"]] == ids
    for article in page["articles"]:
        assert list(article) == ["id", "title", "source", "published", "url", "sha256"]


@pytest.mark.parametrize("expected", ODD, ids=[article.id for article in ODD])
def test_an_article_is_served_under_whatever_id_it_has(
    expected: Article, odd: httpx2.Client
) -> None:
    article = _ok(odd.get("/v1/articles/" + quote(expected.id, safe="")))
    assert article == {
        "id": expected.id,
        "title": expected.title,
        "source": expected.source,
        "published": expected.published and expected.published.isoformat(),
        "url": expected.url,
        "sha256": expected.sha256,
        "text": expected.text,
    }


def test_health_and_page(odd: httpx2.Client, odd_qa: QA) -> None:
    assert _ok(odd.get("/livez")) == {"status": "alive"}
    ready = {"status": "ready", "generation": odd_qa.generation.id, "refused": None}
    assert _ok(odd.get("/readyz")) == ready
    page = odd.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: page.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    head = odd.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]


# --- what must never hurt ---

QUESTION = '{"question": "Rain?"}'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"question": "\\ud800"}', 422),  # 1
        ('{"question": "Rain?", "\\ud800": 1}', 422),
        ('{"question": "Rain?", "top_k": NaN}', 422),  # 2, 3
        ('{"question": "Rain?", "top_k": Infinity}', 422),
        ('{"question": "Rain?", "top_k": 1e999}', 422),
        ('{"question": "' + ECHO * 1_200_000 + '"}', 413),  # 4
        ('{"question": "Rain?", "' + "x" * 20_000_000 + '": 1}', 413),  # 5
        (f'{{"question": "Rain?", "{ECHO}": 1}}', 422),
        (f'{{"question": "Rain?", "filters": {{"{ECHO}": 1}}}}', 422),
        ("[" * 100_000, 413),  # 7
        ("[" * 10_000 + "]" * 10_000, 400),
        ('{"question": ' + "[" * 10_000 + "]" * 10_000 + "}", 400),
        ('{"question": "Rain?", "top_k": ' + "9" * 5000 + "}", 400),  # 8
        ('{"question": "Rain?", "top_k": 1' + "0" * 30 + "}", 422),  # 9
        ('{"question": "Rain?", "top_k": 0}', 422),
        ('{"question": "Rain?", "top_k": -1}', 422),
        (b'{"question": "\xff"}', 400),  # 10
        (QUESTION.encode("utf-16"), 400),
        (QUESTION.encode("utf-16-le"), 400),
        ('{"question": "Rain?", "question": "Snow?"}', 400),  # 11
        ("[]", 422),  # 12
        ("null", 422),
        (f'"{ECHO}"', 422),
        ("", 400),
        ('{"question": ""}', 422),  # 14
        ('{"question": " \\t\\n"}', 422),
        ('{"question": "\\u200b\\u2060"}', 422),
        ('{"question": "\\u0000"}', 422),
        ('{"question": "\\u0007"}', 422),
        (f'{{"question": "{ECHO}\\u0000"}}', 422),
        (f'{{"question": "Rain?", "mode": "{ECHO}"}}', 422),
        (f'{{"question": "Rain?", "as_of": "{ECHO}"}}', 422),
        ('{"question": "Rain?", "mode": "generative"}', 422),
        ('{"question": "Rain?", "stream": 1}', 422),
        (f'{{"question": "{ECHO * 300}"}}', 422),
        ("{}", 422),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_bodies_are_refused(body: str | bytes, status: int, odd: httpx2.Client) -> None:
    headers = {"Content-Type": "application/json"}
    problem = _problem(odd.post("/v1/ask", content=body, headers=headers), status)
    if status == 422 and not isinstance(body, bytes) and "\\ud800" not in body:
        assert problem["errors"] or "number" in problem["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("mode", "generative"), ("stream", "yes"), ("top_k", 0), ("filters.sources.0", [1])],
)
def test_the_offending_field_is_named(field: str, value: object, odd: httpx2.Client) -> None:
    name, _, inner = field.partition(".")
    given = {"sources": value} if inner else value
    problem = _problem(odd.post("/v1/ask", json={"question": "Rain?", name: given}), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    "headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data"}]
)
def test_what_is_not_called_json_is_refused(headers: dict[str, str], odd: httpx2.Client) -> None:
    for path in ("/v1/ask", "/v1/search", "/v1/verify"):  # 13
        _problem(odd.post(path, content=QUESTION.encode(), headers=headers), 415)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", f"/{ECHO}", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/", 404),
        ("GET", "/v1/corpus/", 404),
        ("GET", "/docs", 404),
        ("GET", "/static", 404),
        ("GET", "/static/", 404),
        ("GET", "/static/nope.js", 404),
        ("GET", "/static/%2e%2e%2fapp.py", 404),  # 27
        ("GET", "/static/..%2f..%2fpyproject.toml", 404),
        ("GET", "/static/%2fetc%2fpasswd", 404),
        ("GET", "/static/%00", 404),
        ("GET", "/static/" + "x" * 5000, 404),
        ("GET", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("GET", "/%00", 404),
        ("GET", "/v1/articles/", 404),
        ("GET", "/v1/articles/%00", 404),
        ("GET", "/v1/articles/%ff", 404),
        ("GET", "/v1/articles/%2e%2e%2f", 404),
        ("GET", f"/v1/articles/{ECHO}", 404),
        ("GET", "/v1/articles/" + "x" * 5000, 404),
        ("GET", "/v1/ask", 405),
        ("PUT", "/v1/ask", 415),
        ("DELETE", "/v1/articles/plain", 405),
        ("DELETE", "/", 405),
        ("OPTIONS", "/v1/ask", 405),
        ("TRACE", "/livez", 405),
        ("HEAD", "/v1/ask", 405),
        ("HEAD", "/nope", 404),
        ("GET", f"/v1/articles?{ECHO}=1", 422),
        ("GET", f"/v1/articles?limit={ECHO}", 422),
        ("GET", "/v1/articles?limit=0", 422),
        ("GET", "/v1/articles?limit=501", 422),
        ("GET", "/v1/articles?limit=1e30", 422),
        ("GET", "/v1/articles?published_from=2025-13-01", 422),
        ("GET", "/v1/articles?published_to=0", 422),
        ("GET", "/v1/articles?source=", 422),
    ],
    ids=lambda value: str(value)[:40],
)
def test_wrong_paths_methods_and_queries(
    method: str, path: str, status: int, odd: httpx2.Client
) -> None:
    response = odd.request(method, path)
    if method == "HEAD":
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
    else:
        _problem(response, status)
    if status == 405:
        assert response.headers["allow"]


@pytest.mark.parametrize(
    "question",
    [
        "\u202eRain\u2066?",  # 15
        "a" + "\u0301" * 1900,  # 16
        "a" * 1900,
        "a" * 1999 + "!",
        "? " * 1000,
        'title:rain AND (snow OR "hail") -wind^2*',  # 17
        "'; DROP TABLE articles; --",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "<script>alert(1)</script>",  # 18
        "../../etc/passwd %s %n",
    ],
)
def test_strange_questions_are_only_questions(question: str, odd: httpx2.Client) -> None:
    begun = time.monotonic()
    said = _ok(odd.post("/v1/ask", json={"question": question}))
    _ok(odd.post("/v1/search", json={"query": question}))
    assert time.monotonic() - begun < 5
    assert question not in said["answer"]


@pytest.mark.slow
def test_the_longest_question_is_read_in_time(client: httpx2.Client) -> None:
    begun = time.monotonic()
    _ok(client.post("/v1/ask", json={"question": "? " * 1000}))
    assert time.monotonic() - begun < 30


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["auto", "utf16", "byte", "2025-11-02", "été?x=1#y", "Post", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = sorted(
    {
        *AskRequest.model_fields,
        *SearchRequest.model_fields,
        *FiltersIn.model_fields,
        *VerifyRequest.model_fields,
        *CitationIn.model_fields,
        *ChatRequest.model_fields,
        *ChatMessage.model_fields,
        *RetrievalRequest.model_fields,
        *RetrievalSetting.model_fields,
    }
)
BODIES = st.dictionaries(
    st.sampled_from(FIELDS),
    JUNK
    | st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=4)
    | st.lists(st.dictionaries(st.sampled_from(FIELDS), JUNK, min_size=3), max_size=2),
)


POSTED: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "/v1/ask": lambda text: {"question": text},
    "/v1/search": lambda text: {"query": text},
    "/v1/verify": lambda _text: {},
    "/v1/chat/completions": lambda text: {"messages": [{"role": "user", "content": text}]},
    "/retrieval": lambda text: {"query": text},
}


@settings(deadline=None, max_examples=60)
@given(body=BODIES, path=st.sampled_from(sorted(POSTED)), text=st.text(min_size=1))
def test_no_json_yields_a_500(
    body: dict[str, Any], path: str, text: str, odd: httpx2.Client
) -> None:
    for sent in (body, POSTED[path](text) | body):
        response = odd.post(
            path,
            content=json.dumps(sent).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert response.status_code in {200, 400, 404, 422}
        if response.headers["content-type"].startswith("text/event-stream"):
            assert "error" not in {event.kind for event in events(response.text)}
        elif response.status_code == 200:
            _ok(response)
        else:
            assert set(response.json()) in (
                {"type", "title", "status", "detail", "errors"},
                {"error"},
                {"error_code", "error_msg"},
            )


@settings(deadline=None, max_examples=40)
@given(
    id_=st.text(st.characters(exclude_categories=["Cs"])),
    parameters=st.dictionaries(
        st.sampled_from(["source", "published_from", "published_to", "limit", "cursor"]),
        st.text(st.characters(exclude_categories=["Cs"])) | st.integers().map(str),
    ),
)
def test_no_address_yields_a_500(id_: str, parameters: dict[str, str], odd: httpx2.Client) -> None:
    assert odd.get("/v1/articles/" + quote(id_, safe="")).status_code in {200, 404, 422}
    assert odd.get("/v1/articles", params=parameters).status_code in {200, 422}


def test_verify_takes_long_answers_up_to_its_cap(odd: httpx2.Client) -> None:
    citation = {"id": 1, "article_id": "a b", "start": 0, "end": 3, "quote": "It "}
    answer = {"citations": [citation] * 1000, "ignored": "x" * MAX_BODY_BYTES}
    assert len(_ok(odd.post("/v1/verify", json=answer))["citations"]) == 1000
    _problem(odd.post("/v1/verify", json=answer | {"citations": [citation] * 1001}), 422)
    _problem(odd.post("/v1/verify", json=answer | {"ignored": "x" * MAX_VERIFY_BYTES}), 413)


def test_a_lone_surrogate_in_an_id_is_not_echoed_into_a_500(odd: httpx2.Client) -> None:
    citation = '{"id": 1, "article_id": "\\ud800", "start": 0, "end": 1, "quote": "x"}'
    headers = {"Content-Type": "application/json"}
    body = f'{{"citations": [{citation}]}}'
    _problem(odd.post("/v1/verify", content=body, headers=headers), 422)


# --- the wire ---

POST = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def test_an_endless_body_is_cut_off(odd: httpx2.Client) -> None:  # 6
    piece = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    address = urlsplit(str(odd.base_url))
    assert address.hostname
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
            connection.sendall(piece * 10_000)
    _ok(odd.get("/livez"))


def test_a_body_just_over_the_cap_is_told_so(odd: httpx2.Client) -> None:
    body = b"10001\r\n" + b" " * (MAX_BODY_BYTES + 1) + b"\r\n"
    answer = _raw(str(odd.base_url), POST + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer


@pytest.mark.parametrize(
    "head",
    [
        POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",  # 23
        POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}",
        POST + b"Content-Length: -1\r\n\r\n{}",
        b"GET /v1/articles/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ],
)
def test_ambiguous_or_broken_requests_are_refused(head: bytes, odd: httpx2.Client) -> None:
    assert _raw(str(odd.base_url), head).startswith(b"HTTP/1.1 400 ")


def test_ten_thousand_ranges_are_ignored_at_once(odd: httpx2.Client) -> None:  # 28
    ranges = ",".join(f"{n}-{n}" for n in range(10_000))
    begun = time.monotonic()
    response = odd.get("/", headers={"Range": f"bytes={ranges}"})
    assert response.status_code in {200, 416, 431}
    assert time.monotonic() - begun < 2


class Failing:
    """A reader that fails, with a secret in its error."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise RuntimeError(ECHO)


def test_a_failure_of_ours_is_a_problem_too_and_tells_nothing(odd_qa: QA, serve: Serve) -> None:
    failing = QA(odd_qa.generation, Failing(), believing())
    with _client(serve(create_app(failing, "0.0-test"))) as client:
        _problem(client.post("/v1/ask", json={"question": "Rain?"}), 500)
        _ok(client.get("/livez"))


def test_the_service_answers_as_the_library_does(seeds: httpx2.Client, swift_qa: QA) -> None:
    said = _ok(seeds.post("/v1/ask", json={"question": BOXES}))
    here = AskResponse.of(swift_qa.answer(Question(BOXES))).model_dump(mode="json")
    for own in ("id", "timings_ms"):
        del said[own], here[own]
    assert said == here


# --- the key ---


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        b"",
        b"Bearer",
        b"Bearer " + KEY[:-1].encode(),
        b"Bearer " + KEY.encode() + b"x",
        b"Bearer " + KEY.upper().encode(),
        KEY.encode(),
        b"Basic " + KEY.encode(),
        "Bearer schlüssel".encode(),
        b"Bearer \xff\xfe",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/ask"),
        ("POST", "/v1/search"),
        ("POST", "/v1/verify"),
        ("GET", "/v1/corpus"),
        ("GET", "/v1/articles"),
        ("GET", "/v1/articles/a b"),
        ("GET", "/openapi.json"),
        ("GET", "/nope"),
    ],
)
def test_without_the_key_there_is_one_answer(
    method: str, path: str, authorization: bytes | None, keyed: httpx2.Client
) -> None:  # 19
    headers = [] if authorization is None else [(b"Authorization", authorization)]
    response = keyed.request(
        method, path, headers=headers, content=b"{" if method == "POST" else b""
    )
    assert response.headers["www-authenticate"] == "Bearer"
    assert _problem(response, 401) == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "This service asks for its key.",
        "errors": [],
    }


def test_with_the_key_all_is_as_without_one(keyed: httpx2.Client) -> None:
    for scheme in ("Bearer", "bearer"):
        headers = {"Authorization": f"{scheme} {KEY}"}
        _ok(keyed.post("/v1/ask", json={"question": "Rain?"}, headers=headers))
        _ok(keyed.get("/v1/corpus", headers=headers))
    _problem(keyed.get("/nope", headers=headers), 404)
    _ok(keyed.get("/openapi.json", headers=headers))


def test_page_and_health_need_no_key(keyed: httpx2.Client) -> None:
    assert keyed.get("/").status_code == 200
    _ok(keyed.get("/livez"))
    _ok(keyed.get("/readyz"))
    _problem(keyed.get("/static/nope.js"), 404)
    _problem(keyed.get("/static/../v1/corpus"), 401)
    _problem(keyed.get("/static/%2e%2e/v1/corpus"), 404)


def test_a_key_may_be_of_any_sign(odd_qa: QA, serve: Serve) -> None:
    key = "".join(map(chr, range(0x21, 0x7F)))
    with _client(serve(create_app(odd_qa, "0.0-test", Access((SecretStr(key),))))) as client:
        headers = [(b"Authorization", f"Bearer {key}".encode())]
        _ok(client.get("/v1/corpus", headers=headers))
        _problem(client.get("/v1/corpus", headers=[(b"Authorization", b"Bearer x")]), 401)
