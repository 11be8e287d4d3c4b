"""What every request passes before its route, each an ASGI middleware of one concern."""
