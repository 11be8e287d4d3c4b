"""A guard before the application: bodies are small, and are JSON of one meaning only."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import ProblemResponse

MAX_BODY_BYTES = 64 * 1024
MAX_VERIFY_BYTES = 2 * 1024 * 1024
_MAX_DIGITS = 1_000


class StrictJSON:
    """ASGI middleware for every request that carries a body.

    413 over the cap (read no further), 415 for another media type, 400 for what is not UTF-8,
    not JSON, nested too deep, or holds a key twice. NaN and Infinity are 422: they are numbers
    to some parsers, and never to a field of ours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            await self._app(scope, receive, send)
            return
        headers = {key.lower(): value for key, value in scope["headers"]}
        problem, body = await _read(scope["path"], headers, receive)
        if problem is not None:
            await problem(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read(
    path: str, headers: dict[bytes, bytes], receive: Receive
) -> tuple[ProblemResponse | None, bytes]:
    limit = MAX_VERIFY_BYTES if path == "/v1/verify" else MAX_BODY_BYTES
    too_large = ProblemResponse(413, f"The body may have at most {limit} bytes.")
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > limit:
        return too_large, b""
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media_type != b"application/json":
        return ProblemResponse(415, "Send JSON, with Content-Type: application/json."), b""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return too_large, b""
        if not message.get("more_body", False):
            break
    return _problem_of(body), body


def _problem_of(body: bytes) -> ProblemResponse | None:
    try:
        text = body.decode("utf-8")
        json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_short_int,
            parse_float=_finite,
        )
    except _Unrepresentable as error:
        return ProblemResponse(422, str(error))
    except RecursionError:
        return ProblemResponse(400, "The JSON is nested too deep.")
    except ValueError as error:
        reason = str(error) if isinstance(error, _Refused) else "The body is not JSON in UTF-8."
        return ProblemResponse(400, reason)
    return None


class _Refused(ValueError):
    """JSON that could be read in two ways."""


class _Unrepresentable(ValueError):
    """A number that JSON does not have."""


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused("The JSON holds a key twice.")
    return members


def _refuse_constant(_name: str) -> float:
    raise _Unrepresentable("NaN and Infinity are not numbers here.")


def _short_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise _Refused("The JSON holds a number of more than 1,000 digits.")
    return int(digits)


def _finite(literal: str) -> float:
    value = float(literal)
    if value in (float("inf"), float("-inf")):
        raise _Unrepresentable("A number is too large.")
    return value


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more for the application, then whatever the client does next."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
