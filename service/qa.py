"""From a question to an answer: take it apart, retrieve, read, find, cite, or abstain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, zip_longest
from math import prod
from time import perf_counter

from index import Article, Generation, Hit, in_dated_context, split_sentences

from .answers import (
    AbstainReason,
    Answer,
    Conflict,
    Corroboration,
    Interpretation,
    Question,
    Timings,
)
from .asked.interpreting import Interpreter, Taken
from .asked.parts import Asked, Comparison, Difference, Several, Single, Sum, asked_parts
from .evidence.corroboration import corroborate
from .evidence.finding import Contradiction, Finder, Finding
from .meaning.numbers import missing_numbers
from .meaning.quantities import quantities
from .meaning.sameness import relation
from .reading.calibration import Calibration, load_calibration
from .reading.reader import Reader, SpanReader
from .reading.rerank import by_relevance, read_hits
from .reading.yes_no import is_yes_no
from .replying.citing import Reply, compose, compose_computed, refuse
from .replying.computing import as_stated, computed, preferred

# How many fused hits are read: on rtqa_2022 the first 20 hold an evidence article for 97 % of the
# questions.
READ_DEPTH = 20

Told = Callable[[Sequence[Hit]], object]


def _nobody(_hits: Sequence[Hit]) -> None:
    """Who is told by default."""


class QA:
    """Answers questions from one generation of the index."""

    def __init__(self, generation: Generation, reader: Reader, calibration: Calibration) -> None:
        self.generation = generation
        self._reader = reader
        self._calibration = calibration
        self._interpreter = Interpreter(generation.catalogue)
        catalogue = generation.catalogue
        self._finder = Finder(
            reader, generation.embedder, calibration, catalogue.story, catalogue.source
        )

    @classmethod
    def over(cls, generation: Generation) -> "QA":
        """The shipped models over ``generation``, loaded and warm."""
        # The models of the sentence splitter, and the names of places, load at their first use.
        split_sentences("It is warm.")
        relation("Here", "There", None)
        return cls(generation, SpanReader(), load_calibration())

    def on(self, generation: Generation) -> "QA":
        """The same models over another generation."""
        return QA(generation, self._reader, self._calibration)

    def article(self, id_: str) -> Article | None:
        """The article called ``id_``, or None."""
        return self.generation.catalogue.article(id_)

    def take(self, question: Question) -> Taken:
        """How the question is taken: what is searched for, within which bounds."""
        return self._interpreter.take(question)

    def answer(self, question: Question, retrieved: Told = _nobody) -> Answer:
        """Answer ``question``, or abstain; every quote is its article's text by construction.

        ``retrieved`` is told of the passages that each search found, in fused order, before they
        are read: once for every question that this one is taken apart into, or never.
        """
        clock = _Clock()
        taken = self.take(question)
        plan = Single(taken.text) if taken.named.unknown else asked_parts(taken.text)
        parts = _Reads(self, question, taken, clock, retrieved)
        reply = refuse("unknown_source") if taken.named.unknown else _reply(taken.text, plan, parts)
        clock.lap("read")
        catalogue = self.generation.catalogue
        corroborations = [
            corroborate(finding.articles, catalogue.story, catalogue.source)
            for finding in reply.findings
        ]
        return Answer(
            generation=self.generation.id,
            answer=reply.answer,
            short_answer=reply.short_answer,
            abstain_reason=reply.reason,
            citations=reply.citations,
            # Several answers are as well attested as the one that fewest have.
            corroboration=min(corroborations, key=_sources, default=None),
            passages=tuple(parts.hits()[: question.top_k]),
            timings_ms=clock.timings(),
            confidence=prod(f.confidence for f in reply.findings) if reply.findings else None,
            interpretation=Interpretation(
                sources=taken.sources,
                published_from=taken.named.published_from,
                published_to=taken.named.published_to,
                as_of=taken.today,
                parts=_parts(plan),
            ),
            conflicts=tuple(
                _conflict(each) for finding in reply.findings for each in finding.contradictions
            ),
            computations=reply.computations,
        )

    def read(
        self, text: str, taken: Taken, depth: int, clock: "_Clock", retrieved: Told
    ) -> "_Read":
        """Search for ``text`` within the bounds of ``taken``, read, and find the answer."""
        fused = self.generation.retriever.search(text, depth, taken.filters, taken.near)
        clock.lap("retrieve")
        retrieved(fused)
        readings = read_hits(self._reader, text, fused[:READ_DEPTH])
        hits = by_relevance(fused, readings)
        clock.lap("rerank")
        found = self._finder.find(text, readings, taken.near) if readings else "no_passages"
        if not isinstance(found, str) and missing_numbers(
            text, [in_dated_context(hit.passage) for hit in fused[:READ_DEPTH]]
        ):
            found = "unsupported"
        clock.lap("read")
        return _Read(hits, found)


@dataclass(frozen=True, slots=True)
class _Read:
    """The passages found for a question, in final order, and what was found in them."""

    hits: list[Hit]
    found: Finding | AbstainReason


class _Reads:
    """Each question that the asked one is taken apart into, read when it is wanted, and once."""

    def __init__(
        self, qa: QA, asked: Question, taken: Taken, clock: "_Clock", retrieved: Told
    ) -> None:
        self._qa = qa
        self._asked = asked
        self._taken = taken
        self._depth = max(READ_DEPTH, asked.top_k)
        self._clock = clock
        self._retrieved = retrieved
        self._read: dict[str, _Read] = {}

    def __getitem__(self, question: str) -> Finding | AbstainReason:
        if question not in self._read:
            # A part is about its own days: "in 2031" of "more in 2031 than in 2032".
            near = self._qa.take(replace(self._asked, text=question)).near or self._taken.near
            taken = replace(self._taken, near=near)
            self._read[question] = self._qa.read(
                question, taken, self._depth, self._clock, self._retrieved
            )
        return self._read[question].found

    def hits(self) -> list[Hit]:
        """What was read for any of the questions, the best of each first."""
        turns = zip_longest(*(read.hits for read in self._read.values()))
        best: dict[str, Hit] = {}
        for hit in filter(None, chain.from_iterable(turns)):
            best.setdefault(hit.passage.id, hit)
        return list(best.values())


def _reply(question: str, plan: Asked, reads: _Reads) -> Reply:
    reply = None
    match plan:
        case Several():
            return _joined(plan, reads)
        case Comparison():
            reply = _compared(question, plan, reads)
        case Difference() | Sum():
            reply = _computed(question, plan, reads)
            if reply is None and _is_of_a_part(reads[question], plan, reads):
                reply = refuse("low_confidence")
    return reply or _plain(reads[question])


def _is_of_a_part(found: Finding | AbstainReason, plan: Difference | Sum, reads: _Reads) -> bool:
    """Whether what is found for the whole is the number of one of its parts, so another one."""
    if isinstance(found, str):
        return False
    parts = [each for part in plan.parts if not isinstance(each := reads[part], str)]
    return bool(
        quantities(found.short_answer)
        & set[Decimal]().union(*(quantities(each.short_answer) for each in parts))
    )


def _plain(found: Finding | AbstainReason) -> Reply:
    return refuse(found) if isinstance(found, str) else compose([found])


def _joined(plan: Several, reads: _Reads) -> Reply:
    found = {part: reads[part] for part in plan.parts}
    findings = [each for each in found.values() if not isinstance(each, str)]
    if not findings:
        return _plain(found[plan.parts[0]])
    return compose(findings, unanswered=[q for q, each in found.items() if isinstance(each, str)])


def _compared(question: str, plan: Comparison, reads: _Reads) -> Reply | None:
    findings = _findings(plan.parts, reads)
    side = preferred(plan, _numbers(findings)) if findings else None
    if side is None:
        return None
    if is_yes_no(question):
        return compose(findings, "No" if side else "Yes")
    return compose(findings, plan.sides[side])


def _computed(question: str, plan: Difference | Sum, reads: _Reads) -> Reply | None:
    """What the parts come to, unless an article states a third number for the whole."""
    findings = _findings(plan.parts, reads)
    result = computed(plan, _numbers(findings)) if findings else None
    if result is None:
        return None
    stated = reads[question]
    if not isinstance(stated, str):
        values = quantities(stated.short_answer)
        if values and not values & set().union(*(quantities(f.short_answer) for f in findings)):
            return compose([stated])
    return compose_computed(result, findings)


def _findings(parts: Sequence[str], reads: _Reads) -> list[Finding]:
    """What was found for each part; nothing where one has no answer, or two have one figure.

    One figure that answers two questions answers one of them wrongly.
    """
    found = [each for part in parts if not isinstance(each := reads[part], str)]
    spans = {(s.passage.article.id, s.start, s.end) for s in (f.span for f in found)}
    return found if len(spans) == len(parts) else []


def _numbers(findings: Sequence[Finding]) -> list[str]:
    return [as_stated(each.quotes[0].quote) for each in findings]


def _parts(plan: Asked) -> tuple[str, ...]:
    return () if isinstance(plan, Single) else plan.parts


def _sources(corroboration: Corroboration) -> int:
    return corroboration.independent_sources


def _conflict(contradiction: Contradiction) -> Conflict:
    quote = contradiction.quote
    return Conflict(
        "update" if contradiction.is_update else "conflict",
        quote.shown,
        quote.span.passage.article,
        quote.start,
        quote.end,
    )


class _Clock:
    """Wall-clock milliseconds of each stage, over all that was read."""

    def __init__(self) -> None:
        self._begun = self._last = perf_counter()
        self._laps = {"retrieve": 0.0, "rerank": 0.0, "read": 0.0}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self._laps[stage] += 1000 * (now - self._last)
        self._last = now

    def timings(self) -> Timings:
        return Timings(**self._laps, total=1000 * (self._last - self._begun))
