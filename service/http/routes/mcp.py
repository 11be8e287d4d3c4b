"""``/mcp``: the Model Context Protocol, whose SDK is imported when it is first asked for."""

from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...inference import Inference

PATH = "/mcp"


def route(inference: Inference, version: str) -> Route:
    """The route of the tools over ``inference``.

    Only POST is answered: without sessions, there is no stream to open and none to end.
    """
    return Route(PATH, _Deferred(inference, version), methods=["POST"])


class _Deferred:
    """The server of the tools, made at its first request.

    The SDK takes half a second to import: the service is ready so much sooner without it, and most
    are never asked for tools.
    """

    def __init__(self, inference: Inference, version: str) -> None:
        self._made_of = inference, version
        self._server: ASGIApp | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = self._server
        if server is None:
            server = await run_in_threadpool(self._made)
        await server(scope, receive, send)

    def _made(self) -> ASGIApp:
        with self._lock:
            if self._server is None:
                from ..mcp_tools import McpServer

                self._server = McpServer(*self._made_of)
            return self._server
