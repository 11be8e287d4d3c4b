"""Examples of requests with their responses over ``seeds/``, as the OpenAPI document shows them.

``python -m service.http.examples URL`` asks a service over ``seeds/`` anew, and writes them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:  # Only what asks needs it, and it takes its time to import.
    import httpx2

FILE = Path(__file__).with_name("examples.json")

_QUESTION = "How many boxes of remains has Vietnam handed over to the United States?"
_UNANSWERED = "Who won the tennis final in Perth?"
_ARTICLE = "vietnam-us-defence-talks-harbour"


@dataclass(frozen=True, slots=True)
class Example:
    """A request, by the id of its operation and a name of its own, and its response.

    ``response`` is JSON, or text where the response is a stream.
    """

    operation: str
    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    response: Any = None

    @property
    def media_type(self) -> str:
        """Of the response."""
        is_text = isinstance(self.response, str)
        return "text/event-stream" if is_text else "application/json"

    def asked_of(self, client: "httpx2.Client") -> Any:
        """The response that a service gives now."""
        path = self.path.format(**self.parameters)
        query = {k: v for k, v in self.parameters.items() if f"{{{k}}}" not in self.path}
        response = client.request(self.method, path, json=self.body, params=query)
        response.raise_for_status()
        is_stream = response.headers["content-type"].startswith("text/event-stream")
        return response.text if is_stream else response.json()


_REQUESTS = (
    Example("ask", "answered", "POST", "/v1/ask", {"question": _QUESTION, "top_k": 2}),
    Example("ask", "abstained", "POST", "/v1/ask", {"question": _UNANSWERED, "top_k": 1}),
    Example(
        *("ask", "streamed", "POST", "/v1/ask"),
        body={"question": _QUESTION, "top_k": 1, "stream": True, "offset_unit": "utf16"},
    ),
    Example(
        *("search", "bounded", "POST", "/v1/search"),
        body={
            "query": "dioxin at Bien Hoa",
            "top_k": 2,
            "filters": {"sources": ["Harbour Sample Post"]},
            "as_of": "2025-11-30",
        },
    ),
    Example("corpus", "seeds", "GET", "/v1/corpus"),
    Example("articles", "page", "GET", "/v1/articles", parameters={"limit": 1}),
    Example("article", "one", "GET", "/v1/articles/{id}", parameters={"id": _ARTICLE}),
    Example(
        *("create_chat_completion", "whole", "POST", "/v1/chat/completions"),
        body={"model": "dateline", "messages": [{"role": "user", "content": _QUESTION}]},
    ),
    Example(
        *("create_chat_completion", "streamed", "POST", "/v1/chat/completions"),
        body={
            "model": "dateline",
            "messages": [
                {"role": "system", "content": "Answer briefly."},
                {"role": "user", "content": [{"type": "text", "text": _UNANSWERED}]},
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
        },
    ),
    Example("list_models", "one", "GET", "/v1/models"),
    Example(
        *("retrieve_model", "one", "GET", "/v1/models/{model}"), parameters={"model": "dateline"}
    ),
    Example(
        *("retrieve", "two", "POST", "/retrieval"),
        body={
            "knowledge_id": "news",
            "query": "dioxin at Bien Hoa",
            "retrieval_setting": {"top_k": 2, "score_threshold": 0.2},
        },
    ),
    Example("livez", "alive", "GET", "/livez"),
    Example("readyz", "ready", "GET", "/readyz"),
)


def load_examples() -> list[Example]:
    """The examples that were written last."""
    return [Example(**each) for each in json.loads(FILE.read_text(encoding="utf-8"))]


def write_examples(url: str) -> None:
    """Ask the service at ``url``, which must be over ``seeds/``, and write what it says."""
    import httpx2

    with httpx2.Client(base_url=url, timeout=60) as client:
        asked = [{**asdict(each), "response": each.asked_of(client)} for each in _REQUESTS]
        # Verifying needs an answer first.
        answer = asked[0]["response"]
        verified = Example("verify_answer", "exact", "POST", "/v1/verify", answer)
        asked.append({**asdict(verified), "response": verified.asked_of(client)})
    FILE.write_text(json.dumps(asked, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(write_examples)
