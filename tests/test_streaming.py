"""Streamed answers: the events of the contract, and streams that do not end well."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event as Flag
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sse_starlette import EventSourceResponse
from starlette.types import Message

from index import Article, Generation, Passage, load_embedder, open_index, publish
from service.answers import Answer, Citation, Question, Timings
from service.http.app import create_app
from service.http.middleware.safe_headers import SAFE_HEADERS
from service.http.routes.native import Events
from service.http.streaming import pieces, stream
from service.inference import Capacity, Inference
from service.live_index import LiveIndex
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import Serve, believing
from tests.sse import Event, events

BOXES = "How many boxes of remains has Vietnam returned to the United States?"
ROOT = Path(__file__).parents[1]
SECRET = "zebrafish"  # noqa: S105  (of nobody)

SHIP = "🛳🛳 Un navire. The ferry 🛳 carried 37 lanterns. Fin."


# --- an answer cut into pieces ---


def _cited(text: str, *spans: tuple[int, int]) -> Answer:
    article = Article("a", None, None, None, None, "It rained.")
    citations = tuple(
        Citation(n, start, end, Passage(article, 0, 10), 0, 10)
        for n, (start, end) in enumerate(spans, 1)
    )
    return Answer("g", text, "x", None, citations, None, (), Timings(0, 0, 0, 0))


def _cut(answer: Answer) -> list[tuple[str, list[int]]]:
    return [(piece.text, [c.id for c in piece.citations]) for piece in pieces(answer)]


def test_a_citation_comes_with_the_last_of_its_words() -> None:
    two = _cited("It rained. [1] It snowed. [2]", (0, 10), (15, 25))
    assert _cut(two) == [("It rained. [1] ", [1]), ("It snowed. [2]", [2])]
    shared = _cited("It rained. [1][2]", (0, 10), (0, 10))
    assert _cut(shared) == [("It rained. [1][2]", [1, 2])]
    nested = _cited("More: it rained. [1] [2]", (0, 16), (6, 16))
    assert _cut(nested) == [("More: ", []), ("it rained. [1] [2]", [1, 2])]
    assert _cut(_cited("Nothing here says so.")) == [("Nothing here says so.", [])]


@given(st.data())
def test_pieces_are_the_answer_and_every_citation_comes_once(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=20))
    offset = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(offset, offset).map(sorted).map(tuple), max_size=5))
    answer = _cited(text, *spans)  # type: ignore[arg-type]
    cut = list(pieces(answer))
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
    come: list[Citation] = []
    sent = 0
    for piece in cut:
        sent += len(piece.text)
        assert all(citation.answer_end <= sent for citation in piece.citations)
        come += piece.citations
    assert sorted(c.id for c in come) == [c.id for c in answer.citations]


# --- the events of the contract ---


def _client(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, timeout=60)


@pytest.fixture(scope="module")
def seeds(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    with _client(serve(create_app(swift_qa, "0.0-test"))) as client:
        yield client


@pytest.fixture(scope="module")
def ship(
    swift: Callable[[Generation], QA], serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    folder = tmp_path_factory.mktemp("ship")
    embedder = load_embedder()
    publish(folder, [Article("ship", "Arrivé", "Post", None, None, SHIP)], embedder)
    with _client(serve(create_app(swift(open_index(folder, embedder)), "0.0-test"))) as client:
        yield client


def _streamed(client: httpx2.Client, **body: Any) -> list[Event]:
    response = client.post("/v1/ask", json={"stream": True, **body})
    assert response.status_code == 200
    return events(response.text)


def _kinds(told: Sequence[Event]) -> list[str]:
    return [event.kind for event in told]


def _of(kind: str, told: Sequence[Event]) -> list[Any]:
    return [event.data for event in told if event.kind == kind]


def _timeless(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in ("id", "timings_ms")}


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
@pytest.mark.parametrize(
    "question",
    [
        BOXES,
        "Who visited Hanoi? How many cases have been identified?",
        "Tungsten boils when?",
        "What did the Moon Gazette report on remains?",
    ],
)
def test_a_stream_says_what_the_whole_answer_says(
    question: str, unit: str, seeds: httpx2.Client
) -> None:
    body = {"question": question, "top_k": 3, "offset_unit": unit}
    whole = seeds.post("/v1/ask", json=body).json()
    told = _streamed(seeds, **body)
    assert _kinds(told)[0] == "passages"
    assert _kinds(told)[-1] == "done"
    assert set(_kinds(told)) <= {"passages", "delta", "citation", "done"}
    [done] = _of("done", told)
    assert _timeless(done) == _timeless(whole)
    assert "".join(delta["text"] for delta in _of("delta", told)) == whole["answer"]
    assert _of("citation", told) == whole["citations"]


def test_passages_come_first_in_fused_order_and_unread(seeds: httpx2.Client) -> None:
    told = _streamed(seeds, question=BOXES, top_k=5)
    [passages] = _of("passages", told)
    found = seeds.post("/v1/search", json={"query": BOXES, "top_k": 5}).json()["hits"]
    assert passages == found
    assert len(passages) == 5
    assert {passage["scores"]["rerank"] for passage in passages} == {None}
    [nowhere] = _of("passages", _streamed(seeds, question=BOXES, as_of="2001-01-01"))
    assert nowhere == []


def test_a_citation_s_words_have_come_before_it(seeds: httpx2.Client) -> None:
    told = _streamed(seeds, question="Who visited Hanoi? How many cases have been identified?")
    come, cited = "", 0
    for event in told:
        if event.kind == "delta":
            come += event.data["text"]
        if event.kind == "citation":
            cited += 1
            assert event.data["answer_end"] <= len(come)
            assert come[event.data["answer_start"] : event.data["answer_end"]].strip()
    assert cited >= 2


def test_offsets_of_a_stream_are_in_the_unit_asked_for(ship: httpx2.Client) -> None:
    told = _streamed(
        ship, question="How many lanterns did the ferry carry?", offset_unit="utf16", top_k=1
    )
    [citation] = _of("citation", told)
    [[passage]] = _of("passages", told)
    # Two ships take two code units each: 4 + " Un navire. " is 16.
    assert (citation["start"], citation["quote"]) == (16, "The ferry 🛳 carried 37 lanterns.")
    assert citation["end"] == 16 + len("The ferry 🛳 carried 37 lanterns.") + 1
    assert passage["end"] == len(SHIP) + 3


def test_a_stream_is_stored_nowhere_and_as_safe_as_any_response(seeds: httpx2.Client) -> None:
    response = seeds.post("/v1/ask", json={"question": BOXES, "stream": True})
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    assert response.text.isascii()


# --- streams that do not end well ---


class Slow:
    """A reader that waits to be let go, tells that it was asked, and finds nothing."""

    def __init__(self) -> None:
        self.let_go, self.begun = Flag(), Flag()
        self.came: list[str] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.came.append(question)
        self.begun.set()
        assert self.let_go.wait(30)
        return [Reading(passage, 0.0, 0.0, ()) for passage in passages]


class Failing:
    """A reader that fails, with a secret in its error."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise RuntimeError(SECRET)


