"""A guard before the application: bodies are small, and are JSON of one meaning only."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import ProblemResponse

MAX_BODY_BYTES = 64 * 1024
MAX_VERIFY_BYTES = 2 * 1024 * 1024
_MAX_DIGITS = 1_000
# int() itself fails on thousands of digits, be they zeros.
_LENGTH = re.compile("[0-9]{1,18}")


class StrictJSON:
    """ASGI middleware for every request that carries a body.

    413 over the cap (none of it is parsed, and a body of undeclared length is read no further),
    415 for another media type, 400 for what is not UTF-8, not JSON, nested too deep, or holds a
    key twice, and for one that comes with an offer to upgrade. NaN, Infinity and lone surrogates
    are 422: some parsers take them for numbers and text, and no field of ours does. A body that
    breaks off is dropped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            await self._app(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
            _check(body)
        except ClientDisconnect:
            return
        except _Refused as refused:
            await refused.problem(scope, receive, send)
            return
        await self._app(scope, replay(body, receive), send)


class _Refused(Exception):
    """A body that does not reach the application, and what is answered instead."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.problem = ProblemResponse(status, detail, headers=headers)


async def _read(scope: Scope, receive: Receive) -> bytes:
    limit = MAX_VERIFY_BYTES if scope["path"] == "/v1/verify" else MAX_BODY_BYTES
    too_large = f"The body may have at most {limit} bytes."
    headers = Headers(scope=scope)
    declared = headers.get("content-length", "0")
    if not _LENGTH.fullmatch(declared) or int(declared) > limit:
        raise _Refused(413, too_large)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise _Refused(415, "Send JSON, with Content-Type: application/json.")
    if "upgrade" in headers and "upgrade" in headers.get("connection", "").lower():
        # As Java's client has it by default; the server reads no body then.
        raise _Refused(400, "Send it as HTTP/1.1, without Upgrade.")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise _Refused(413, too_large, {"Connection": "close"})
    return body


def _check(body: bytes) -> None:
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_short_int,
            parse_float=_finite,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise _Refused(400, "The JSON is nested too deep.") from None
    except UnicodeEncodeError:
        raise _Refused(422, "A lone surrogate is not text.") from None
    except ValueError:
        raise _Refused(400, "The body is not JSON in UTF-8.") from None


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused(400, "The JSON holds a key twice.")
    return members


def _refuse_constant(_name: str) -> float:
    raise _Refused(422, "NaN and Infinity are not numbers here.")


def _short_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise _Refused(400, "The JSON holds a number of more than 1,000 digits.")
    return int(digits)


def _finite(literal: str) -> float:
    value = float(literal)
    if value in (float("inf"), float("-inf")):
        raise _Refused(422, "A number is too large.")
    return value


def replay(body: bytes, receive: Receive) -> Receive:
    """What receives the body that was read once more, then whatever the client does next."""
    held: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return held.pop() if held else await receive()

    return replayed
