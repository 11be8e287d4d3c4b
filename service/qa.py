"""From a question to an answer: retrieve, rerank, read, cite, corroborate."""

from time import perf_counter

from index import Article, Generation, Hit, in_context, split_sentences

from .answers import AbstainReason, Answer, Question, Timings
from .citing import compose, refuse
from .corroboration import agreeing, corroborate
from .numbers import missing_numbers
from .reader import Reader, SentenceReader, Span
from .rerank import CrossEncoder, PairScorer, rerank

# How many fused hits the cross-encoder reads: on rtqa_2022 the first 20 hold an evidence article
# for 97 % of the questions. How many of those are read for the answer: 3, 5 and 8 find the right
# sentence alike (.85 to .86 on squad2dev, .59 on rtqa_2022); 8 costs time, 3 corroboration.
RERANK_DEPTH = 20
READ_DEPTH = 5


class QA:
    """Answers questions from one generation of the index."""

    def __init__(self, generation: Generation, scorer: PairScorer, reader: Reader) -> None:
        self.generation = generation
        self._scorer = scorer
        self._reader = reader

    @classmethod
    def over(cls, generation: Generation) -> "QA":
        """The default models over ``generation``, loaded and warm."""
        scorer = CrossEncoder()
        # The models of the sentence splitter load at their first use.
        split_sentences("It is warm.")
        return cls(generation, scorer, SentenceReader(scorer))

    def article(self, id_: str) -> Article | None:
        """The article called ``id_``, or None."""
        return self.generation.catalogue.article(id_)

    def answer(self, question: Question) -> Answer:
        """Answer ``question``, or abstain; every quote is its article's text by construction."""
        clock = _Clock()
        depth = max(RERANK_DEPTH, question.top_k)
        fused = self.generation.retriever.search(question.text, depth, question.filters)
        clock.lap("retrieve")
        hits = rerank(self._scorer, question.text, fused, RERANK_DEPTH)
        clock.lap("rerank")
        spans = self._reader.read(question.text, hits[:READ_DEPTH])
        reason = self._reason_to_abstain(question.text, hits[:READ_DEPTH], spans)
        cited = [] if reason else agreeing(spans, self._reader.threshold, self.generation.embedder)
        wording = refuse(reason) if reason else compose(cited)
        clock.lap("read")
        return Answer(
            generation=self.generation.id,
            answer=wording.answer,
            short_answer=wording.short_answer,
            abstain_reason=reason,
            citations=wording.citations,
            corroboration=corroborate([s.passage.article for s in cited]) if cited else None,
            passages=tuple(hits[: question.top_k]),
            timings_ms=clock.timings(),
        )

    def _reason_to_abstain(
        self, question: str, hits: list[Hit], spans: list[Span]
    ) -> AbstainReason | None:
        if not hits:
            return "no_passages"
        if not spans or spans[0].score < self._reader.threshold:
            return "low_confidence"
        read = [f"{in_context(hit.passage)} {hit.passage.article.published}" for hit in hits]
        return "unsupported" if missing_numbers(question, read) else None


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
