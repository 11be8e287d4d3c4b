"""Citation precision and recall: whether the quotes cited are those that show the answer."""

from collections.abc import Sequence

from eval.evidence import Span

Places = Sequence[Span]
"""Every place that one piece of evidence stands at; any of them will do."""


def citation_precision(cited: Sequence[Span], evidence: Sequence[Places]) -> float | None:
    """The share of citations that overlap some evidence, in [0, 1].

    ``None`` when nothing is cited or the index holds no evidence. Precision and recall are those
    of the supporting facts in Yang et al. 2018, "HotpotQA", with overlap for equality, because
    gold quotes and cited sentences are cut in different places.

    Two citations, one of them right:

    >>> citation_precision([Span("a", 0, 9), Span("b", 0, 9)], [[Span("a", 5, 20)]])
    0.5
    """
    if not cited or not evidence:
        return None
    places = [place for piece in evidence for place in piece]
    return sum(_meet([citation], places) for citation in cited) / len(cited)


def citation_recall(cited: Sequence[Span], evidence: Sequence[Places]) -> float | None:
    """The share of the pieces of evidence that some citation overlaps, in [0, 1].

    Every piece counts, so that a second article that states the same is there to be cited.
    Nothing cited is a recall of 0; ``None`` when the index holds no evidence.

    Two pieces of evidence, one of them cited:

    >>> citation_recall([Span("a", 0, 9)], [[Span("a", 5, 20)], [Span("b", 0, 9)]])
    0.5
    """
    if not evidence:
        return None
    return sum(_meet(cited, places) for places in evidence) / len(evidence)


def _meet(cited: Sequence[Span], places: Places) -> bool:
    return any(citation.overlaps(place) for citation in cited for place in places)
