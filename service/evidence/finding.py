"""The best answer that readings give: its quotes, what contradicts it, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log

from index import Article, Embedder, Passage, Period

from ..answers import AbstainReason
from ..meaning.answer_kinds import Kind, expected_kind
from ..meaning.list_questions import items_wanted
from ..meaning.sameness import relation
from ..reading.calibration import Calibration
from ..reading.candidates import COMPARED, Candidate, pool, stated
from ..reading.enumeration import items_of, joined
from ..reading.quoting import Quote, quote
from ..reading.reader import Reader, Reading, Span
from ..reading.support import SupportCheck
from ..reading.yes_no import YesNo, is_yes_no, judge
from .conflicts import contradicting, is_update, latest, rivals
from .corroboration import MAX_QUOTES, Source, Story, agreeing, independent_sources, originals
from .listing import Listing, listing_first, states_all, whole_list

# A weight that no span of any article has; it stands for a rival where there is none.
NO_RIVAL = 1e-3
# A yes/no question is read once for each of its parts, so in fewer passages.
YES_NO_DEPTH = 5
# Logits by which a side may answer worse than the first and still be preferred: for having more
# sources, and for being later alone.
BEHIND = 3.5
BEHIND_LATER = 1.5
# Logits by which a report may answer worse than the best of its side and still say when it was so.
HARDLY = 3.5
# So many articles' quotes are checked for one answer.
MAX_CHECKED = 8


@dataclass(frozen=True, slots=True)
class Supported:
    """A quote, and the probability in (0, 1) that it supports the answer as it shows it.

    ``None`` where something else has compared the two, as for yes and no.
    """

    quote: Quote
    support: float | None

    @property
    def article(self) -> Article:
        return _article(self.quote)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A quote of another answer: a ``conflict``, or an earlier figure that has run on since."""

    quote: Quote
    is_update: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """``quotes`` that support the answer, the best first, and one a story.

    ``confidence`` is the probability that the answer is right. That is what the first quote
    shows, or the ``verdict`` where the question wants one; of that the probability is the
    reader's own, not calibrated. ``articles`` are all that state it, copies of a story too. Of
    ``contradictions`` each answer has one.

    Where the question wants a list, ``items`` are those that the first quote gives, and ``more``
    what other sentences add, each with the items that are new in it.
    """

    quotes: tuple[Supported, ...]
    confidence: float
    articles: tuple[Article, ...]
    verdict: YesNo | None = None
    contradictions: tuple[Contradiction, ...] = ()
    items: tuple[str, ...] = ()
    more: tuple["Finding", ...] = ()

    @property
    def short_answer(self) -> str:
        """The answer as shown."""
        # A list in running text is shown as it stands.
        lines = len(self.items) > 1 and "\n" in self.span.text
        if self.verdict or not (self.more or lines):
            return self.verdict or self.quotes[0].quote.shown
        return joined([item for part in self.parts for item in part.items])

    @property
    def parts(self) -> tuple["Finding", ...]:
        """It and what adds to its list, those of one article in the order of its text."""
        found = (self, *self.more)
        ids = [part.span.passage.article.id for part in found]
        return tuple(
            sorted(
                found, key=lambda part: (ids.index(part.span.passage.article.id), part.span.start)
            )
        )

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.quotes[0].quote.span


@dataclass(frozen=True, slots=True)
class _Side:
    """An answer, and the quotes that support it, at most one an article.

    ``reports`` are those of the earliest article of each story, ``telling`` those of them that say
    when it was so: of a story that answers much worse than the best, "14 of them from villages" for
    "14 died", the day says nothing.
    """

    candidate: Candidate
    quotes: tuple[Supported, ...]
    reports: tuple[Supported, ...]
    telling: tuple[Quote, ...]

    @property
    def articles(self) -> list[Article]:
        return [each.article for each in self.quotes]


