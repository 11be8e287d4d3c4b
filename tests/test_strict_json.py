"""The guard before the application: what reaches it is small JSON of one meaning, unaltered."""

import asyncio
import json
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from service.http.middleware.strict_json import MAX_BODY_BYTES, MAX_VERIFY_BYTES, StrictJSON

JSON = {"content-type": "application/json"}
RECEIVED = 200


class Outcome:
    """What came of one request: the status, and the body that the application got."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.answer = b""
        self.body: bytes | None = None
        self.read = 0


def _send(
    pieces: Iterable[bytes],
    headers: dict[str, str] = JSON,
    *,
    path: str = "/v1/ask",
    method: str = "POST",
    breaks_off: bool = False,
) -> Outcome:
    outcome = Outcome()
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if breaks_off:
        messages.append({"type": "http.disconnect"})
    else:
        messages.append({"type": "http.request"})

    async def receive() -> Message:
        outcome.read += 1
        return messages[outcome.read - 1]

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            outcome.status = message["status"]
            outcome.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        outcome.answer += message.get("body", b"")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        outcome.body = message.get("body", b"")
        assert not message.get("more_body", False)
        await send({"type": "http.response.start", "status": RECEIVED, "headers": []})

    encoded = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
    scope: Scope = {"type": "http", "method": method, "path": path, "headers": encoded}
    asyncio.run(StrictJSON(app)(scope, receive, send))
    assert (outcome.body is None) == (outcome.status != RECEIVED)
    return outcome


def _status(body: bytes, headers: dict[str, str] = JSON, path: str = "/v1/ask") -> int | None:
    return _send([body], headers, path=path).status


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("ab\u00e9"), inner),
        max_leaves=5,
    ),
    st.booleans(),
)
def test_json_passes_unaltered(value: Any, escaped: bool) -> None:
    body = json.dumps(value, ensure_ascii=escaped).encode()
    assert _send([body[:3], body[3:]]).body == body


@given(st.binary())
def test_any_bytes_pass_as_they_are_or_are_refused(body: bytes) -> None:
    outcome = _send([body])
    assert outcome.status in {RECEIVED, 400, 422}
    assert outcome.body in {None, body}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("{} {}", 400),
        ("\ufeff{}", 400),
        ('{"a": 1, "a": 1}', 400),
        ('{"b": [{"a": 1, "\\u0061": 1}]}', 400),
        ('{"a": {"a": 1}}', RECEIVED),
        ("9" * 1000, RECEIVED),
        ("9" * 1001, 400),
        ("9" * 5000, 400),
        ("[NaN]", 422),
        ("Infinity", 422),
        ("-Infinity", 422),
        ("1e999", 422),
        ("-1e999", 422),
        ("1e-999", RECEIVED),
        ('"\\ud800"', 422),
        ('["\\udc00\\ud800"]', 422),
        ('{"\\ud800": 1}', 422),
        ('"\\ud83d\\udea2"', RECEIVED),
        ('"\\\\ud800"', RECEIVED),
        ("[" * 10_000 + "]" * 10_000, 400),
        ("[" * 10_000, 400),
        ('{"a":' * 10_000, 400),
    ],
)
def test_one_meaning_only(body: str, status: int) -> None:
    assert _status(body.encode()) == status


def test_json_at_the_edge_of_what_can_be_nested_is_refused_or_passed() -> None:
    depths = range(sys.getrecursionlimit() - 60, sys.getrecursionlimit() + 10)
    statuses = [_status(b"[" * depth + b"]" * depth) for depth in depths]
    assert set(statuses) <= {RECEIVED, 400}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_only_utf8(encoding: str) -> None:
    assert _status('{"a": "é"}'.encode(encoding)) == 400
    assert _status(b'"\xed\xa0\x80"') == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json; charset=utf-8"}, RECEIVED),
        ({"content-type": "Application/JSON"}, RECEIVED),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/jsonp"}, 415),
        ({**JSON, "content-encoding": "gzip"}, 415),
        ({**JSON, "content-encoding": "Identity"}, RECEIVED),
        ({"content-type": ""}, 415),
        ({"content-type": "\xff"}, 415),
        ({}, 415),
        ({**JSON, "content-length": "2"}, RECEIVED),
        ({**JSON, "content-length": str(MAX_BODY_BYTES + 1)}, 413),
        ({**JSON, "content-length": "-1"}, 413),
        ({**JSON, "content-length": "two"}, 413),
        ({**JSON, "content-length": "+2"}, 413),
        ({**JSON, "content-length": "0" * 17 + "2"}, RECEIVED),
        ({**JSON, "content-length": "0" * 5000 + "2"}, 413),
        ({**JSON, "content-length": "9" * 5000}, 413),
    ],
)
def test_headers_are_judged_before_the_body_is_read(headers: dict[str, str], status: int) -> None:
    outcome = _send([b"{}"], headers)
    assert outcome.status == status
    assert (outcome.read == 0) == (status != RECEIVED)


@pytest.mark.parametrize(
    ("path", "limit"), [("/v1/ask", MAX_BODY_BYTES), ("/v1/verify", MAX_VERIFY_BYTES)]
)
def test_a_body_may_fill_its_cap_and_no_more(path: str, limit: int) -> None:
    body = b'"' + b"x" * (limit - 2) + b'"'
    assert _status(body, path=path) == RECEIVED
    assert _status(body + b" ", path=path) == 413


def test_an_endless_body_is_read_up_to_the_cap_and_the_connection_closed() -> None:
    outcome = _send([b" " * 1024] * 100)
    assert outcome.status == 413
    assert outcome.read == 65
    assert outcome.headers["connection"] == "close"


def test_a_body_that_breaks_off_is_neither_answered_nor_asked() -> None:
    outcome = _send([b"{}"], breaks_off=True)
    assert (outcome.status, outcome.body, outcome.answer) == (None, None, b"")


def test_a_request_without_a_body_is_none_of_its_business() -> None:
    outcome = _send([], {}, method="GET")
    assert outcome.status == RECEIVED


@pytest.mark.parametrize("body", [b'{"secret": 1, "secret": 2}', b'["secret', b'["secret\\ud800"]'])
def test_a_refusal_does_not_repeat_the_body(body: bytes) -> None:
    outcome = _send([body])
    problem = json.loads(outcome.answer)
    assert problem["status"] == outcome.status
    assert outcome.headers["content-type"] == "application/problem+json"
    assert b"secret" not in outcome.answer
