"""A service under more than it can do, left by its clients, and told to end: over real sockets."""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from index import Generation, Passage
from service.http.app import create_app
from service.http.middleware.draining import Drain
from service.http.serving import LISTEN_SECONDS
from service.inference import Capacity
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import believing
from tests.served import Served, served

IMPATIENT = Capacity(wait_seconds=0)

Serve = Callable[[FastAPI], str]


class Slow:
    """A reader that waits to be let go, and counts who came; it finds nothing."""

    def __init__(self) -> None:
        self.let_go = Event()
        self.came: list[str] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.came.append(question)
        assert self.let_go.wait(30)
        return [Reading(passage, 0.0, 0.0, ()) for passage in passages]


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.let_go.set()


@pytest.fixture
def slow_qa(slow: Slow, generation: Generation) -> QA:
    return QA(generation, slow, believing())


def _client(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, timeout=30)


def _asked(pool: ThreadPoolExecutor, url: str, question: str) -> "Future[httpx2.Response]":
    def ask() -> httpx2.Response:
        with _client(url) as client:
            return client.post("/v1/ask", json={"question": question})

    return pool.submit(ask)


def _refused(response: httpx2.Response) -> dict[str, Any]:
    assert response.status_code == 503, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) >= 1
    problem: dict[str, Any] = response.json()
    return problem


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.005)


def _body(question: str) -> bytes:
    return json.dumps({"question": question}).encode()


def _post(body: bytes, path: str = "/v1/ask") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


@contextmanager
def _connected(url: str) -> Iterator[socket.socket]:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        yield connection


def _received(connection: socket.socket) -> bytes:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


# --- overload ---


