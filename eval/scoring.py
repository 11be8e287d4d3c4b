"""The scores of one question: every measure that it has a say in."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import product

from eval.asking import Case
from eval.evidence import Articles, Span
from eval.measures.abstention import abstention_precision, abstention_recall
from eval.measures.both_cited import both_cited
from eval.measures.citations import citation_f1, citation_precision, citation_recall
from eval.measures.conflicts import conflict_false_alarm, conflict_precision, conflict_recall
from eval.measures.contained import contained
from eval.measures.corroboration import corroboration_precision, corroboration_recall
from eval.measures.date_match import date_match
from eval.measures.exact_match import exact_match
from eval.measures.exactness import citation_exactness
from eval.measures.item_f1 import item_f1
from eval.measures.numeric_match import numeric_match
from eval.measures.resolved_dates import resolved_date_recall
from eval.measures.retrieval import retrieval_scores
from eval.measures.rightness import right
from eval.measures.source_count import several_source_count, single_source_count
from eval.measures.support import citation_support
from eval.measures.token_f1 import token_f1
from eval.measures.unknown_source import unknown_source_recall
from eval.measures.updates import update_recall
from eval.questions import DayMeant
from eval.retrieved import UNITS, ranked_items, relevant_items
from index import Article, source_identity
from service.http.schemas import AskResponse

_Scores = Mapping[str, float | None]


def score(case: Case, article: Articles, rankings: Collection[str]) -> dict[str, float]:
    """A number in [0, 1] for each measure that the question has a say in.

    ``rankings`` are those that this run has at all. A question that failed is wrong by each measure
    that depends on it alone: its scores are 0.
    """
    response = case.asked.response
    scores = {
        **_of_answer(case),
        **_of_citations(case, article),
        **_of_sources(case, article),
        **_of_conflicts(case),
        **_of_retrieval(case, rankings),
    }
    said = {measure: value for measure, value in scores.items() if value is not None}
    return said if response else dict.fromkeys(said, 0.0)


def _of_answer(case: Case) -> _Scores:
    answers, answerable = case.question.answers, case.question.answerable
    response = case.asked.response
    abstained = response is not None and response.status == "abstained"
    # Not None, which would be to abstain.
    short = response.short_answer if response else ""
    shown = None if abstained else response.answer if response else ""
    return {
        "right": right(short, answers),
        "exact_match": exact_match(short, answers),
        "f1": token_f1(short, answers),
        "item_f1": item_f1(short, case.question.items),
        "contained": contained(shown, answers),
        "numeric_match": numeric_match(short, answers),
        "date_match": date_match(short, answers),
        "abstention_precision": abstention_precision(abstained, answerable),
        "abstention_recall": abstention_recall(abstained, answerable),
        "unknown_source_recall": unknown_source_recall(
            response.abstain_reason if response else None, case.question.unknown_source
        ),
    }


def _of_citations(case: Case, article: Articles) -> _Scores:
    evidence = case.evidence.found
    citations = case.asked.response.citations if case.asked.response else []
    quotes = [(Span(c.article_id, c.start, c.end), c.quote) for c in citations]
    cited = [span for span, _ in quotes]
    return {
        "citation_precision": citation_precision(cited, evidence),
        "citation_recall": citation_recall(cited, evidence),
        "citation_f1": citation_f1(cited, evidence),
        "citation_exactness": citation_exactness(quotes, lambda id_: _text(article(id_))),
        "citation_support": citation_support([c.support for c in citations]),
        "resolved_date_recall": resolved_date_recall(
            [DayMeant(c.article_id, d.text, d.date) for c in citations for d in c.resolved_dates],
            case.question.resolved_dates,
            {span.article_id for span in cited},
        ),
    }


def _text(article: Article | None) -> str | None:
    return article.text if article else None


def _of_sources(case: Case, article: Articles) -> _Scores:
    response, wanted = case.asked.response, case.question.independent_sources
    stating = case.evidence.article_ids
    corroboration = response.corroboration if response else None
    named = set(corroboration.article_ids) if corroboration else set()
    copies = {copy.article_id for copy in corroboration.syndicated} if corroboration else set()
    cited = {citation.article_id for citation in response.citations} if response else set()
    counted = corroboration.independent_sources if corroboration else None
    return {
        "corroboration_precision": corroboration_precision(named | copies, stating),
        "corroboration_recall": corroboration_recall(named | copies, stating),
        "both_cited": None
        if wanted == 1
        else both_cited(cited | copies, _by_source(case, article)),
        "single_source_count": single_source_count(counted, wanted),
        "several_source_count": several_source_count(counted, wanted),
    }


def _by_source(case: Case, article: Articles) -> list[set[str]]:
    """The articles that state the answer by the gold, those of one source together."""
    # By what the articles say themselves: over HTTP no more is known, and by its own catalogue a
    # service that takes two sources for one would never be found out.
    found = defaultdict[str, set[str]](set)
    for stating in map(article, case.evidence.article_ids):
        if stating:
            found[source_identity(stating.source, stating.url, stating.id)].add(stating.id)
    return list(found.values())


def _of_conflicts(case: Case) -> _Scores:
    response, wanted = case.asked.response, case.question.conflicting_answers
    shown = conflicting(response) if response else ()
    updates = [c.short_answer for c in response.conflicts if c.kind == "update"] if response else []
    return {
        "conflict_precision": conflict_precision(shown, wanted),
        "conflict_recall": conflict_recall(shown, wanted),
        "conflict_false_alarm": conflict_false_alarm(shown, wanted) if response else None,
        "update_recall": update_recall(updates, case.question.updates),
    }


def conflicting(response: AskResponse) -> tuple[str, ...]:
    """The answers shown as contradicting the main one; a later figure contradicts nothing."""
    return tuple(c.short_answer for c in response.conflicts if c.kind == "conflict")


def _of_retrieval(case: Case, rankings: Collection[str]) -> _Scores:
    return {
        f"{ranking}.{unit}.{measure}": value
        for ranking, unit in product(rankings, UNITS)
        for measure, value in retrieval_scores(
            ranked_items(case, ranking, unit), relevant_items(case, unit)
        ).items()
    }
