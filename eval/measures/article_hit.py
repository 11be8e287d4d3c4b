"""Article hit@k: an article that holds the evidence is among the first k."""

from collections.abc import Collection, Iterable

CUTOFFS = (1, 5, 10)


def article_hits(article_ids: Iterable[str], relevant: Collection[str]) -> dict[int, float | None]:
    """For each cut-off k, 1 when one of the first k distinct articles is relevant, else 0.

    ``article_ids`` are those of the passages in rank order: an article ranks where its first
    passage does. ``None`` when no article is relevant. Also called ``Success@k``, hit rate and
    top-k accuracy (Karpukhin et al. 2020, "Dense Passage Retrieval").

    >>> article_hits(["b", "b", "c", "a"], {"a"})
    {1: 0.0, 5: 1.0, 10: 1.0}
    """
    if not relevant:
        return dict.fromkeys(CUTOFFS)
    ranking = list(dict.fromkeys(article_ids))
    return {k: float(any(id_ in relevant for id_ in ranking[:k])) for k in CUTOFFS}
