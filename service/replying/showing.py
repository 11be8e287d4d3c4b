"""An answer in lines, for people to read where there is no page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index import Article

from ..answers import Answer, Citation, Computation, Conflict, Corroboration, Interpretation
from ..reading.short_answers import day_shown

FindArticle = Callable[[str], Article | None]
"""The article of an id."""

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown on a line; a quote may hold line ends of its own, and is indented throughout.

    It holds the words of articles as they are: whoever prints it must see that they do not steer
    the terminal.
    """

    text: str
    weight: Literal["", "bold", "dim"] = ""


def answer_lines(answer: Answer, find: FindArticle) -> Iterator[Line]:
    """The answer at a glance, then its quotes, then those of other answers.

    ``find`` is asked for the articles that are copies, of which an answer has only the ids.
    """
    if answer.short_answer is not None and answer.confidence is not None:
        yield Line(f"{_folded(answer.short_answer)} ({answer.confidence:.0%})", "bold")
    yield from map(_computed, answer.computations)
    yield Line(_folded(answer.answer))
    if answer.corroboration:
        yield from _corroborated(answer.corroboration, bool(answer.interpretation.parts), find)
    yield from _differing(answer)
    yield from _taken(answer.interpretation)
    for citation in answer.citations:
        resolved = {
            f"{each.text} → {day_shown(each.date)}": None for each in citation.resolved_dates
        }
        yield from _quoted(f"[{citation.id}] {_origin(citation.article)}", citation)
        if resolved:
            yield Line(_INDENT + "; ".join(map(_folded, resolved)), "dim")
    for conflict in answer.conflicts:
        tag = "[earlier]" if conflict.kind == "update" else "[otherwise]"
        head = f"{tag} {_folded(conflict.short_answer)} – {_origin(conflict.article)}"
        yield from _quoted(head, conflict)


def _computed(computation: Computation) -> Line:
    sum_ = f"{computation.expression} = {computation.value}".replace(" - ", " − ")
    return Line(f"{sum_} {_markers(computation.citations)}")


def _corroborated(
    corroboration: Corroboration, in_parts: bool, find: FindArticle
) -> Iterator[Line]:
    """How many sources agree, and who only copied; of parts, on the one that fewest have."""
    number = corroboration.independent_sources
    agree = f"{number} independent sources agree" if number > 1 else f"{number} independent source"
    yield Line(f"At least {agree}" if in_parts else agree)
    copies: dict[str, list[str]] = {}
    for each in corroboration.syndicated:
        copies.setdefault(each.of, []).append(_outlet(each.article_id, find))
    for original, printers in copies.items():
        yield Line(f"{_outlet(original, find)}, also printed by {', '.join(printers)}")


def _differing(answer: Answer) -> Iterator[Line]:
    """The answers side by side, and the earlier ones in order of time, the undated first."""
    rivals = [each for each in answer.conflicts if each.kind == "conflict"]
    if rivals:
        markers = _markers([citation.id for citation in answer.citations])
        yield Line("Reports differ:")
        yield Line(f"{_INDENT}{_folded(answer.short_answer or '')} {markers}")
        for each in rivals:
            yield Line(f"{_INDENT}{_folded(each.short_answer)}, {_said_by(each.article)}")
    updates = sorted(
        (each for each in answer.conflicts if each.kind == "update"),
        key=lambda each: each.article.published or date.min,
    )
    if updates:
        yield Line("Earlier: " + "; ".join(map(_dated, updates)))


def _dated(conflict: Conflict) -> str:
    day = conflict.article.published
    return _folded(conflict.short_answer) + (f" on {day_shown(day)}" if day else " (undated)")


def _taken(taken: Interpretation) -> Iterator[Line]:
    """How the question was taken, where that is more than its words."""
    first, last = taken.published_from, taken.published_to
    period = (f" from {day_shown(first)}" if first else "") + (
        f" to {day_shown(last)}" if last else ""
    )
    bounds = [
        f"only reports of {' or '.join(map(_folded, taken.sources))}" if taken.sources else "",
        f"published{period}" if period else "",
        f"as of {day_shown(taken.as_of)}" if taken.as_of else "",
    ]
    if any(bounds):
        yield Line(f"Bounds: {', '.join(filter(None, bounds))}", "dim")
    if taken.parts:
        yield Line(f"Asked in parts: {' '.join(map(_folded, taken.parts))}", "dim")


def _quoted(head: str, quoted: Citation | Conflict) -> Iterator[Line]:
    yield Line("")
    yield Line(head)
    yield Line(f"{_INDENT}{quoted.article.id}[{quoted.start}:{quoted.end}]", "dim")
    yield Line(_INDENT + quoted.quote.replace("\n", f"\n{_INDENT}"))


def _origin(article: Article) -> str:
    """Source, day and title, as far as they are known; else the id."""
    day = article.published and day_shown(article.published)
    known = [_folded(part) for part in (article.source, day, article.title) if part]
    return " · ".join(known) or article.id


def _said_by(article: Article) -> str:
    day = article.published
    return _outlet_of(article) + (f", {day_shown(day)}" if day else "")


def _outlet(id_: str, find: FindArticle) -> str:
    article = find(id_)
    return _outlet_of(article) if article else id_


def _outlet_of(article: Article) -> str:
    """Whose report it is, by the best name that it has."""
    return _folded(article.source or article.url or article.id)


def _markers(ids: Sequence[int]) -> str:
    return "".join(f"[{id_}]" for id_ in ids)


def _folded(text: str) -> str:
    """On one line: a name that breaks lines could pass for the next quote."""
    return " ".join(text.split())
