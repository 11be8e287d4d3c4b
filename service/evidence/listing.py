"""The items of a list, gathered over sentences and articles."""

from collections.abc import Sequence
from dataclasses import replace

from index import Embedder, in_dated_context, split_sentences, terms

from ..meaning.amounts import amount
from ..meaning.answer_kinds import Kind, fits
from ..meaning.likeness import Likeness
from ..meaning.list_questions import items_wanted
from ..meaning.numbers import missing_numbers
from ..meaning.sameness import relation
from ..reading.candidates import COMPARED, LEAST_SCORE, Candidate, Scored
from ..reading.enumeration import (
    begins_as_name,
    bulleted,
    enumerated,
    items_of,
    joined,
    lines_around,
    most_items,
)
from ..reading.quoting import Quote, quote
from ..reading.reader import Reading, Span
from .conflicts import LEAST_OF_FIGURES, LEAST_OF_WORDS, LIKENESS_WEIGHT
from .corroboration import denies

# Logits by which a list that shares an item with the first may answer worse than that.
BEHIND_SHARING = 3.5
# Logits by which words that list several may answer worse than words that name one.
ALIKE = 1.5


class Listing:
    """The items found so far for a question that wants several, and what else belongs to them.

    What of a question for one would be a rival is an item here: what answers well, in a sentence
    like the first. So are the other items of a list that has one of these.
    """

    def __init__(
        self,
        question: str,
        best: Scored,
        items: Sequence[str],
        kind: Kind | None,
        embedder: Embedder,
    ) -> None:
        """Begin with the ``items`` of the ``best`` span."""
        self.items = list(items)
        self._question = question
        self._wanted = items_wanted(question)
        self._asked = set(terms(question))
        self._best = best
        self._missing = self._figures_missing(best)
        self._kind = kind
        self._like_first = Likeness(_sentence(best), embedder)

    def new_in(self, scored: Scored) -> list[str]:
        """The items that ``scored`` adds, in its order; none where it does not belong here.

        Nor is one added beyond as many as the question wants.
        """
        listed = items_of(scored.shown)
        new = list[str]()
        for item in listed:
            if self._is_new(item, [*self.items, *new]):
                new.append(item)
        if not new or not all(map(self._fits, new)) or not self._is_of_the_same(scored):
            return []
        belongs = self._continues(scored) if self._shares(listed) else self._rivals(scored)
        return new[: max(0, self._wanted - sum(map(most_items, self.items)))] if belongs else []

    def has(self, scored: Scored) -> bool:
        """Whether ``scored`` names nothing but items that are known, or a part of them."""
        related = (
            {relation(item, known, self._kind) for known in self.items}
            for item in items_of(scored.shown)
        )
        return all(each & {"same", "compatible"} for each in related)

    def _shares(self, listed: Sequence[str]) -> bool:
        return any(
            relation(item, known, self._kind) == "same" for item in listed for known in self.items
        )

    def _is_new(self, item: str, known: Sequence[str]) -> bool:
        related = {relation(item, each, self._kind) for each in known}
        return not related & {"same", "compatible"} and not set(terms(item)) <= self._asked

    def _is_of_the_same(self, scored: Scored) -> bool:
        """Whether it is said of the question's year where the first is, and denied where that is.

        What is said of another year, or denied, is no further item.
        """
        here, there = (denies(quote(each.span, each.shown)) for each in (scored, self._best))
        return here == there and self._figures_missing(scored) <= self._missing

    def _figures_missing(self, scored: Scored) -> set[str]:
        return missing_numbers(self._question, [in_dated_context(scored.span.passage)])

    def _fits(self, item: str) -> bool:
        """Whether it is of the kind that is asked for, and of the form of the first."""
        alike = begins_as_name(item) == begins_as_name(self.items[0])
        return alike and (self._kind is None or fits(self._kind, item))

    def _continues(self, scored: Scored) -> bool:
        return scored.score >= max(LEAST_SCORE, self._best.score - BEHIND_SHARING)

    def _rivals(self, scored: Scored) -> bool:
        # Two amounts that no sentence lists together contradict each other.
        if amount(scored.shown) and any(map(amount, self.items)):
            return False
        figures = any(character.isdigit() for character in scored.shown)
        needed = (LEAST_OF_FIGURES if figures else LEAST_OF_WORDS) - scored.score
        return needed <= LIKENESS_WEIGHT and needed <= LIKENESS_WEIGHT * self._like_first(
            _sentence(scored)
        )


def _sentence(scored: Scored) -> str:
    return quote(scored.span, scored.shown).passage.text


def listing_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the first that lists several in front, where it answers about as well."""
    least = candidates[0].best.score - ALIKE
    for place, candidate in enumerate(candidates[:COMPARED]):
        if candidate.best.score >= least and len(items_of(candidate.best.shown)) > 1:
            return [candidate, *candidates[:place], *candidates[place + 1 :]]
    return list(candidates)


def whole_list(first: Quote, readings: Sequence[Reading]) -> tuple[Quote, list[str]]:
    """The quote with all of the list that its answer is an item of; and the items."""
    span, text = first.span, first.span.passage.article.text
    if lines := lines_around(span):
        return _with_lead(_quoted(span, lines)), bulleted(text, *lines)
    beside = [s for r in readings if r.passage == span.passage for s in r.spans]
    bounds = enumerated(span, beside)
    # What is shown may be a longer list already.
    listed = _quoted(span, bounds) if bounds else first
    whole = max(first, listed, key=lambda each: len(each.shown))
    return whole, items_of(whole.shown)


def states_all(said: Quote, items: Sequence[str], readings: Sequence[Reading]) -> bool:
    """Whether the quote states each of the items, in its words and as its answer."""
    words = set(terms(said.passage.text)) & set(terms(joined(whole_list(said, readings)[1])))
    return all(set(terms(item)) <= words for item in items)


def _quoted(span: Span, bounds: tuple[int, int]) -> Quote:
    whole = replace(span, start=bounds[0], end=bounds[1])
    return quote(whole, " ".join(whole.text.split()))


def _with_lead(lines: Quote) -> Quote:
    """The quote with the sentence before it where that ends in a colon: it says what is listed."""
    passage = lines.span.passage
    before = passage.article.text[passage.start : lines.start]
    if not before.rstrip().endswith(":"):
        return lines
    return replace(lines, start=passage.start + split_sentences(before)[-1].start)
