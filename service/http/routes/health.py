"""Whether the service is alive, and whether it can answer."""

from fastapi import APIRouter, HTTPException

from ...live_index import LiveIndex
from ..access import LIVEZ, READYZ
from ..middleware.draining import Drain
from ..problems import documented
from ..schemas import LivenessResponse, ReadinessResponse, RefusalOut


def router(live: LiveIndex, drain: Drain) -> APIRouter:
    """Health checks never wait on work."""
    routes = APIRouter(tags=["Operation"])

    @routes.get(LIVEZ, summary="Alive")
    async def livez() -> LivenessResponse:
        """The process runs. Needs no key, and never waits for work."""
        return LivenessResponse()

    @routes.get(
        READYZ, summary="Index verified, models warm, not ending", responses=documented(503)
    )
    async def readyz() -> ReadinessResponse:
        """Whether to send requests here. Needs no key, and never waits for work."""
        if drain.begun:
            raise HTTPException(503, "This service is draining: it ends soon.")
        refusal = live.refusal
        return ReadinessResponse(
            generation=live.qa.generation.id,
            refused=refusal and RefusalOut.model_validate(refusal),
        )

    return routes
