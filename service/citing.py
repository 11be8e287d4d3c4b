"""The words of an answer: composed from quotes, so that every one of them rests on an article."""

from dataclasses import dataclass

from .answers import AbstainReason, Citation
from .finding import Finding
from .quoting import MAX_WORDS, Quote
from .short_answers import trimmed

_REFUSALS: dict[AbstainReason, str] = {
    "no_passages": "No article within these bounds says anything about that.",
    "low_confidence": "The articles do not seem to answer that.",
    "unsupported": "The articles do not speak of that as the question puts it.",
    "unknown_source": "The index holds no article from the source that the question names.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said; ``short_answer`` is ``None`` where that is a refusal."""

    answer: str
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()


def compose(finding: Finding) -> Wording:
    """Say the first quote, at most ``MAX_WORDS`` words with the markers, and cite all of them.

    White space is folded in what is said, a name is given in full, and a verdict said before; the
    quotes are as the articles have them.
    """
    best = finding.quotes[0].quote
    said = f"{finding.verdict}. {_said(best)}" if finding.verdict else _said(best)
    citations = tuple(
        Citation(
            number,
            0,
            len(said),
            supported.quote.span.passage,
            supported.quote.start,
            supported.quote.end,
            supported.support,
        )
        for number, supported in enumerate(finding.quotes, start=1)
    )
    markers = "".join(f"[{citation.id}]" for citation in citations)
    return Wording(f"{said} {markers}", finding.verdict or best.shown, citations)


def refuse(reason: AbstainReason) -> Wording:
    """Say why there is no answer, citing nothing."""
    return Wording(_REFUSALS[reason])


def _said(quote: Quote) -> str:
    """The quote with the answer in it as shown, cut to length around it."""
    text = quote.span.passage.article.text
    start, end = trimmed(text, quote.span.start, quote.span.end)
    before, plain, after = text[quote.start : start], text[start:end], text[end : quote.end]
    # A full name ends as the span does; anything else is in the quote as it stands.
    in_full = quote.shown.endswith(" ".join(plain.split()))
    stands = " ".join(f"{before}{plain}".split()).endswith(quote.shown)
    said = f"{before}{quote.shown if in_full and not stands else plain}{after}"
    return _cut(said.split(), len(f"{before}{quote.shown}".split()))


def _cut(words: list[str], needed: int) -> str:
    """At most ``MAX_WORDS`` words but the marker; the answer ends with that numbered ``needed``."""
    room = MAX_WORDS - 2  # of the markers, and of a verdict
    if len(words) <= room:
        return " ".join(words)
    first = max(0, needed - 3 * room // 4) if needed > room - 2 else 0
    kept = words[first : first + room - 2]
    more = first + len(kept) < len(words)
    return " ".join([*(["…"] if first else []), *kept, *(["…"] if more else [])])
