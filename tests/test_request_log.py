"""One line in the log for every request, and an id in its response, over real sockets."""

import io
import json
import logging
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from index import Generation, Passage
from service.http.access import Access
from service.http.app import create_app
from service.logs import JsonLines
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import believing
from tests.served import served

KEY = "open-sesame-open-sesame"
ECHO = "zebrafish"
ROOT = Path(__file__).parents[1]

Serve = Callable[[FastAPI], str]


class Log:
    """What has been logged, as it would be written."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(JsonLines())
        # The client in this process has a log of its own.
        self.handler.addFilter(lambda record: not record.name.startswith("http"))

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def lines(self, count: int) -> list[dict[str, Any]]:
        """All lines, once there are as many; a line comes after its response."""
        until = time.monotonic() + 10
        while self.text.count("\n") < count and time.monotonic() < until:
            time.sleep(0.01)
        lines = [json.loads(line) for line in self.text.splitlines()]
        assert len(lines) == count
        return lines


@pytest.fixture
def log() -> Iterator[Log]:
    log, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(log.handler)
    root.setLevel(logging.INFO)
    yield log
    root.setLevel(level)
    root.removeHandler(log.handler)


@pytest.fixture(scope="module")
def keyed(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client that bears the key."""
    url = serve(create_app(swift_qa, "0.0-test", Access((SecretStr(KEY),))))
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx2.Client(base_url=url, timeout=30, headers=headers) as client:
        yield client


def test_a_request_has_one_line(keyed: httpx2.Client, log: Log, generation: Generation) -> None:
    response = keyed.post("/v1/ask", json={"question": f"Is there a {ECHO}?"})
    [line] = log.lines(1)
    assert line.pop("time").startswith("20")
    assert 0 < line.pop("ms") < 10_000
    assert line == {
        "level": "info",
        "logger": "service.http.middleware.request_log",
        "message": "request",
        "request_id": response.headers["x-request-id"],
        "method": "POST",
        "route": "/v1/ask",
        "status": 200,
        "bytes": len(response.content),
        "generation": generation.id,
        "client": "127.0.0.1",
    }


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", f"/v1/articles/{ECHO}", "/v1/articles/{id:path}", 404),
        ("GET", f"/v1/articles?source={ECHO}", "/v1/articles", 200),
        ("GET", f"/static/{ECHO}", "/static", 404),
        ("GET", "/static/style.css", "/static", 200),
        ("GET", "/", "/", 200),
        ("GET", "/openapi.json", "/openapi.json", 200),
        ("GET", "/metrics", "/metrics", 200),
        ("DELETE", "/v1/ask", "/v1/ask", 405),
        ("GET", f"/{ECHO}", "none", 404),
        ("POST", f"/v1/ask?{ECHO}", "/v1/ask", 415),
        ("HEAD", "/livez", "/livez", 200),
    ],
)
def test_the_route_is_told_by_its_template(
    method: str, path: str, route: str, status: int, keyed: httpx2.Client, log: Log
) -> None:
    assert keyed.request(method, path).status_code == status
    [line] = log.lines(1)
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert ECHO not in log.text


def test_mcp_is_a_route_too(keyed: httpx2.Client, log: Log) -> None:
    keyed.post("/mcp", json={"jsonrpc": "2.0", "method": ECHO, "id": 1})
    assert [line["route"] for line in log.lines(1)] == ["/mcp"]
    assert ECHO not in log.text


def test_what_is_refused_before_its_route_has_a_line_too(keyed: httpx2.Client, log: Log) -> None:
    wrong = {"Authorization": f"Bearer {ECHO}-{ECHO}"}
    for headers in (wrong, {"Host": ECHO}, {"Origin": f"https://{ECHO}.example"}):
        keyed.post("/v1/ask", json={"question": ECHO}, headers=headers)
    assert [line["status"] for line in log.lines(3)] == [401, 400, 403]
    assert ECHO not in log.text
    assert KEY not in log.text


def test_a_stream_that_its_client_cuts_is_told_from_a_whole_one(
    keyed: httpx2.Client, log: Log
) -> None:
    asked = {"question": "Who visited Hanoi, and when was it?", "stream": True}
    with keyed.stream("POST", "/v1/ask", json=asked) as whole:
        whole.read()
    slow = asked | {"question": "Who went? Who came? Who stayed? How many boxes were handed over?"}
    with keyed.stream("POST", "/v1/ask", json=slow) as cut:
        next(cut.iter_raw())
    assert [line["status"] for line in log.lines(2)] == [200, 499]


def test_what_is_no_http_is_logged_under_the_id_that_it_is_told(
    keyed: httpx2.Client, log: Log
) -> None:
    url = urlsplit(str(keyed.base_url))
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(f"{ECHO}\r\n\r\n".encode())
        head, _, _ = connection.makefile("rb").read().partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
    assert {"date", "x-request-id"} <= set(headers)
    [line] = log.lines(1)
    told = (line["request_id"], line["status"], line["client"])
    assert told == (headers["x-request-id"], 400, "127.0.0.1")
    assert ECHO not in log.text


def test_an_offer_to_upgrade_leaves_no_other_trace_than_its_request(
    keyed: httpx2.Client, log: Log
) -> None:
    offer = {"Connection": "Upgrade", "Upgrade": "websocket"}
    assert keyed.get("/livez", headers=offer).status_code == 200
    assert [line["message"] for line in log.lines(1)] == ["request"]


