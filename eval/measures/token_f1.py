"""Token F1: how many words the short answer shares with a gold answer."""

from collections import Counter
from collections.abc import Sequence

from eval.measures.normalise import normalise


def token_f1(short_answer: str | None, answers: Sequence[str]) -> float:
    """The harmonic mean of token precision and recall, in [0, 1], by the best gold answer.

    Rajpurkar et al. 2016, and 2018 for the unanswerable, where abstaining (``None``) scores 1.
    Below, 2 tokens are shared of 4 given and 2 wanted: precision 1/2, recall 1, F1 2/3.

    >>> round(token_f1("about 994 boxes altogether", ["994 boxes", "994"]), 3)
    0.667
    >>> token_f1(None, []), token_f1(None, ["994"]), token_f1("994", [])
    (1.0, 0.0, 0.0)
    """
    if short_answer is None:
        return float(not answers)
    return max((_f1(short_answer, answer) for answer in answers), default=0.0)


def _f1(given: str, wanted: str) -> float:
    given_tokens, wanted_tokens = normalise(given).split(), normalise(wanted).split()
    if not given_tokens or not wanted_tokens:
        return float(given_tokens == wanted_tokens)
    shared = (Counter(given_tokens) & Counter(wanted_tokens)).total()
    # 2PR / (P + R), with P = shared / given and R = shared / wanted.
    return 2 * shared / (len(given_tokens) + len(wanted_tokens))
