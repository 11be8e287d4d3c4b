"""OpenAI's interface, asked by OpenAI's own client."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from pydantic import SecretStr

from index import Article, Generation, Passage, load_embedder, open_index, publish
from service.http.access import Access
from service.http.app import create_app
from service.http.schemas.openai import MODEL, ChatRequest
from service.inference import Capacity
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import Serve, believing

BOXES = "How many boxes of remains has Vietnam returned to the United States?"
SHIP = "🛳🛳 Un navire. The ferry 🛳 carried 37 lanterns. Fin."
LANTERNS = "How many lanterns did the ferry carry?"
KEY = "open-sesame-open-sesame"
SECRET = "zebrafish"  # noqa: S105  (of nobody)


def _client(url: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0, timeout=60)


@pytest.fixture(scope="module")
def url(swift_qa: QA, serve: Serve) -> str:
    return serve(create_app(swift_qa, "0.0-test"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[openai.OpenAI]:
    with _client(url) as client:
        yield client


@pytest.fixture(scope="module")
def plain(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def ship_url(
    swift: Callable[[Generation], QA], serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Articles that give no address and no title, one with an id that has to be quoted."""
    folder = tmp_path_factory.mktemp("ship")
    embedder = load_embedder()
    articles = [Article("a b//é?#/", None, None, None, None, SHIP)]
    publish(folder, articles, embedder)
    return serve(create_app(swift(open_index(folder, embedder)), "0.0-test"))


def _user(content: Any) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": content}]


def _asked(client: openai.OpenAI, question: str, **more: Any) -> ChatCompletion:
    completion = client.chat.completions.create(model=MODEL, messages=_user(question), **more)
    assert isinstance(completion, ChatCompletion)
    return completion


def _streamed(client: openai.OpenAI, question: str, **more: Any) -> list[ChatCompletionChunk]:
    with client.chat.completions.create(
        model=MODEL, messages=_user(question), stream=True, **more
    ) as stream:
        return list(stream)


def _native(completion: ChatCompletion | ChatCompletionChunk) -> dict[str, Any]:
    assert completion.model_extra
    native: dict[str, Any] = completion.model_extra["dateline"]
    return native


def _timeless(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in ("id", "timings_ms")}


# --- answers ---


def test_an_answer_is_a_message_with_its_citations_as_annotations(
    client: openai.OpenAI, plain: httpx2.Client
) -> None:
    completion = _asked(client, BOXES)
    whole = plain.post("/v1/ask", json={"question": BOXES}).json()
    assert (completion.object, completion.model) == ("chat.completion", MODEL)
    assert completion.id.startswith("chatcmpl-")
    [choice] = completion.choices
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "stop", None)
    assert (choice.message.role, choice.message.refusal) == ("assistant", None)
    content = choice.message.content or ""
    assert content == whole["answer"]
    assert _timeless(_native(completion)) == _timeless(whole)
    assert choice.message.annotations
    assert len(choice.message.annotations) == len(whole["citations"]) >= 1
    for annotation, citation in zip(choice.message.annotations, whole["citations"], strict=True):
        said = annotation.url_citation
        assert annotation.type == "url_citation"
        assert (said.title, said.url) == (citation["title"], citation["url"])
        words = content[said.start_index : said.end_index]
        assert words == content[citation["answer_start"] : citation["answer_end"]] != ""


def test_a_language_model_took_no_tokens(client: openai.OpenAI) -> None:
    usage = _asked(client, BOXES).usage
    assert usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (0, 0, 0)


def test_abstaining_is_said_in_plain_words(client: openai.OpenAI) -> None:
    completion = _asked(client, "Tungsten boils when?")
    [choice] = completion.choices
    assert choice.finish_reason == "stop"
    assert choice.message.annotations == []
    assert choice.message.content == _native(completion)["answer"]
    assert _native(completion)["status"] == "abstained"


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    question = "Who visited Hanoi? How many cases have been identified?"
    whole = _asked(client, question)
    chunks = _streamed(client, question)
    assert {(chunk.object, chunk.model) for chunk in chunks} == {("chat.completion.chunk", MODEL)}
    assert len({(chunk.id, chunk.created) for chunk in chunks}) == 1
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert [delta.role for delta in deltas] == ["assistant"] + [None] * (len(deltas) - 1)
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert len(deltas) > 3
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    last = chunks[-1]
    assert last.choices[0].finish_reason == "stop"
    annotations = whole.choices[0].message.annotations
    assert annotations
    assert last.choices[0].delta.model_extra == {
        "annotations": [annotation.model_dump() for annotation in annotations]
    }
    assert _timeless(_native(last)) == _timeless(_native(whole))
    assert all(chunk.usage is None and not chunk.model_extra for chunk in chunks[:-1])


