"""A line in the log for every request, and an id that its response bears too."""

import logging
import re
from collections.abc import Iterable, Iterator
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute, Match
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
    path nor query, body nor headers. A client's own id is taken where it is a plain token. The
    status is 499 where the response broke off, as it does when the client leaves.
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
        # Before the application looks, for what it mounts changes what is looked for.
        route, is_whole = _route(scope), False

        async def send_and_see(message: Message) -> None:
            nonlocal status, sent, generation, is_whole
            if message["type"] == "http.response.start":
                status, generation = message["status"], self._live.qa.generation.id
                MutableHeaders(scope=message)[REQUEST_ID] = id_
            else:
                # The server leaves the content of an answer to HEAD out.
                sent += len(message.get("body", b"")) if scope["method"] != "HEAD" else 0
                is_whole = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            seconds, client = perf_counter() - begun, client_address(scope)
            status = status if is_whole else _CLIENT_LEFT
            self._metrics.request(scope["method"], route, status, seconds)
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
                "bytes": sent,
                "generation": generation,
                "client": client and str(client),
            }
            log.info("request", extra={"fields": fields})
            request_id.reset(within)


def _id(given: str) -> str:
    return given if _ID.fullmatch(given) else uuid4().hex


def _route(scope: Scope) -> str:
    """The template of the first route that has this path, ``none`` if none has."""
    routes = _flat(scope["app"].routes)
    fits = (each for each in routes if each.matches(scope)[0] is not Match.NONE)
    return str(getattr(next(fits, None), "path", _NO_ROUTE))


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes, those of routers that FastAPI included among them, as they were written."""
    for each in routes:
        included = getattr(each, "original_router", None)
        yield from (each,) if included is None else _flat(included.routes)
