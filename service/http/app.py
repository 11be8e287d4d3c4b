"""The HTTP application: its routes, and the middleware around them."""

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from ..inference import DEFAULT_CAPACITY, Capacity, Inference
from ..live_index import LiveIndex
from ..qa import QA
from . import problems
from .middleware.api_key import KeyRequired
from .middleware.safe_headers import SafeHeaders
from .middleware.strict_json import StrictJSON
from .problems import documented
from .routes import health, native, page


def create_app(
    served: QA | LiveIndex,
    version: str,
    api_key: SecretStr | None = None,
    capacity: Capacity = DEFAULT_CAPACITY,
) -> FastAPI:
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
    page.install(app)
    app.include_router(health.router(live))
    api = native.router(Inference(live, capacity))
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
