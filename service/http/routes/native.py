"""Dateline's own interface, below ``/v1``."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from ...answers import Question
from ...inference import Inference
from ...qa import QA
from ..problems import documented, unmet
from ..schemas import (
    ArticleList,
    ArticleOut,
    ArticlesQuery,
    ArticleSummary,
    AskRequest,
    AskResponse,
    CorpusResponse,
    PassageOut,
    SearchRequest,
    SearchResponse,
    SourceCount,
    VerifyRequest,
    VerifyResponse,
)
from ..verifying import verify

_OF_A_BODY = documented(400, 413, 415, 422)
_OF_A_QUESTION = documented(400, 413, 415, 422, 503)


def router(inference: Inference) -> APIRouter:
    """Every route takes the live QA once, so that what it says is of one generation."""
    api = APIRouter(prefix="/v1")
    live = inference.live

    @api.post("/ask", summary="Ask a question", responses=_OF_A_QUESTION)
    async def ask(request: AskRequest) -> AskResponse:
        if request.mode == "generative":
            raise unmet("mode", "generative needs an LLM, and none is configured")
        if request.stream:
            raise unmet("stream", "this version answers whole; leave it out")
        question = Question(request.question, request.top_k, request.bounds())
        return AskResponse.of(await inference.answer(question), request.offset_unit)

    @api.post("/search", summary="Search passages", responses=_OF_A_QUESTION)
    async def search(request: SearchRequest) -> SearchResponse:
        question = Question(request.query, request.top_k, request.bounds())
        found = await inference.search(question)
        return SearchResponse(
            generation=found.generation,
            hits=[PassageOut.of(hit, request.offset_unit) for hit in found.hits],
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