class Finder:
    """Finds the answer in what was read."""

    def __init__(
        self,
        reader: Reader,
        embedder: Embedder,
        calibration: Calibration,
        story: Story,
        source: Source,
    ) -> None:
        self._reader = reader
        self._embedder = embedder
        self._calibration = calibration
        self._check = SupportCheck(reader, calibration.support)
        self._story = story
        self._source = source

    def find(
        self, question: str, readings: Sequence[Reading], near: Period | None = None
    ) -> Finding | AbstainReason:
        """The best answer, or why none is given; ``near`` are the days that are asked about."""
        if is_yes_no(question):
            return self._decide(question, readings)
        candidates = pool(question, readings, near)
        if not candidates:
            return "low_confidence"
        kind, wanted, others = expected_kind(question), items_wanted(question), candidates[1:]
        if wanted > 1:
            candidates = listing_first(candidates)
            others = self._outside(question, candidates, kind, readings)
        confidence = self._calibration.confidence(features([candidates[0], *others]))
        if confidence < self._calibration.least_confidence:
            return "low_confidence"
        pooled, candidates = candidates, stated(candidates)
        contrary = rivals(question, candidates, kind, self._embedder) if wanted == 1 else []
        # What an article contradicts, however surely, it does not say in other words.
        denying = contradicting(candidates, kind)
        passages = [r.passage for r in readings if r.passage.article.id not in denying]
        best = self._side(question, candidates, kind, passages)
        if best is None:
            return "unsupported"
        against = [self._side(question, [rival], kind, ()) for rival in contrary]
        sides = [best, *(side for side in against if side)]
        given = self._preferred(question, sides)
        if given.candidate is not candidates[0]:
            next_best = others if given is best else [best.candidate]
            confidence = self._calibration.confidence(features([given.candidate, *next_best]))
        if confidence < self._calibration.least_confidence:
            return "low_confidence"
        finding = Finding(
            quotes=given.reports[:MAX_QUOTES],
            confidence=confidence,
            articles=tuple(given.articles),
            contradictions=_contradictions(question, kind, given, sides),
        )
        if wanted == 1:
            return finding
        finding = self._listed(question, finding, given, readings)
        return self._with_more(question, finding, kind, pooled, others)

    def _outside(
        self,
        question: str,
        candidates: Sequence[Candidate],
        kind: Kind | None,
        readings: Sequence[Reading],
    ) -> list[Candidate]:
        """The candidates that are no items of the list that the first is of, nor the first."""
        first = candidates[0].best
        _, items = whole_list(quote(first.span, first.shown), readings)
        listing = Listing(question, first, items, kind, self._embedder)
        outside = []
        for candidate in candidates[1:COMPARED]:
            new = listing.new_in(candidate.best)
            listing.items += new
            if not new and not listing.has(candidate.best):
                outside.append(candidate)
        return [*outside, *candidates[COMPARED:]]

    def _listed(
        self, question: str, finding: Finding, given: _Side, readings: Sequence[Reading]
    ) -> Finding:
        """``finding`` with the whole list that its first quote is of, and what else states that."""
        first = given.reports[0]
        whole, items = whole_list(first.quote, readings)
        support = first.support
        if (whole.start, whole.end) != (first.quote.start, first.quote.end):
            (support,) = self._check.check(question, [whole])
            if support < self._calibration.least_support:
                whole, items = first.quote, items_of(first.quote.shown)
                support = first.support
        stating = [
            each
            for each in given.quotes
            if each is first or len(items) == 1 or states_all(each.quote, items, readings)
        ]
        others = [each for each in given.reports[1:] if each in stating]
        return replace(
            finding,
            quotes=(Supported(whole, support), *others[: MAX_QUOTES - 1]),
            articles=tuple(each.article for each in stating),
            items=tuple(items),
        )

    def _with_more(
        self,
        question: str,
        finding: Finding,
        kind: Kind | None,
        candidates: Sequence[Candidate],
        outside: Sequence[Candidate],
    ) -> Finding:
        """``finding`` with what others add, each of them as likely as an answer must be."""
        more = list[Finding]()
        listing = Listing(question, candidates[0].best, finding.items, kind, self._embedder)
        for candidate in candidates[1:COMPARED]:
            confidence = self._calibration.confidence(features([candidate, *outside]))
            likely = confidence >= self._calibration.least_confidence
            new = listing.new_in(candidate.best) if likely else []
            side = self._side(question, [candidate], kind, ()) if new else None
            if side:
                listing.items += new
                quotes, articles = side.reports[:MAX_QUOTES], tuple(side.articles)
                more.append(Finding(quotes, confidence, articles, items=tuple(new)))
        # What adds an item is quoted with that.
        adding = {(each.article.id, each.quote.start) for part in more for each in part.quotes}
        first, *others = finding.quotes
        kept = [each for each in others if (each.article.id, each.quote.start) not in adding]
        return replace(finding, quotes=(first, *kept), more=tuple(more))

    def _one_a_story(self, quotes: Sequence[Supported]) -> tuple[Supported, ...]:
        """The quotes of the earliest reports, in the order of the first of each story."""
        first = originals([each.article for each in quotes], self._story)
        by_article = {each.article.id: each for each in quotes}
        stories = dict.fromkeys(self._story(each.article.id) for each in quotes)
        return tuple(by_article[first[story].id] for story in stories)

    def _side(
        self,
        question: str,
        candidates: Sequence[Candidate],
        kind: Kind | None,
        passages: Sequence[Passage],
    ) -> _Side | None:
        """The first of the candidates with what supports it; ``None`` where none of its own does.

        Where the quote of its best span does not, a span of another article leads that answers
        about as well. What other answers' quotes alone support is not the answer that was found.
        """
        quotes = agreeing(candidates, passages, kind, self._embedder)[:MAX_CHECKED]
        least, further = self._calibration.least_support, self._calibration.least_further_support
        checked = zip(quotes, self._check.check(question, quotes), strict=True)
        supporting = tuple(
            Supported(quote, support)
            for quote, support in checked
            if support >= (least if quote is quotes[0] else further)
        )
        if not supporting or supporting[0].quote is not quotes[0]:
            lead = self._lead(candidates[0], supporting)
            return self._side(question, [lead, *candidates[1:]], kind, passages) if lead else None
        reports = self._one_a_story(supporting)
        clear = self._stories_clear_of(candidates, supporting)
        telling = (each.quote for each in reports if self._story(each.article.id) in clear)
        return _Side(candidates[0], supporting, reports, tuple(telling))

    def _lead(self, candidate: Candidate, supporting: Sequence[Supported]) -> Candidate | None:
        """The candidate, led by the first of its spans whose own quote was found to support it."""
        least = candidate.best.score - BEHIND
        supported = [
            each.quote
            for each in supporting
            if each.support is not None and each.support >= self._calibration.least_support
        ]
        able = (
            each
            for each in candidate.spans[1:]
            if each.score >= least and quote(each.span, each.shown) in supported
        )
        return next(map(candidate.led_by, able), None)

    def _stories_clear_of(
        self, candidates: Sequence[Candidate], quotes: Sequence[Supported]
    ) -> set[str]:
        """The stories of the quotes that answer about as well as the first candidate's best.

        What only repeats another's words has no score of its own, and is as good.
        """
        scores = {_place(each.span): each.score for other in candidates for each in other.spans}
        least = candidates[0].best.score - HARDLY
        return {
            self._story(each.article.id)
            for each in quotes
            if scores.get(_place(each.quote.span), least) >= least
        }

    def _preferred(self, question: str, sides: Sequence[_Side]) -> _Side:
        """The side of more independent sources, then of the later report, then the first.

        A story and its copies are one voice, and it is the earliest report's, so that a copy that
        alters its original speaks for nobody. Of a figure that runs on it is the latest. A side
        that answers much worse than the first is shown, but does not take its place.
        """
        reports = originals([a for side in sides for a in side.articles], self._story)
        voices = {article.id for article in reports.values()}
        least = sides[0].candidate.best.score

        def rank(side: _Side) -> tuple[int, date]:
            own = [article for article in side.articles if article.id in voices]
            told = [article for article in map(_article, side.telling) if article in own]
            return len(independent_sources(own, self._source)), latest(told or own) or date.min

        def able(side: _Side) -> bool:
            more = rank(side)[0] > rank(sides[0])[0]
            behind = BEHIND if more else BEHIND_LATER
            return side.candidate.best.score >= least - behind

        given = max(filter(able, sides), key=rank)
        newer = [
            side
            for side in sides
            if is_update(question, given.telling, side.telling)
            and side.candidate.best.score >= least - BEHIND
        ]
        return max(newer, key=_latest_report, default=given)

    def _decide(self, question: str, readings: Sequence[Reading]) -> Finding | AbstainReason:
        best_first = sorted(readings, key=lambda reading: -reading.relevant)[:YES_NO_DEPTH]
        verdict = judge(question, [reading.passage for reading in best_first], self._reader)
        if verdict is None or verdict.confidence < self._calibration.least_confidence:
            return "low_confidence"
        quotes = [Supported(quote(span, span.text), None) for span in (verdict.span, *verdict.also)]
        articles = tuple(each.article for each in quotes)
        reports = self._one_a_story(quotes)[:MAX_QUOTES]
        return Finding(reports, verdict.confidence, articles, verdict.answer)


