"""The socket that the service listens on."""

import socket


def listen(host: str, port: int) -> socket.socket:
    """A TCP listener on ``host`` and ``port``, 0 for a free one.

    Raises socket.gaierror or UnicodeError where ``host`` is no address here, else OSError.

    An answer goes out as soon as it is written. asyncio sets that for its own listeners only, and
    without it every answer on a kept connection waits 40 ms for the client's acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # create_server would tell of such a host as of any other OSError.
    socket.getaddrinfo(host, port, family)
    listener = socket.create_server((host, port), family=family)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
