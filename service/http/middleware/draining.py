"""How the service leaves: no new requests, and those it has answered or told in time."""

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import ProblemResponse

# Asked by those who send requests here, and by those who watch.
_ALWAYS_ANSWERED = frozenset({"/livez", "/readyz", "/metrics"})
RETRY_AFTER_SECONDS = 1
_READ_AWAY_BYTES = 64 * 1024


class Drain:
    """Whether the service is about to end, and the requests that it still answers.

    Used on the event loop; only ``begin`` may be called in a signal handler.
    """

    def __init__(self) -> None:
        self._begun = False
        self._answering: set[CancelScope] = set()

    @property
    def begun(self) -> bool:
        """Whether new requests are refused."""
        return self._begun

    def begin(self) -> None:
        """Refuse new requests from now on."""
        self._begun = True

    def end(self) -> None:
        """Give up what is not answered yet."""
        for scope in self._answering:
            scope.cancel()

    def enter(self, scope: CancelScope) -> None:
        """The request in ``scope`` is being answered."""
        self._answering.add(scope)

    def leave(self, scope: CancelScope) -> None:
        """The request in ``scope`` is answered."""
        self._answering.discard(scope)


class Draining:
    """ASGI middleware: 503 to what comes once the drain has begun, and to what outlasts it.

    A request that came before is answered, even where its body comes later.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _ALWAYS_ANSWERED:
            await self._app(scope, receive, send)
            return
        refused, started, whole = self._drain.begun, False, False

        async def said(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        with CancelScope() as answering:
            self._drain.enter(answering)
            try:
                if refused:
                    whole = await _read_away(receive)
                else:
                    await self._app(scope, receive, said)
            finally:
                self._drain.leave(answering)
        if refused or (answering.cancelled_caught and not started):
            await _refusal(close=whole)(scope, receive, send)


async def _read_away(receive: Receive) -> bool:
    """Read a small body; whether it is whole."""
    size, more = 0, True
    while more and size < _READ_AWAY_BYTES:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    return not more


def _refusal(*, close: bool) -> ProblemResponse:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if close:
        # So that the next request goes elsewhere. A connection that is closed on a client that
        # still sends can lose the response.
        headers["Connection"] = "close"
    return ProblemResponse(
        503, "This service is ending; ask again, elsewhere if you can.", headers=headers
    )
