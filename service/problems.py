"""Errors as ``application/problem+json`` (RFC 9457), and the one table of their statuses."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class ProblemResponse(JSONResponse):
    """A problem document; it never repeats what the client sent."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "errors": list(errors),
        }
        super().__init__(problem, status_code=status, headers=headers)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _invalid(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (narrows the type)
    errors = [{"field": _field(item["loc"]), "detail": _reason(item)} for item in error.errors()]
    return ProblemResponse(422, "The request does not fit; see errors.", errors)


def _http(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (narrows the type)
    return ProblemResponse(error.status_code, str(error.detail), headers=error.headers)


def _unexpected(_request: Request, _error: Exception) -> ProblemResponse:
    return ProblemResponse(500, "Dateline failed; the log says how.")


def _field(location: Sequence[Any]) -> str:
    """Where the error is, without the words of unknown keys, which are the client's."""
    return ".".join(str(part) for part in location if part != "body")[:100]


def _reason(item: Mapping[str, Any]) -> str:
    return str(item["msg"]).removeprefix("Value error, ")
