"""What every response bears, and what is stored of it."""

import httpx2
import pytest

from service.http.middleware.safe_headers import SAFE_HEADERS


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("/", "no-cache"),
        ("/static/style.css", "no-cache"),
        ("/static/none.css", "no-store"),
        ("/v1/corpus", "no-store"),
        ("/v1/articles/none", "no-store"),
        ("/readyz", "no-store"),
        ("/metrics", "no-store"),
        ("/openapi.json", "no-store"),
    ],
)
def test_only_the_page_may_be_stored_and_is_asked_for_again(
    path: str, stored: str, client: httpx2.Client
) -> None:
    response = client.get(path)
    assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    assert response.headers["cache-control"] == stored


def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx2.Client) -> None:
    tag = client.get("/static/style.css").headers["etag"]
    again = client.get("/static/style.css", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    assert {name: again.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS


def test_a_browser_does_nothing_on_its_own() -> None:
    policy = SAFE_HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "*" not in policy
