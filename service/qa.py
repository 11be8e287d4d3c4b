"""From a question to an answer: retrieve, read, find, cite, or abstain."""

from collections.abc import Sequence
from time import perf_counter

from index import Article, Generation, Hit, in_context, split_sentences

from .answer_kinds import is_place
from .answers import AbstainReason, Answer, Question, Timings
from .calibration import Calibration, load_calibration
from .citing import compose, refuse
from .corroboration import corroborate
from .finding import Finder, Finding
from .numbers import missing_numbers
from .reader import Reader, SpanReader
from .rerank import by_relevance, read_hits

# How many fused hits are read: on rtqa_2022 the first 20 hold an evidence article for 97 % of the
# questions.
READ_DEPTH = 20


class QA:
    """Answers questions from one generation of the index."""

    def __init__(self, generation: Generation, reader: Reader, calibration: Calibration) -> None:
        self.generation = generation
        self._reader = reader
        self._finder = Finder(reader, generation.embedder, calibration)
        self._least_confidence = calibration.least_confidence

    @classmethod
    def over(cls, generation: Generation) -> "QA":
        """The shipped models over ``generation``, loaded and warm."""
        # The models of the sentence splitter, and the names of places, load at their first use.
        split_sentences("It is warm.")
        is_place("Here")
        return cls(generation, SpanReader(), load_calibration())

    def article(self, id_: str) -> Article | None:
        """The article called ``id_``, or None."""
        return self.generation.catalogue.article(id_)

    def answer(self, question: Question) -> Answer:
        """Answer ``question``, or abstain; every quote is its article's text by construction."""
        clock = _Clock()
        depth = max(READ_DEPTH, question.top_k)
        fused = self.generation.retriever.search(question.text, depth, question.filters)
        clock.lap("retrieve")
        read = fused[:READ_DEPTH]
        readings = read_hits(self._reader, question.text, read)
        hits = by_relevance(fused, readings)
        clock.lap("rerank")
        finding = self._finder.find(question.text, readings)
        reason = self._reason_to_abstain(question.text, read, finding)
        given = None if reason else finding
        wording = compose(given) if given else refuse(reason or "low_confidence")
        clock.lap("read")
        return Answer(
            generation=self.generation.id,
            answer=wording.answer,
            short_answer=wording.short_answer,
            abstain_reason=reason,
            citations=wording.citations,
            corroboration=corroborate(given.articles) if given else None,
            passages=tuple(hits[: question.top_k]),
            timings_ms=clock.timings(),
            confidence=given.confidence if given else None,
        )

    def _reason_to_abstain(
        self, question: str, hits: Sequence[Hit], finding: Finding | None
    ) -> AbstainReason | None:
        if not hits:
            return "no_passages"
        if finding is None or finding.confidence < self._least_confidence:
            return "low_confidence"
        read = [f"{in_context(hit.passage)} {hit.passage.article.published}" for hit in hits]
        return "unsupported" if not finding.quotes or missing_numbers(question, read) else None


class _Clock:
    """Wall-clock milliseconds of each stage."""

    def __init__(self) -> None:
        self._begun = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self._laps[stage] = 1000 * (now - self._last)
        self._last = now

    def timings(self) -> Timings:
        return Timings(**self._laps, total=1000 * (self._last - self._begun))
