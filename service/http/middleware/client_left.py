"""Work that ends when the client that asked for it has left."""

import asyncio

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ClientLeft:
    """ASGI middleware: cancels a request whose client hangs up before it is answered.

    It listens once the body is whole, for then a server can only tell that the client left. So it
    stands behind whatever reads bodies and replays them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        listening: asyncio.Task[None] | None = None
        answered = False

        async def listen() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            # A server says so of a request that is answered, too.
            if not answered:
                answering.cancel()

        async def heard() -> Message:
            nonlocal listening
            if listening is not None:
                await asyncio.shield(listening)
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body"):
                listening = asyncio.create_task(listen())
            return message

        async def said(message: Message) -> None:
            nonlocal answered
            answered = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        with CancelScope() as answering:
            try:
                await self._app(scope, heard, said)
            finally:
                if listening is not None:
                    listening.cancel()
