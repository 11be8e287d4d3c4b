"""What an index holds: its articles, their stories and passages, and which rows a filter admits."""

import json
import sqlite3
import threading
import weakref
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from ..articles import Article, Headline
from ..errors import IndexCorrupt
from ..origins.copies import Stories, load_stories
from ..origins.declared_sources import DeclarationInvalid, as_table, parse_sources
from ..origins.sources import DeclaredSource, Sources
from ..passages import NO_FILTERS, Filters, Passage
from .arrays import save_array
from .ranking import Allowed

_DECLARED = "sources.json"
# Days since year 1; an undated article is before every date, and marked by 0.
_UNDATED = 0


class Catalogue:
    """Articles in order of id, the story of each, and for each passage row its article and bounds.

    Texts stay on disk until they are asked for; what filters need is in memory.
    """

    def __init__(
        self,
        articles: sqlite3.Connection,
        bounds: NDArray[np.int32],
        stories: Stories,
        declared: Sequence[DeclaredSource],
    ) -> None:
        self._db = articles
        # A connection refers to itself: it would else stay open until the garbage collector runs.
        weakref.finalize(self, articles.close)
        self._lock = threading.Lock()
        self._bounds = bounds
        self._stories = stories
        self.declared = tuple(declared)
        rows = articles.execute("SELECT id, source, published, url FROM articles ORDER BY row")
        described = rows.fetchall()
        self.ids: list[str] = [row[0] for row in described]
        self.sources = Sources([(row[1], row[3]) for row in described], declared)
        self._days = np.array(
            [date.fromisoformat(row[2]).toordinal() if row[2] else _UNDATED for row in described],
            dtype=np.int32,
        )
        self._rows = {id_: row for row, id_ in enumerate(self.ids)}

    @staticmethod
    def write(
        folder: Path,
        articles: Sequence[Article],
        passages: Sequence[Passage],
        stories: Stories,
        declared: Sequence[DeclaredSource] = (),
    ) -> None:
        """Write the files ``load`` reads; ``passages`` in the order of their articles.

        ``stories`` has for each article the row of the first one of its story; sources that are
        ``declared`` make a fourth file.
        """
        path = folder / "articles.sqlite"
        try:
            _write_articles(path, articles)
        except sqlite3.OperationalError as error:  # such as a full disk
            raise OSError(f"{path}: {error}") from error
        row_of = {article.id: row for row, article in enumerate(articles)}
        bounds = [(row_of[p.article.id], p.start, p.end) for p in passages]
        save_array(folder / "passages.npy", np.array(bounds, dtype=np.int32))
        save_array(folder / "stories.npy", stories)
        if declared:
            table = json.dumps(as_table(declared), ensure_ascii=False, indent=1)
            (folder / _DECLARED).write_text(f"{table}\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Catalogue":
        """Open what ``write`` wrote; raises IndexCorrupt where the files disagree."""
        path = folder / "articles.sqlite"
        bounds = _load_bounds(folder / "passages.npy")
        stories = load_stories(folder / "stories.npy")
        declared = _load_declared(folder / _DECLARED)
        uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            catalogue = cls(db, bounds, stories, declared)
        except (sqlite3.Error, ValueError) as error:
            db.close()
            raise IndexCorrupt(f"{path}: {error}") from error
        if bounds[:, 0].max() >= len(catalogue.ids):
            raise IndexCorrupt(f"{folder}/passages.npy: names articles that articles.sqlite lacks")
        if len(stories) != len(catalogue.ids):
            raise IndexCorrupt(f"{folder}/stories.npy: is of other articles than articles.sqlite")
        return catalogue

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._bounds)

    def article(self, id_: str) -> Article | None:
        """The article called ``id_``, or None."""
        row = self._rows.get(id_)
        return None if row is None else self._fetch([row])[row]

    def story(self, article_id: str) -> str:
        """The id of the first article of its story, its own if alone; KeyError for an unknown id.

        Articles of one story are copies of one text, word for word or lightly edited.
        """
        return self.ids[int(self._stories[self._rows[article_id]])]

    def source(self, article_id: str) -> str:
        """Who published an article, as ``sources`` has it; KeyError for an unknown id.

        An article that gives neither a name nor a host is a source of its own.
        """
        return self.sources.of(self._rows[article_id]) or f"article:{article_id}"

    def headlines(self, filters: Filters, after: str | None, limit: int) -> list[Headline]:
        """At most ``limit`` articles within ``filters``, by id, beginning behind ``after``."""
        mask = self._admitted(filters)
        first = 0 if after is None else bisect_right(self.ids, after)
        following = range(first, len(self.ids))
        rows = following if mask is None else (first + np.flatnonzero(mask[first:])).tolist()
        return [Headline(*described) for described in self._select("sha256", rows[:limit]).values()]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in the order given."""
        bounds = [tuple(int(x) for x in self._bounds[row]) for row in rows]
        articles = self._fetch(sorted({article for article, _, _ in bounds}))
        return [Passage(articles[article], start, end) for article, start, end in bounds]

    def allowed(self, filters: Filters) -> Allowed | None:
        """A mask over passage rows, or None where ``filters`` admits every article."""
        mask = self._admitted(filters)
        return None if mask is None else mask[self._bounds[:, 0]]

    def published(self, rows: Sequence[int]) -> list[date | None]:
        """When the article of each passage row was published, ``None`` where it has no date."""
        days = [int(self._days[self._bounds[row, 0]]) for row in rows]
        return [None if day == _UNDATED else date.fromordinal(day) for day in days]

    def date_range(self) -> tuple[date, date] | None:
        """The first and the last date of publication, or None where no article has one."""
        dated = self._days[self._days != _UNDATED]
        if not dated.size:
            return None
        return date.fromordinal(int(dated.min())), date.fromordinal(int(dated.max()))

    def _admitted(self, filters: Filters) -> Allowed | None:
        if filters == NO_FILTERS:
            return None
        mask: Allowed = np.ones(len(self.ids), dtype=np.bool_)
        dated = self._days != _UNDATED
        if filters.sources is not None:
            mask &= self.sources.admitted(filters.sources)
        if filters.article_ids is not None:
            named: Allowed = np.zeros(len(self.ids), dtype=np.bool_)
            named[[self._rows[id_] for id_ in filters.article_ids if id_ in self._rows]] = True
            mask &= named
        if filters.published_from is not None:
            mask &= dated & (self._days >= filters.published_from.toordinal())
        if filters.published_to is not None:
            mask &= dated & (self._days <= filters.published_to.toordinal())
        if filters.as_of is not None:
            mask &= ~dated | (self._days <= filters.as_of.toordinal())
        return mask

    def _fetch(self, rows: Sequence[int]) -> dict[int, Article]:
        return {row: Article(*described) for row, described in self._select("text", rows).items()}

    def _select(self, last: str, rows: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """What articles say of themselves, and the column ``last``, in order of rows."""
        marks = ", ".join("?" * len(rows))
        query = (
            f"SELECT row, id, title, source, published, url, {last} FROM articles"  # noqa: S608
            f" WHERE row IN ({marks}) ORDER BY row"
        )
        with self._lock:
            found = self._db.execute(query, list(rows)).fetchall()
        return {
            row: (id_, title, source, published and date.fromisoformat(published), url, value)
            for row, id_, title, source, published, url, value in found
        }


def _load_declared(path: Path) -> tuple[DeclaredSource, ...]:
    if not path.exists():
        return ()
    try:
        return parse_sources(json.loads(path.read_text(encoding="utf-8")))
    except (DeclarationInvalid, ValueError, AttributeError) as error:
        raise IndexCorrupt(f"{path}: {error}") from error


def _load_bounds(path: Path) -> NDArray[np.int32]:
    try:
        bounds: NDArray[np.int32] = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise IndexCorrupt(f"{path}: {error}") from error
    if bounds.dtype != np.int32 or bounds.ndim != 2 or bounds.shape[1] != 3 or not len(bounds):
        raise IndexCorrupt(f"{path}: holds no bounds of passages")
    if (bounds < 0).any() or (bounds[:, 1] >= bounds[:, 2]).any():
        raise IndexCorrupt(f"{path}: holds bounds that no passage can have")
    return bounds


def _write_articles(path: Path, articles: Sequence[Article]) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE articles (row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,"
            " title TEXT, source TEXT, published TEXT, url TEXT, text TEXT NOT NULL,"
            " sha256 TEXT NOT NULL)"
        )
        db.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row,
                    a.id,
                    a.title,
                    a.source,
                    a.published and a.published.isoformat(),
                    a.url,
                    a.text,
                    a.sha256,
                )
                for row, a in enumerate(articles)
            ),
        )
