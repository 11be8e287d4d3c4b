"""How often a client may ask, over real sockets; a trusted proxy tells who the client is."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from service.http.access import Access
from service.http.app import create_app
from service.qa import QA
from service.rates import Rate

OLD, NEW = "open-sesame-open-sesame", "schlüssel-schlüssel"
TWICE = Rate(2, 3600)

Serve = Callable[[FastAPI], str]


@contextmanager
def _serving(qa: QA, serve: Serve, access: Access) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=serve(create_app(qa, "0.0-test", access)), timeout=30) as client:
        yield client


@pytest.fixture
def proxied(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client, by way of a trusted proxy, of a service that has two keys."""
    keys = (SecretStr(OLD), SecretStr(NEW))
    with _serving(swift_qa, serve, Access(keys, rate=TWICE, proxies=("127.0.0.1",))) as client:
        yield client


@pytest.fixture
def keyless(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """The same of a service without a key."""
    access = Access(rate=TWICE, proxies=("127.0.0.0/8", "::1"))
    with _serving(swift_qa, serve, access) as client:
        yield client


def _ask(client: httpx2.Client, address: str, key: str | None = None) -> httpx2.Response:
    headers = [(b"X-Forwarded-For", address.encode())]
    if key is not None:
        headers.append((b"Authorization", f"Bearer {key}".encode()))
    return client.get("/v1/articles", headers=headers)


def _statuses(client: httpx2.Client, *addresses: str, key: str | None = None) -> list[int]:
    return [_ask(client, address, key).status_code for address in addresses]


def test_more_than_the_rate_is_told_when_to_come_again(keyless: httpx2.Client) -> None:  # 20
    assert _statuses(keyless, "203.0.113.7", "203.0.113.7") == [200, 200]
    refused = _ask(keyless, "203.0.113.7")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    seconds = int(refused.headers["retry-after"])
    assert 3500 < seconds <= 3600
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": f"There were too many requests; try again in {seconds} s.",
        "errors": [],
    }
    assert _statuses(keyless, "203.0.113.8") == [200]


def test_a_burst_of_wrong_keys_ends_soon_and_stops_no_right_one(proxied: httpx2.Client) -> None:
    # 20
    address = "203.0.113.7"
    statuses = [_ask(proxied, address, f"guess-{n}").status_code for n in range(6)]
    assert statuses == [401, 401, 429, 429, 429, 429]
    assert _statuses(proxied, address) == [429]
    assert _statuses(proxied, address, key=OLD) == [200]
    assert _statuses(proxied, "203.0.113.8") == [401]


def test_a_key_counts_wherever_it_is_borne_and_apart_from_another(proxied: httpx2.Client) -> None:
    addresses = ("203.0.113.1", "203.0.113.2", "203.0.113.3")
    assert _statuses(proxied, *addresses, key=OLD) == [200, 200, 429]
    assert _statuses(proxied, *addresses, key=NEW) == [200, 200, 429]


def test_addresses_of_one_ipv6_network_are_one_client(keyless: httpx2.Client) -> None:
    assert _statuses(keyless, "2001:db8::1", "2001:db8:0:0:ffff::2", "2001:db8::3") == [
        200,
        200,
        429,
    ]
    assert _statuses(keyless, "2001:db8:0:1::1") == [200]
    # An IPv4 address is one, however it is written.
    assert _statuses(keyless, "203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9") == [200, 200, 429]


def test_what_is_no_address_is_one_client_too(keyless: httpx2.Client) -> None:
    assert _statuses(keyless, "unknown", "_hidden", "x" * 5000) == [200, 200, 429]


def test_only_the_word_of_a_trusted_proxy_counts(keyless: httpx2.Client) -> None:  # 29
    # What the client wrote itself stands left of what the proxy adds.
    forged = [f"198.51.100.{n}, 203.0.113.7" for n in range(3)]
    assert _statuses(keyless, *forged) == [200, 200, 429]
    assert _statuses(keyless, "127.0.0.1, 203.0.113.7") == [429]


def test_page_and_health_do_not_count(keyless: httpx2.Client) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7"}
    for path in ("/", "/static/style.css", "/livez", "/readyz") * 2:
        assert keyless.get(path, headers=headers).status_code == 200


def test_this_machine_may_ask_as_often_as_it_wants(swift_qa: QA, serve: Serve) -> None:
    with _serving(swift_qa, serve, Access(rate=TWICE)) as client:
        assert {client.get("/v1/articles").status_code for _ in range(10)} == {200}


def test_a_trusted_proxy_on_this_machine_that_asks_for_this_machine_is_no_news(
    keyless: httpx2.Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert _statuses(keyless, "127.0.0.1", "127.0.0.1", "127.0.0.1") == [200, 200, 429]
    assert [each for each in caplog.records if each.levelno == logging.WARNING] == []


def test_a_proxy_that_nobody_trusts_is_one_client_and_the_log_says_so(
    swift_qa: QA, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:  # 29
    with _serving(swift_qa, serve, Access(rate=TWICE)) as client:
        addresses = ("203.0.113.1", "127.0.0.1", "203.0.113.3", "203.0.113.4")
        assert _statuses(client, *addresses) == [200, 200, 429, 429]
        for name in ("Forwarded", "X-Real-IP"):
            assert client.get("/v1/articles", headers={name: "203.0.113.5"}).status_code == 429
        assert client.get("/v1/articles").status_code == 200
    warnings = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert warnings == [
        "a proxy at 127.0.0.1 asks for others, who share one rate limit until the setting "
        "trusted_proxies names it"
    ]
