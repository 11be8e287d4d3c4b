"""A line in the log for every request, and an id that its response bears too."""

import logging
import re
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...live_index import LiveIndex
from ...logs import request_id
from ...metrics import Metrics
from ..client_address import client_address

REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# What nginx logs where the client left before it was answered.
_CLIENT_LEFT = 499
_NO_ROUTE = "none"

log = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware: logs and counts every request once it has ended.

    The line has the request's id, method, route template, status, milliseconds, bytes sent, the
    generation that was served when the response began, and the client's address. It has neither
    path nor query, body nor headers. A client's own id is taken where it is a plain token.
    """

    def __init__(self, app: ASGIApp, live: LiveIndex, metrics: Metrics) -> None:
        self._app = app
        self._live = live
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id_ = _id(Headers(scope=scope).get(REQUEST_ID, ""))
        within = request_id.set(id_)
        begun = perf_counter()
        status, sent, generation = _CLIENT_LEFT, 0, self._live.qa.generation.id

        async def send_and_see(message: Message) -> None:
            nonlocal status, sent, generation
            if message["type"] == "http.response.start":
                status, generation = message["status"], self._live.qa.generation.id
                MutableHeaders(scope=message)[REQUEST_ID] = id_
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            seconds, route, client = perf_counter() - begun, _route(scope), client_address(scope)
            self._metrics.request(scope["method"], route, status, seconds)
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
                "bytes": sent,
                "generation": generation,
                "client": None if client is None else str(client),
            }
            log.info("request", extra={"fields": fields})
            request_id.reset(within)


def _id(given: str) -> str:
    return given if _ID.fullmatch(given) else uuid4().hex


def _route(scope: Scope) -> str:
    """The route's template; that of what was refused before it came to a route is ``none``."""
    if route := scope.get("route"):
        return str(route.path)
    # Only FastAPI's routes tell who they are; plain ones and mounted folders tell what they call.
    called = scope.get("endpoint")
    for each in scope["app"].routes if called else ():
        if called in (getattr(each, "endpoint", None), getattr(each, "app", None)):
            return str(each.path)
    return _NO_ROUTE
