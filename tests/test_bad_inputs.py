"""Inputs that must never hurt, by their rows in the design: each over a real socket, on every
route that takes a body, with exactly the status that is promised.

Rows of ``BODIES`` and of the tests below are told here; ``ELSEWHERE`` names the tests of the
others.
"""

import ast
import re
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from service.http.access import Access
from service.http.app import create_app
from service.http.middleware.safe_headers import SAFE_HEADERS
from service.http.middleware.strict_json import MAX_BODY_BYTES, MAX_VERIFY_BYTES
from service.http.routes.page import PAGE
from service.qa import QA
from service.rates import Rate

Serve = Callable[[FastAPI], str]

TESTS = Path(__file__).parent
CONTRIBUTING = TESTS.parent / "CONTRIBUTING.md"
ECHO = "zebrafish"
KEY = "open-sesame-open-sesame"

ASK, SEARCH, VERIFY = "/v1/ask", "/v1/search", "/v1/verify"
CHAT, DIFY, MCP = "/v1/chat/completions", "/retrieval", "/mcp"
POSTED: Mapping[str, Template] = {
    ASK: Template('{"question": $text, "top_k": $number$more}'),
    SEARCH: Template('{"query": $text, "top_k": $number$more}'),
    VERIFY: Template(
        '{"citations": [{"id": $number, "article_id": $text, "start": 0, "end": 1, "quote": "x"}]'
        "$more}"
    ),
    CHAT: Template('{"messages": [{"role": "user", "content": $text}], "n": $number$more}'),
    DIFY: Template('{"query": $text, "retrieval_setting": {"top_k": $number}$more}'),
    MCP: Template(
        '{"jsonrpc": "2.0", "id": $number, "method": "tools/call", '
        '"params": {"name": "search", "arguments": {"query": $text$more}}}'
    ),
}
"""The body that each route takes, with a text and an integer of the client's."""

JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Bad:
    """A body, whole or as parts of the route's own; its status, and the routes that have others.

    422 is 400 on OpenAI's route, whose clients know no 422. A call of an MCP tool that was
    understood is 200, and its result the error.
    """

    row: int
    name: str
    status: int
    whole: str | bytes | None = None
    text: str = '"Rain?"'
    number: str = "1"
    more: str = ""
    encoding: str = "utf-8"
    but: Mapping[str, int] = field(default_factory=dict)

    def body(self, route: str) -> bytes:
        if isinstance(self.whole, bytes):
            return self.whole
        whole = self.whole or POSTED[route].substitute(
            text=self.text, number=self.number, more=self.more
        )
        return whole.encode(self.encoding)

    def status_of(self, route: str) -> int:
        said = 400 if route == CHAT and self.status == 422 else self.status
        return self.but.get(route, said)


# Somebody else's interfaces, and saved answers, may hold what means nothing here.
TOLERANT = {VERIFY: 200, CHAT: 200, DIFY: 200}
# The id of a citation and of a message may be any integer, or any from 1 on.
NO_TOP_K = {VERIFY: 200, MCP: 200}
# An id of no article is not found; MCP has an error of the tool's.
NO_QUESTION = {VERIFY: 200, MCP: 200}
# More fits into a saved answer.
OF_TWO_MIB = {VERIFY: 400}
# What is JSON and no message of JSON-RPC.
NO_MESSAGE = {MCP: 400}
DEEP = "[" * 10_000 + "]" * 10_000

