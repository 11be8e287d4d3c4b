"""JSON that every parser reads alike."""

import json
import math
from collections.abc import Container, Sequence
from itertools import takewhile
from typing import Any

from .schemas.fields import SURROGATE

_MAX_DIGITS = 1_000


class Ambiguous(Exception):
    """Bytes that are not JSON in UTF-8, or that parsers differ over."""


class BadLeaf(Exception):
    """A number that is not finite, or a text with a lone surrogate; some parsers take them."""

    def __init__(self, path: Sequence[str | int], detail: str) -> None:
        super().__init__(detail)
        self._path = path

    def error(self, fields: Container[str]) -> dict[str, str]:
        """Where it stands and what it is, as an item of a problem's ``errors``.

        Keys are the client's: the path ends before the first that is not one of ``fields``.

        >>> BadLeaf(["filters", "sources", 0], "is odd").error({"filters", "sources"})
        {'field': 'filters.sources.0', 'detail': 'is odd'}
        >>> BadLeaf(["filters", "else"], "is odd").error({"filters", "sources"})
        {'field': 'filters', 'detail': 'is odd'}
        """
        known = takewhile(lambda step: isinstance(step, int) or step in fields, self._path)
        return {"field": ".".join(map(str, known)), "detail": str(self)}


def check(body: bytes) -> None:
    """Refuse what is not JSON of one meaning.

    Raises Ambiguous for what is not UTF-8, not JSON, nested too deep, or holds a key twice or a
    number of more than 1,000 digits; BadLeaf for NaN, Infinity, 1e999 and lone surrogates.

    >>> check(b'{"top_k": [8]}')
    >>> check(b'{"top_k": 8, "top_k": 9}')
    Traceback (most recent call last):
    ...
    service.http.one_meaning.Ambiguous: The JSON holds a key twice.
    """
    try:
        value = json.loads(body.decode(), object_pairs_hook=_unique, parse_int=_short_int)
        _look_for_bad_leaf(value)
    except RecursionError:
        raise Ambiguous("The JSON is nested too deep.") from None
    except ValueError:
        raise Ambiguous("The body is not JSON in UTF-8.") from None


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Ambiguous("The JSON holds a key twice.")
    return members


def _short_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise Ambiguous("The JSON holds a number of more than 1,000 digits.")
    return int(digits)


def _look_for_bad_leaf(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        # Only now is it worth going through it step by step.
        _walk(value, [])


def _walk(value: Any, path: list[str | int]) -> None:
    match value:
        case dict():
            for key, member in value.items():
                _walk(key, path)
                _step(key, member, path)
        case list():
            for place, member in enumerate(value):
                _step(place, member, path)
        case float() if not math.isfinite(value):
            raise BadLeaf(path, "must be a finite number")
        case str() if SURROGATE.search(value):
            raise BadLeaf(path, "must not hold lone surrogates")


def _step(step: str | int, member: Any, path: list[str | int]) -> None:
    path.append(step)
    _walk(member, path)
    path.pop()