def _latest_report(side: _Side) -> date:
    return latest([_article(each) for each in side.telling]) or date.min


def _article(quote: Quote) -> Article:
    return quote.span.passage.article


def _place(span: Span) -> tuple[str, int]:
    return span.passage.article.id, span.start


def _contradictions(
    question: str, kind: Kind | None, given: _Side, sides: Sequence[_Side]
) -> tuple[Contradiction, ...]:
    """One for every side that says otherwise, those that have run on first, in order of time.

    Of two that contradict the best one, the second may agree with the first, or be of the same
    articles, which do not contradict themselves.
    """
    answer, own = given.candidate.best.shown, set(given.articles)
    found = [
        Contradiction(side.reports[0].quote, is_update(question, side.telling, given.telling))
        for side in sides
        if not set(side.articles) <= own
        and relation(answer, side.candidate.best.shown, kind) not in ("same", "compatible")
    ]
    return tuple(sorted(found, key=_by_time))


def _by_time(contradiction: Contradiction) -> tuple[bool, int]:
    day = _article(contradiction.quote).published
    return not contradiction.is_update, day.toordinal() if day else 0


def features(candidates: Sequence[Candidate]) -> dict[str, float]:
    """What tells a right answer, the first of ``candidates``, from a wrong one.

    ``score`` of its best span; ``margin`` of its weight over the next candidate's, as a log
    ratio in [0, 8]; ``articles``, the log of how many have it.
    """
    first = candidates[0]
    rival = candidates[1].weight if len(candidates) > 1 else NO_RIVAL
    return {
        "score": first.best.score,
        "margin": min(8.0, max(0.0, log(first.weight / max(rival, NO_RIVAL)))),
        "articles": log(len(first.spans)),
    }
