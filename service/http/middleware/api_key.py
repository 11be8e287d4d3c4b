"""The keys that requests bear, where any is configured."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..access import HEALTH
from ..problems import ProblemResponse

_OPEN_PATHS = HEALTH | {"/"}
_OPEN_FOLDER = "/static/"


class Keys:
    """The keys that are accepted, of which only the SHA-256 is kept."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._digests = [sha256(key.get_secret_value().encode()).digest() for key in keys]

    def borne(self, scope: Scope) -> bytes | None:
        """The digest of the key that a request bears; None where it bears none of them."""
        # Starlette decodes headers as Latin-1, which gives the client's bytes back.
        authorization = Headers(scope=scope).get("authorization", "").encode("latin-1")
        scheme, _, given = authorization.partition(b" ")
        digest = sha256(given).digest()
        # Each one is compared, so that the time does not tell which of them it is.
        same = [each for each in self._digests if secrets.compare_digest(digest, each)]
        return same[0] if same and scheme.lower() == b"bearer" else None


class KeyRequired:
    """ASGI middleware: 401 to all that do not bear a key, before their body is read.

    Open are only the page with its files, which asks for the key, and the health checks.
    """

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_open(scope["path"]) or self._keys.borne(scope):
            await self._app(scope, receive, send)
            return
        refusal = ProblemResponse(
            401, "This service asks for its key.", headers={"WWW-Authenticate": "Bearer"}
        )
        await refusal(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether this is the page, one of its files, or a health check."""
    return path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER)
