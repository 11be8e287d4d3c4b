"""Dateline's own interface, below ``/v1``."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from index import Hit

from ...answers import Answer, Question
from ...inference import Inference
from ...qa import QA
from ..offsets import InUnit, OffsetUnit
from ..openapi import event_stream
from ..problems import documented, unmet
from ..schemas import (
    ArticleList,
    ArticleOut,
    ArticlesQuery,
    ArticleSummary,
    AskRequest,
    AskResponse,
    CorpusResponse,
    DeltaOut,
    PassageOut,
    Problem,
    SearchRequest,
    SearchResponse,
    SourceCount,
    VerifyRequest,
    VerifyResponse,
)
from ..streaming import event, pieces, stream
from ..verifying import verify

_OF_A_BODY = documented(400, 401, 403, 413, 415, 422, 429, 500, 503)
_OF_ANY = documented(400, 401, 403, 429, 500, 503)
_EVENTS = (
    "`passages`: a first look, what the first search found: at most `top_k` `PassageOut` in fused "
    "order, `rerank` null; those of `done` may be others. `delta`: "
    '`{"text"}`, the next words of `answer`; together they are it. `citation`: a `CitationOut`, '
    "once all its words have come. `done`: the `AskResponse`. `error`: a `Problem`, in place of "
    "all that has not come. Data are JSON, and lines that begin with a colon say nothing."
)


def router(inference: Inference) -> APIRouter:
    """Every route takes the live QA once, so that what it says is of one generation."""
    api = APIRouter(prefix="/v1", tags=["Answers"])
    live = inference.live

    @api.post(
        "/ask",
        summary="Ask a question",
        response_model=AskResponse,
        responses=_OF_A_BODY | event_stream(_EVENTS),
    )
    async def ask(request: AskRequest) -> AskResponse | EventSourceResponse:
        """A few sentences with markers, and for each a quote that stands in its article to the
        character. Where the articles do not say, it abstains, with a reason: also a 200. A body
        has at most 64 KiB.
        """
        if request.mode == "generative":
            raise unmet("mode", "generative needs an LLM, and none is configured")
        question = Question(request.question, request.top_k, request.bounds())
        if request.stream:
            return await stream(inference, question, Events(request.offset_unit))
        answer = await inference.answer(question)
        return await run_in_threadpool(AskResponse.of, answer, request.offset_unit)

    @api.post("/search", summary="Search passages", responses=_OF_A_BODY)
    async def search(request: SearchRequest) -> SearchResponse:
        """Passages by meaning and by words, in fused order. A body has at most 64 KiB."""
        question = Question(request.query, request.top_k, request.bounds())
        found = await inference.search(question)
        return await run_in_threadpool(
            SearchResponse.of, found.generation, found.hits, request.offset_unit
        )

    @api.post("/verify", summary="Check an answer's quotes", responses=_OF_A_BODY)
    async def verify_answer(request: VerifyRequest) -> VerifyResponse:
        """Whether each quote still stands in its article. A body has at most 2 MiB."""
        qa = live.qa
        verdicts = await inference.look_up(
            qa, lambda article: verify(request.citations, request.offset_unit, article)
        )
        return VerifyResponse(generation=qa.generation.id, citations=verdicts)

    @api.get("/corpus", summary="What the index holds", responses=_OF_ANY)
    def corpus() -> CorpusResponse:
        """The generation that is served, whose articles it has, and how it was made."""
        return _corpus(live.qa)

    @api.get("/articles", summary="List articles", responses=_OF_ANY | documented(422))
    def articles(query: Annotated[ArticlesQuery, Query()]) -> ArticleList:
        """Articles by id, a page at a time, without their texts."""
        qa = live.qa
        catalogue = qa.generation.catalogue
        found = catalogue.headlines(query.bounds(), query.cursor, query.limit + 1)
        shown, more = found[: query.limit], found[query.limit :]
        return ArticleList(
            generation=qa.generation.id,
            articles=[ArticleSummary.model_validate(headline) for headline in shown],
            next_cursor=shown[-1].id if more else None,
        )

    @api.get(
        "/articles/{id:path}",
        summary="One article, whole",
        responses=_OF_ANY | documented(404, 422),
    )
    def article(
        id: Annotated[str, Path(description="The article's id, percent-encoded.")],  # noqa: A002
    ) -> ArticleOut:
        """The article with its text, in which all offsets count."""
        found = live.qa.article(id)
        if found is None:
            raise HTTPException(404, "There is no such article in this generation.")
        return ArticleOut.model_validate(found)

    return api


class Events:
    """What ``POST /v1/ask`` streams; offsets are in ``unit``."""

    def __init__(self, unit: OffsetUnit) -> None:
        self._unit = unit

    def found(self, hits: Sequence[Hit]) -> Iterator[ServerSentEvent]:
        in_unit = InUnit(self._unit)
        yield event([PassageOut.of(hit, in_unit) for hit in hits], "passages")

    def answered(self, answer: Answer) -> Iterator[ServerSentEvent]:
        whole = AskResponse.of(answer, self._unit)
        citations = {citation.id: citation for citation in whole.citations}
        for piece in pieces(answer):
            yield event(DeltaOut(text=piece.text), "delta")
            for citation in piece.citations:
                yield event(citations[citation.id], "citation")
        yield event(whole, "done")

    def failed(self, problem: Problem) -> Iterator[ServerSentEvent]:
        yield event(problem, "error")


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
