"""``/mcp`` over a real socket, driven by the SDK's own client, in both eras of the protocol."""

import asyncio
import json
import logging
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.types import INVALID_PARAMS, CallToolResult, TextContent
from pydantic import SecretStr

from index import Article, Generation, Passage, load_embedder, open_index, publish
from service.http.access import Access
from service.http.app import create_app
from service.http.mcp_tools import MOST_RESULTS
from service.http.middleware.safe_headers import SAFE_HEADERS
from service.http.middleware.strict_json import MAX_BODY_BYTES
from service.http.routes.mcp import PATH
from service.http.schemas import AskResponse
from service.inference import Capacity
from service.live_index import LiveIndex
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import SharedTerms, believing

CLIENTS = Path(__file__).parents[1] / "docs" / "clients.md"
MERIDIAN, HARBOUR = "vietnam-us-defence-talks-meridian", "vietnam-us-defence-talks-harbour"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"
KEY = "open-sesame-open-sesame"
ECHO = "zebrafish"
MODERN = "2026-07-28"
# Loading the system's certificates takes longer than a call, and there is no TLS here.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
OLD_NEWS = "There is no article of this id; search gives the ids of those there."

ODD = [
    Article("a/b c?x=1#é%25", None, None, None, None, "🛳 The ferry carried 37 lanterns."),
    Article("plain", "Plain", "Post", date(2025, 1, 2), "https://post.example/1", "It rained."),
    # Two passages and one article: more words than a passage holds.
    Article("long", "Long", None, None, None, "Lanterns hung on the ferry all night. " * 40),
    *(Article(f"n{n}", f"Lantern {n}", None, None, None, f"Lantern {n} shone.") for n in range(12)),
]

T = TypeVar("T")
Mode = Literal["auto", "legacy"]
Serve = Callable[..., str]
both_eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def _using(
    url: str, use: Callable[[Client], Awaitable[T]], mode: Mode = "auto", key: str | None = None
) -> T:
    async def main() -> T:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(headers=headers, timeout=60, verify=PLAIN) as http:
            transport = streamable_http_client(url + PATH, http_client=http)
            async with Client(transport, mode=mode) as client:
                return await use(client)

    return asyncio.run(main())


def _call(url: str, tool: str, mode: Mode = "auto", /, **arguments: Any) -> CallToolResult:
    return _using(url, lambda client: client.call_tool(tool, arguments), mode)


def _text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def _done(result: CallToolResult) -> Any:
    assert not result.is_error, _text(result)
    return result.structured_content


def _error(result: CallToolResult) -> str:
    assert result.is_error
    assert result.structured_content is None
    return _text(result)


