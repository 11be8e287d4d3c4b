"""Our rankings out to TREC's files, and other retrievers' in, scored by the same measures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.answerer import FINAL, LISTS
from eval.asking import Case
from eval.measures.retrieval import retrieval_scores
from eval.retrieved import UNITS, Unit, ranked_items, relevant_items
from eval.row import Row
from eval.trec import write_qrels, write_rankings


def export_trec(cases: Sequence[Case], folder: Path) -> None:
    """Write what the searches found and what they should have found.

    For each unit, ``articles`` and ``quotes``, the file ``UNIT.qrels``, and for each ranking that
    the answerer tells of ``RANKING.UNIT.run``. Scored by any tool for TREC's files they give the
    run's own scores (trec_eval's ``-c`` counts questions that failed). Questions without evidence
    in the index are in none of them.
    """
    judged = [case for case in cases if case.evidence.found]
    for unit in UNITS:
        relevant = {case.question.id: relevant_items(case, unit) for case in judged}
        write_qrels(folder / f"{unit}.qrels", relevant)
        for ranking in LISTS:
            if any(ranking in case.asked.rankings for case in judged):
                found = {case.question.id: ranked_items(case, ranking, unit) for case in judged}
                write_rankings(folder / f"{ranking}.{unit}.run", found, tag=f"dateline-{ranking}")


def retrieved_rows(
    rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]], unit: Unit
) -> list[Row]:
    """A row for each query that something is relevant to; one that the run missed scores 0.

    The scores bear the names of our final ranking's, so that the two can be compared.

    >>> [row] = retrieved_rows({"q1": ["b", "a"]}, {"q1": {"a": 1}, "q2": {"a": 0}}, "articles")
    >>> row.id, row.scores["reranked.articles.RR"]
    ('q1', 0.5)
    """
    rows = []
    for query, relevant in qrels.items():
        scores = {
            f"{FINAL}.{unit}.{measure}": score
            for measure, score in retrieval_scores(rankings.get(query, ()), relevant).items()
            if score is not None
        }
        if scores:
            rows.append(Row(query, "retrieval", query, True, "retrieved", scores))
    return rows
