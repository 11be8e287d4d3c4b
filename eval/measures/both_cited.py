"""Both cited: whether all the sources that state an answer are shown where several do."""

from collections.abc import Collection, Sequence


def both_cited(shown: Collection[str], stating: Sequence[Collection[str]]) -> float | None:
    """1 when every source that states the answer by the gold is shown, else 0.

    ``stating`` holds for each source its articles that state the answer, any of which will do;
    ``shown`` are the articles cited, and those listed as copies of others. ``None`` with fewer
    than two sources; nothing shown is 0. It is citation recall by sources, all or nothing, as the
    exact match of supporting facts in Yang et al. 2018, "HotpotQA".

    One source reported it twice, and another once:

    >>> both_cited(["a1", "b"], [["a1", "a2"], ["b"]]), both_cited(["a1"], [["a1", "a2"], ["b"]])
    (1.0, 0.0)
    >>> both_cited(["a1"], [["a1", "a2"]]) is None
    True
    """
    if len(stating) < 2:
        return None
    return float(all(set(shown) & set(articles) for articles in stating))
