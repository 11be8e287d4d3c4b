"""The words of an answer: composed from spans, so that every one of them rests on a quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from .answers import AbstainReason, Citation
from .reader import Span

MAX_WORDS = 60

_REFUSALS: dict[AbstainReason, str] = {
    "no_passages": "No article within these bounds says anything about that.",
    "low_confidence": "The articles do not seem to answer that.",
    "unsupported": "The articles do not speak of that with the figures in the question.",
    "unknown_source": "The index holds no article from the source that the question names.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said; ``short_answer`` is ``None`` where that is a refusal."""

    answer: str
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()


def compose(spans: Sequence[Span]) -> Wording:
    """Say the first span, at most ``MAX_WORDS`` words with the markers, and cite all of them.

    White space is folded in what is said; the quotes are as the articles have them.
    """
    said = _shorten(spans[0].text)
    citations = tuple(
        Citation(number, 0, len(said), span.passage, span.start, span.end)
        for number, span in enumerate(spans, start=1)
    )
    markers = "".join(f"[{citation.id}]" for citation in citations)
    return Wording(f"{said} {markers}", said, citations)


def refuse(reason: AbstainReason) -> Wording:
    """Say why there is no answer, citing nothing."""
    return Wording(_REFUSALS[reason])


def _shorten(text: str) -> str:
    words = text.split()
    room = MAX_WORDS - 1
    return " ".join(words) if len(words) <= room else " ".join(words[: room - 1]) + " …"
