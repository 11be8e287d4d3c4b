"""Server-Sent Events read the plainest way, as a script does that knows no library for them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """An event by its kind, ``message`` if it says none; ``data`` is JSON."""

    kind: str
    data: Any


def events(stream: str) -> list[Event]:
    """The events of a whole stream; comments are passed over."""
    assert stream.endswith("\n\n"), "the stream breaks off"
    return [event for block in stream.split("\n\n") for event in _event(block)]


def _event(block: str) -> Iterator[Event]:
    fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
    if fields:
        assert fields.keys() <= {"event", "data"}
        done = fields["data"] == "[DONE]"
        yield Event(
            fields.get("event", "message"), "[DONE]" if done else json.loads(fields["data"])
        )