BODIES = [
    Bad(1, "lone surrogate", 422, text='"\\ud800"'),
    Bad(1, "lone surrogate in a key", 422, more=', "\\udfff": 1'),
    Bad(2, "1e999", 422, more=', "score": 1e999'),
    Bad(2, "-Infinity", 422, more=', "score": -Infinity'),
    Bad(2, "NaN", 422, more=', "score": NaN'),
    Bad(3, "NaN", 422, number="NaN"),
    Bad(3, "Infinity", 422, number="Infinity"),
    Bad(4, "10 MB", 413, text=f'"{ECHO * 1_112_000}"'),
    Bad(5, "20 MB", 413, more=f', "{ECHO * 2_223_000}": 1'),
    Bad(5, "small", 422, more=f', "{ECHO}": 1', but=TOLERANT | {MCP: 200}),
    Bad(7, "100,000", 413, whole="[" * 100_000, but=OF_TWO_MIB),
    Bad(7, "100,000 closed", 413, whole="[" * 100_000 + "]" * 100_000, but=OF_TWO_MIB),
    Bad(7, "10,000", 400, whole=DEEP),
    Bad(7, "10,000 in a field", 400, text=DEEP),
    Bad(7, "10,000 objects", 400, whole='{"a":' * 10_000 + "1" + "}" * 10_000),
    Bad(8, "5,000 digits", 400, number="9" * 5000),
    Bad(8, "5,000 digits, negative", 400, number="-" + "9" * 5000),
    Bad(9, "10^30", 422, number="1" + "0" * 30, but=NO_TOP_K),
    Bad(9, "0", 422, number="0", but={MCP: 200}),
    Bad(9, "-1", 422, number="-1", but={MCP: 200}),
    Bad(10, "a byte", 400, text='"\xff"', encoding="latin-1"),
    Bad(10, "an encoded surrogate", 400, whole=b'"\xed\xa0\x80"'),
    Bad(10, "UTF-16", 400, encoding="utf-16"),
    Bad(10, "UTF-16 without its mark", 400, encoding="utf-16-le"),
    Bad(11, "above", 400, whole=f'{{"{ECHO}": 1, "{ECHO}": 2}}'),
    Bad(11, "within", 400, text='{"a": 1, "\\u0061": 1}'),
    Bad(12, "[]", 422, whole="[]", but=NO_MESSAGE),
    Bad(12, "null", 422, whole="null", but=NO_MESSAGE),
    Bad(12, "text", 422, whole=f'"{ECHO}"', but=NO_MESSAGE),
    Bad(14, "empty", 422, text='""', but=NO_QUESTION),
    Bad(14, "space", 422, text='" \\t\\n\\u00a0"', but=NO_QUESTION),
    Bad(14, "blank letters", 422, text='"\\u3164\\u2800"', but=NO_QUESTION),
    Bad(14, "zero width", 422, text='"\\u200b\\u2060\\ufeff"', but=NO_QUESTION),
    Bad(14, "NUL", 422, text=f'"{ECHO}\\u0000"', but=NO_QUESTION),
    Bad(14, "control", 422, text='"\\u0007\\u001b"', but=NO_QUESTION),
    Bad(15, "bidi", 200, text='"\\u202eRain\\u2066?\\u202c"'),
    Bad(16, "1,900 marks", 200, text=f'"a{chr(0x301) * 1900}"'),
    Bad(16, "one word", 200, text=f'"{"a" * 1900}"'),
    Bad(16, "repetition", 200, text=f'"{"a" * 1999}!"'),
    Bad(17, "operators", 200, text='"title:rain AND (snow OR -wind^2*) NEAR/3 [a TO b]"'),
    Bad(17, "SQL", 200, text='"\'; DROP TABLE articles; --"'),
    Bad(17, "templates", 200, text='"{{7*7}} ${7*7} <%= 7*7 %> %s"'),
    Bad(18, "script", 200, text='"<script>alert(1)</script>"'),
]

