"""The HTTP application: its routes, and the middleware around them."""

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ..inference import DEFAULT_CAPACITY, Capacity, Inference
from ..live_index import LiveIndex
from ..metrics import Metrics
from ..qa import QA
from . import openapi, problems
from .access import THIS_MACHINE, Access
from .middleware.api_key import KeyRequired, Keys
from .middleware.client_left import ClientLeft
from .middleware.draining import Drain, Draining
from .middleware.failures import Failures
from .middleware.head import Head
from .middleware.hosts_and_origins import HostsAndOrigins
from .middleware.rate_limit import RateLimit
from .middleware.request_log import REQUEST_ID, RequestLog
from .middleware.safe_headers import SafeHeaders
from .middleware.strict_json import StrictJSON
from .routes import dify, health, mcp, native, openai, page
from .routes import metrics as metrics_route


def create_app(
    served: QA | LiveIndex,
    version: str,
    access: Access = THIS_MACHINE,
    capacity: Capacity = DEFAULT_CAPACITY,
    drain: Drain | None = None,
) -> FastAPI:
    """The application over one generation, or over whichever is live.

    ``access`` says who may use it, and ``drain`` whether anything new is taken.
    """
    live = served if isinstance(served, LiveIndex) else LiveIndex(served)
    app = FastAPI(
        title="Dateline",
        version=version,
        description="Answers factual questions about news articles, with quotes checked to the "
        "character. Beside what is listed there are `/mcp` (MCP, streamable HTTP), `/metrics` "
        "(Prometheus, in text) and `/`, the page.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=openapi.operation_id,
    )
    problems.install(app)
    page.install(app)
    drain = drain or Drain()
    app.include_router(health.router(live, drain))
    metrics = Metrics()
    inference = Inference(live, capacity, metrics)
    metrics.watch(live, lambda: inference.waiting, lambda: inference.longest_seconds)
    drain.at_end(inference.end)
    app.router.routes.append(mcp.route(inference, version))
    app.include_router(metrics_route.router(metrics))
    # This only tells OpenAPI of the key; the middleware has checked it.
    stated = [Depends(HTTPBearer(auto_error=False))] if access.keys else []
    for interface in (native, openai, dify):
        app.include_router(interface.router(inference), dependencies=stated)
    openapi.install(app)
    _guard(app, access, live, metrics, drain)
    return app


def _guard(app: FastAPI, access: Access, live: LiveIndex, metrics: Metrics, drain: Drain) -> None:
    """What a request meets before its route; it meets the last that is added first."""
    keys = Keys(access.keys)
    app.add_middleware(Head)
    app.add_middleware(ClientLeft)
    app.add_middleware(StrictJSON)
    if access.keys:
        app.add_middleware(KeyRequired, keys=keys)
    app.add_middleware(RateLimit, rate=access.rate, keys=keys, trusted=bool(access.proxies))
    app.add_middleware(Failures)
    app.add_middleware(Draining, drain=drain)
    if access.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=access.origins,
            # What a route does not take is refused there, in words that the site can read.
            allow_methods=["*"],
            allow_headers=["*"],
            allow_private_network=True,
            expose_headers=[REQUEST_ID, "Retry-After", "Mcp-Session-Id"],
        )
    app.add_middleware(HostsAndOrigins, hosts=access.hosts, origins=access.origins)
    app.add_middleware(SafeHeaders)
    app.add_middleware(RequestLog, live=live, metrics=metrics)
    if access.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(access.proxies))
