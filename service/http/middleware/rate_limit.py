"""How many requests a client may make in a time."""

import logging
from ipaddress import IPv4Address, IPv6Address
from math import ceil

from starlette.types import ASGIApp, Receive, Scope, Send

from ...rates import MovingWindow, Rate
from ..client_address import client_address
from ..problems import ProblemResponse
from .api_key import Keys, is_open

_FORWARDED = frozenset({b"x-forwarded-for", b"x-real-ip", b"forwarded"})

log = logging.getLogger(__name__)


class RateLimit:
    """ASGI middleware: 429 and Retry-After to who asks more often than ``rate``.

    What bears a key counts for the key, all else for its client's address (of IPv6 for the /64
    that one client commonly has), so that a burst of wrong keys ends soon and stops nobody who has
    a right one. Page and health do not count; neither does this machine, unless it asks for others.
    That is told to the log once, unless proxies are ``trusted``: what one of them says of who asks
    is then no news.
    """

    def __init__(self, app: ASGIApp, rate: Rate, keys: Keys, *, trusted: bool = False) -> None:
        self._app = app
        self._window = MovingWindow(rate)
        self._keys = keys
        self._is_told = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_open(scope["path"]) or self._is_of_this_machine(scope):
            await self._app(scope, receive, send)
            return
        key = self._keys.borne(scope)
        wait = self._window.wait(key.hex() if key else _network(client_address(scope)))
        if wait == 0:
            await self._app(scope, receive, send)
            return
        seconds = max(1, ceil(wait))
        refusal = ProblemResponse(
            429,
            f"There were too many requests; try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )
        await refusal(scope, receive, send)

    def _is_of_this_machine(self, scope: Scope) -> bool:
        address = client_address(scope)
        if address is None or not address.is_loopback:
            return False
        is_forwarded = any(name in _FORWARDED for name, _ in scope["headers"])
        if is_forwarded and not self._is_told:
            self._is_told = True
            log.warning(
                "a proxy at %s asks for others, who share one rate limit until the setting "
                "trusted_proxies names it",
                address,
            )
        return not is_forwarded


def _network(address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return f"{int(address) >> 64:x}::/64"
    return str(address)
