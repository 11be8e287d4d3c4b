"""Errors as ``application/problem+json`` (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..inference import Overloaded, TooLate
from .middleware.safe_headers import SAFE_HEADERS
from .schemas import Problem

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
        problem = Problem(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=[dict(error) for error in errors],
        )
        super().__init__(problem.model_dump(), status_code=status, headers=headers)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Overloaded, _overloaded)
    app.add_exception_handler(TooLate, _too_late)
    app.add_exception_handler(Exception, _unexpected)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these statuses."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def unmet(field: str, detail: str) -> RequestValidationError:
    """The error of a field that is well formed and yet asks for what is not there."""
    return RequestValidationError([{"type": "unmet", "loc": ("body", field), "msg": detail}])


def _invalid(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (narrows the type)
    errors = [{"field": _field(item), "detail": _reason(item)} for item in error.errors()]
    return ProblemResponse(422, "The request does not fit; see errors.", errors)


def _http(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (narrows the type)
    return ProblemResponse(error.status_code, str(error.detail), headers=error.headers)


def _overloaded(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, Overloaded)  # noqa: S101  (narrows the type)
    headers = {"Retry-After": str(error.retry_after)}
    return ProblemResponse(503, "More questions wait than may; try again soon.", headers=headers)


def _too_late(_request: Request, _error: Exception) -> ProblemResponse:
    return ProblemResponse(503, "The answer took longer than it may.", headers={"Retry-After": "1"})


def _unexpected(_request: Request, _error: Exception) -> ProblemResponse:
    # Starlette answers this one outside of all middleware.
    return ProblemResponse(500, "Dateline failed; the log says how.", headers=SAFE_HEADERS)


def _field(item: Mapping[str, Any]) -> str:
    """The path to the field; to what holds it if its key is unknown, since that is the client's."""
    _body_or_query, *path = item["loc"]
    if item["type"] == "extra_forbidden":
        path.pop()
    return ".".join(map(str, path))


def _reason(item: Mapping[str, Any]) -> str:
    if item["type"] == "extra_forbidden":
        return "holds a key that is not known here"
    return str(item["msg"]).removeprefix("Value error, ")