def _served(qa: QA, serve: Serve, **capacity: Any) -> httpx2.Client:
    return _client(serve(create_app(qa, "0.0-test", capacity=Capacity(**capacity))))


def test_what_is_shed_gets_a_status_and_no_stream(generation: Generation, serve: Serve) -> None:
    slow = Slow()
    qa = QA(generation, slow, believing())
    with _served(qa, serve, workers=1, queue=0) as client:
        ask = {"question": BOXES, "stream": True}
        with client.stream("POST", "/v1/ask", json=ask) as begun:
            lines = begun.iter_lines()
            assert next(lines) == "event: passages"
            refused = client.post("/v1/ask", json={"question": "Snow?", "stream": True})
            assert refused.status_code == 503
            assert refused.headers["content-type"] == "application/problem+json"
            assert int(refused.headers["retry-after"]) >= 1
            slow.let_go.set()
            assert "event: done" in list(lines)


def test_an_invalid_question_gets_a_status_and_no_stream(seeds: httpx2.Client) -> None:
    refused = seeds.post("/v1/ask", json={"question": "\u200b", "stream": True})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_failure_on_the_way_is_an_event_and_tells_nothing(
    generation: Generation, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with _served(QA(generation, Failing(), believing()), serve) as client:
        told = _streamed(client, question=BOXES)
    assert _kinds(told) == ["passages", "error"]
    problem = told[-1].data
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    assert problem["status"] == 500
    assert SECRET not in json.dumps(problem)
    assert "a stream failed" in caplog.text


def test_a_deadline_on_the_way_is_an_event(
    generation: Generation, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    slow = Slow()
    with _served(QA(generation, slow, believing()), serve, deadline_seconds=1.5) as client:
        told = _streamed(client, question=BOXES)
    slow.let_go.set()
    assert _kinds(told) == ["passages", "error"]
    assert told[-1].data["status"] == 503
    assert "a stream failed" not in caplog.text


def test_a_client_that_leaves_a_stream_takes_its_question_with_it(generation: Generation) -> None:
    slow = Slow()
    inference = Inference(LiveIndex(QA(generation, slow, believing())))
    asked = Question("Who visited Hanoi? How many cases have been identified?")

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        """Nobody listens."""

    async def leave_and_ask_another() -> None:
        response = await stream(inference, asked, Events("codepoint"))
        await response({"type": "http", "method": "POST"}, receive, send)
        slow.let_go.set()
        await inference.answer(Question("Snow?"))

    asyncio.run(leave_and_ask_another())
    assert len(slow.came) == 2, "the second part was read for nobody"
    assert slow.came[-1] == "Snow?"


def test_signs_of_life_are_no_events(
    generation: Generation, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EventSourceResponse, "DEFAULT_PING_INTERVAL", 0.02)
    slow = Slow()
    with (
        _served(QA(generation, slow, believing()), serve) as client,
        client.stream("POST", "/v1/ask", json={"question": BOXES, "stream": True}) as response,
    ):
        text = ""
        for some in response.iter_text():
            text += some
            if text.count("\n: ping") >= 2:
                slow.let_go.set()
    assert _kinds(events(text))[0] == "passages"
    assert _kinds(events(text))[-1] == "done"


TERMINATED = """
import os, signal, sys, threading, time
from pathlib import Path
import uvicorn
from index import open_index
from service.http.app import create_app
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import believing

class Slow:
    def read(self, question, passages):
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        time.sleep(1.5)
        return [Reading(passage, 0.0, 0.0, ()) for passage in passages]

qa = QA(open_index(Path(sys.argv[1])), Slow(), believing())
uvicorn.run(create_app(qa, "0"), port=0, log_level="info")
"""


def test_a_stream_that_was_begun_ends_as_it_should_when_the_service_is_told_to(
    seeds_index: Path,
) -> None:  # promise 13
    program = [sys.executable, "-c", TERMINATED, str(seeds_index)]
    with subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True) as service:
        assert service.stderr
        line = next(line for line in service.stderr if "running on" in line)
        url = line.partition("running on ")[2].split()[0]
        with _client(url) as client:
            told = _streamed(client, question=BOXES)
        service.stderr.read()
    assert _kinds(told)[-1] == "done"
    assert service.returncode in (0, -signal.SIGTERM)
