"""Which names a service answers to, and whose pages may use it."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..access import HEALTH, LOOPBACK
from ..problems import ProblemResponse

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?")
_MAX_PORT = 65_535


class HostsAndOrigins:
    """ASGI middleware: 400 to a foreign or malformed Host, 403 to a foreign Origin.

    Health checks may come by any name and from any page.

    The first stops pages that have their own name point at this machine (DNS rebinding), the
    second pages that send what they cannot read the answer of. Its own are the names of loopback,
    the address that the request came to, and ``hosts``, with any port; the same origin, and
    ``origins``. Clients that are no browsers send no Origin.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = (), origins: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._hosts = {_one_spelling(host) for host in (*LOOPBACK, *hosts)}
        self._origins = {origin.lower() for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ProblemResponse | None:
        if scope["path"] in HEALTH:
            return None
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if not self._is_own(hosts, scope):
            return ProblemResponse(
                400, "The Host is no name of this service; it has those of its allowed_hosts."
            )
        if not all(self._may_use(origin, hosts) for origin in origins):
            return ProblemResponse(
                403, "Pages of that origin may not use this service; see its allowed_origins."
            )
        return None

    def _is_own(self, hosts: list[str], scope: Scope) -> bool:
        parsed = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if parsed is None or int(parsed[3] or 0) > _MAX_PORT:
            return False
        address, _port = scope.get("server") or (None, None)
        name = _one_spelling(parsed[1] or parsed[2])
        return name in self._hosts or (address is not None and name == _one_spelling(address))

    def _may_use(self, origin: str, hosts: list[str]) -> bool:
        scheme, _, authority = origin.lower().partition("://")
        # Behind a proxy that ends TLS the scheme here is not the browser's.
        is_same = scheme in {"http", "https"} and [authority] == [host.lower() for host in hosts]
        return is_same or origin.lower() in self._origins


def _one_spelling(host: str) -> str:
    try:
        return ip_address(host).compressed
    except ValueError:
        return host.lower()
