"""A table of sources, as ``sources.toml`` and the index hold it: what is one source's, checked."""

import re
from collections.abc import Iterable, Iterator, Mapping

from .sources import DeclaredSource, source_key

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class DeclarationInvalid(Exception):
    """A table that cannot be used; says which key, why, and what to do."""


def parse_sources(table: Mapping[str, object]) -> tuple[DeclaredSource, ...]:
    """The sources that a table declares, in its order.

    Raises ``DeclarationInvalid`` for keys that are unknown, values of another type, what is no
    name or no host, and for what two sources are called.

    >>> parse_sources({"sources": {"The Times": {"aliases": ["LT"], "hosts": ["times.example"]}}})
    (DeclaredSource(name='The Times', aliases=('LT',), hosts=('times.example',)),)
    >>> parse_sources({"sources": {"A": {"name": "B"}}})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    index.origins.declared_sources.DeclarationInvalid: sources.'A': 'name' is no key; write ...
    """
    for key in table.keys() - {"sources"}:
        raise DeclarationInvalid(f'{key!r} is no key; write [sources."The Example Times"]')
    sources = table.get("sources", {})
    if not isinstance(sources, dict):
        raise DeclarationInvalid('sources: not a table; write [sources."The Example Times"]')
    declared = tuple(_source(name, fields) for name, fields in sources.items())
    check_distinct((f"sources.{each.name!r}", each) for each in declared)
    return declared


def check_distinct(declared: Iterable[tuple[str, DeclaredSource]]) -> None:
    """Raise ``DeclarationInvalid`` where two are called the same; each comes with its place."""
    owners: dict[str, str] = {}
    for place, source in declared:
        for called in source.called:
            owner = owners.setdefault(source_key(called), place)
            if owner is not place:
                raise DeclarationInvalid(f"{place}: {called!r} is also of {owner}; keep it in one")


def as_table(declared: Iterable[DeclaredSource]) -> dict[str, object]:
    """The table that ``parse_sources`` reads as these sources."""
    fields = {each.name: {"aliases": each.aliases, "hosts": each.hosts} for each in declared}
    return {"sources": fields}


def _source(name: str, fields: object) -> DeclaredSource:
    place = f"sources.{name!r}"
    if not _is_name(name):
        raise DeclarationInvalid(f"{place}: blank, or not printable; write the source's name")
    if not isinstance(fields, dict):
        raise DeclarationInvalid(f"{place}: not a table; write aliases = […] and hosts = […] in it")
    for key in fields.keys() - {"aliases", "hosts"}:
        raise DeclarationInvalid(f"{place}: {key!r} is no key; write aliases or hosts")
    aliases = tuple(_strings(f"{place}.aliases", fields.get("aliases", [])))
    hosts = tuple(_strings(f"{place}.hosts", fields.get("hosts", [])))
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise DeclarationInvalid(f"{place}.hosts: {host!r} is no host; write it as example.org")
    return DeclaredSource(name, aliases, hosts)


def _strings(place: str, value: object) -> Iterator[str]:
    if not isinstance(value, list):
        raise DeclarationInvalid(f'{place}: not a list; write ["…", "…"]')
    for each in value:
        if not isinstance(each, str) or not _is_name(each):
            raise DeclarationInvalid(f"{place}: {each!r} is no name; write it in quotes")
        yield each


def _is_name(value: str) -> bool:
    return value.isprintable() and bool(source_key(value))
