"""The words of an answer: composed from quotes, so that every one of them rests on an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..answers import AbstainReason, Citation, Computation
from ..evidence.finding import Finding, Supported
from ..reading.quoting import MAX_WORDS, Quote
from ..reading.short_answers import trimmed
from .computing import Computed

_REFUSALS: dict[AbstainReason, str] = {
    "no_passages": "No article within these bounds says anything about that.",
    "low_confidence": "The articles do not seem to answer that.",
    "unsupported": "The articles do not speak of that as the question puts it.",
    "unknown_source": "The index holds no article from the source that the question names.",
}


_MARKER = re.compile(r"\[(\d+)\]")
_DIFFER = "Reports differ."
_UNANSWERED = "The articles do not seem to answer"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and the findings that it rests on; or the refusal to say it, and why."""

    answer: str
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()
    computations: tuple[Computation, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: AbstainReason | None = None


def compose(
    findings: Sequence[Finding], conclusion: str | None = None, unanswered: Sequence[str] = ()
) -> Reply:
    """Say the first quote of each finding, at most ``MAX_WORDS`` words each, and cite all quotes.

    What adds to a list is a finding of its own.

    White space is folded in what is said, a name is given in full, and a verdict said before, as
    is a ``conclusion`` drawn from all of them; the quotes are as the articles have them. Where
    other articles contradict one it is said, and so is what stays ``unanswered``.
    """
    said, citations = "", list[Citation]()
    verdict = findings[0].verdict if len(findings) == 1 else None
    if lead := conclusion or verdict:
        said = f"{lead[:1].upper()}{lead[1:]}. "
    shown: dict[tuple[str, int, int], int] = {}
    parts = [part for finding in findings for part in finding.parts]
    for finding in parts:
        best = finding.quotes[0].quote
        new = [each for each in finding.quotes if _place(each.quote) not in shown]
        if before := shown.get(_place(best)):  # said for another part of the question
            words, (start, end) = "", _bounds(citations[before - 1])
        else:
            words = _said(best)
            start = 0 if verdict else len(said)
            end = len(said) + len(words)
        said += words
        for supported in new:
            shown[_place(supported.quote)] = len(citations) + 1
            citations.append(_citation(len(citations) + 1, start, end, supported))
        if new:
            said += (
                " " * bool(words) + "".join(f"[{shown[_place(each.quote)]}]" for each in new) + " "
            )
    if any(not each.is_update for finding in findings for each in finding.contradictions):
        said += f"{_DIFFER} "
    said += " ".join(f"{_UNANSWERED} “{question}”" for question in unanswered)
    short_answer = conclusion or "; ".join(dict.fromkeys(f.short_answer for f in findings))
    return Reply(said.strip(), short_answer, tuple(citations), findings=tuple(parts))


def compose_computed(result: Computed, findings: Sequence[Finding]) -> Reply:
    """Say what was computed and from what, citing every number."""
    reply = compose(findings, result.shown)
    ids = {(c.article.id, c.start, c.end): c.id for c in reply.citations}
    numbers = dict.fromkeys(ids[_place(finding.quotes[0].quote)] for finding in findings)
    computation = Computation(result.expression, result.value, tuple(numbers))
    return replace(reply, computations=(computation,))


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.span.passage.article.id, quote.start, quote.end


def _bounds(citation: Citation) -> tuple[int, int]:
    return citation.answer_start, citation.answer_end


def _citation(number: int, start: int, end: int, supported: Supported) -> Citation:
    quote = supported.quote
    return Citation(
        number, start, end, quote.span.passage, quote.start, quote.end, supported.support
    )


def refuse(reason: AbstainReason) -> Reply:
    """Say why there is no answer, citing nothing."""
    return Reply(_REFUSALS[reason], reason=reason)


def _said(quote: Quote) -> str:
    """The quote with the answer in it as shown, cut to length around it."""
    text = quote.span.passage.article.text
    start, end = trimmed(text, quote.span.start, quote.span.end)
    before, plain, after = text[quote.start : start], text[start:end], text[end : quote.end]
    said = f"{before}{_in_full(quote.shown, before, ' '.join(plain.split()), after)}{after}"
    cut = _cut(said.split(), len(f"{before}{quote.shown}".split()))
    # A note in the article would be taken for a citation.
    return _MARKER.sub(r"(\1)", cut)


def _in_full(shown: str, before: str, plain: str, after: str) -> str:
    """What stands for the words ``plain`` of the answer, so that all that is shown is there."""
    if shown in " ".join(f"{before}{plain}{after}".split()):
        return plain
    # A full name ends, and a date with its year begins, with the words themselves.
    if shown.endswith(plain) or shown.startswith(plain):
        return shown
    return f"{plain} ({shown})"


def _cut(words: list[str], needed: int) -> str:
    """At most ``MAX_WORDS`` words but the marker; the answer ends with that numbered ``needed``."""
    room = MAX_WORDS - 2  # of the markers, and of a verdict
    if len(words) <= room:
        return " ".join(words)
    first = max(0, needed - 3 * room // 4) if needed > room - 2 else 0
    kept = words[first : first + room - 2]
    more = first + len(kept) < len(words)
    return " ".join([*(["…"] if first else []), *kept, *(["…"] if more else [])])
