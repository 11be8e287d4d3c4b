"""Errors as problem documents that never say what the client said."""

import json
from collections.abc import Awaitable, Callable

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.http.middleware.safe_headers import SAFE_HEADERS
from service.http.problems import MEDIA_TYPE, ProblemResponse, documented, install, unmet
from service.http.schemas import AskRequest, FieldError, Problem
from service.http.schemas.dify import DifyError
from service.http.schemas.openai import Error, OpenAIError
from service.http.wording import in_words_of

Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


class Handlers(dict[type[Exception], Handler]):
    """Stands where the application is: keeps the handlers that are installed."""

    def add_exception_handler(self, kind: type[Exception], handler: Handler) -> None:
        self[kind] = handler


def _problem(response: ProblemResponse) -> Problem:
    assert response.media_type == MEDIA_TYPE == "application/problem+json"
    problem = json.loads(bytes(response.body))
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    return Problem.model_validate(problem, strict=True)


def _handled(error: Exception) -> ProblemResponse:
    handlers = Handlers()
    install(handlers)  # type: ignore[arg-type]
    response = handlers[type(error)](Request({"type": "http"}), error)
    assert isinstance(response, ProblemResponse)
    return response


def test_a_problem_has_the_fields_of_rfc_9457() -> None:
    response = ProblemResponse(404, "Not here.", [{"field": "id", "detail": "unknown"}], {"A": "b"})
    assert response.status_code == 404
    assert response.headers["a"] == "b"
    assert _problem(response) == Problem(
        type="about:blank",
        title="Not Found",
        status=404,
        detail="Not here.",
        errors=[FieldError(field="id", detail="unknown")],
    )


def test_an_http_error_keeps_status_and_headers() -> None:
    response = _handled(HTTPException(405, "No.", {"Allow": "GET"}))
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert _problem(response).detail == "No."


def test_what_nobody_expected_is_not_told() -> None:
    response = _handled(Exception("the secret"))
    assert response.status_code == 500
    assert "secret" not in _problem(response).model_dump_json()
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({}, "question", "Field required"),
        ({"question": 5}, "question", "Input should be a valid string"),
        ({"question": "\0"}, "question", "must not hold lone surrogates or NUL"),
        ({"question": "?", "secret": 1}, "", "holds a key that is not known here"),
        ({"question": "?", "body": 1}, "", "holds a key that is not known here"),
        ({"question": "?", "filters": {"secret": 1}}, "filters", "holds a key that is not kn"),
        ({"question": "?", "filters": {"sources": ["a", 1]}}, "filters.sources.1", "Input should"),
        ({"question": "?", "as_of": "secret"}, "as_of", "must be a date like 2025-11-02"),
        ([], "", "Input should be a valid dictionary"),
        ("secret", "", "Input should be a valid dictionary"),
    ],
)
def test_an_invalid_request_names_our_fields_and_not_the_client_s(
    body: object, field: str, detail: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        AskRequest.model_validate(body)
    located = [{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()]
    problem = _problem(_handled(RequestValidationError(located)))
    assert problem.status == 422
    assert problem.errors[0].field == field
    assert problem.errors[0].detail.startswith(detail)
    assert "secret" not in problem.model_dump_json()


def test_what_is_not_there_is_a_field_s_error_too() -> None:
    problem = _problem(_handled(unmet("mode", "needs an LLM")))
    assert problem.status == 422
    assert problem.errors == [FieldError(field="mode", detail="needs an LLM")]


def test_openapi_is_told_only_of_problem_documents() -> None:
    assert set(documented(404, 422)) == {404, 422}
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert documented(404)[404]["content"] == {MEDIA_TYPE: schema}
    schema = {"schema": {"$ref": "#/components/schemas/DifyError"}}
    assert documented(404, shape=DifyError)[404]["content"] == {"application/json": schema}


def test_a_problem_is_worded_by_the_path_that_was_called() -> None:
    problem = ProblemResponse(422, "Not so.", [{"field": "n", "detail": "too many"}]).problem
    assert in_words_of("/v1/ask", problem) is None
    for path in ("/v1/models", "/v1/models/x", "/v1/chat/completions"):
        assert in_words_of(path, problem) == (
            400,
            OpenAIError(
                error=Error(
                    message="n: too many",
                    type="invalid_request_error",
                    param="n",
                    code=None,
                )
            ),
        )
    told = DifyError(error_code=422, error_msg="n: too many")
    assert in_words_of("/retrieval", problem) == (422, told)


@pytest.mark.parametrize(
    ("status", "type_", "code"),
    [
        (400, "invalid_request_error", None),
        (401, "invalid_request_error", "invalid_api_key"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
        (500, "server_error", None),
        (503, "server_error", "overloaded"),
    ],
)
def test_openai_s_clients_are_told_who_has_to_do_something(
    status: int, type_: str, code: str | None
) -> None:
    error = OpenAIError.of(ProblemResponse(status, "No.").problem).error
    assert (error.message, error.type, error.param, error.code) == ("No.", type_, None, code)
