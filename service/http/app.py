"""The HTTP interface: routes, what each answers, and the middleware around them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query
from fastapi.responses import FileResponse
from fastapi.security import HTTPBearer
from fastapi.staticfiles import StaticFiles
from pydantic import SecretStr

from ..answers import Question
from ..live_index import LiveIndex
from ..qa import QA
from . import problems
from .api_key import KeyRequired
from .problems import documented, unmet
from .safe_headers import SafeHeaders
from .schemas import (
    ArticleList,
    ArticleOut,
    ArticlesQuery,
    ArticleSummary,
    AskRequest,
    AskResponse,
    CorpusResponse,
    PassageOut,
    ReadinessResponse,
    RefusalOut,
    SearchRequest,
    SearchResponse,
    SourceCount,
    VerifyRequest,
    VerifyResponse,
)
from .strict_json import StrictJSON
from .verifying import verify

PAGE = Path(__file__).parent / "page"

_OF_A_BODY = documented(400, 413, 415, 422)


def create_app(served: QA | LiveIndex, version: str, api_key: SecretStr | None = None) -> FastAPI:
    """The application over one generation, or over whichever is live.

    With ``api_key``, all but page and health asks for it.
    """
    live = served if isinstance(served, LiveIndex) else LiveIndex(served)
    app = FastAPI(
        title="Dateline",
        version=version,
        description="Answers factual questions about news articles, with quotes checked to the "
        "character.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    _add_pages(app)
    _add_health(app, live)
    api = _api(live)
    # The last middleware added is the first that a request meets.
    app.add_middleware(StrictJSON)
    if api_key is None:
        app.include_router(api)
    else:
        app.add_middleware(KeyRequired, key=api_key)
        # This only tells OpenAPI of the key; the middleware has checked it.
        stated = Depends(HTTPBearer(auto_error=False))
        app.include_router(api, dependencies=[stated], responses=documented(401))
    app.add_middleware(SafeHeaders)
    return app


def _add_pages(app: FastAPI) -> None:
    app.mount("/static", StaticFiles(directory=PAGE), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")


def _add_health(app: FastAPI, live: LiveIndex) -> None:
    @app.get("/livez", summary="Alive")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", summary="Index verified, models warm")
    async def readyz() -> ReadinessResponse:
        refusal = live.refusal
        return ReadinessResponse(
            generation=live.qa.generation.id,
            refused=refusal and RefusalOut.model_validate(refusal),
        )


def _api(live: LiveIndex) -> APIRouter:
    """Every route takes the live QA once, so that what it says is of one generation."""
    api = APIRouter(prefix="/v1")

    @api.post("/ask", summary="Ask a question", responses=_OF_A_BODY)
    def ask(request: AskRequest) -> AskResponse:
        if request.mode == "generative":
            raise unmet("mode", "generative needs an LLM, and none is configured")
        if request.stream:
            raise unmet("stream", "this version answers whole; leave it out")
        answer = live.qa.answer(Question(request.question, request.top_k, request.bounds()))
        return AskResponse.of(answer, request.offset_unit)

    @api.post("/search", summary="Search passages", responses=_OF_A_BODY)
    def search(request: SearchRequest) -> SearchResponse:
        qa = live.qa
        near = qa.take(Question(request.query, request.top_k, request.bounds())).near
        hits = qa.generation.retriever.search(request.query, request.top_k, request.bounds(), near)
        return SearchResponse(
            generation=qa.generation.id,
            hits=[PassageOut.of(hit, request.offset_unit) for hit in hits],
        )

    @api.post("/verify", summary="Check an answer's quotes", responses=_OF_A_BODY)
    def verify_answer(request: VerifyRequest) -> VerifyResponse:
        qa = live.qa
        verdicts = verify(request.citations, request.offset_unit, qa.article)
        return VerifyResponse(generation=qa.generation.id, citations=verdicts)

    @api.get("/corpus", summary="What the index holds")
    def corpus() -> CorpusResponse:
        return _corpus(live.qa)

    @api.get("/articles", summary="List articles", responses=documented(422))
    def articles(query: Annotated[ArticlesQuery, Query()]) -> ArticleList:
        qa = live.qa
        catalogue = qa.generation.catalogue
        found = catalogue.headlines(query.bounds(), query.cursor, query.limit + 1)
        shown, more = found[: query.limit], found[query.limit :]
        return ArticleList(
            generation=qa.generation.id,
            articles=[ArticleSummary.model_validate(headline) for headline in shown],
            next_cursor=shown[-1].id if more else None,
        )

    @api.get("/articles/{id:path}", summary="One article, whole", responses=documented(404, 422))
    def article(id: str) -> ArticleOut:  # noqa: A002  (the contract's name)
        found = live.qa.article(id)
        if found is None:
            raise HTTPException(404, "There is no such article in this generation.")
        return ArticleOut.model_validate(found)

    return api


def _corpus(qa: QA) -> CorpusResponse:
    manifest, catalogue = qa.generation.manifest, qa.generation.catalogue
    first, last = catalogue.date_range() or (None, None)
    counts, aliases = catalogue.sources.counts(), catalogue.sources.aliases()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return CorpusResponse(
        generation=manifest.generation,
        built=manifest.built,
        articles=manifest.articles,
        passages=manifest.passages,
        sources=[
            SourceCount(source=source, articles=count, aliases=aliases.get(source or "", []))
            for source, count in ordered
        ],
        published_from=first,
        published_to=last,
        recipe=asdict(manifest.recipe),
    )
