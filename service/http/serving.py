"""The application served on a socket, from the first connection to the last answer."""

import asyncio
import math
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from .middleware.draining import Drain
from .protocol import Protocol

# How long the listener outlives a SIGTERM: balancers ask for readiness every second or two, and
# send requests here until they are told that it is over.
LISTEN_SECONDS = 2.0
# Longer than proxies keep idle connections to a service (nginx and AWS: 60), so that it is never
# the service that closes one while a request is on its way.
KEEP_ALIVE_SECONDS = 75


class Server(uvicorn.Server):
    """uvicorn, but for how it ends.

    After SIGTERM new requests are refused, readiness is too, and the listener still answers for up
    to two seconds; what is being answered may take ``drain_seconds`` in all. After SIGINT, or a
    second signal, it listens no more at once.
    """

    def __init__(self, config: uvicorn.Config, drain: Drain, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called in the signal's handler, by name, of uvicorn's own."""
        if self._drain.begun:
            super().handle_exit(sig, frame)
            return
        self._drain.begin()
        asyncio.get_running_loop().call_soon_threadsafe(self._wind_down, sig)

    def _wind_down(self, sig: int) -> None:
        loop = asyncio.get_running_loop()
        listen = min(LISTEN_SECONDS, self._drain_seconds / 2) if sig == signal.SIGTERM else 0
        loop.call_later(listen, super().handle_exit, sig, None)
        loop.call_later(self._drain_seconds, self._drain.end)


def serve(
    application: FastAPI, listener: socket.socket, drain: Drain, drain_seconds: float
) -> None:
    """Serve until a signal ends it, which is raised once more when all is answered."""
    config = uvicorn.Config(
        application,
        http=Protocol,
        ws="none",
        # Logging is set up already, every request has its line, and proxies are told apart by the
        # application, which knows which of them to trust.
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        # Only for who does not read what it asked for: requests have ended by then.
        timeout_graceful_shutdown=math.ceil(drain_seconds) + 1,
    )
    Server(config, drain, drain_seconds).run(sockets=[listener])
