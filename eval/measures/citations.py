"""Citation precision, recall and F1: whether the quotes cited are those that show the answer."""

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


def citation_f1(cited: Sequence[Span], evidence: Sequence[Places]) -> float | None:
    """The harmonic mean of the question's own citation precision and recall, in [0, 1].

    As the supporting fact F1 of Yang et al. 2018, it is taken question by question. Nothing cited
    is an F1 of 0; ``None`` when the index holds no evidence.

    One citation, which is right, and two pieces of evidence: precision 1, recall 1/2.

    >>> f1 = citation_f1([Span("a", 0, 9)], [[Span("a", 5, 20)], [Span("b", 0, 9)]])
    >>> round(f1, 3)
    0.667
    """
    precision, recall = citation_precision(cited, evidence), citation_recall(cited, evidence)
    if recall is None:
        return None
    # A recall above 0 means that something is cited, and rightly.
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def _meet(cited: Sequence[Span], places: Places) -> bool:
    return any(citation.overlaps(place) for citation in cited for place in places)
