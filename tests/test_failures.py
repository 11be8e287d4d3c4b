"""Exceptions of the application: a 500, or a response that breaks off; the server sees none."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.http.middleware.failures import Failures

SCOPE: Scope = {"type": "http", "path": "/v1/ask", "headers": []}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}


def _sent_by(app: Any, scope: Scope = SCOPE) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    asyncio.run(Failures(app)(scope, receive, send))
    return sent


def test_a_failure_is_a_problem() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("zebrafish")

    start, body = _sent_by(app)
    assert start["status"] == 500
    assert b"X-Request-ID" in body["body"]
    assert b"zebrafish" not in body["body"]


def test_once_the_response_has_begun_it_breaks_off() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        raise ValueError

    assert _sent_by(app) == [START]


def test_what_is_no_request_fails_as_it_does() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        _sent_by(app, {"type": "lifespan"})


def test_who_cancels_is_not_answered() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        _sent_by(app)
