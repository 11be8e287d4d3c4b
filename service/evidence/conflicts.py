"""Answers that contradict the best one, and figures that have run on since."""

from collections.abc import Sequence
from datetime import date, timedelta

from index import Article, Embedder, in_dated_context, terms

from ..meaning.amounts import amount
from ..meaning.answer_kinds import Kind, asks_for_several, fits
from ..meaning.likeness import Likeness
from ..meaning.moments import years_told
from ..meaning.numbers import missing_numbers
from ..meaning.sameness import relation
from ..reading.candidates import COMPARED, LEAST_SCORE, Candidate, Scored
from ..reading.quoting import Quote, quote

# Chosen together on RAMDocs and RGB, whose documents disagree by design, on our newsroom and on
# rtqa_2022, which hardly ever does: how much the likeness of two sentences counts beside how well
# the rival answers, and how much of both it takes. Two names are oftener both right than figures.
LIKENESS_WEIGHT = 5.0
LEAST_OF_FIGURES = 8.5
LEAST_OF_WORDS = 9.5
# An update comes within so many days of the report before it.
LONGEST_RUN = timedelta(days=60)
# Longer words that are neither names nor figures are phrases, which may be right together.
MOST_WORDS = 3

_GROWING = frozenset(
    terms(
        "killed died dead deaths toll casualties victims injured wounded hurt ill sick infected"
        " infections cases vaccinated vaccinations doses arrested detained rescued recovered"
        " identified counted votes signatures raised donated collected sold damaged destroyed"
        " burned burnt acres hectares"
    )
)
_FALLING = frozenset(
    terms(
        "missing displaced evacuated homeless stranded hospitalized hospitalised hospital trapped"
    )
)


def rivals(
    question: str, candidates: Sequence[Candidate], kind: Kind | None, embedder: Embedder
) -> list[Candidate]:
    """Those of the candidates that contradict the first, as other articles have it.

    A rival must answer the question well, for else it is an error of reading. Its sentence must be
    like the other but for the answers, not be of another year, and its passage have the question's
    figures if the other has, since what is said of another event contradicts nothing.
    """
    if asks_for_several(question):
        return []
    first = candidates[0]
    stating = {scored.span.passage.article.id for scored in first.spans}
    missing, around = _missing(question, first), _around(first.best)
    like_first = Likeness(around, embedder)
    # The years beside an answer that is a date itself may be the rest of it.
    years = frozenset[int]() if kind in ("date", "year") else years_told(around)
    found = []
    for candidate in candidates[1:COMPARED]:
        rival = candidate.without(stating | _of_other_years(candidate, years))
        if (
            rival
            and _contrary(first.best.shown, rival.best.shown, kind)
            and _missing(question, rival) <= missing
        ):
            least = LEAST_OF_FIGURES if amount(rival.best.shown) else LEAST_OF_WORDS
            needed = (least - rival.best.score) / LIKENESS_WEIGHT
            # The sentences are compared only where a cosine of 1 would do.
            if needed <= 1 and needed <= like_first(_around(rival.best)):
                found.append(rival)
    return found


def contradicting(candidates: Sequence[Candidate], kind: Kind | None) -> set[str]:
    """The ids of the articles that state another answer than the first, of the same sort."""
    first = candidates[0]
    stating = {scored.span.passage.article.id for scored in first.spans}
    return {
        scored.span.passage.article.id
        for candidate in candidates[1:COMPARED]
        if relation(first.best.shown, candidate.best.shown, kind) == "contrary"
        for scored in candidate.spans
        if scored.score >= LEAST_SCORE
    } - stating


def _missing(question: str, candidate: Candidate) -> set[str]:
    return missing_numbers(question, [in_dated_context(candidate.best.span.passage)])


def _contrary(one: str, other: str, kind: Kind | None) -> bool:
    related = relation(one, other, kind)
    return related == "contrary" or (related == "unrelated" and _other_words(one, other, kind))


def _other_words(one: str, other: str, kind: Kind | None) -> bool:
    """Whether both are a few words, as "forward" and "defender" are, and share none."""
    here, there = set(terms(one)), set(terms(other))
    short = all(0 < len(text.split()) <= MOST_WORDS for text in (one, other))
    fitting = kind is None or (fits(kind, one) and fits(kind, other))
    figures = any(character.isdigit() for character in one + other)
    return short and fitting and not figures and not here & there


def _of_other_years(candidate: Candidate, years: frozenset[int]) -> set[str]:
    """The ids of the articles that give the answer for other years alone."""
    return {
        scored.span.passage.article.id
        for scored in candidate.spans
        if years and (told := years_told(_around(scored))) and not years & told
    }


def _around(answer: Scored) -> str:
    """The sentence of an answer without it."""
    span, article = answer.span, answer.span.passage.article
    around = quote(span, answer.shown)
    before, after = article.text[around.start : span.start], article.text[span.end : around.end]
    return f"{before}it{after}"


def is_update(question: str, earlier: Sequence[Quote], later: Sequence[Quote]) -> bool:
    """Whether the later figure is the earlier one run on, as a death toll does.

    The question must ask for something that is counted on and on, all of the earlier reports be
    older than the latest of the others, and that follow within two months. The count may fall only
    where people are found or go home.
    """
    before, after = _latest(earlier), _latest(later)
    if before is None or after is None or not before < after <= before + LONGEST_RUN:
        return False
    low, high = amount(earlier[0].shown), amount(later[0].shown)
    asked = set(terms(question))
    if low is None or high is None or not asked & (_GROWING | _FALLING):
        return False
    return bool(asked & _FALLING) or max(low.values) <= max(high.values)


def _latest(quotes: Sequence[Quote]) -> date | None:
    return latest([quote.span.passage.article for quote in quotes])


def latest(articles: Sequence[Article]) -> date | None:
    """The day of the last report; ``None`` where none has a date."""
    return max((a.published for a in articles if a.published), default=None)
