"""Errors as ``application/problem+json`` (RFC 9457), or as another interface words its own."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from ..admission import Overloaded
from ..inference import Ending, TooLate
from .middleware.safe_headers import SAFE_HEADERS
from .schemas import FieldError, Problem
from .wording import in_words_of

MEDIA_TYPE = "application/problem+json"

_NO_ROUTE = {
    404: "There is nothing at this path; GET /openapi.json lists what there is.",
    405: "This path does not take that method; see the header Allow.",
}


class ProblemResponse(JSONResponse):
    """A problem document; it never repeats what the client sent.

    Whoever raises it need not know which interface was called: it is put into that one's words
    when it is sent.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.problem = Problem(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=[FieldError(**error) for error in errors],
        )
        self._extra = headers
        super().__init__(self.problem.model_dump(), status_code=status, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, in the words of the interface that the path belongs to."""
        worded = in_words_of(scope["path"], self.problem)
        if worded is None:
            await super().__call__(scope, receive, send)
        else:
            status, body = worded
            await JSONResponse(body.model_dump(), status, self._extra)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (Overloaded, TooLate, Ending, Exception):
        app.add_exception_handler(kind, lambda _request, error: failure(error))


def documented(*statuses: int, shape: type[BaseModel] = Problem) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these statuses, whose bodies have ``shape``."""
    media_type = MEDIA_TYPE if shape is Problem else "application/json"
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def unmet(field: str, detail: str) -> RequestValidationError:
    """The error of a field that is well formed and yet asks for what is not there."""
    return RequestValidationError([{"type": "unmet", "loc": ("body", field), "msg": detail}])


def unfit(errors: Sequence[Mapping[str, str]]) -> ProblemResponse:
    """The problem of a request whose fields are not as described."""
    return ProblemResponse(422, "The request does not fit; see errors.", errors)


def failure(error: Exception, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """The problem of a request that is not answered: 503, or 500 for a defect."""
    seconds = 1
    match error:
        case Overloaded(retry_after=seconds):
            told = f"Too many questions wait; try again in {seconds} s."
        case TooLate():
            told = "The answer took longer than it may; try again."
        case Ending():
            told = "This service is ending; ask again, elsewhere if you can."
        case _:
            told = "Dateline failed; the log says how, under this X-Request-ID."
            # Starlette answers some of these outside of all middleware.
            return ProblemResponse(500, told, headers=SAFE_HEADERS)
    return ProblemResponse(503, told, headers={"Retry-After": str(seconds), **(headers or {})})


def _invalid(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (narrows the type)
    return unfit([{"field": _field(item), "detail": _reason(item)} for item in error.errors()])


def _http(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (narrows the type)
    # What nobody worded is Starlette's own, and only the status in words.
    is_its_own = error.detail == HTTPStatus(error.status_code).phrase
    detail = _NO_ROUTE.get(error.status_code) if is_its_own else None
    return ProblemResponse(error.status_code, detail or str(error.detail), headers=error.headers)


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
