"""IPTC ninjs, news in JSON: its properties to the fields of an article.

Versions 1 to 3 (https://iptc.org/standards/ninjs/) differ in capitals, and in where they list what
there may be several of.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from .entries import ArticleInvalid

_VERSION_DATES = ("versioncreated", "versionCreated")
_OTHER_DATES = ("contentcreated", "contentCreated", "firstcreated", "firstCreated")
_PLAIN = ("body_text", "body_txt")
_MARKED_UP = ("body_xhtml", "body_html", "body_html5")

_LAST_ZONE = timezone(timedelta(hours=-12))


def is_ninjs(item: Mapping[str, object]) -> bool:
    """Whether an object is ninjs: it has a ``uri``, which ninjs asks for, and no ``text``.

    >>> is_ninjs({"uri": "urn:x:1", "headline": "Rain"}), is_ninjs({"id": "1", "text": "Rain."})
    (True, False)
    """
    return "uri" in item and "text" not in item


def fields(item: Mapping[str, Any]) -> dict[str, object]:
    """The fields of the article that a ninjs object is.

    ``published`` is when this version was created; the ``uri`` is the id, and the link where it
    is an address of the web. Raises ``ArticleInvalid`` where its provider has withdrawn it, or
    while it is embargoed: until then by the clock of this machine, in the zone that is written
    last on Earth (UTC-12) where none is written; an index built later has it.
    """
    status = _given(item, "pubstatus", "pubStatus") or "usable"
    if status != "usable":
        raise ArticleInvalid(f"its pubstatus is {str(status)[:40]!a}: not to be published")
    if embargoed := _given(item, "embargoed"):
        _check_embargo(embargoed)
    uri = item["uri"]
    return {
        "id": uri,
        "title": _given(item, "headline") or _main(item, "headlines").get("value"),
        "source": _source(item),
        "published": _given(item, *_VERSION_DATES, *_OTHER_DATES),
        "url": uri if str(uri).lower().startswith(("http://", "https://")) else None,
        "text": _text(item),
    }


def _check_embargo(embargoed: object) -> None:
    shown = f"{str(embargoed)[:40]!a}"
    try:
        until = datetime.fromisoformat(str(embargoed))
    except ValueError:
        raise ArticleInvalid(
            f"embargoed: {shown} is no moment; write it as YYYY-MM-DDThh:mm:ssZ"
        ) from None
    if until.tzinfo is None:
        until = until.replace(tzinfo=_LAST_ZONE)
    if until > datetime.now(UTC):
        raise ArticleInvalid(f"embargoed until {shown}; index it again after that")


def _given(item: Mapping[str, Any], *names: str) -> Any:
    """The first of these properties that has a value."""
    return next((item[name] for name in names if item.get(name)), None)


def _source(item: Mapping[str, Any]) -> Any:
    provider = item.get("provider")
    name = provider.get("name") if isinstance(provider, Mapping) else provider
    return name or _given(item, "copyrightholder", "copyrightHolder")


def _text(item: Mapping[str, Any]) -> Any:
    plain, marked_up = _given(item, *_PLAIN), _given(item, *_MARKED_UP)
    if plain or marked_up:
        return plain or _unmarked(marked_up)
    body = _main(item, "bodies", prefer="text/plain")
    kind = str(_given(body, "contenttype", "contentType") or "")
    value = body.get("value")
    looks_marked_up = isinstance(value, str) and value.lstrip().startswith("<")
    return _unmarked(value) if "html" in kind or (not kind and looks_marked_up) else value


def _main(item: Mapping[str, Any], name: str, prefer: str = "") -> Mapping[str, Any]:
    """Of several headlines or bodies the main one, or else the first; rather of this type."""
    listed = item.get(name)
    given = (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )
    main = [each for each in given if each.get("role") == "main"] or given
    kinds = [str(_given(each, "contenttype", "contentType") or "") for each in main]
    return main[kinds.index(prefer) if prefer in kinds else 0] if main else {}


def _unmarked(html: Any) -> Any:
    from .html_text import fragment_text  # lxml, which few files need

    return fragment_text(html) if isinstance(html, str) else html