ELSEWHERE: Mapping[int, tuple[str, ...]] = {
    18: ("page/test_article.py::test_hostile_article_is_text_and_highlighted_exactly",),
    19: (
        "test_app.py::test_without_the_key_there_is_one_answer",
        "test_api_key.py::test_nothing_else_does",
    ),
    20: (
        "test_rate_limit.py::test_more_than_the_rate_is_told_when_to_come_again",
        "test_rate_limit.py::test_a_burst_of_wrong_keys_ends_soon_and_stops_no_right_one",
    ),
    21: ("test_hosts_and_origins.py::test_a_foreign_or_malformed_host_is_refused",),
    22: ("test_hosts_and_origins.py::test_a_foreign_origin_is_refused",),
    24: ("test_proxy.py::test_too_large_headers_are_refused",),
    25: ("test_proxy.py::test_headers_that_never_end_are_hung_up_on",),
    26: (
        "test_lifecycle.py::"
        "test_a_client_that_leaves_frees_its_place_and_its_question_is_never_begun",
    ),
    27: ("test_app.py::test_wrong_paths_methods_and_queries",),
    28: ("test_proxy.py::test_ten_thousand_ranges_harm_neither_proxy_nor_service",),
    29: (
        "test_rate_limit.py::test_only_the_word_of_a_trusted_proxy_counts",
        "test_request_log.py::test_anything_else_is_replaced",
        "test_request_log.py::test_line_ends_in_an_id_make_no_header",
    ),
}

on_every_route = pytest.mark.parametrize("route", POSTED)


@pytest.fixture(scope="module")
def url(swift_qa: QA, serve: Serve) -> str:
    """Where the seeds are served, behind a reader that takes no time."""
    return serve(create_app(swift_qa, "0.0-test"))


@pytest.fixture(scope="module")
def swiftly(url: str) -> Iterator[httpx2.Client]:
    """A client there."""
    with httpx2.Client(base_url=url, timeout=60) as client:
        yield client


def _good(route: str) -> bytes:
    return Bad(0, "", 200).body(route)


def _refused(response: httpx2.Response, status: int, route: str) -> None:
    """It is ``status`` in the route's own words, which are few and repeat nothing."""
    assert response.status_code == status, response.text
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    assert response.headers["cache-control"] == "no-store"
    assert ECHO not in response.text
    assert len(response.content) < 1000
    told = response.json()
    match route:
        case "/v1/chat/completions":
            assert set(told) == {"error"}
            assert set(told["error"]) == {"message", "type", "param", "code"}
        case "/retrieval":
            assert set(told) == {"error_code", "error_msg"}
        case "/mcp" if "jsonrpc" in told:
            assert told["error"]["code"] < 0
        case _:
            assert response.headers["content-type"] == "application/problem+json"
            assert set(told) == {"type", "title", "status", "detail", "errors"}
            assert told["status"] == status


@on_every_route
def test_what_is_good_is_taken(route: str, swiftly: httpx2.Client) -> None:
    response = swiftly.post(route, content=_good(route), headers=JSON)
    assert response.status_code == 200, response.text
    assert "isError" not in response.text or not response.json()["result"]["isError"]


@on_every_route
@pytest.mark.parametrize("bad", BODIES, ids=lambda bad: f"{bad.row}-{bad.name}")
def test_bad_bodies(bad: Bad, route: str, swiftly: httpx2.Client) -> None:
    begun = time.monotonic()
    response = swiftly.post(route, content=bad.body(route), headers=JSON)
    status = bad.status_of(route)
    if status == 200:
        assert response.status_code == 200, response.text
        is_question = bad.status == 200 or bad.row == 9
        if route == MCP:
            assert response.json()["result"]["isError"] is not is_question
    else:
        _refused(response, status, route)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"question": "\\ud800"}', "question"),
        ('{"question": "Rain?", "top_k": NaN}', "top_k"),
        ('{"question": "Rain?", "filters": {"sources": ["a", 1e999]}}', "filters.sources.1"),
        (f'{{"question": "Rain?", "{ECHO}": Infinity}}', ""),
    ],
)
def test_rows_1_to_3_name_the_field(body: str, field: str, swiftly: httpx2.Client) -> None:
    response = swiftly.post(ASK, content=body.encode(), headers=JSON)
    _refused(response, 422, ASK)
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity", "1e999", '"NaN"'])
def test_row_2_a_field_that_is_a_float(score: str, swiftly: httpx2.Client) -> None:
    body = f'{{"query": "Rain?", "retrieval_setting": {{"top_k": 1, "score_threshold": {score}}}}}'
    _refused(swiftly.post(DIFY, content=body.encode(), headers=JSON), 422, DIFY)