def _post(url: str, body: object, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.post(url + PATH, content=content, headers=headers, timeout=60, verify=PLAIN)


def _asking(tool: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


@pytest.fixture(scope="module")
def seeds(swift_qa: QA, serve: Serve) -> str:
    """The base URL of the seeds behind the swift reader."""
    return serve(create_app(swift_qa, "0.0-test"))


@pytest.fixture(scope="module")
def odd_generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp("odd")
    embedder = load_embedder()
    publish(folder, ODD, embedder)
    return open_index(folder, embedder)


@pytest.fixture(scope="module")
def odd(odd_generation: Generation, swift: Callable[[Generation], QA], serve: Serve) -> str:
    """The base URL of articles with odd ids."""
    return serve(create_app(swift(odd_generation), "0.0-test"))


# --- the tools ---


@both_eras
def test_says_who_it_is_and_lists_its_tools(seeds: str, mode: Mode) -> None:
    async def met(client: Client) -> None:
        assert client.server_info
        assert (client.server_info.name, client.server_info.version) == ("dateline", "0.0-test")
        assert "never instructions" in (client.instructions or "")
        assert (client.protocol_version == MODERN) == (mode == "auto")
        search, fetch, ask = (await client.list_tools()).tools
        for tool, name, arguments, required in (
            (search, "search", {"query"}, ["query"]),
            (fetch, "fetch", {"id"}, ["id"]),
            (ask, "ask", {"question", "as_of"}, ["question"]),
        ):
            assert tool.name == name
            assert tool.description
            assert set(tool.input_schema["properties"]) == arguments
            assert tool.input_schema["required"] == required
            assert tool.input_schema["additionalProperties"] is False
            assert tool.output_schema
            assert tool.output_schema["type"] == "object"
            assert tool.annotations
            hints = tool.annotations.model_dump(exclude_none=True)
            assert hints == {
                "read_only_hint": True,
                "destructive_hint": False,
                "idempotent_hint": True,
                "open_world_hint": False,
            }

    _using(seeds, met, mode)


@both_eras
def test_search_finds_articles_that_fetch_gives_whole(seeds: str, mode: Mode) -> None:
    found = _call(seeds, "search", mode, query="boxes of remains returned")
    assert json.loads(_text(found)) == _done(found)
    results = _done(found)["results"]
    assert {result["id"] for result in results} == {MERIDIAN, HARBOUR}
    for result in results:
        assert list(result) == ["id", "title", "url", "text"]
        fetched = _call(seeds, "fetch", mode, id=result["id"])
        document = _done(fetched)
        assert json.loads(_text(fetched)) == document
        assert list(document) == ["id", "title", "text", "url", "metadata"]
        assert result["text"] in document["text"]
        assert {key: document[key] for key in ("id", "title", "url")} == {
            key: result[key] for key in ("id", "title", "url")
        }
        served = httpx2.get(f"{seeds}/v1/articles/{result['id']}", verify=PLAIN).json()
        assert document["text"] == served["text"]
        assert document["url"] == served["url"]
        assert document["metadata"] == {
            name: served[name] for name in ("source", "published", "sha256")
        }


def test_search_gives_each_article_once_and_ten_at_most(odd: str) -> None:
    results = _done(_call(odd, "search", query="Which lanterns hung on the ferry?"))["results"]
    ids = [result["id"] for result in results]
    assert len(ids) == len(set(ids)) == MOST_RESULTS == 10
    assert "long" in ids


def test_an_article_of_unknown_title_and_address_has_its_id_and_ours(odd: str) -> None:
    id_ = ODD[0].id
    results = _done(_call(odd, "search", query="ferry that carried 37 lanterns"))["results"]
    (result,) = [result for result in results if result["id"] == id_]
    assert (result["title"], result["text"]) == (id_, ODD[0].text)
    assert result["url"] == f"{odd}/v1/articles/a%2Fb%20c%3Fx%3D1%23%C3%A9%2525"
    assert httpx2.get(result["url"], verify=PLAIN).json()["text"] == ODD[0].text
    document = _done(_call(odd, "fetch", id=id_))
    assert (document["text"], document["url"]) == (ODD[0].text, result["url"])
    assert document["metadata"] == {"sha256": ODD[0].sha256}


@both_eras
def test_ask_answers_as_the_native_interface_does(server: str, mode: Mode) -> None:
    result = _call(server, "ask", mode, question=BOXES)
    answer = _done(result)
    AskResponse.model_validate(answer)
    asked = {"question": BOXES}
    native = httpx2.post(f"{server}/v1/ask", json=asked, timeout=60, verify=PLAIN).json()
    for response in (answer, native):
        del response["id"], response["timings_ms"]
    assert answer == native
    lines = _text(result).splitlines()
    assert lines[0].startswith("994 (")
    assert lines[1] == answer["answer"]
    assert answer["citations"]
    for citation in answer["citations"]:
        assert f"    {citation['quote']}" in lines


def test_ask_as_of_a_day_knows_no_later_article(seeds: str) -> None:
    before = _call(seeds, "ask", question=BOXES, as_of="2025-11-01")
    assert _done(before)["abstain_reason"] == "no_passages"
    on_the_day = _done(_call(seeds, "ask", question=BOXES, as_of="2025-11-02"))
    assert on_the_day["interpretation"]["as_of"] == "2025-11-02"
    assert {passage["article_id"] for passage in on_the_day["passages"]} == {MERIDIAN}


def test_abstaining_is_no_error(seeds: str) -> None:
    result = _call(seeds, "ask", question="Tungsten boils when?")
    answer = _done(result)
    assert (answer["status"], answer["short_answer"]) == ("abstained", None)
    assert _text(result).splitlines()[0] == answer["answer"]


# --- what must not hurt ---


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("search", {}, "query: Field required"),
        ("search", {"query": 7}, "query: Input should be a valid string"),
        ("search", {"query": " \u200b"}, "query: must hold at least one visible character"),
        ("search", {"query": "x" * 2001}, "query: String should have at most 2000 characters"),
        ("search", {"query": "x", ECHO: 1}, "an argument is not known here"),
        ("fetch", {"id": None}, "id: Input should be a valid string"),
        ("fetch", {"id": "gone"}, OLD_NEWS),
        ("fetch", {"id": "\0' OR 1=1 --"}, OLD_NEWS),
        ("fetch", {"id": "../../etc/passwd"}, OLD_NEWS),
        ("ask", {"question": ""}, "question: String should have at least 1 character"),
        ("ask", {"question": "x", "as_of": "Monday"}, "as_of: must be a date like 2025-11-02"),
        (
            "ask",
            {"as_of": 20251102, ECHO: 1},
            "question: Field required; as_of: must be a date like 2025-11-02; "
            "an argument is not known here",
        ),
    ],
)
def test_bad_arguments_are_errors_of_the_tool_that_say_why(
    seeds: str, tool: str, arguments: dict[str, Any], reason: str
) -> None:
    assert _error(_call(seeds, tool, **arguments)) == reason


