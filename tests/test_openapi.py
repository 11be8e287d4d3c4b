"""The OpenAPI document says everything, and what it shows is so."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pydantic import SecretStr

from service.http.access import Access
from service.http.app import create_app
from service.http.examples import Example, load_examples
from service.qa import QA
from tests.sse import events

EXAMPLES = load_examples()
ERRORS = {
    "Answers": ("application/problem+json", "Problem"),
    "Operation": ("application/problem+json", "Problem"),
    "OpenAI": ("application/json", "OpenAIError"),
    "Dify": ("application/json", "DifyError"),
}
OF_ANY = {"200", "400", "401", "403", "429", "500", "503"}
OF_A_BODY = OF_ANY | {"413", "415", "422"}
OPERATIONS = {
    ("get", "/livez"): ("livez", {"200"}),
    ("get", "/readyz"): ("readyz", {"200", "503"}),
    ("post", "/v1/ask"): ("ask", OF_A_BODY),
    ("post", "/v1/search"): ("search", OF_A_BODY),
    ("post", "/v1/verify"): ("verify_answer", OF_A_BODY),
    ("get", "/v1/corpus"): ("corpus", OF_ANY),
    ("get", "/v1/articles"): ("articles", OF_ANY | {"422"}),
    ("get", "/v1/articles/{id}"): ("article", OF_ANY | {"404", "422"}),
    ("post", "/v1/chat/completions"): (
        "create_chat_completion",
        OF_A_BODY - {"422"} | {"404"},
    ),
    ("get", "/v1/models"): ("list_models", OF_ANY),
    ("get", "/v1/models/{model}"): ("retrieve_model", OF_ANY | {"404"}),
    ("post", "/retrieval"): ("retrieve", OF_A_BODY),
}
# Sums of logits have no bounds, and a cosine's are passed by its rounding.
UNBOUNDED = {("Scores", "dense"), ("Scores", "rerank")}


@pytest.fixture(scope="module")
def document(swift_qa: QA) -> dict[str, Any]:
    return create_app(swift_qa, "0.0-test").openapi()


def _operations(document: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield (method, path), operation


def _fields(document: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for shape, schema in document["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            yield (shape, field), described


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def test_it_is_valid_and_refers_to_nothing_that_is_not_there(document: dict[str, Any]) -> None:
    validate(document)
    shapes = document["components"]["schemas"]
    assert {f"#/components/schemas/{name}" for name in shapes} >= set(_references(document))


def test_every_route_has_its_name_and_its_statuses(document: dict[str, Any]) -> None:
    found = {
        route: (operation["operationId"], set(operation["responses"]))
        for route, operation in _operations(document)
    }
    assert found == OPERATIONS
    tags = {tag["name"] for tag in document["tags"]}
    for _, operation in _operations(document):
        [tag] = operation["tags"]
        assert tag in tags
        assert operation["summary"]
        assert operation["description"]


def test_every_error_has_the_shape_of_its_interface(document: dict[str, Any]) -> None:
    for _, operation in _operations(document):
        [tag] = operation["tags"]
        media_type, shape = ERRORS[tag]
        for status, response in operation["responses"].items():
            assert response["description"]
            if status != "200":
                reference = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
                assert response["content"] == {media_type: reference}


def test_who_is_sent_away_is_told_when_to_come_again(document: dict[str, Any]) -> None:
    for (_, path), operation in _operations(document):
        for status, response in operation["responses"].items():
            is_told = status in ("429", "503") and path != "/readyz"
            assert ("Retry-After" in response.get("headers", {})) == is_told, path


def test_only_what_can_stream_says_so(document: dict[str, Any]) -> None:
    for (_, path), operation in _operations(document):
        streams = {"text/event-stream"} if path in ("/v1/ask", "/v1/chat/completions") else set()
        assert set(operation["responses"]["200"]["content"]) == {"application/json"} | streams


def test_every_field_is_described(document: dict[str, Any]) -> None:
    assert [name for name, field in _fields(document) if not field.get("description")] == []
    for _, operation in _operations(document):
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), parameter["name"]


def test_every_number_has_its_bounds(document: dict[str, Any]) -> None:
    for name, field in _fields(document):
        for kind in field.get("anyOf", [field]):
            if kind.get("type") in ("integer", "number") and name not in UNBOUNDED:
                assert "minimum" in kind, name


def test_the_key_is_stated_where_there_is_one(swift_qa: QA) -> None:
    access = Access(keys=(SecretStr("open-sesame-open-sesame"),))
    document = create_app(swift_qa, "0.0-test", access).openapi()
    [scheme] = document["components"]["securitySchemes"].values()
    assert scheme == {"type": "http", "scheme": "bearer"}
    for (_, path), operation in _operations(document):
        assert ("security" in operation) == (path not in ("/livez", "/readyz"))


def test_every_route_has_an_example(document: dict[str, Any]) -> None:
    for (method, _), operation in _operations(document):
        for content in operation["responses"]["200"]["content"].values():
            assert content["examples"]
        if method == "post":
            assert operation["requestBody"]["content"]["application/json"]["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.operation}-{each.name}")
def test_an_example_is_what_the_service_says(example: Example, client: httpx2.Client) -> None:
    # Where it is not: python -m service.http.examples URL, of a service over seeds/.
    said, shown = example.asked_of(client), example.response
    if example.media_type == "text/event-stream":
        said = [[event.kind, event.data] for event in events(said)]
        shown = [[event.kind, event.data] for event in events(shown)]
    assert _lasting(said) == _lasting(shown)


SHAPES = {
    "passages": "PassageOut",
    "delta": "DeltaOut",
    "citation": "CitationOut",
    "done": "AskResponse",
    "message": "Chunk",
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.operation}-{each.name}")
def test_an_example_has_the_shape_that_is_described(
    example: Example, document: dict[str, Any]
) -> None:
    operation = document["paths"][example.path][example.method.lower()]
    if example.body is not None:
        asked = operation["requestBody"]["content"]["application/json"]["schema"]
        _validator(asked, document).validate(example.body)
    if example.media_type == "application/json":
        answered = operation["responses"]["200"]["content"]["application/json"]["schema"]
        _validator(answered, document).validate(example.response)
        return
    for event in events(example.response):
        shape = {"$ref": f"#/components/schemas/{SHAPES[event.kind]}"}
        for said in event.data if event.kind == "passages" else [event.data]:
            if said != "[DONE]":
                _validator(shape, document).validate(said)


def _validator(schema: dict[str, Any], document: dict[str, Any]) -> OAS31Validator:
    return OAS31Validator(schema | {"components": document["components"]})


# What is another each time, or with each build.
_PASSING = {"generation", "built", "created", "timings_ms", "recipe"}


def _lasting(said: Any) -> Any:
    """Without what changes from time to time; numbers as another processor may give them."""
    match said:
        case dict():
            return {name: _lasting(value) for name, value in said.items() if name not in _PASSING}
        case list():
            return [_lasting(value) for value in said]
        case float():
            return pytest.approx(said, abs=0.02, rel=0.02)
        case str() if said.startswith(("answer-", "chatcmpl-")):
            return said.partition("-")[0]
        case _:
            return said
