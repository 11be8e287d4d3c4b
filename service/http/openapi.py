"""The OpenAPI document: what FastAPI finds in the routes, and what it cannot find there."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .examples import Example, load_examples
from .schemas import DeltaOut, Problem
from .schemas.dify import DifyError
from .schemas.openai import Chunk, OpenAIError

Schema = dict[str, Any]

_REFERENCE = "#/components/schemas/{model}"
# Shapes that no route returns as its own: errors, and what an event holds.
_MORE_SHAPES: tuple[type[BaseModel], ...] = (Problem, OpenAIError, DifyError, DeltaOut, Chunk)

_TAGS = {
    "Answers": "Dateline's own interface. Offsets are half-open; `offset_unit` says what they "
    "count, Unicode code points by default: `article.text[start:end] == quote`.",
    "OpenAI": "For clients of OpenAI's chat completions; errors have OpenAI's shape.",
    "Dify": "For Dify, as an external knowledge base; errors have Dify's shape.",
    "Operation": "For those who run the service.",
}

# What each status means here, of whatever shape its body is.
_STATUSES = {
    "400": "The body is not JSON of one meaning in UTF-8, or the Host is not this service's name. "
    "For OpenAI's clients also: a field is not as described.",
    "401": "No right key is borne, where one is configured.",
    "403": "The page of another site asks, whose Origin is not allowed.",
    "404": "There is no such article in this generation, or no such model.",
    "413": "The body is too large.",
    "415": "The body is not called application/json.",
    "422": "A field is not as described, or a number or text is none.",
    "429": "More requests than the rate allows.",
    "500": "A defect of Dateline; its log says which.",
    "503": "Too many questions wait, an answer took too long, or the service is ending.",
}
_RETRY_AFTER: Schema = {
    "Retry-After": {
        "description": "Seconds after which to come again.",
        "schema": {"type": "integer", "minimum": 0},
    }
}

_OF_A_COUNT: Schema = {"minimum": 0}
_MILLISECONDS: Schema = {"minimum": 0}

# Answers are dataclasses that know nothing of JSON; this is what it should say of their fields.
_FIELDS: Mapping[str, Mapping[str, tuple[str, Schema]]] = {
    "Scores": {
        "dense": ("Cosine of query and passage, -1 to 1; null if not near enough.", {}),
        "lexical": ("BM25+ sum; null if the passage was not ranked by its words.", _OF_A_COUNT),
        "fused": (
            "Sum of reciprocal ranks, at most 2/61 where time plays no part.",
            _OF_A_COUNT,
        ),
        "rerank": ("Sum of the reader's logits, without bounds; null if it was not read.", {}),
    },
    "Timings": {
        "retrieve": ("Milliseconds of searching.", _MILLISECONDS),
        "rerank": ("Milliseconds of reading passages, by which they are ranked.", _MILLISECONDS),
        "read": ("Milliseconds of finding and checking the answer.", _MILLISECONDS),
        "total": ("Milliseconds from begin to end, without waiting.", _MILLISECONDS),
    },
    "Interpretation": {
        "sources": ("The sources that the question's own words bound it to.", {}),
        "published_from": ("The first day that its own words bound it to, or null.", {}),
        "published_to": ("The last day that its own words bound it to, or null.", {}),
        "as_of": ("The day that it was asked on, or that its words were resolved against.", {}),
        "parts": ("The questions that it was taken apart into; empty if it was not.", {}),
    },
    "Corroboration": {
        "independent_sources": ("How many sources say so, copies not counted.", _OF_A_COUNT),
        "article_ids": ("The articles that say so, copies among them.", {}),
        "syndicated": ("Which of them are copies.", {}),
    },
    "Syndicated": {
        "article_id": ("An article that is a copy.", {}),
        "of": ("The article that it is a copy of.", {}),
    },
    "Computation": {
        "expression": ("The sum or difference, of figures as they were cited.", {}),
        "value": ("What it comes to.", {}),
        "citations": ("The citations that have its figures, by number.", {}),
    },
}


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which stays when its path or summary changes."""
    return route.name


def event_stream(description: str) -> dict[int | str, Schema]:
    """What OpenAPI says of a route that can also answer with Server-Sent Events."""
    schema = {"type": "string", "description": description}
    return {200: {"content": {"text/event-stream": {"schema": schema}}}}


def install(app: FastAPI) -> None:
    """Make the document of ``app`` complete, when it is first asked for."""
    found: Callable[[], Schema] = app.openapi

    @cache
    def openapi() -> Schema:
        return _completed(found())

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(document: Schema) -> Schema:
    document["tags"] = [{"name": name, "description": said} for name, said in _TAGS.items()]
    shapes = document["components"]["schemas"]
    modes = [(shape, "serialization") for shape in _MORE_SHAPES]
    _, more = models_json_schema(modes, ref_template=_REFERENCE)  # type: ignore[arg-type]
    shapes.update(more["$defs"])
    for name, fields in _FIELDS.items():
        for field, (description, bounds) in fields.items():
            _describe(shapes[name]["properties"][field], description, bounds)
    operations = _operations(document)
    for operation in operations.values():
        # FastAPI believes that it answers so itself; problems.py does.
        invalid = operation["responses"].get("422")
        if invalid and "HTTPValidationError" in str(invalid):
            del operation["responses"]["422"]
        _explain(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    for example in load_examples():
        _exemplify(operations[example.operation], example)
    return document


def _operations(document: Schema) -> dict[str, Schema]:
    return {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def _explain(operation: Schema) -> None:
    for status, response in operation["responses"].items():
        if status in _STATUSES:
            response["description"] = _STATUSES[status]
        # What a health check says is no refusal, and it may be asked again at any time.
        if status in ("429", "503") and "Operation" not in operation["tags"]:
            response["headers"] = _RETRY_AFTER


def _describe(field: Schema, description: str, bounds: Schema) -> None:
    field["description"] = description
    # Bounds are of the number that may be null, not of null.
    for kind in field.get("anyOf", [field]):
        if kind.get("type") in ("integer", "number"):
            kind.update(bounds)


def _exemplify(operation: Schema, example: Example) -> None:
    if example.body is not None:
        asked = operation["requestBody"]["content"]["application/json"]
        asked.setdefault("examples", {})[example.name] = {"value": example.body}
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    answered = operation["responses"]["200"]["content"][example.media_type]
    answered.setdefault("examples", {})[example.name] = {"value": example.response}
