"""The keys that requests bear: any of them will do, and no other."""

from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import Scope

from service.http.middleware.api_key import Keys, is_open

OLD, NEW = "open-sesame-open-sesame", "schlüssel-schlüssel"
KEYS = Keys([SecretStr(OLD), SecretStr(NEW)])


def _scope(*authorizations: bytes) -> Scope:
    headers: Any = [(b"authorization", each) for each in authorizations]
    return {"type": "http", "headers": headers}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
@pytest.mark.parametrize("key", [OLD, NEW])
def test_any_of_the_keys_will_do(scheme: str, key: str) -> None:
    assert KEYS.borne(_scope(f"{scheme} {key}".encode())) is not None


def test_each_key_is_told_from_the_other_by_its_digest() -> None:
    old, new = (KEYS.borne(_scope(b"Bearer " + key.encode())) for key in (OLD, NEW))
    assert old
    assert new
    assert old != new
    assert OLD.encode() not in old


@pytest.mark.parametrize(
    "authorization",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer  " + OLD.encode(),
        b"Bearer " + OLD[:-1].encode(),
        b"Bearer " + OLD.encode() + b"\n",
        b"Bearer " + NEW.encode("latin-1"),
        b"Basic " + OLD.encode(),
        b"Bearer \xff\xfe\x00",
        b"Bearer " + b"x" * 100_000,
    ],
)
def test_nothing_else_does(authorization: bytes) -> None:  # 19
    assert KEYS.borne(_scope(authorization)) is None


def test_where_no_key_is_configured_none_is_borne() -> None:
    for authorizations in [(), (b"Bearer ",), (b"Bearer " + OLD.encode(),)]:
        assert Keys([]).borne(_scope(*authorizations)) is None


def test_page_and_health_are_open() -> None:
    for path in ("/", "/static/app.js", "/livez", "/readyz"):
        assert is_open(path)
    for path in ("", "/metrics", "/openapi.json", "/v1/ask", "/mcp", "/livez/", "/static", "//"):
        assert not is_open(path)
