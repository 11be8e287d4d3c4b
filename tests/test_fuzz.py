"""The OpenAPI document fuzzed by schemathesis: no 5xx, and nothing that it does not describe.

Cases that fit the document, and cases that do not, are sent over a real socket.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import (
    BaseSchema,
    Case,
    CheckContext,
    CheckFunction,
    GenerationMode,
    Response,
    openapi,
)
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import is_event_stream, response_content_type
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.http.app import create_app
from service.qa import QA
from tests.sse import events

Met = Counter[tuple[str, int]]
"""How many cases of an operation were answered with a status."""

MODES = pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)


def _has_its_shape(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    # In OpenAPI 3.1 the schema of a stream is that of the whole body; schemathesis holds every
    # event against it. Which events there are is tested by test_openapi.py.
    if is_event_stream(response_content_type(response)):
        told = events(response.content.decode())
        assert told
        assert not any(event.kind == "error" or "error" in event.data for event in told)
        return True
    return response_schema_conformance(context, response, case)


CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    _has_its_shape,
]


@pytest.fixture(scope="module")
def schema(swift_qa: QA, serve: Callable[[FastAPI], str]) -> BaseSchema:
    """What the service over the seeds says of itself, where it is served."""
    return openapi.from_url(serve(create_app(swift_qa, "0.0-test")) + "/openapi.json")


def _fuzzed(schema: BaseSchema, mode: GenerationMode, cases: int) -> Met:
    """What became of so many cases; fails for one that is not answered as is described."""
    met: Met = Counter()
    with requests.Session() as session:

        @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=schema.as_strategy(generation_mode=mode))
        def is_answered_as_described(case: Case[Any]) -> None:
            response = case.call_and_validate(session=session, checks=CHECKS)
            met[case.operation.label, response.status_code] += 1

        is_answered_as_described()
    return met


@MODES
def test_hundreds_of_cases(schema: BaseSchema, mode: GenerationMode) -> None:
    met = _fuzzed(schema, mode, 150)
    assert sum(met.values()) >= 100


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@MODES
def test_ten_thousand_cases(schema: BaseSchema, mode: GenerationMode, part: int) -> None:
    met = _fuzzed(schema, mode, 1500)
    for (operation, status), count in sorted(met.items()):
        print(f"{mode.value} {part}: {operation} {status}: {count}")  # noqa: T201
    assert sum(met.values()) >= 1250
    # What takes nothing cannot be asked wrongly.
    if mode is GenerationMode.POSITIVE:
        paths = schema.raw_schema["paths"]
        described = {f"{method.upper()} {path}" for path in paths for method in paths[path]}
        assert {operation for operation, _ in met} == described
