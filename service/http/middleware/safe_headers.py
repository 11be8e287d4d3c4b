"""Headers that every response bears, so that a browser does nothing on its own with it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


class SafeHeaders:
    """ASGI middleware: adds the headers to whatever is answered.

    Answers are nobody else's and are stored nowhere; the page and its files are asked for again
    only where they have changed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SAFE_HEADERS)
                headers.setdefault("Cache-Control", _stored(headers))
            await send(message)

        await self._app(scope, receive, send_safely)


def _stored(headers: MutableHeaders) -> str:
    # Only files have a tag.
    return "no-cache" if "etag" in headers else "no-store"
