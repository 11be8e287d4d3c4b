"""What fails within: told to the log, and to the client only that it did."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import failure

log = logging.getLogger(__name__)


class Failures:
    """ASGI middleware: a 500 for an exception, or a response that breaks off where one has begun.

    It ends here: a server would log it with its message, which may quote the question.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_see(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("a request failed", exc_info=error)
            if not begun:
                await failure(error)(scope, receive, send)
