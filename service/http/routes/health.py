"""Whether the service is alive, and whether it can answer."""

from fastapi import APIRouter

from ...live_index import LiveIndex
from ..schemas import ReadinessResponse, RefusalOut


def router(live: LiveIndex) -> APIRouter:
    """Health checks never wait on work."""
    routes = APIRouter()

    @routes.get("/livez", summary="Alive")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/readyz", summary="Index verified, models warm")
    async def readyz() -> ReadinessResponse:
        refusal = live.refusal
        return ReadinessResponse(
            generation=live.qa.generation.id,
            refused=refusal and RefusalOut.model_validate(refusal),
        )

    return routes