@both_eras
def test_an_unknown_tool_is_an_error_of_the_protocol(seeds: str, mode: Mode) -> None:
    async def called(client: Client) -> None:
        with pytest.raises(MCPError) as caught:
            await client.call_tool(ECHO)
        assert caught.value.code == INVALID_PARAMS
        assert caught.value.message == "Unknown tool; there are search, fetch, ask."

    _using(seeds, called, mode)


class _Stalling:
    """Reads nothing before it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = Event(), Event()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.begun.set()
        assert self.let_go.wait(30)
        return SharedTerms().read(question, passages)


@pytest.fixture
def stalling() -> Iterator[_Stalling]:
    reader = _Stalling()
    yield reader
    reader.let_go.set()


def test_overload_says_when_to_try_again(
    stalling: _Stalling, generation: Generation, serve: Serve
) -> None:
    qa = QA(generation, stalling, believing())
    url = serve(create_app(qa, "0.0-test", capacity=Capacity(workers=1, queue=1)))

    async def three(client: Client) -> list[CallToolResult]:
        calls = [
            asyncio.ensure_future(client.call_tool("ask", {"question": f"Who said {n}?"}))
            for n in range(3)
        ]
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        stalling.let_go.set()
        await asyncio.gather(*calls)
        return [call.result() for call in sorted(calls, key=lambda call: call not in done)]

    shed, *answered = _using(url, three)
    assert _error(shed).startswith("Too many questions wait; try again in ")
    for result in answered:
        _done(result)


def test_an_answer_that_takes_too_long_says_so(
    stalling: _Stalling, generation: Generation, serve: Serve
) -> None:
    qa = QA(generation, stalling, believing())
    url = serve(create_app(qa, "0.0-test", capacity=Capacity(deadline_seconds=0.2)))
    late = _error(_call(url, "ask", question=BOXES))
    assert late == "The answer took longer than it may; try again."


def test_an_answer_and_its_text_are_of_one_generation(
    stalling: _Stalling, serve: Serve, tmp_path: Path
) -> None:
    """The copy's outlet has another name in the generation that comes while it is read."""
    embedder, text = load_embedder(), "The ferry carried 37 lanterns."

    def published(copier: str) -> QA:
        wire = Article("a", None, "Wire", date(2025, 1, 2), None, text)
        copy = Article("b", None, copier, date(2025, 1, 3), None, text)
        publish(tmp_path, [wire, copy], embedder)
        return QA(open_index(tmp_path, embedder), stalling, believing())

    live, new = LiveIndex(published("Gazette")), published("Impostor")
    url = serve(create_app(live, "0.0-test"))

    async def ask(client: Client) -> CallToolResult:
        call = asyncio.ensure_future(client.call_tool("ask", {"question": "How many lanterns?"}))
        while not stalling.begun.is_set():
            await asyncio.sleep(0.01)
        live.serve(new)
        stalling.let_go.set()
        return await call

    said = _using(url, ask)
    assert _done(said)["generation"] != new.generation.id
    assert "Wire, also printed by Gazette" in _text(said)
    assert "also printed by Impostor" in _text(_call(url, "ask", question="How many lanterns?"))


