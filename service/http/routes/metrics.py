"""What Prometheus reads."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from ...metrics import Metrics


def router(metrics: Metrics) -> APIRouter:
    """The metrics, for whoever bears the key."""
    routes = APIRouter()

    @routes.get("/metrics", include_in_schema=False)
    async def read() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes
