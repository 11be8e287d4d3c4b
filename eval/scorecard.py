"""The measures that a system is judged by, in the order they are shown."""

HEADLINES = (
    "right",
    "exact_match",
    "f1",
    "contained",
    "item_f1",
    "numeric_match",
    "date_match",
    "reranked.articles.Success@1",
    "reranked.articles.nDCG@10",
    "reranked.quotes.R@10",
    "citation_precision",
    "citation_recall",
    "citation_f1",
    "citation_exactness",
    "citation_support",
    "abstention_precision",
    "abstention_recall",
    "unknown_source_recall",
    "risk_coverage_area",
    "calibration_error",
    "corroboration_precision",
    "corroboration_recall",
    "both_cited",
    "single_source_count",
    "several_source_count",
    "conflict_precision",
    "conflict_recall",
    "conflict_false_alarm",
    "update_recall",
    "resolved_date_recall",
)
"""Only these are tested for significance, so that correcting for many tests does not bury a loss
under the diagnostic measures."""

LOWER_IS_BETTER = frozenset({"risk_coverage_area", "calibration_error", "conflict_false_alarm"})
"""The measures of which less is more."""


def gain(measure: str, before: float, after: float) -> float:
    """How much better ``after`` is than ``before``; less than 0 when it is worse.

    >>> gain("f1", 0.5, 0.75), gain("calibration_error", 0.5, 0.75)
    (0.25, -0.25)
    """
    return before - after if measure in LOWER_IS_BETTER else after - before