@both_eras
def test_a_client_that_leaves_frees_its_place(
    stalling: _Stalling,
    generation: Generation,
    serve: Serve,
    mode: Mode,
    caplog: pytest.LogCaptureFixture,
) -> None:
    qa = QA(generation, stalling, believing())
    url = serve(create_app(qa, "0.0-test", capacity=Capacity(workers=1, queue=1)))

    async def ask(question: str) -> httpx2.Response:
        call, headers = _asking("ask", question=question), {"accept": "application/json"}
        if mode == "auto":
            call["params"]["_meta"] = {
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientCapabilities": {},
            }
            headers |= {"mcp-protocol-version": MODERN, "mcp-method": "tools/call"}
            headers["mcp-name"] = "ask"
        async with httpx2.AsyncClient(timeout=60, verify=PLAIN) as client:
            return await client.post(url + PATH, json=call, headers=headers)

    async def one_leaves() -> list[httpx2.Response]:
        read = asyncio.ensure_future(ask("Who said so?"))
        await asyncio.sleep(0.1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ask("Who left?"), 0.3)
        # Only one may wait; this one may as soon as the service has seen the other leave.
        waiting = asyncio.ensure_future(ask("Who stayed?"))
        while (await asyncio.wait([waiting], timeout=0.3))[0]:
            assert "Too many" in waiting.result().text
            waiting = asyncio.ensure_future(ask("Who stayed?"))
        stalling.let_go.set()
        return [await read, await waiting]

    for response in asyncio.run(asyncio.wait_for(one_leaves(), 30)):
        assert response.json()["result"]["isError"] is False
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class _Failing:
    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise RuntimeError(f"{ECHO} {question}")


@both_eras
def test_a_defect_is_an_error_that_leaks_nothing(
    generation: Generation, serve: Serve, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    url = serve(create_app(QA(generation, _Failing(), believing()), "0.0-test"))
    failed = _error(_call(url, "ask", mode, question=BOXES))
    assert failed == "Dateline failed; the log says how, under this X-Request-ID."
    assert "the tool ask failed" in [record.message for record in caplog.records]
    # It goes on.
    assert _error(_call(url, "fetch", mode, id="gone")) == OLD_NEWS


def test_without_the_key_nothing_is_said(swift_qa: QA, serve: Serve) -> None:
    url = serve(create_app(swift_qa, "0.0-test", Access((SecretStr(KEY),))))
    for headers in ({}, {"authorization": "Bearer wrong"}):
        refused = _post(url, _asking("search", query=ECHO), **headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert ECHO not in refused.text
    with pytest.RaisesGroup(MCPError, flatten_subgroups=True, allow_unwrapped=True):
        _call(url, "search", query="boxes")
    assert _using(url, lambda client: client.list_tools(), key=KEY).tools


BAD_BODIES: list[tuple[object, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"\xff", 400),
    (b'{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "ping"}', 400),
    (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', 422),
    (b"[" * 10_000 + b"]" * 10_000, 400),
    (b"[" * 500 + b"]" * 500, 400),
    (b" " * (MAX_BODY_BYTES + 1), 413),
    (None, 400),
    (ECHO, 400),
    ([], 400),
    ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], 400),
    ({ECHO: 1}, 400),
    ({"jsonrpc": "1.0", "id": 1, "method": "ping", "params": {ECHO: 1}}, 400),
    ({"jsonrpc": "2.0", "id": {ECHO: 1}, "method": "ping"}, 400),
    ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [ECHO]}, 400),
    ({"jsonrpc": "2.0", "id": 1, "method": 7}, 400),
]


@pytest.mark.parametrize("headers", [{}, {"mcp_protocol_version": MODERN}], ids=["old", "modern"])
@pytest.mark.parametrize(("body", "status"), BAD_BODIES)
def test_what_is_no_message_is_refused(
    seeds: str, body: object, status: int, headers: dict[str, str]
) -> None:
    refused = _post(seeds, body, **headers)
    assert refused.status_code == status, refused.text
    assert ECHO not in refused.text
    assert "pydantic" not in refused.text
    assert len(refused.content) < 500
    assert {name: refused.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS


def test_a_body_that_is_no_message_is_told_in_json_rpc(seeds: str) -> None:
    message = "The body is not one JSON-RPC 2.0 message."
    refused = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": message}}
    assert _post(seeds, {}).json() == refused
    assert _post(seeds, []).json() == refused


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"name": "fetch", "arguments": [1]}, -32602),
        ({"name": 7}, -32602),
        ({}, -32602),
        ({"name": "fetch", "arguments": {}, "_meta": 7}, -32602),
    ],
)
def test_calls_that_do_not_fit_the_protocol_are_its_errors(
    seeds: str, params: dict[str, Any], code: int
) -> None:
    call = _asking("") | {"params": params}
    assert _post(seeds, call).json()["error"]["code"] == code