@on_every_route
def test_row_6_an_endless_body_is_told_so_at_the_cap(route: str, url: str) -> None:
    cap = MAX_VERIFY_BYTES if route == VERIFY else MAX_BODY_BYTES
    with _connected(url) as connection:
        connection.sendall(_head(route) + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall((b"1000\r\n" + b" " * 0x1000 + b"\r\n") * (cap // 0x1000))
        readable, _, _ = select.select([connection], [], [], 0.05)
        assert not readable
        # The byte too many comes alone, as what is unread when a connection closes can cost the
        # client the response.
        connection.sendall(b"1\r\n \r\n")
        assert _received(connection).startswith(b"HTTP/1.1 413 ")


@on_every_route
@pytest.mark.parametrize(
    "media_type", [None, "", "text/plain", "multipart/form-data; boundary=x", "application/jsonp"]
)
def test_row_13_what_is_not_called_json(
    media_type: str | None, route: str, swiftly: httpx2.Client
) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    _refused(swiftly.post(route, content=_good(route), headers=headers), 415, route)


@pytest.mark.parametrize(
    "question", ["a" + "\u0301" * 1900, "a" * 1900, "a" * 1999 + "!", "\u202e?\u2066 " * 400]
)
def test_rows_15_and_16_are_answered_by_the_real_models_within_the_deadline(
    question: str, client: httpx2.Client
) -> None:
    response = client.post(ASK, json={"question": question})
    # Too late would be 503.
    assert response.status_code == 200, response.text


@pytest.fixture(scope="module")
def keyed(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of a service that asks for a key, and lets others ask twice an hour."""
    access = Access((SecretStr(KEY),), rate=Rate(2, 3600), proxies=("127.0.0.1",))
    with httpx2.Client(base_url=serve(create_app(swift_qa, "0.0-test", access))) as client:
        yield client


@on_every_route
def test_rows_19_and_20_wrong_keys_and_a_burst_of_them(route: str, keyed: httpx2.Client) -> None:
    address = f"203.0.113.{list(POSTED).index(route)}"
    statuses = []
    for key in ("Bearer wrong", "Bearer schlüssel", "Bearer wrong"):
        headers = [(b"X-Forwarded-For", address.encode()), (b"Authorization", key.encode())]
        response = keyed.post(route, content=b"{", headers=headers)
        statuses.append(response.status_code)
        _refused(response, response.status_code, route)
    assert statuses == [401, 401, 429]
    assert 1 <= int(response.headers["retry-after"]) <= 3600


@on_every_route
def test_rows_21_and_22_foreign_hosts_and_origins(route: str, swiftly: httpx2.Client) -> None:
    for header, status in (("Host", 400), ("Origin", 403)):
        for foreign in (f"https://{ECHO}.example", "null", f"{ECHO}@localhost", ""):
            headers = JSON | {header: foreign}
            _refused(swiftly.post(route, content=_good(route), headers=headers), status, route)


@on_every_route
@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: 2, 2\r\n\r\n{}",
        b"Content-Length: +2\r\n\r\n{}",
        b"Content-Length: 0x2\r\n\r\n{}",
        b"Content-Length: 99999999999999999999999\r\n\r\n{}",
    ],
)
def test_row_23_a_body_of_two_lengths(framing: bytes, route: str, url: str) -> None:
    with _connected(url) as connection:
        connection.sendall(_head(route) + framing)
        _is_no_http(_received(connection))


@on_every_route
def test_row_23_a_length_of_thousands_of_digits(route: str, url: str) -> None:
    framing = b"Content-Length: " + b"0" * 5000 + b"2\r\n\r\n{}"
    with _connected(url) as connection:
        connection.sendall(_head(route) + b"Connection: close\r\n" + framing)
        assert _received(connection).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0\0\0\0\r\n\r\n",
        b"CONNECT zebrafish.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /zebrafish\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: zebra\0fish\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: zebra\rfish\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_too(request_: bytes, url: str) -> None:
    with _connected(url) as connection:
        connection.sendall(request_)
        _is_no_http(_received(connection))


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket"])
@on_every_route
def test_row_23_a_body_that_could_pass_for_another_request(
    protocol: bytes, route: str, url: str
) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %b\r\n" % protocol
    body = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with _connected(url) as connection:
        connection.sendall(_head(route) + upgrade + b"Content-Length: %d\r\n\r\n" % len(body))
        # Closed before the body comes, which would be answered too.
        answer = _received(connection)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == answer.count(b"without Upgrade") == 1
    assert b"connection: close" in answer


@pytest.mark.parametrize("folder", ["/", "/static/", "/v1/articles/", "/v1/"])
@pytest.mark.parametrize(
    "rest", ["%2e%2e%2fapp.py", "..%2f..%2fapp.py", "%00", "style.css%00", "%2e%2e%5capp.py", "%ff"]
)
def test_row_27_paths_that_lead_out(folder: str, rest: str, swiftly: httpx2.Client) -> None:
    _refused(swiftly.get(folder + rest), 404, folder)


@pytest.mark.parametrize(
    "ranges",
    [
        ",".join(f"{at}-{at}" for at in range(0, 20_000, 2)),
        ",".join(["0-"] * 10_000),
        ",".join(f"-{at}" for at in range(1, 10_001)),
        ",".join(f"{at}-{at - 1}" for at in range(1, 10_001)),
        "-" * 60_000,
    ],
    ids=["apart", "whole", "from the end", "reversed", "none"],
)
@pytest.mark.parametrize("path", ["/", *sorted(f"/static/{file.name}" for file in PAGE.iterdir())])
def test_row_28_ten_thousand_ranges(path: str, ranges: str, swiftly: httpx2.Client) -> None:
    begun = time.monotonic()
    response = swiftly.get(path, headers={"Range": f"bytes={ranges}"})
    assert response.status_code in {200, 416, 431}
    assert time.monotonic() - begun < 2


# --- that this cannot rot ---


def test_every_row_has_a_test() -> None:
    here = {bad.row for bad in BODIES}
    for name in _tests_of(Path(__file__)):
        rows = re.match(r"test_rows?_([0-9_and]+)_", name)
        here |= {int(row) for row in re.findall("[0-9]+", rows[1])} if rows else set()
    assert here | set(ELSEWHERE) == set(range(1, 30))
    for tests in ELSEWHERE.values():
        assert [test for test in tests if not _is_there(test)] == []


def test_the_tests_that_are_said_to_prove_promises_are_there() -> None:
    _, _, told = CONTRIBUTING.read_text(encoding="utf-8").partition("## What is promised")
    table, _, _ = told.partition("\n## ")
    tests = re.findall(r"`tests/(\S+::\S+)`", table)
    assert len(tests) >= 10
    assert [test for test in tests if not _is_there(test)] == []


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return name in _tests_of(TESTS / file)


def _tests_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --- the wire ---


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=10)


def _head(route: str) -> bytes:
    """The begin of a request, to be followed by how long its body is."""
    lines = (f"{name}: {value}\r\n" for name, value in JSON.items())
    return f"POST {route} HTTP/1.1\r\nHost: localhost\r\n{''.join(lines)}".encode()


def _is_no_http(answer: bytes) -> None:
    """It is one response: 400, a problem, and the end of the connection."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    assert status == "HTTP/1.1 400 Bad Request"
    headers = httpx2.Headers(dict(line.split(": ", 1) for line in lines))
    assert headers["connection"] == "close"
    _refused(httpx2.Response(400, headers=headers, content=body), 400, "/")


def _received(connection: socket.socket) -> bytes:
    """What comes until the service closes the connection."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received
