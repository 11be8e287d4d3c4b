"""Retrieval measures: how early a ranking has the items that are relevant."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from index import DatelineError

RETRIEVAL_MEASURES = (
    "Success@1",
    "Success@5",
    "Success@10",
    "R@5",
    "R@10",
    "R@20",
    "nDCG@10",
    "RR",
)


class MeasuresUnavailable(DatelineError):
    """The library that computes retrieval measures is not installed."""


def retrieval_scores(
    ranking: Sequence[str], relevant: Mapping[str, int]
) -> dict[str, float | None]:
    """Each of ``RETRIEVAL_MEASURES``, in [0, 1], of distinct items in rank order.

    ``relevant`` gives the items' grades; an item without one, or with 0 or less, is not
    relevant. ``None`` throughout when none is relevant; a ranking of nothing scores 0.

    - ``Success@k``: 1 when one of the first k is relevant, else 0. Also called hit rate and
      top-k accuracy (Karpukhin et al. 2020, "Dense Passage Retrieval").
    - ``R@k``: recall, the share of the relevant items that the first k hold (Cleverdon 1967,
      "The Cranfield Tests on Index Language Devices").
    - ``nDCG@10``: the grades of the first ten, each over log₂(rank + 1), by what the best order
      of the relevant would have (Järvelin & Kekäläinen 2002, "Cumulated Gain-Based Evaluation
      of IR Techniques", with the discount of Burges et al. 2005, "Learning to Rank Using
      Gradient Descent", as trec_eval and everybody has it since).
    - ``RR``: 1 over the rank of the first relevant item, 0 without one; its mean is the MRR
      (Voorhees 1999, "The TREC-8 Question Answering Track Report").

    They are trec_eval's, through ir_measures. Raises ``MeasuresUnavailable`` where that is not
    installed, and ``ValueError`` for a ranking with an item twice.

    The one relevant item stands second: nDCG@10 is 1 / log₂ 3.

    >>> scores = retrieval_scores(["b", "a"], {"a": 1})
    >>> [round(scores[name], 3) for name in ("Success@1", "Success@5", "R@5", "nDCG@10", "RR")]
    [0.0, 1.0, 1.0, 0.631, 0.5]
    """
    if len(set(ranking)) < len(ranking):
        raise ValueError("a ranking holds each item once")
    grades = {item: grade for item, grade in relevant.items() if grade > 0}
    if not grades:
        return dict.fromkeys(RETRIEVAL_MEASURES)
    trec_eval, names = _trec_eval()
    # Items go by number, since trec_eval ends an id at a zero byte; by descending score, since
    # it ignores ranks; and scores are whole, since it holds them in single precision.
    numbers = {item: str(number) for number, item in enumerate([*ranking, *grades])}
    qrels = {"q": {numbers[item]: grade for item, grade in grades.items()}}
    run = {"q": {numbers[item]: -float(rank) for rank, item in enumerate(ranking)}}
    scores = {names[found.measure]: found.value for found in trec_eval.iter_calc(names, qrels, run)}
    return {name: float(scores[name]) for name in RETRIEVAL_MEASURES}


def retrieval_measurable() -> bool:
    """Whether the library that computes retrieval measures is installed."""
    try:
        _trec_eval()
    except MeasuresUnavailable:
        return False
    return True


@cache
def _trec_eval() -> tuple[Any, dict[Any, str]]:
    """What computes the measures, and their names by its own objects."""
    try:
        # Imported here, because its trec_eval has no wheel for Linux on ARM.
        import ir_measures

        trec_eval: Any = ir_measures.pytrec_eval
        trec_eval.initialize()
    except (ImportError, RuntimeError) as error:
        raise MeasuresUnavailable(
            "scoring retrieval needs ir-measures, which has no wheel for this system: "
            "install a C compiler, then pip install ir-measures"
        ) from error
    return trec_eval, {ir_measures.parse_measure(name): name for name in RETRIEVAL_MEASURES}
