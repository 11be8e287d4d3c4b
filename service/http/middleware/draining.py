"""How the service leaves: no new requests, and those it has answered or told in time."""

import asyncio
from collections.abc import Callable

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...inference import Ending
from ..access import HEALTH
from ..problems import failure

# Asked by those who send requests here, and by those who watch.
_ALWAYS_ANSWERED = HEALTH | {"/metrics"}
# How long it may take to say that there will be no answer.
_LAST_WORDS_SECONDS = 0.5
_READ_AWAY_BYTES = 64 * 1024


class Drain:
    """Whether the service is about to end, and the requests that it still answers.

    Used on the event loop; only ``begin`` may be called in a signal handler.
    """

    def __init__(self) -> None:
        self._begun = False
        self._answering: set[CancelScope] = set()
        self._told: list[Callable[[], None]] = []

    @property
    def begun(self) -> bool:
        """Whether new requests are refused."""
        return self._begun

    def begin(self) -> None:
        """Refuse new requests from now on."""
        self._begun = True

    def at_end(self, told: Callable[[], None]) -> None:
        """Have ``told`` called when time is up, so that whoever waits can still say so."""
        self._told.append(told)

    def end(self) -> None:
        """Give up what is not answered yet; what does not end by itself then is cut off."""
        for told in self._told:
            told()
        asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, self._cut_off)

    def _cut_off(self) -> None:
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
            # So that the next request goes elsewhere. A connection that is closed on a client that
            # still sends can lose the response.
            close = {"Connection": "close"} if whole else {}
            await failure(Ending(), close)(scope, receive, send)


async def _read_away(receive: Receive) -> bool:
    """Read a small body; whether it is whole."""
    size, more = 0, True
    while more and size < _READ_AWAY_BYTES:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    return not more
