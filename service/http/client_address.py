"""Where a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope


def client_address(scope: Scope) -> IPv4Address | IPv6Address | None:
    """The client's address; None where there is none, or a proxy told what is none.

    >>> client_address({"client": ("::ffff:203.0.113.7", 4711)})
    IPv4Address('203.0.113.7')
    >>> client_address({"client": ("unknown", 0)})
    """
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
