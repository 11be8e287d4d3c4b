"""Reading articles: every file that the given paths lead to, and what came of each article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..articles import Article
from ..errors import ArticlesRefused
from ..origins.sources import DeclaredSource
from .entries import ArticleInvalid, Notice, OtherFormat, Rejection
from .files import open_regular, printable
from .formats import Format, stem_of
from .sources_file import read_sources
from .validation import validate
from .walking import walk

_MAX_REJECTED_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one run: what was read, and what became of it.

    ``articles`` are in reading order and have distinct ids. ``duplicates`` are articles that
    equal one of them in every field. ``skipped`` are files in folders whose format is not read.
    ``sources`` is what ``sources.toml`` at the top of a given folder declares.
    """

    articles: tuple[Article, ...]
    duplicates: tuple[Notice, ...]
    rejections: tuple[Rejection, ...]
    notices: tuple[Notice, ...]
    skipped: tuple[str, ...]
    sources: tuple[DeclaredSource, ...] = ()

    @property
    def read(self) -> int:
        """How many articles were met, whatever became of them."""
        return len(self.articles) + len(self.duplicates) + len(self.rejections)

    def check(self, allow_rejected: bool = False) -> None:
        """Raise ``ArticlesRefused`` where this is not fit to publish.

        That is where there is no article at all, or where more than 10 % of what was read was
        rejected, unless that is allowed.
        """
        if not self.articles:
            raise ArticlesRefused(
                f"there is no article to publish: {len(self.rejections)} rejected, "
                f"{len(self.skipped)} files of other formats skipped"
            )
        too_many = 100 * len(self.rejections) > _MAX_REJECTED_PERCENT * self.read
        if too_many and not allow_rejected:
            raise ArticlesRefused(
                f"{len(self.rejections)} of {self.read} articles are rejected, more than "
                f"{_MAX_REJECTED_PERCENT} %; mend them, or publish the rest with "
                "--allow-rejected"
            )


@dataclass(frozen=True, slots=True)
class _Found:
    """A valid article and where it stands."""

    path: str
    line: int | None
    article: Article
    notes: list[str]

    @property
    def place(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


def read_articles(paths: Sequence[Path]) -> Reading:
    """Read the articles of files and folders.

    A bad article is rejected and reported, the others are kept; articles that share an id
    without being equal are all rejected. Raises ``ArticlesUnreadable`` where a path does not
    exist, or where a file cannot be read or changes while it is read: then nothing is certain;
    ``ArticlesRefused`` where a ``sources.toml`` is not fit to use.
    """
    walked = walk(paths)
    sources = read_sources(walked.sources)
    rejections = list(walked.rejections)
    by_id: dict[str, list[_Found]] = {}
    for path, file_format in walked.files.items():
        try:
            outcomes = _read_file(path, file_format)
        except OtherFormat as other:
            if path in paths:
                rejections.append(Rejection(printable(path), None, f"{other}, which is not read"))
            else:
                walked.skipped.append(printable(path))
            continue
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                rejections.append(outcome)
            else:
                by_id.setdefault(outcome.article.id, []).append(outcome)
    kept: list[_Found] = []
    duplicates: list[Notice] = []
    for same_id in by_id.values():
        first = same_id[0]
        if all(other.article == first.article for other in same_id):
            kept.append(first)
            duplicates += [_duplicate(other, first) for other in same_id[1:]]
        else:
            rejections += _conflicts(same_id)
    return Reading(
        articles=tuple(found.article for found in kept),
        duplicates=tuple(duplicates),
        rejections=tuple(rejections),
        notices=(
            *(Notice(f.path, f.line, note) for f in kept for note in f.notes),
            *_copies(kept),
        ),
        skipped=tuple(walked.skipped),
        sources=sources,
    )


def _read_file(path: Path, file_format: Format) -> list[_Found | Rejection]:
    """All of a file's articles, or, where the file breaks off, none: half a file misleads."""
    name = printable(path)
    try:
        outcomes = list(_outcomes(path, file_format, name))
    except ArticleInvalid as invalid:
        return [Rejection(name, invalid.line, invalid.reason)]
    return outcomes or [Rejection(name, None, "holds no article; leave it out")]


def _outcomes(path: Path, file_format: Format, name: str) -> Iterator[_Found | Rejection]:
    with open_regular(path, file_format.max_bytes) as stream:
        for entry in file_format.read(stream, stem_of(path)):
            if isinstance(entry, ArticleInvalid):
                yield Rejection(name, entry.line, entry.reason)
                continue
            try:
                article, notes = validate(entry)
            except ArticleInvalid as invalid:
                yield Rejection(name, entry.line, invalid.reason)
            else:
                yield _Found(name, entry.line, article, notes)


def _duplicate(found: _Found, first: _Found) -> Notice:
    return Notice(found.path, found.line, f"the same article as {first.place}; left out")


def _copies(kept: list[_Found]) -> Iterator[Notice]:
    first_with: dict[str, _Found] = {}
    for found in kept:
        first = first_with.setdefault(found.article.sha256, found)
        if first is not found:
            yield Notice(found.path, found.line, f"the text of {first.place}; kept as a copy")


def _conflicts(same_id: list[_Found]) -> Iterator[Rejection]:
    for found in same_id:
        others = [other.place for other in same_id if other.article != found.article]
        reason = f"id {found.article.id!r} also names a different article at {others[0]}"
        yield Rejection(found.path, found.line, f"{reason}; give each its own")
