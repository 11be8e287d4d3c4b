"""Whose Host and Origin are taken, over real sockets."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.types import Message, Receive, Scope, Send

from service.http.access import THIS_MACHINE, Access
from service.http.app import create_app
from service.http.middleware.hosts_and_origins import HostsAndOrigins
from service.http.middleware.safe_headers import SAFE_HEADERS
from service.qa import QA

KEY = "open-sesame-open-sesame"
NEWS = "https://news.example"
SEARCH = {"query": "dioxin", "top_k": 1}

Serve = Callable[[FastAPI], str]


def _serving(qa: QA, serve: Serve, access: Access) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=serve(create_app(qa, "0.0-test", access)), timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def local(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of a service for its machine alone."""
    yield from _serving(swift_qa, serve, THIS_MACHINE)


@pytest.fixture(scope="module")
def public(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of one that has another name, a key, and a site that uses it; it bears no key."""
    access = Access((SecretStr(KEY),), ("News.Example", "2001:db8::7"), (NEWS,))
    yield from _serving(swift_qa, serve, access)


def _refused(response: httpx2.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    assert "evil" not in response.text


def _answer(client: httpx2.Client, head: bytes) -> bytes:
    address = urlsplit(str(client.base_url))
    assert address.hostname
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(head)
        return connection.recv(65536)


# --- Host ---


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8000", "[0:0::1]"],
)
def test_the_names_of_loopback_are_taken_with_any_port(host: str, local: httpx2.Client) -> None:
    assert local.get("/v1/corpus", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8000", "localhost.evil.example", "localhost.", "127.0.0.2",
        "evil@localhost", "localhost:", "localhost:x", "localhost:999999", "localhost/", "::1",
        "[::1", "::1]", "[localhost]", "localhost, evil.example", "", "2130706433",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/corpus", "/", "/nope"])
def test_a_foreign_or_malformed_host_is_refused(
    host: str, path: str, local: httpx2.Client
) -> None:  # 21
    _refused(local.get(path, headers={"Host": host}), 400)


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host: localhost\r\nHost: evil.example\r\n",
        b"Host: evil.example\r\nHost: localhost\r\n",
    ],
)
def test_there_is_one_host_exactly(hosts: bytes, local: httpx2.Client) -> None:  # 21
    answer = _answer(local, b"GET /v1/corpus HTTP/1.1\r\n" + hosts + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_health_is_told_whatever_the_service_is_called(local: httpx2.Client) -> None:
    for path in ("/livez", "/readyz"):
        assert local.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200
        assert _answer(local, f"GET {path} HTTP/1.0\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")


def test_the_address_that_a_request_came_to_is_one_of_its_names(swift_qa: QA) -> None:
    from fastapi.testclient import TestClient  # It alone says where a request came to.

    app = create_app(swift_qa, "0.0-test")
    assert TestClient(app, base_url="http://192.0.2.7:8000").get("/v1/corpus").status_code == 200
    there = TestClient(app, base_url="http://192.0.2.7:8000")
    assert there.get("/v1/corpus", headers={"Host": "192.0.2.8:8000"}).status_code == 400


@pytest.mark.parametrize("host", ["news.example", "NEWS.example:443", "[2001:DB8:0::7]:8000"])
def test_other_names_are_taken_where_they_are_allowed(host: str, public: httpx2.Client) -> None:
    assert public.get("/", headers={"Host": host}).status_code == 200


@given(
    st.one_of(
        st.binary(max_size=40),
        st.from_regex(rb"(localhost|127\.0\.0\.1|\[::1\])[:@/.a-z0-9\[\]]{0,8}", fullmatch=True),
    )
)
def test_what_is_taken_is_a_name_of_loopback_to_other_parsers_too(host: bytes) -> None:  # 21
    taken = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal taken
        taken = True

    async def send(_message: Message) -> None: ...

    async def receive() -> Message:
        raise AssertionError

    scope: Scope = {"type": "http", "path": "/v1/ask", "headers": [(b"host", host)]}
    asyncio.run(HostsAndOrigins(app)(scope, receive, send))
    if taken:
        assert urlsplit(f"//{host.decode('ascii')}").hostname in {"localhost", "127.0.0.1", "::1"}


# --- Origin ---


def _search(client: httpx2.Client, *origins: str, host: str | None = None) -> httpx2.Response:
    headers = [("Authorization", f"Bearer {KEY}"), *(("Origin", origin) for origin in origins)]
    if host is not None:
        headers.append(("Host", host))
    return client.post("/v1/search", json=SEARCH, headers=headers)


def test_clients_that_are_no_browsers_send_none(local: httpx2.Client) -> None:
    assert _search(local).status_code == 200


def test_its_own_page_may_ask(local: httpx2.Client) -> None:
    assert _search(local, str(local.base_url).rstrip("/")).status_code == 200
    assert _search(local, "http://localhost:81", host="localhost:81").status_code == 200
    # A proxy in between ended TLS.
    assert _search(local, "https://localhost", host="localhost").status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "http://localhost:1", "http://localhost.evil.example", "null", "",
        "evil", "http://", "file://", "chrome-extension://localhost", "http://evil@localhost",
    ],
)  # fmt: skip
def test_a_foreign_origin_is_refused(origin: str, local: httpx2.Client) -> None:  # 22
    for path in ("/v1/ask", "/v1/search", "/mcp", "/nope"):
        headers = {"Origin": origin, "Content-Type": "application/json"}
        response = local.post(path, content=b"{}", headers=headers)
        assert response.status_code == 403, response.text
        assert "evil" not in response.text
        assert "access-control-allow-origin" not in response.headers


def test_health_may_be_asked_for_by_any_name_and_origin(local: httpx2.Client) -> None:
    for path in ("/livez", "/readyz"):
        headers = {"Origin": "https://evil.example", "Host": "evil.example"}
        assert local.get(path, headers=headers).status_code == 200


def test_two_origins_must_both_be_its_own(local: httpx2.Client) -> None:
    own = str(local.base_url).rstrip("/")
    _refused(_search(local, own, "https://evil.example"), 403)


def test_a_site_that_is_allowed_may_ask_and_read(public: httpx2.Client) -> None:
    response = _search(public, NEWS)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == NEWS
    assert "Origin" in response.headers["vary"]
    assert "X-Request-ID" in response.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in response.headers
    for near in ("http://news.example", f"{NEWS}:8443", f"{NEWS}.evil.example"):
        _refused(_search(public, near), 403)


def test_its_browsers_are_told_so_before_they_send(public: httpx2.Client) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os",
        "Access-Control-Request-Private-Network": "true",
    }
    response = public.request("OPTIONS", "/v1/ask", headers={"Origin": NEWS, **asked})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == NEWS
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "authorization" in response.headers["access-control-allow-headers"]
    assert response.headers["access-control-allow-private-network"] == "true"
    foreign = {"Origin": "https://evil.example", **asked}
    _refused(public.request("OPTIONS", "/v1/ask", headers=foreign), 403)


def test_a_site_that_is_allowed_can_read_why_it_is_refused(public: httpx2.Client) -> None:
    for path, status in (("/v1/search", 401), ("/livez", 405)):
        response = public.post(path, json=SEARCH, headers={"Origin": NEWS})
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] == NEWS
        public.headers["Authorization"] = f"Bearer {KEY}"
    del public.headers["Authorization"]
