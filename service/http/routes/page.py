"""The page and its files."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

PAGE = Path(__file__).parents[1] / "page"


def install(app: FastAPI) -> None:
    """Serve the page at ``/`` and its files below ``/static``."""
    app.mount("/static", StaticFiles(directory=PAGE), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")
