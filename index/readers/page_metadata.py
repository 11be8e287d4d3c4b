"""What a web page says of its article: in JSON-LD, else in meta tags, else in what it shows."""

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from ..text.dates import parse_date

# Of https://schema.org/Article and below; all but these end in "Article".
_ARTICLE_TYPES = frozenset(("BlogPosting", "LiveBlogPosting", "Report"))
_MAX_NODES = 10_000
# No longer address is shown by browsers, or taken into a sitemap.
_MAX_ADDRESS = 2_048

_TITLE_TAGS = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_SOURCE_TAGS = ("og:site_name", "dc.publisher", "dcterms.publisher")
_DATE_TAGS = (
    "article:published_time", "og:published_time", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued",
    "citation_publication_date",
)  # fmt: skip
# Some fill these in with the day on which the page was made, as they do "date", which says nothing.
_CREATION_TAGS = ("dc.date", "dcterms.created", "dc.date.created")
_URL_TAGS = ("og:url", "twitter:url")

_OF_COMMENT = (
    "ancestor-or-self::*[contains(concat(' ', normalize-space(@itemprop), ' '), ' comment ')"
    " or contains(@itemtype, 'Comment')]"
)
_MARKED_DAYS = (
    f"//time[(@itemprop='datePublished' or @pubdate) and not({_OF_COMMENT})]/@datetime"
    f" | //meta[@itemprop='datePublished' and not({_OF_COMMENT})]/@content"
)
_TIME_TAGS = f"//time[not({_OF_COMMENT})]/@datetime"


def describe(page: Any) -> dict[str, str | None]:
    """Title, source, published and url as a page states them, else ``None``.

    JSON-LD goes before meta tags, and these before the page's only heading, its title, and the
    one day that its time tags give; comments' apart. JSON-LD of another address than the page's
    is a related story's. Nothing is guessed: what has no such mark is not stated.
    """
    tags = _meta_tags(page)
    links = page.xpath("//link[@rel='canonical']/@href")[:1]
    urls = [*links, *_of(tags, _URL_TAGS)]
    nodes = _linked_data(page)
    article = _article(nodes, urls)
    return {
        "title": _first([_text(article.get("headline")), *_of(tags, _TITLE_TAGS), _shown(page)]),
        "source": _first([_name(article.get("publisher"), nodes), *_of(tags, _SOURCE_TAGS)]),
        "published": _readable(
            [
                _text(article.get("datePublished")),
                *_of(tags, _DATE_TAGS),
                _time(page),
                *_of(tags, _CREATION_TAGS),
            ]
        ),
        "url": _web_address([*_addresses(article), *urls]),
    }


def _meta_tags(page: Any) -> dict[str, str]:
    """What each name or property of a meta tag has for content first."""
    tags: dict[str, str] = {}
    for meta in page.iter("meta"):
        content = _collapse(meta.get("content") or "")
        for key in ("property", "name"):
            if content and (name := meta.get(key)):
                tags.setdefault(name.strip().lower(), content)
    return tags


def _of(tags: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    return [tags[name] for name in names if name in tags]


def _linked_data(page: Any) -> list[dict[str, Any]]:
    """The objects at the top of the page's JSON-LD, or of its graph."""
    nodes: list[dict[str, Any]] = []
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            nodes += _top(data)
    return nodes[:_MAX_NODES]


def _top(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield item
            yield from (node for node in _listed(graph) if isinstance(node, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _article(nodes: list[dict[str, Any]], urls: list[str]) -> dict[str, Any]:
    """The article that the page is: the one at its address, or the only one if none is stated."""
    articles = [node for node in nodes if any(map(_is_article, _listed(node.get("@type"))))]
    pages = _places(urls)
    base = _web_address(urls) or ""
    stated = [_places(_addresses(article), base) for article in articles]
    if len(articles) == 1 and not (pages and stated[0]):
        return articles[0]
    return next(
        (
            article
            for article, places in zip(articles, stated, strict=True)
            if any(_are_one(place, page) for place in places for page in pages)
        ),
        {},
    )


class _Place(NamedTuple):
    """What makes a web address: neither its scheme nor "www.", the last slash or the fragment."""

    host: str
    path: str
    query: dict[str, str]


def _places(addresses: list[str], base: str = "") -> list[_Place]:
    """Of those that are web addresses; a relative one is that of no place without a base."""
    places: list[_Place] = []
    for address in addresses:
        if not address or len(address) + len(base) > _MAX_ADDRESS:
            continue
        try:
            parts = urlsplit(urljoin(base, address.strip()))
            host = parts.hostname or ""
        except ValueError:
            continue
        if host and parts.scheme in ("", "http", "https"):
            path = unquote(parts.path).rstrip("/")
            places.append(_Place(host.removeprefix("www."), path, dict(parse_qsl(parts.query))))
    return places


def _are_one(one: _Place, other: _Place) -> bool:
    """A query may say who sent the reader, but also which story it is: ``story.php?id=5``."""
    shared = one.query.keys() & other.query.keys()
    return one[:2] == other[:2] and all(one.query[name] == other.query[name] for name in shared)


def _is_article(kind: Any) -> bool:
    return isinstance(kind, str) and (kind.endswith("Article") or kind in _ARTICLE_TYPES)


def _addresses(article: Mapping[str, Any]) -> list[str]:
    page = article.get("mainEntityOfPage")
    of_page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return [each for each in (article.get("url"), of_page) if isinstance(each, str)]


def _name(publisher: Any, nodes: list[dict[str, Any]]) -> str | None:
    """The name of a publisher, who may be named by reference to another object of the page."""
    names = {"": ""}
    for node in nodes:
        if name := _text(node.get("name")):
            names.setdefault(_id(node), name)
    for one in _listed(publisher):
        if isinstance(one, str):
            return _text(one)
        if isinstance(one, dict) and (name := _text(one.get("name")) or names.get(_id(one))):
            return name
    return None


def _id(node: Mapping[str, Any]) -> str:
    return str(node.get("@id") or "")


def _text(value: Any) -> str | None:
    """JSON-LD as publishers write it has entities, though it should not."""
    return _collapse(unescape(value)) if isinstance(value, str) else None


def _collapse(text: str) -> str:
    return " ".join(text.split())


def _shown(page: Any) -> str | None:
    headings = [_collapse(heading.text_content()) for heading in page.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    title = page.find(".//head/title")
    return None if title is None else _collapse(title.text_content())


def _time(page: Any) -> str | None:
    """The day of the tags that are marked as the publication's, else of all time tags; if one."""
    marked = page.xpath(_MARKED_DAYS)
    stated = marked or page.xpath(_TIME_TAGS)
    days = set(map(_day, stated))
    return str(stated[0]) if len(days) == 1 and (marked or None not in days) else None


def _day(text: str) -> str | None:
    try:
        return parse_date(text).isoformat()
    except ValueError:
        return None


def _readable(dates: list[str | None]) -> str | None:
    """The first date that can be read, else the first, of which it will be said that it cannot."""
    stated = [each for each in dates if each]
    return next((each for each in stated if _day(each)), _first(stated))


def _web_address(urls: list[str]) -> str | None:
    """The first that is one, else the first, of which it will be said that it is refused."""
    absolute = (url for url in urls if url.lower().startswith(("http://", "https://")))
    return next(absolute, _first(urls))


def _first(values: Any) -> str | None:
    return next(filter(None, values), None)
