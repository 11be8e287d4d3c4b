"""Citation exactness: whether the quotes stand where the citations say."""

from collections.abc import Callable, Sequence

from eval.evidence import Span


def citation_exactness(
    quotes: Sequence[tuple[Span, str]], text_of: Callable[[str], str | None]
) -> float | None:
    """The share of citations whose quote is ``text[start:end]`` of its article, in [0, 1].

    ``text_of`` gives the text of an article, or ``None`` where there is none; a citation of that,
    of offsets that the text lacks, or of no characters at all is not exact. ``None`` when nothing
    is cited. The measure is ours: below 1, something on the way has altered a text.

    The second quote stands one character further on than it says:

    >>> texts = {"a": "Rain fell."}
    >>> citation_exactness([(Span("a", 0, 4), "Rain"), (Span("a", 4, 8), "fell")], texts.get)
    0.5
    """
    if not quotes:
        return None
    exact = [_stands(span, quote, text_of(span.article_id)) for span, quote in quotes]
    return sum(exact) / len(exact)


def _stands(span: Span, quote: str, text: str | None) -> bool:
    # Python would count negative offsets from the end and cut those beyond it.
    if text is None or not 0 <= span.start < span.end <= len(text):
        return False
    return text[span.start : span.end] == quote
