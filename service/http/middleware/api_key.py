"""The key that requests bear, where one is configured."""

import secrets

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..problems import ProblemResponse

_OPEN_PATHS = frozenset({"/", "/livez", "/readyz"})
_OPEN_FOLDER = "/static/"


class KeyRequired:
    """ASGI middleware: 401 to all that do not bear the key, before their body is read.

    Open are only the page with its files, which asks for the key, and the health checks.
    """

    def __init__(self, app: ASGIApp, key: SecretStr) -> None:
        self._app = app
        self._expected = key.get_secret_value().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope["path"]) or self._is_borne(scope):
            await self._app(scope, receive, send)
            return
        refusal = ProblemResponse(
            401, "This service asks for its key.", headers={"WWW-Authenticate": "Bearer"}
        )
        await refusal(scope, receive, send)

    def _is_borne(self, scope: Scope) -> bool:
        # Starlette decodes headers as Latin-1, which gives the client's bytes back.
        authorization = Headers(scope=scope).get("authorization", "").encode("latin-1")
        scheme, _, given = authorization.partition(b" ")
        return secrets.compare_digest(given, self._expected) and scheme.lower() == b"bearer"


def _is_open(path: str) -> bool:
    return path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER)
