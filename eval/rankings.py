"""Passages in rank order, as the ranked items that retrieval measures compare with the gold."""

from collections.abc import Sequence

from eval.evidence import Span


def ranked_articles(passages: Sequence[Span]) -> list[str]:
    """The distinct articles, each where its first passage ranks.

    >>> ranked_articles([Span("b", 0, 9), Span("a", 0, 9), Span("b", 9, 20)])
    ['b', 'a']
    """
    return list(dict.fromkeys(passage.article_id for passage in passages))


def ranked_quotes(passages: Sequence[Span], evidence: Sequence[Sequence[Span]]) -> list[str]:
    """The distinct items: a quote where the first passage that holds it ranks.

    ``evidence`` has, for each quote, the places that it stands at; a passage holds the quote when
    it shares with one of them at least half of the shorter of the two. So the measure asks the
    same of any chunk size: a sentence within the quote holds it, and so does a page around it. A
    passage that is the first to hold two gives both, in the evidence's order; one that holds
    only quotes ranked before it is dropped; one that holds none is an item of its own, wrong.

    The quote below is held by the second passage, and once more by the third:

    >>> passages = [Span("b", 0, 9), Span("a", 0, 30), Span("a", 20, 50), Span("a", 50, 80)]
    >>> ranked_quotes(passages, [[Span("a", 15, 30)]])
    ['b:0-9', 'a:15-30', 'a:50-80']
    """
    items: dict[str, None] = {}
    for passage in passages:
        held = [quote_name(places) for places in evidence if _holds(passage, places)]
        items |= dict.fromkeys(held or [_name(passage)])
    return list(items)


def quote_name(places: Sequence[Span]) -> str:
    """The item that a quote is, by its first place: ``article:start-end``.

    Evidence with the same first place is the same item. No passage that is an item of its own
    bears the name of a quote, since one with the bounds of a quote holds that quote.

    >>> quote_name([Span("a", 15, 30), Span("a", 70, 85)])
    'a:15-30'
    """
    return _name(places[0])


def _name(span: Span) -> str:
    return f"{span.article_id}:{span.start}-{span.end}"


def _holds(passage: Span, places: Sequence[Span]) -> bool:
    return any(_halves_meet(passage, place) for place in places)


def _halves_meet(one: Span, other: Span) -> bool:
    if one.article_id != other.article_id:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start)
