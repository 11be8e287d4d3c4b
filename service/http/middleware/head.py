"""HEAD wherever there is GET."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Head:
    """ASGI middleware: HEAD is what GET would be, as RFC 9110, 9.1 and 9.3.2, wants of all servers.

    The server leaves the content out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send)
