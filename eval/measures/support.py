"""Citation support: how likely the quotes are to bear out what they are cited for."""

from collections.abc import Sequence


def citation_support(support: Sequence[float | None]) -> float | None:
    """The mean probability that a citation supports its words of the answer, in [0, 1].

    ``None`` stands for a citation that nothing judged, which has no say; so does the result when
    none was judged. What is estimated is attribution in the sense of Rashkin et al. 2023,
    "Measuring Attribution in Natural Language Generation Models", by a model in the place of
    people as in Gao et al. 2023, "Enabling Large Language Models to Generate Text with
    Citations". No gold comes into it: it is worth as much as the judge.

    >>> citation_support([1.0, None, 0.5])
    0.75
    """
    judged = [probability for probability in support if probability is not None]
    return sum(judged) / len(judged) if judged else None
