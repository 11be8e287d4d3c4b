"""Article hit@k: an article that holds the evidence is among the first k."""

from collections.abc import Collection, Iterable

from ir_measures import Qrel, ScoredDoc, Success, iter_calc

CUTOFFS = (1, 5, 10)


def article_hits(article_ids: Iterable[str], relevant: Collection[str]) -> dict[int, float | None]:
    """For each cut-off k, 1 when one of the first k distinct articles is relevant, else 0.

    ``article_ids`` are those of the passages in rank order: an article ranks where its first
    passage does. ``None`` when no article is relevant. ir-measures' ``Success@k``, also called
    hit rate and top-k accuracy (Karpukhin et al. 2020, "Dense Passage Retrieval").

    >>> article_hits(["b", "b", "c", "a"], {"a"})
    {1: 0.0, 5: 1.0, 10: 1.0}
    """
    if not relevant:
        return dict.fromkeys(CUTOFFS)
    qrels = [Qrel("q", article_id, 1) for article_id in relevant]
    run = [
        ScoredDoc("q", article_id, -rank)
        for rank, article_id in enumerate(dict.fromkeys(article_ids), start=1)
    ]
    measures = [Success @ k for k in CUTOFFS]
    values = {metric.measure: metric.value for metric in iter_calc(measures, qrels, run)}
    return {k: values[Success @ k] for k in CUTOFFS}
