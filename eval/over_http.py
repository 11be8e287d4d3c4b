"""A running service, asked over HTTP."""

from collections.abc import Callable
from functools import lru_cache
from time import sleep
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from eval.answerer import Rankings, Service
from eval.evidence import Span
from index import Article, DatelineError
from service.http.schemas import (
    ArticleOut,
    AskRequest,
    AskResponse,
    CorpusResponse,
    SearchRequest,
    SearchResponse,
)

TIMEOUT_SECONDS = 60.0

T = TypeVar("T", bound=BaseModel)


class ServiceUnreachable(DatelineError):
    """No Dateline service answers under that URL, or no more; the text says what came (exit 5)."""


class OverHttp:
    """An ``Answerer`` that is a running service; also a context manager that hangs up.

    ``rankings`` has the ``fused`` list only, since ``/v1/search`` tells no other. Where the service
    limits how often one may ask, each request waits until it may; that is part of its time.
    """

    def __init__(self, url: str, api_key: str | None = None) -> None:
        # As bytes, because a key need not be ASCII.
        headers = {b"Authorization": f"Bearer {api_key}".encode()} if api_key else {}
        self._url = url
        if "@" in url.partition("://")[2].partition("/")[0]:
            raise ServiceUnreachable(
                "a URL with a password would be stored in the run; leave it out"
            )
        try:
            self._client = httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS)
        except httpx2.InvalidURL as error:
            raise ServiceUnreachable(f"{url}: {error}") from error
        # Questions share articles, and an article never changes within a generation.
        self._articles = lru_cache(maxsize=4096)(self._fetch_article)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._client.close()

    def service(self) -> Service:
        """``GET /v1/corpus``; raises ``ServiceUnreachable`` where no Dateline answers."""
        try:
            corpus = self._read(self._client.get("/v1/corpus"), CorpusResponse)
        # A host that is no name at all is found out by the resolver, as a UnicodeError.
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise ServiceUnreachable(f"{self._url}: no Dateline answers there: {error}") from error
        return Service(self._url, corpus.generation, corpus.recipe)

    def ask(self, request: AskRequest) -> AskResponse:
        """``POST /v1/ask``."""
        return self._post("/v1/ask", request, AskResponse)

    def rankings(self, request: AskRequest) -> Rankings:
        """``POST /v1/search``, for the list before reranking."""
        search = SearchRequest(query=request.question, top_k=request.top_k, as_of=request.as_of)
        hits = self._post("/v1/search", search, SearchResponse).hits
        return {"fused": tuple(Span(hit.article_id, hit.start, hit.end) for hit in hits)}

    def article(self, article_id: str) -> Article | None:
        """``GET /v1/articles/{id}``, once an article.

        Raises ``ServiceUnreachable`` where it cannot be read: left out, it would change the scores.
        """
        return self._articles(article_id)

    def _fetch_article(self, article_id: str) -> Article | None:
        try:
            path = f"/v1/articles/{quote(article_id, safe='')}"
            reply = _once_let_by(lambda: self._client.get(path))
            if reply.status_code == httpx2.codes.NOT_FOUND:
                return None
            found = self._read(reply, ArticleOut)
        except httpx2.HTTPError as error:
            raise ServiceUnreachable(
                f'{self._url}: article "{article_id}" cannot be read: {error}'
            ) from error
        return Article(found.id, found.title, found.source, found.published, found.url, found.text)

    def _post(self, path: str, body: BaseModel, reply: type[T]) -> T:
        sent: Any = body.model_dump(mode="json", exclude_unset=True)
        return self._read(_once_let_by(lambda: self._client.post(path, json=sent)), reply)

    def _read(self, reply: httpx2.Response, shape: type[T]) -> T:
        if not reply.is_success:
            raise httpx2.HTTPStatusError(_problem(reply), request=reply.request, response=reply)
        try:
            return shape.model_validate_json(reply.content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the reply"
            raise httpx2.DecodingError(f"{field}: {first['msg']}", request=reply.request) from error


def _once_let_by(send: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The reply to a request that is sent again for as long as the rate limit holds it off."""
    while True:
        reply = send()
        seconds = reply.headers.get("Retry-After", "")
        if reply.status_code != httpx2.codes.TOO_MANY_REQUESTS or not seconds.isdecimal():
            return reply
        sleep(int(seconds))


def _problem(reply: httpx2.Response) -> str:
    """The status and what the service says of it, if that is what it sent."""
    try:
        detail = reply.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = reply.reason_phrase
    return f"status {reply.status_code}: {detail}"
