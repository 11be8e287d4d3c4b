"""The page and its files."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PAGE = Path(__file__).parents[1] / "page"


def install(app: FastAPI) -> None:
    """Serve the page at ``/`` and its files below ``/static``."""
    app.mount("/static", _Whole(StaticFiles(directory=PAGE)), name="static")
    # As HTML, a folder is its index.html.
    page = _Whole(StaticFiles(directory=PAGE, html=True))
    app.router.routes.append(Route("/", page, methods=["GET"]))


class _Whole:
    """ASGI application: a file is whole whatever ranges are asked for, as RFC 9110, 14.2, allows.

    They are small, and Starlette refuses ranges in plain text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await self._app({**scope, "headers": headers}, receive, send)
