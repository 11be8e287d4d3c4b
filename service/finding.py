"""The best answer that readings give: its quotes, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from index import Article, Embedder

from .calibration import Calibration
from .candidates import Candidate, pool
from .corroboration import agreeing
from .quoting import quote
from .reader import Reader, Reading
from .support import SupportCheck, Supported
from .yes_no import YesNo, is_yes_no, judge

# A weight that no span of any article has; it stands for a rival where there is none.
NO_RIVAL = 1e-3
# A yes/no question is read once for each of its parts, so in fewer passages.
YES_NO_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """``quotes`` that support the answer, the best first; none where no quote does.

    ``confidence`` is the probability that the answer is right. That is what the first quote
    shows, or the ``verdict`` where the question wants one; of that the probability is the
    reader's own, not calibrated.
    """

    quotes: tuple[Supported, ...]
    confidence: float
    verdict: YesNo | None = None

    @property
    def articles(self) -> list[Article]:
        """Those that are quoted, in order."""
        return [each.quote.span.passage.article for each in self.quotes]


class Finder:
    """Finds the answer in what was read."""

    def __init__(self, reader: Reader, embedder: Embedder, calibration: Calibration) -> None:
        self._reader = reader
        self._embedder = embedder
        self._calibration = calibration
        self._check = SupportCheck(reader, calibration.support)

    def find(self, question: str, readings: Sequence[Reading]) -> Finding | None:
        """The best answer, sure or not; None where there is none at all."""
        if is_yes_no(question):
            return self._decide(question, readings)
        candidates = pool(question, readings)
        if not candidates:
            return None
        confidence = self._calibration.confidence(features(candidates))
        if confidence < self._calibration.least_confidence:
            return Finding((), confidence)
        quotes = self._check.check(question, agreeing(candidates, self._embedder))
        least = self._calibration.least_support
        supporting = [each for each in quotes if each.support is None or each.support >= least]
        # What only other articles support is not the answer that was found.
        return Finding(tuple(supporting) if quotes[0] in supporting else (), confidence)

    def _decide(self, question: str, readings: Sequence[Reading]) -> Finding | None:
        best_first = sorted(readings, key=lambda reading: -reading.relevant)[:YES_NO_DEPTH]
        verdict = judge(question, [reading.passage for reading in best_first], self._reader)
        if verdict is None:
            return None
        shown = Supported(quote(verdict.span, verdict.span.text), None)
        return Finding((shown,), verdict.confidence, verdict.answer)


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
