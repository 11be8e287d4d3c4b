"""Dify's external knowledge API: passages for a query."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from ...answers import Question
from ...inference import Inference
from ..problems import documented
from ..schemas.dify import (
    PATH,
    DifyError,
    RetrievalRequest,
    RetrievalResponse,
    RetrievalSetting,
)


def router(inference: Inference) -> APIRouter:
    """The one route, to which Dify appends ``/retrieval`` itself."""
    api = APIRouter(tags=["Dify"])

    @api.post(
        PATH,
        summary="Retrieve passages for Dify",
        responses=documented(400, 401, 403, 413, 415, 422, 429, 500, 503, shape=DifyError),
    )
    async def retrieve(request: RetrievalRequest) -> RetrievalResponse:
        """Passages in fused order, those below the threshold left out. Give Dify this service's
        address without `/retrieval`, any knowledge id, and the service's key.
        """
        wanted = request.retrieval_setting or RetrievalSetting()
        found = await inference.search(Question(request.query, wanted.top_k))
        return await run_in_threadpool(
            RetrievalResponse.of, found.generation, found.hits, wanted.score_threshold or 0
        )

    return api