def test_usage_is_streamed_where_it_is_asked_for(client: openai.OpenAI) -> None:
    chunks = _streamed(client, BOXES, stream_options={"include_usage": True})
    assert chunks[-1].choices == []
    assert chunks[-1].usage
    assert chunks[-1].usage.total_tokens == 0
    assert chunks[-2].choices[0].finish_reason == "stop"


def test_a_stream_ends_with_done(plain: httpx2.Client) -> None:
    body = {"messages": _user(BOXES), "stream": True}
    response = plain.post("/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.text.endswith("\n\ndata: [DONE]\n\n")
    assert all(line.startswith("data: ") for line in response.text.split("\n") if line)


def test_the_client_s_own_gathering_of_a_stream_keeps_the_answer(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model=MODEL, messages=_user(BOXES)) as stream:
        completion = stream.get_final_completion()
    whole = _asked(client, BOXES)
    message = completion.choices[0].message
    assert message.content == whole.choices[0].message.content
    assert message.annotations == whole.choices[0].message.annotations


def test_the_asynchronous_client_gets_the_same(url: str, client: openai.OpenAI) -> None:
    async def ask() -> tuple[ChatCompletion, str]:
        async with openai.AsyncOpenAI(
            base_url=f"{url}/v1", api_key="none", max_retries=0
        ) as asynchronous:
            create = asynchronous.chat.completions.create
            whole = await create(model=MODEL, messages=_user(BOXES))
            text = ""
            async with await create(model=MODEL, messages=_user(BOXES), stream=True) as stream:
                async for chunk in stream:
                    text += chunk.choices[0].delta.content or ""
            return whole, text

    whole, text = asyncio.run(ask())
    assert whole.choices == _asked(client, BOXES).choices
    assert text == whole.choices[0].message.content


def test_there_is_one_model(client: openai.OpenAI, swift_qa: QA) -> None:
    [model] = client.models.list().data
    assert (model.id, model.object, model.owned_by) == (MODEL, "model", MODEL)
    built = datetime.fromisoformat(swift_qa.generation.manifest.built)
    assert built.tzinfo is UTC
    assert datetime.fromtimestamp(model.created, UTC) == built.replace(microsecond=0)
    assert client.models.retrieve(MODEL) == model
    with pytest.raises(openai.NotFoundError) as missing:
        client.models.retrieve("gpt-4o")
    assert missing.value.code == "model_not_found"


# --- what is asked ---


def test_the_last_user_message_is_the_question(client: openai.OpenAI) -> None:
    conversation: list[ChatCompletionMessageParam] = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "Tungsten boils when?"},
        {"role": "assistant", "content": None},
        {"role": "user", "content": BOXES},
        {"role": "assistant", "content": "Let me see."},
    ]
    said = client.chat.completions.create(model=MODEL, messages=conversation)
    assert said.choices == _asked(client, BOXES).choices


def test_parts_of_text_are_lines_of_one_question() -> None:
    parts = [{"type": "text", "text": "How many?"}, {"type": "text", "text": "Boxes.", "x": 1}]
    request = ChatRequest.model_validate({"messages": [{"role": "user", "content": parts}]})
    assert request.question == "How many?\nBoxes."


def test_what_means_nothing_here_is_ignored(client: openai.OpenAI) -> None:
    said = _asked(
        client,
        BOXES,
        temperature=2,
        max_tokens=1,
        seed=7,
        n=1,
        stop=["boxes"],
        response_format={"type": "text"},
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        extra_body={"nothing": {"of": "ours"}},
    )
    assert said.choices == _asked(client, BOXES).choices


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": []}, "messages"),
        ({}, "messages"),
        ({"messages": [{"role": "system", "content": SECRET}]}, "messages"),
        ({"messages": _user("")}, "messages"),
        ({"messages": _user(None)}, "messages"),
        ({"messages": _user("\u200b")}, "messages"),
        ({"messages": _user("\0")}, "messages"),
        ({"messages": _user(f"{SECRET} " * 250)}, "messages"),
        ({"messages": _user([])}, "messages"),
        ({"messages": _user([{"type": "image_url", "image_url": {"url": SECRET}}])}, "messages"),
        ({"messages": _user([{"type": "text"}])}, "messages"),
        ({"messages": _user([SECRET])}, "messages.0.content"),
        ({"messages": _user(BOXES), "n": 2}, "n"),
        ({"messages": _user(BOXES), "response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": _user(BOXES), "stream": SECRET}, "stream"),
        ({"messages": _user(BOXES), "offset_unit": SECRET}, "offset_unit"),
    ],
)
def test_what_cannot_be_answered_is_a_bad_request(
    body: dict[str, Any], param: str, client: openai.OpenAI
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.post("/chat/completions", body=body, cast_to=ChatCompletion)
    error = caught.value
    assert (error.type, error.code) == ("invalid_request_error", None)
    assert error.param
    assert error.param.startswith(param)
    assert isinstance(error.body, dict)
    assert param in error.body["message"]
    assert SECRET not in error.response.text


def test_another_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model=f"gpt-{SECRET}", messages=_user(BOXES))
    assert caught.value.code == "model_not_found"
    assert MODEL in caught.value.message
    assert SECRET not in caught.value.response.text


