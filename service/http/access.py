"""Who may use a service, and how often."""

from dataclasses import dataclass, field

from pydantic import SecretStr

from ..rates import DEFAULT_RATE, Rate

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine to itself."""

LIVEZ, READYZ = "/livez", "/readyz"
HEALTH = frozenset({LIVEZ, READYZ})
"""Open to whoever looks after the machine, by whatever name and at any time."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a service asks of its clients; by default it is one for this machine alone.

    With ``keys``, all but page and health asks for one of them. ``hosts`` are the names that it
    has beside those of loopback and of the address that a request came to, ``origins`` the other
    sites (``https://news.example``) whose pages may use it. ``rate`` is of a key, or of an address
    without one, and not of loopback. ``proxies`` are the addresses and networks whose word
    (``X-Forwarded-For``) is taken for who the client is.
    """

    keys: tuple[SecretStr, ...] = ()
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    rate: Rate = field(default=Rate.of(DEFAULT_RATE))
    proxies: tuple[str, ...] = ()


THIS_MACHINE = Access()
