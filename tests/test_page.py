"""The page and its files over HTTP; `page/` tests what they do in a browser."""

from collections.abc import Iterator

import httpx2
import pytest

from service.http.routes.page import PAGE

WHOLE = (PAGE / "index.html").read_bytes()


@pytest.fixture
def page(client: httpx2.Client) -> httpx2.Response:
    """The page as it is first fetched."""
    return client.get("/")


def test_the_page_is_its_file(page: httpx2.Response) -> None:
    assert (page.status_code, page.content) == (200, WHOLE)
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def _of_one_who_has(page: httpx2.Response) -> Iterator[dict[str, str]]:
    tag = page.headers["etag"]
    yield {"If-None-Match": tag}
    # As nginx names what it has compressed.
    yield {"If-None-Match": f"W/{tag}"}
    yield {"If-None-Match": f'"another", {tag}'}
    yield {"If-Modified-Since": page.headers["last-modified"]}
    yield {"If-None-Match": tag, "Range": "bytes=0-1"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_has_not_changed_is_not_sent_again(
    method: str, page: httpx2.Response, client: httpx2.Client
) -> None:
    for headers in _of_one_who_has(page):
        again = client.request(method, "/", headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["etag"] == page.headers["etag"]
        assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"another"'},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=0-1"},
        {"Range": "bytes=0-1", "If-Range": '"another"'},
    ],
    ids=str,
)
def test_else_it_is_sent_whole(headers: dict[str, str], client: httpx2.Client) -> None:
    response = client.get("/", headers=headers)
    assert (response.status_code, response.content) == (200, WHOLE)


def test_head_is_what_get_would_be(page: httpx2.Response, client: httpx2.Client) -> None:
    head = client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    for name in "content-type", "content-length", "etag", "last-modified", "cache-control":
        assert head.headers[name] == page.headers[name]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST", "DELETE", "OPTIONS"])
def test_it_is_only_read(method: str, client: httpx2.Client) -> None:
    response = client.request(method, "/", json={})
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/index.html", "/main.js", "/static", "/static/"])
def test_nothing_else_is_the_page(path: str, client: httpx2.Client) -> None:
    assert client.get(path).status_code == 404
