"""The scores of one question: every measure that it has a say in."""

from collections.abc import Collection, Mapping
from itertools import product

from eval.asking import Case
from eval.evidence import Articles, Span
from eval.measures.abstention import abstention_precision, abstention_recall
from eval.measures.citations import citation_f1, citation_precision, citation_recall
from eval.measures.conflicts import conflict_false_alarm, conflict_precision, conflict_recall
from eval.measures.contained import contained
from eval.measures.corroboration import corroboration_precision, corroboration_recall
from eval.measures.date_match import date_match
from eval.measures.exact_match import exact_match
from eval.measures.exactness import citation_exactness
from eval.measures.numeric_match import numeric_match
from eval.measures.retrieval import retrieval_scores
from eval.measures.rightness import right
from eval.measures.support import citation_support
from eval.measures.token_f1 import token_f1
from eval.retrieved import UNITS, ranked_items, relevant_items
from index import Article
from service.schemas import AskResponse

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
        **_of_sources(case),
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
        "contained": contained(shown, answers),
        "numeric_match": numeric_match(short, answers),
        "date_match": date_match(short, answers),
        "abstention_precision": abstention_precision(abstained, answerable),
        "abstention_recall": abstention_recall(abstained, answerable),
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
    }


def _text(article: Article | None) -> str | None:
    return article.text if article else None


def _of_sources(case: Case) -> _Scores:
    response, wanted = case.asked.response, case.question.conflicting_answers
    stating = case.evidence.article_ids
    named = _named(response) if response else set()
    shown = conflicting(response) if response else ()
    return {
        "corroboration_precision": corroboration_precision(named, stating),
        "corroboration_recall": corroboration_recall(named, stating),
        "conflict_precision": conflict_precision(shown, wanted),
        "conflict_recall": conflict_recall(shown, wanted),
        "conflict_false_alarm": conflict_false_alarm(shown, wanted) if response else None,
    }


def _named(response: AskResponse) -> set[str]:
    """The articles that are said to carry the answer: the one quoted first, others, copies too."""
    corroboration = response.corroboration
    if corroboration is None:
        return set()
    return {*corroboration.article_ids, *(copy.article_id for copy in corroboration.syndicated)}


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