# --- links and units ---


def test_an_article_without_address_or_title_is_linked_to_where_it_stands_here(
    ship_url: str,
) -> None:
    with _client(ship_url) as client:
        completion = _asked(client, LANTERNS)
    assert completion.choices[0].message.annotations
    [annotation] = completion.choices[0].message.annotations
    assert annotation.url_citation.title == "a b//é?#/"
    assert annotation.url_citation.url == f"{ship_url}/v1/articles/a%20b%2F%2F%C3%A9%3F%23%2F"
    assert httpx2.get(annotation.url_citation.url).json()["text"] == SHIP


@pytest.mark.parametrize(("unit", "length"), [("codepoint", 32), ("utf16", 33), ("byte", 35)])
def test_annotations_count_in_the_unit_asked_for(unit: str, length: int, ship_url: str) -> None:
    # "The ferry 🛳 carried 37 lanterns." has 32 code points, one of them of two units and 4 bytes.
    with _client(ship_url) as client:
        for said in (
            _asked(client, LANTERNS, extra_body={"offset_unit": unit}).choices[0].message,
            _streamed(client, LANTERNS, extra_body={"offset_unit": unit})[-1].choices[0].delta,
        ):
            [annotation] = json.loads(said.model_dump_json())["annotations"]
            assert annotation["url_citation"]["start_index"] == 0
            assert annotation["url_citation"]["end_index"] == length


# --- errors ---


def test_every_error_has_openai_s_shape(plain: httpx2.Client) -> None:
    headers = {"Content-Type": "application/json"}
    path = "/v1/chat/completions"
    for response, status in [
        (plain.post(path, content="{", headers=headers), 400),
        (plain.post(path, content='{"a": 1, "a": 2}', headers=headers), 400),
        (plain.post(path, content='{"n": NaN}', headers=headers), 400),
        (plain.post(path, content='{"model": "\\ud800"}', headers=headers), 400),
        (plain.post(path, json={"messages": _user("x" * 70_000)}), 413),
        (plain.post(path, content="messages"), 415),
        (plain.get(path), 405),
        (plain.post("/v1/models", json={}), 405),
        (plain.post(path, json={"messages": []}, headers={"Origin": "https://evil.test"}), 403),
        (plain.get("/v1/models", headers={"Host": "evil.test"}), 400),
    ]:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/json"
        [error] = response.json().values()
        assert set(error) == {"message", "type", "param", "code"}
        assert error["type"] == "invalid_request_error"
        assert error["message"]


def test_a_wrong_key_is_told_so(swift_qa: QA, serve: Serve) -> None:
    url = serve(create_app(swift_qa, "0.0-test", Access(keys=(SecretStr(KEY),))))
    with _client(url, "wrong") as stranger, pytest.raises(openai.AuthenticationError) as caught:
        _asked(stranger, BOXES)
    assert caught.value.code == "invalid_api_key"
    assert caught.value.response.headers["www-authenticate"] == "Bearer"
    with _client(url, KEY) as friend:
        assert _asked(friend, BOXES).choices
        assert friend.models.list().data


class Stuck:
    """A reader that is never done within the deadline."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise TimeoutError(SECRET)


def test_a_failure_is_an_error_streamed_or_not(generation: Generation, serve: Serve) -> None:
    failing = QA(generation, Stuck(), believing())
    with _client(serve(create_app(failing, "0.0-test"))) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            _asked(client, BOXES)
        assert (caught.value.status_code, caught.value.type) == (500, "server_error")
        with pytest.raises(openai.APIError) as streamed:
            _streamed(client, BOXES)
    assert streamed.value.type == "server_error"
    assert SECRET not in str(streamed.value.body)
    assert SECRET not in caught.value.response.text


def test_what_is_shed_says_when_to_come_again(generation: Generation, serve: Serve) -> None:
    stuck = QA(generation, Stuck(), believing())
    late = Capacity(deadline_seconds=0)
    with _client(serve(create_app(stuck, "0.0-test", capacity=late))) as client:
        for ask in (_asked, _streamed):
            with pytest.raises(openai.InternalServerError) as caught:
                ask(client, BOXES)
            assert (caught.value.status_code, caught.value.code) == (503, "overloaded")
            assert caught.value.response.headers["retry-after"] == "1"
