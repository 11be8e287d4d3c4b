"""The HTTP interface: the only place that knows routes and statuses."""

import secrets
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import SecretStr

from index import Article, Filters

from . import problems
from .answers import Question
from .qa import QA
from .schemas import (
    ArticleList,
    ArticleOut,
    ArticleSummary,
    AskRequest,
    AskResponse,
    CorpusResponse,
    PassageOut,
    Problem,
    SearchRequest,
    SearchResponse,
    SourceCount,
    VerifyRequest,
    VerifyResponse,
)
from .strict_json import StrictJSON
from .verifying import verify

PAGE = Path(__file__).parent / "page"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
)
CONTENT_SECURITY_POLICY += "connect-src 'self'; base-uri 'none'; form-action 'none'; "
CONTENT_SECURITY_POLICY += "frame-ancestors 'none'"

_PROBLEMS = {
    status: {"model": Problem, "content": {problems.MEDIA_TYPE: {}}}
    for status in (400, 401, 413, 415, 422)
}
Limit = Annotated[int, Query(ge=1, le=500)]


def create_app(qa: QA, version: str, api_key: SecretStr | None = None) -> FastAPI:
    """The application over ``qa``; with ``api_key``, all of /v1 asks for it."""
    app = FastAPI(
        title="Dateline",
        version=version,
        description="Answers factual questions about news articles, with quotes checked to the "
        "character.",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(StrictJSON)
    problems.install(app)
    app.middleware("http")(_harden)
    _add_pages(app)
    _add_health(app)
    _add_api(app, qa, [Depends(_key_check(api_key))] if api_key else [])
    return app


def _add_pages(app: FastAPI) -> None:
    app.mount("/static", StaticFiles(directory=PAGE), name="static")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")


def _add_health(app: FastAPI) -> None:
    @app.get("/livez", summary="Alive")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", summary="Index verified, models warm")
    async def readyz() -> dict[str, str]:
        return {"status": "ready"}


def _add_api(app: FastAPI, qa: QA, dependencies: list[object]) -> None:
    options = {"dependencies": dependencies, "responses": _PROBLEMS}

    @app.post("/v1/ask", summary="Ask a question", **options)  # type: ignore[arg-type]
    def ask(request: AskRequest) -> AskResponse:
        if request.mode == "generative":
            raise HTTPException(422, "mode: generative needs an LLM, and none is configured")
        if request.stream:
            raise HTTPException(422, "stream: this version answers whole; leave it out")
        answer = qa.answer(Question(request.question, request.top_k, request.bounds()))
        return AskResponse.of(answer, request.offset_unit, request.as_of)

    @app.post("/v1/search", summary="Search passages", **options)  # type: ignore[arg-type]
    def search(request: SearchRequest) -> SearchResponse:
        hits = qa.generation.retriever.search(request.query, request.top_k, request.bounds())
        return SearchResponse(
            generation=qa.generation.id,
            hits=[PassageOut.of(hit, request.offset_unit) for hit in hits],
        )

    @app.post("/v1/verify", summary="Check an answer's quotes", **options)  # type: ignore[arg-type]
    def verify_answer(request: VerifyRequest) -> VerifyResponse:
        verdicts = verify(request.citations, request.offset_unit, qa.article)
        return VerifyResponse(generation=qa.generation.id, citations=verdicts)

    @app.get("/v1/corpus", summary="What the index holds", **options)  # type: ignore[arg-type]
    def corpus() -> CorpusResponse:
        return _corpus(qa)

    @app.get("/v1/articles", summary="List articles", **options)  # type: ignore[arg-type]
    def articles(
        source: Annotated[str | None, Query(max_length=200)] = None,
        published_from: date | None = None,
        published_to: date | None = None,
        limit: Limit = 100,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
    ) -> ArticleList:
        bounds = Filters((source,) if source else None, published_from, published_to)
        found = qa.generation.catalogue.articles(bounds, cursor, limit + 1)
        return ArticleList(
            generation=qa.generation.id,
            articles=[ArticleSummary.model_validate(article) for article in found[:limit]],
            next_cursor=found[limit - 1].id if len(found) > limit else None,
        )

    @app.get("/v1/articles/{id:path}", summary="One article, whole", **options)  # type: ignore[arg-type]
    def article(id: str) -> ArticleOut:  # noqa: A002  (the contract's name)
        found: Article | None = qa.article(id)
        if found is None:
            raise HTTPException(404, "There is no such article in this generation.")
        return ArticleOut.model_validate(found)


def _corpus(qa: QA) -> CorpusResponse:
    manifest, catalogue = qa.generation.manifest, qa.generation.catalogue
    first, last = catalogue.date_range() or (None, None)
    counts = sorted(catalogue.source_counts().items(), key=lambda item: (-item[1], item[0] or ""))
    return CorpusResponse(
        generation=manifest.generation,
        built=manifest.built,
        articles=manifest.articles,
        passages=manifest.passages,
        sources=[SourceCount(source=source, articles=count) for source, count in counts],
        published_from=first,
        published_to=last,
        recipe=asdict(manifest.recipe),
    )


def _key_check(api_key: SecretStr):  # type: ignore[no-untyped-def]
    expected = f"Bearer {api_key.get_secret_value()}".encode()

    def check(request: Request) -> None:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not secrets.compare_digest(given, expected):
            raise HTTPException(
                401, "This service asks for its key.", headers={"WWW-Authenticate": "Bearer"}
            )

    return check


async def _harden(request: Request, call_next) -> Response:  # type: ignore[no-untyped-def]
    response: Response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
