"""How a question is taken: what is searched for, in whose reports, and near which days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index import Catalogue, Filters, Period

from ..answers import Question
from .period import asked_time
from .sources import AskedSources, SourceNames, asked_sources

# "This week" and "this month" are now; "this year" is any day of it.
_ABOUT_NOW = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Taken:
    """``text`` is searched for and read, within ``filters``; what was published ``near`` is first.

    ``named`` is what the question says of its sources, which are ``sources``; ``today`` the day
    that it is asked, where it was given or its words depend on it.
    """

    text: str
    filters: Filters
    near: Period | None
    named: AskedSources
    sources: tuple[str, ...]
    today: date | None


class Interpreter:
    """Takes questions as asked of one corpus."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._sources = catalogue.sources
        self._names = SourceNames(catalogue.sources.names)
        self._published = catalogue.date_range()

    def take(self, question: Question) -> Taken:
        """Find the sources and the days that the question's words name."""
        named = asked_sources(question.text, self._names)
        near, today = self._near(named.question, question.filters.as_of)
        sources = tuple(sorted(self._sources.meant(named.sources)))
        filters = self._narrowed(question.filters, named, sources)
        return Taken(named.question, filters, near, named, sources, today)

    def _narrowed(self, filters: Filters, named: AskedSources, wanted: Sequence[str]) -> Filters:
        """The filters, and what the question's own words set beside them."""
        sources = filters.sources
        if wanted:
            given = wanted if sources is None else self._sources.meant(sources)
            sources = tuple(source for source in wanted if source in given)
        days = [filters.published_from, named.published_from]
        until = [filters.published_to, named.published_to]
        return replace(
            filters,
            sources=sources,
            published_from=max(filter(None, days), default=None),
            published_to=min(filter(None, until), default=None),
        )

    def _near(self, question: str, as_of: date | None) -> tuple[Period | None, date | None]:
        """The days that are asked about, and the day that they were found from, if any was.

        A question asked as of a day is about that day, unless its words name others; any other is
        about now only where it says so. Days before the first article are history, of which no
        report is nearer than another.
        """
        if self._published is None:
            return None, as_of
        oldest, newest = self._published
        today = as_of or newest
        asked, absolute = asked_time(question, today), asked_time(question, None)
        depends = today if as_of or asked != absolute else None
        if not asked.first and not asked.last:
            return ((today, today) if as_of or asked.now else None), depends
        first, last = asked.first or oldest, asked.last or today
        if first <= today <= last and last - first < _ABOUT_NOW:
            return (today, today), depends
        return ((first, last) if oldest <= last and first <= last else None), depends