def test_what_does_not_fit_is_shed_and_health_answers_all_the_while(
    slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    url = serve(create_app(slow_qa, "0", capacity=Capacity(queue=16, wait_seconds=60)))
    with ThreadPoolExecutor(50) as pool, _client(url) as client:
        asked = [_asked(pool, url, f"Rain {n}?") for n in range(50)]
        _until(lambda: sum(answer.done() for answer in asked) == 50 - 17)
        for path in ("/livez", "/readyz"):
            begun = time.monotonic()
            assert client.get(path).status_code == 200
            assert time.monotonic() - begun < 1
        for answer in filter(Future.done, asked):
            assert "wait" in _refused(answer.result())["detail"]
        slow.let_go.set()
        statuses = [answer.result().status_code for answer in asked]
        assert (statuses.count(200), statuses.count(503)) == (17, 33)


def test_what_is_late_is_a_problem_too(slow: Slow, slow_qa: QA, serve: Serve) -> None:
    url = serve(create_app(slow_qa, "0", capacity=Capacity(deadline_seconds=0.1)))
    with _client(url) as client:
        late = _refused(client.post("/v1/ask", json={"question": "Rain?"}))
        assert late["detail"] == "The answer took longer than it may; try again."


# --- clients that leave (26) ---


def test_a_client_that_leaves_before_its_question_is_whole_is_not_answered(
    slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    slow.let_go.set()
    url = serve(create_app(slow_qa, "0"))
    body = _body("Rain?")
    head = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for half in (
        b"Content-Length: 100\r\n\r\n" + body,
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(body), body),
    ):
        with _connected(url) as connection:
            connection.sendall(head + half)
    with _client(url) as client:
        assert client.post("/v1/ask", json={"question": "Snow?"}).status_code == 200
    assert set(slow.came) == {"Snow?"}


MCP_CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": "Snow?"}},
}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "Snow?"}),
        ("/v1/ask", {"question": "Snow?", "stream": True}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Snow?"}]}),
        ("/mcp", MCP_CALL),
    ],
    ids=["ask", "stream", "chat", "mcp"],
)
def test_a_client_that_leaves_frees_its_place_and_its_question_is_never_begun(
    path: str, body: dict[str, Any], slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    url = serve(create_app(slow_qa, "0", capacity=IMPATIENT))
    with ThreadPoolExecutor() as pool, _client(url) as client:
        rain = _asked(pool, url, "Rain?")
        _until(lambda: bool(slow.came))
        with _connected(url) as leaving:
            leaving.sendall(_post(json.dumps(body).encode(), path))
            # Once it waits there is room for nobody else.
            _until(lambda: _waiting(client) == 1)
            _refused(client.post("/v1/ask", json={"question": "Wind?"}))
        _until(lambda: _waiting(client) == 0)
        hail = _asked(pool, url, "Hail?")
        _until(lambda: _waiting(client) == 1)
        slow.let_go.set()
        assert (rain.result().status_code, hail.result().status_code) == (200, 200)
    assert set(slow.came) == {"Rain?", "Hail?"}


def _waiting(client: httpx2.Client) -> int:
    """How many questions wait, as the service itself tells."""
    [line] = [
        line
        for line in client.get("/metrics").text.splitlines()
        if line.startswith("dateline_questions_waiting ")
    ]
    return int(float(line.split()[1]))


def test_who_asks_again_before_the_first_answer_has_not_left(
    slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    url = serve(create_app(slow_qa, "0"))
    with _connected(url) as connection:
        connection.sendall(_post(_body("Rain?")) + _post(_body("Snow?")))
        _until(lambda: slow.came == ["Rain?"])
        slow.let_go.set()
        received = b""
        while received.count(b"HTTP/1.1 200 OK") < 2 or not received.endswith(b"}"):
            received += connection.recv(65536)
    assert slow.came[-1] == "Snow?"


# --- draining ---


def test_while_it_drains_it_is_not_ready_takes_nothing_new_and_answers_what_it_has(
    slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    drain = Drain()
    url = serve(create_app(slow_qa, "0", drain=drain))
    with ThreadPoolExecutor() as pool, _client(url) as client, _connected(url) as half:
        asked = _asked(pool, url, "Rain?")
        _until(lambda: bool(slow.came))
        whole = _post(_body("Rain?"))
        half.sendall(whole[:-5])
        client.get("/livez").raise_for_status()
        drain.begin()
        not_ready = client.get("/readyz")
        assert not_ready.status_code == 503
        assert not_ready.headers["content-type"] == "application/problem+json"
        assert "draining" in not_ready.json()["detail"]
        assert client.get("/livez").json() == {"status": "alive"}
        for refused in (
            client.post("/v1/ask", json={"question": "Snow?"}),
            client.post("/v1/search", json={"query": "Snow?"}),
            client.get("/v1/corpus"),
        ):
            assert "ending" in _refused(refused)["detail"]
            assert refused.headers["connection"] == "close"
        _refused(client.post("/v1/ask", content=b"x" * 10_000_000))
        half.sendall(whole[-5:])
        slow.let_go.set()
        assert asked.result().status_code == 200
        assert half.recv(15) == b"HTTP/1.1 200 OK"
    assert set(slow.came) == {"Rain?"}


@pytest.mark.parametrize(
    ("path", "asked", "said"),
    [
        ("/v1/ask", {"question": "Rain?"}, '"status": 503'),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Rain?"}]}, '"error"'),
    ],
    ids=["native", "openai"],
)
def test_a_stream_that_outlasts_the_drain_is_told_so_and_ends(
    path: str, asked: dict[str, Any], said: str, slow: Slow, slow_qa: QA, serve: Serve
) -> None:
    drain = Drain()
    app = create_app(slow_qa, "0", drain=drain)

    @app.get("/end")
    async def end() -> None:
        drain.end()

    with (
        _client(serve(app)) as client,
        client.stream("POST", path, json={**asked, "stream": True}) as response,
    ):
        lines = response.iter_lines()
        next(lines)
        _until(lambda: bool(slow.came))
        client.get("/end").raise_for_status()
        # What breaks off raises here.
        last = [line for line in lines if line.startswith("data: ")][-1]
    assert said in last
    assert "This service is ending" in last


def _service(index: Path, **settings: object) -> AbstractContextManager[Served]:
    """The real command, serving with these settings."""
    return served(
        index, {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
    )


def _first_bytes(connections: Sequence[socket.socket]) -> list[bytes]:
    return [_received(connection)[:12] for connection in connections]


@contextmanager
def _many(url: str, questions: Sequence[str]) -> Iterator[list[socket.socket]]:
    """A connection for each question, which is asked on it; all are known to have arrived."""
    connections: list[socket.socket] = []
    with _client(url) as client:
        for question in questions:
            with _connected(url) as connection:
                connections.append(connection.dup())
            connections[-1].sendall(_post(_body(question)))
        # What came later is answered, so that the service has read what came before.
        for _ in questions:
            client.get("/livez").raise_for_status()
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def test_no_request_is_lost_when_the_service_is_told_to_end(seeds_index: Path) -> None:
    questions = [f"Who said {number} boxes were returned?" for number in range(4)]
    with _service(seeds_index, wait_seconds=600, drain_seconds=60) as service:
        process, url = service.process, service.url
        with _many(url, questions) as asked:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            _until(lambda: httpx2.get(f"{url}readyz").status_code == 503)
            assert time.monotonic() - begun < 2
            _refused(httpx2.post(f"{url}v1/ask", json={"question": "Who?"}))
            assert httpx2.get(f"{url}livez").status_code == 200
            assert _first_bytes(asked) == [b"HTTP/1.1 200"] * 4
        assert process.wait(20) == 0


def test_what_the_drain_is_too_short_for_is_told_so_and_the_service_ends(
    seeds_index: Path,
) -> None:
    questions = [f"Who said {number} boxes were returned?" for number in range(20)]
    with _service(seeds_index, wait_seconds=600, drain_seconds=1) as service:
        process, url = service.process, service.url
        with _many(url, questions) as asked:
            process.send_signal(signal.SIGTERM)
            answered = _first_bytes(asked)
        assert process.wait(20) == 0
    assert set(answered) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert answered.count(b"HTTP/1.1 503") > 10


def test_a_second_signal_closes_the_listener_at_once(seeds_index: Path) -> None:
    with _service(seeds_index, wait_seconds=600, drain_seconds=600) as service:
        process, url = service.process, service.url
        with _many(url, ["Who said so?"]) as asked:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            _until(lambda: httpx2.get(f"{url}readyz").status_code == 503)
            process.send_signal(signal.SIGTERM)
            _until(lambda: not _is_listening(url))
            assert time.monotonic() - begun < LISTEN_SECONDS
            assert _first_bytes(asked) == [b"HTTP/1.1 200"]
        assert process.wait(20) == 0


def _is_listening(url: str) -> bool:
    try:
        with _connected(url):
            return True
    except OSError:
        return False
