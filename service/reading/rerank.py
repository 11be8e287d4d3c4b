"""Passages read and put in order: by what the reader makes of them and where retrieval had them."""

from collections.abc import Sequence
from dataclasses import replace

from index import Hit

from .reader import Reader, Reading

# Between the first and the twentieth passage of both searches lie .8 logits of relevance. Of 0 to
# 400 on rtqa_2022, 200 ranked best (article at rank 1 .68 → .71), 50 answered best (F1 .735 → .737,
# and .725 with 200), and 100 is within .01 of either; our gold is indifferent.
RETRIEVAL_WEIGHT = 100.0


def read_hits(reader: Reader, question: str, hits: Sequence[Hit]) -> list[Reading]:
    """A reading of each hit, in order; its relevance counts what retrieval knew too.

    The reader sees one passage at a time, and little of it is a match of words or of vectors
    over the whole corpus. ``relevant`` is its logit plus ``RETRIEVAL_WEIGHT`` times the hit's
    reciprocal rank sum, which is at most 2/61.
    """
    readings = reader.read(question, [hit.passage for hit in hits])
    return [
        replace(reading, relevant=reading.relevant + RETRIEVAL_WEIGHT * (hit.scores.fused or 0.0))
        for hit, reading in zip(hits, readings, strict=True)
    ]


def by_relevance(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """The hits that were read by relevance, the most relevant first, then the others as they came.

    ``readings`` are those of the first hits, in order.
    """
    read = [
        replace(hit, scores=replace(hit.scores, rerank=reading.relevant))
        for hit, reading in zip(hits, readings, strict=False)
    ]
    best_first = sorted(read, key=lambda hit: -(hit.scores.rerank or 0.0))
    return [*best_first, *hits[len(read) :]]
