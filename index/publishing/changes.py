"""How the articles that were read differ from those that are published."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ..articles import Article, Headline
from ..building.build import recipe
from ..building.manifest import Manifest, read_manifest_alone
from ..encoding.embedding import Embedder
from ..errors import IndexCorrupt, IndexMissing
from ..origins.sources import DeclaredSource
from ..passages import NO_FILTERS
from ..searching.catalogue import Catalogue
from .current import read_current
from .generations import generation_folder

_PAGE = 10_000
# What a catalogue is loaded from. The rest of an index is large, and says nothing of articles.
_LOADED = ("articles.sqlite", "passages.npy", "stories.npy", "sources.json")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many articles are new, differ in any field, are as they were, and are no longer there.

    ``others`` says that the index would become another one even with the same articles.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    others: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.added or self.changed or self.removed or self.others)

    @classmethod
    def between(
        cls, before: Iterable[Headline], articles: Iterable[Article], others: bool = False
    ) -> "Changes":
        """What became of the articles ``before``.

        >>> before = [Headline(id_, None, None, None, None, "") for id_ in "abc"]
        >>> Changes.between(before, [Article(id_, None, None, None, None, "") for id_ in "cd"])
        Changes(added=1, changed=1, unchanged=0, removed=2, others=False)
        """
        was = {headline.id: headline for headline in before}
        added = changed = unchanged = 0
        for article in articles:
            if (headline := was.pop(article.id, None)) is None:
                added += 1
            elif headline == _headline(article):
                unchanged += 1
            else:
                changed += 1
        return cls(added, changed, unchanged, len(was), others)


def changes_of(
    folder: Path,
    articles: Sequence[Article],
    embedder: Embedder,
    declared: Sequence[DeclaredSource] = (),
) -> Changes:
    """What publishing ``articles`` would change in the index in ``folder``.

    Where there is none, or what it says of its articles is damaged, everything is added. Its
    other files are not read: ``check_generation`` does that.
    """
    try:
        pointer = read_current(folder)
        path = generation_folder(folder, pointer.generation)
        manifest = read_manifest_alone(path, pointer.manifest_sha256)
        if not _stands(path, manifest):
            raise IndexCorrupt(f"{path}: damaged")
        catalogue = Catalogue.load(path)
        others = (manifest.recipe, catalogue.declared) != (recipe(embedder), tuple(declared))
        return Changes.between(_headlines(catalogue), articles, others)
    except (IndexMissing, IndexCorrupt, OSError):
        return Changes.between([], articles, others=True)


def _stands(folder: Path, manifest: Manifest) -> bool:
    """Whether no file is missing, and what is loaded is what was published."""
    return all((folder / name).is_file() for name in manifest.files) and all(
        _sha256(folder / name) == manifest.files.get(name) for name in _LOADED
    )


def _sha256(path: Path) -> str | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _headlines(catalogue: Catalogue) -> Iterator[Headline]:
    after = None
    while page := catalogue.headlines(NO_FILTERS, after, _PAGE):
        yield from page
        after = page[-1].id


def _headline(article: Article) -> Headline:
    return Headline(
        article.id, article.title, article.source, article.published, article.url, article.sha256
    )