# --- the id ---


@pytest.mark.parametrize("given", ["a", "trace-1.2_B", "x" * 64])
def test_a_plain_token_is_taken_for_the_id(given: str, keyed: httpx2.Client, log: Log) -> None:
    assert keyed.get("/livez", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    assert log.lines(1)[0]["request_id"] == given


@pytest.mark.parametrize(
    "given",
    [b"", b"x" * 65, b"a b", b"a,b", b"<script>", "ключ".encode(), b"\xff", b"a\tb", b"../a"],
)
def test_anything_else_is_replaced(given: bytes, keyed: httpx2.Client, log: Log) -> None:  # 29
    response = keyed.get("/livez", headers=[(b"X-Request-ID", given)])
    id_ = response.headers["x-request-id"]
    assert len(id_) == 32
    assert id_.isalnum()
    assert log.lines(1)[0]["request_id"] == id_


@pytest.mark.parametrize("ends", [b"\r\nSet-Cookie: a=b", b"\n x", b"\r x", b"\0"])
def test_line_ends_in_an_id_make_no_header(
    ends: bytes, keyed: httpx2.Client, log: Log
) -> None:  # 29
    address = urlsplit(str(keyed.base_url))
    assert address.hostname
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        head = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: a" + ends
        connection.sendall(head + b"\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert b"set-cookie" not in answer.lower()
    assert answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))
    log.lines(1)


def test_every_request_has_an_id_of_its_own(keyed: httpx2.Client, log: Log) -> None:
    told = {keyed.get("/livez").headers["x-request-id"] for _ in range(3)}
    assert {line["request_id"] for line in log.lines(3)} == told
    assert len(told) == 3


def test_nobody_forwards_a_client_unless_trusted(keyed: httpx2.Client, log: Log) -> None:  # 29
    forwarded = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    keyed.get("/livez", headers=forwarded)
    assert log.lines(1)[0]["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "client"), [("2001:db8::7", "2001:db8::7"), (ECHO, None), ("", "127.0.0.1")]
)
def test_what_a_trusted_proxy_tells_is_logged_where_it_is_an_address(
    forwarded: str, client: str | None, swift_qa: QA, serve: Serve, log: Log
) -> None:
    url = serve(create_app(swift_qa, "0.0-test", Access(proxies=("127.0.0.1",))))
    httpx2.get(f"{url}/livez", headers={"X-Forwarded-For": forwarded})
    assert log.lines(1)[0]["client"] == client


# --- failures ---


class Failing:
    """A reader that fails, and quotes the question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        try:
            raise KeyError(question)
        except KeyError as error:
            raise RuntimeError(f"cannot read {question}") from error


@pytest.fixture(scope="module")
def failing(generation: Generation, serve: Serve) -> Iterator[httpx2.Client]:
    qa = QA(generation, Failing(), believing())
    with httpx2.Client(base_url=serve(create_app(qa, "0.0-test")), timeout=30) as client:
        yield client


def test_a_failure_tells_where_and_never_of_what(failing: httpx2.Client, log: Log) -> None:  # 57
    asked = {"question": f"Who saw the {ECHO}?"}
    response = failing.post("/v1/ask", json=asked, headers={"X-Request-ID": "this-one"})
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "this-one"
    assert "X-Request-ID" in response.json()["detail"]
    failure, request = log.lines(2)
    assert (failure["level"], failure["message"]) == ("error", "a request failed")
    assert failure["request_id"] == request["request_id"] == "this-one"
    assert [each for each in failure["error"] if not each.startswith("at ")] == [
        "KeyError", "RuntimeError",
    ]  # fmt: skip
    assert any("reading/rerank.py:" in each for each in failure["error"])
    assert request["status"] == 500
    assert ECHO not in log.text + response.text


def test_a_stream_that_fails_tells_nothing_either(failing: httpx2.Client, log: Log) -> None:  # 57
    response = failing.post("/v1/ask", json={"question": f"Who saw {ECHO}?", "stream": True})
    failure, request = log.lines(2)
    assert failure["request_id"] == request["request_id"]
    assert "RuntimeError" in failure["error"]
    assert f"{ECHO}?" not in log.text
    assert "cannot read" not in response.text + log.text


# --- the real process ---


def test_what_a_service_writes_is_json_and_holds_no_secret(
    seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # 57
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\n{KEY}-new\n")
    monkeypatch.setenv("DATELINE_API_KEY_FILE", str(keys))
    # When it is told to end, nothing is left to answer.
    with served(seeds_index, {"DATELINE_DRAIN_SECONDS": "1"}) as service:
        process = service.process
        with httpx2.Client(base_url=service.url, timeout=60) as client:
            for key, status in ((f"{KEY}-new", 200), (KEY, 200), (ECHO, 401)):
                response = client.post(
                    "/v1/search",
                    json={"query": ECHO},
                    headers={"Authorization": f"Bearer {key}", "X-Forwarded-For": "203.0.113.7"},
                )
                assert response.status_code == status
                assert "server" not in response.headers
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in err.splitlines()]
    requests = [line for line in lines if line["message"] == "request"]
    assert [line["status"] for line in requests] == [200, 200, 401]
    assert {line["client"] for line in requests} == {"127.0.0.1"}
    assert ECHO not in out + err
    assert KEY not in out + err