def test_other_media_types_are_refused(seeds: str) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert _post(seeds, ping, content_type="text/plain").status_code == 415
    assert _post(seeds, ping, accept="text/html").status_code == 406
    assert _post(seeds, ping, mcp_protocol_version="1999-01-01").status_code == 400


@pytest.mark.parametrize("headers", [{}, {"mcp_protocol_version": MODERN}], ids=["old", "modern"])
def test_pages_of_other_sites_cannot_use_it(seeds: str, headers: dict[str, str]) -> None:
    call = _asking("search", query="boxes")
    assert _post(seeds, call, origin="https://evil.example", **headers).status_code == 403
    assert _post(seeds, call, host="evil.example", **headers).status_code == 400


def test_there_is_nothing_to_get_or_delete(seeds: str) -> None:
    for method in ("GET", "DELETE", "OPTIONS"):
        headers = {"accept": "text/event-stream"}
        refused = httpx2.request(method, seeds + PATH, headers=headers, verify=PLAIN)
        assert refused.status_code == 405, method
        assert refused.headers["allow"] == "POST"
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_notification_is_taken_and_not_answered(seeds: str) -> None:
    for headers in ({}, {"mcp_protocol_version": MODERN}):
        told = {"jsonrpc": "2.0", "method": "notifications/initialized"}
        accepted = _post(seeds, told, **headers)
        assert (accepted.status_code, accepted.content) == (202, b"")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), children, max_size=3)
    ),
    max_leaves=5,
)
METHODS = [
    "initialize", "ping", "server/discover", "tools/list", "tools/call", "resources/list",
    "subscriptions/listen", "logging/setLevel", "notifications/cancelled", "nonsense",
]  # fmt: skip
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["search", "fetch", "ask"]) | JSON,
        "arguments": st.dictionaries(st.sampled_from(["query", "id", "question", "as_of"]), JSON)
        | JSON,
        "_meta": JSON,
        "cursor": JSON,
        "protocolVersion": JSON,
        "requestId": JSON,
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(METHODS),
    params=PARAMS | JSON,
    id_=st.integers() | st.text(st.characters(codec="utf-8"), max_size=5) | JSON,
    modern=st.booleans(),
)
def test_no_message_makes_it_fail(
    odd: str, method: str, params: object, id_: object, modern: bool
) -> None:
    headers = {"mcp_protocol_version": MODERN} if modern else {}
    body = {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}
    response = _post(odd, body, **headers)
    assert response.status_code < 500, response.text
    assert response.content == b"" or "jsonrpc" in response.json() or "title" in response.json()


# --- many at once, again and again ---


def test_many_clients_are_answered_each_its_own(odd: str) -> None:
    async def all_at_once(client: Client) -> list[CallToolResult]:
        return await asyncio.gather(
            *(client.call_tool("fetch", {"id": f"n{n % 12}"}) for n in range(24))
        )

    for n, result in enumerate(_using(odd, all_at_once)):
        assert _done(result)["text"] == f"Lantern {n % 12} shone."


def test_many_may_be_the_first(swift_qa: QA, serve: Serve) -> None:
    url = serve(create_app(swift_qa, "0.0-test"))
    with ThreadPoolExecutor(8) as clients:
        found = clients.map(lambda _: _done(_call(url, "fetch", id=MERIDIAN))["id"], range(8))
        assert list(found) == [MERIDIAN] * 8


def test_one_application_serves_again_and_beside_others(swift_qa: QA, serve: Serve) -> None:
    app = create_app(swift_qa, "0.0-test")
    for url in (serve(app), serve(app), serve(create_app(swift_qa, "0.0-test"))):
        assert _done(_call(url, "fetch", id=MERIDIAN))["id"] == MERIDIAN


def test_a_request_leaves_no_line_in_the_log(seeds: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert _post(seeds, _asking("fetch", id=MERIDIAN)).status_code == 200
    assert [record for record in caplog.records if record.name.startswith("mcp")] == []


def test_the_sdk_is_not_imported_before_it_is_asked_for() -> None:
    imported = (
        "import sys, dateline; from service.http.routes.mcp import route; route(None, '0');"
        "sys.exit('mcp' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", imported], check=True, cwd=CLIENTS.parents[1])


def test_the_documentation_says_how_to_connect() -> None:
    _, _, rest = CLIENTS.read_text(encoding="utf-8").partition("## MCP\n")
    connection = json.loads(rest.split("```json\n")[1].split("```")[0])
    assert urlsplit(connection["mcpServers"]["dateline"]["url"]).path == PATH
