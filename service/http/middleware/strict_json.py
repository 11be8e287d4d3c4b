"""A guard before the application: bodies are small, and are JSON of one meaning only."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..one_meaning import Ambiguous, BadLeaf, check
from ..problems import ProblemResponse, unfit
from ..schemas import FIELDS

MAX_BODY_BYTES = 64 * 1024
MAX_VERIFY_BYTES = 2 * 1024 * 1024
# int() itself fails on thousands of digits, be they zeros.
_LENGTH = re.compile("[0-9]{1,18}")


class StrictJSON:
    """ASGI middleware for every request that carries a body.

    413 over the cap (none of it is parsed, and a body of undeclared length is read no further),
    415 for another media type or a compressed body, 400 for what is not JSON of one meaning, and
    for what comes with an offer to upgrade. NaN, Infinity and lone surrogates are 422, wherever
    they stand: some parsers take them for numbers and text, and no field of ours does. A body that
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
            check(body)
        except ClientDisconnect:
            return
        except Ambiguous as ambiguous:
            await ProblemResponse(400, str(ambiguous))(scope, receive, send)
            return
        except BadLeaf as bad:
            await unfit([bad.error(FIELDS)])(scope, receive, send)
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
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise _Refused(415, "Send the body as it is, without Content-Encoding.")
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


def replay(body: bytes, receive: Receive) -> Receive:
    """What receives the body that was read once more, then whatever the client does next."""
    held: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return held.pop() if held else await receive()

    return replayed
