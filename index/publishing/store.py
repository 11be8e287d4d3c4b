"""An index on disk: built aside, published by one atomic step, verified when opened.

::

    .dateline/
      CURRENT                    "<generation> <SHA-256 of its manifest>"
      LOCK                       held by the one writer, and by a reader never
      generations/<id>/          one complete index; never altered once it stands there
        manifest.json  articles.sqlite  passages.npy  stories.npy  lexical/
        vectors.npy  dense.faiss  (the latter beyond 50,000 passages)
      generations/<id>.sha256    the hash of its manifest, for when it is not the current one
      cache/                     what later builds may reuse
"""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ..articles import Article
from ..building.build import build
from ..building.manifest import MANIFEST, Manifest, read_manifest
from ..encoding.embedding import Embedder, load_embedder
from ..errors import ArticlesRefused, IndexCorrupt
from ..folder import GENERATIONS
from ..origins.sources import DeclaredSource
from ..progress import Progress, silent
from ..searching.catalogue import Catalogue
from ..searching.dense import DenseIndex
from ..searching.fusion import HybridRetriever
from ..searching.lexical import FORMULA, load_lexical
from ..text.terms import ANALYSIS
from .current import CurrentUnsettled, Pointer, current_or_none, point_current_at, with_current
from .durability import failing_at, make_folder, sync, sync_tree
from .generations import (
    KEEP_GENERATIONS,
    building_folder,
    generation_folder,
    remove_generation,
    remove_leftovers,
    remove_old,
    seal,
)
from .locking import one_writer

CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Generation:
    """One published index, opened: what it holds and how to search it."""

    pointer: Pointer
    manifest: Manifest
    catalogue: Catalogue
    embedder: Embedder
    retriever: HybridRetriever

    @property
    def id(self) -> str:
        return self.manifest.generation


def publish(
    folder: Path,
    articles: Sequence[Article],
    embedder: Embedder,
    *,
    progress: Progress = silent,
    keep: int = KEEP_GENERATIONS,
    declared: Sequence[DeclaredSource] = (),
) -> Manifest:
    """Build an index of exactly ``articles`` and make it the current generation of ``folder``.

    ``declared`` is what is told of their sources beside what they say themselves.

    Until the last step, the replacing of CURRENT, whoever opens the index gets the old one; a
    build that fails or dies leaves what was, and nothing that is served. The newest ``keep`` ≥ 1
    generations stay, this one among them; older ones are removed. Raises ArticlesRefused where
    nothing can be searched, or where two articles have the same id, IndexBusy where another
    process is writing, and OSError where the disk is full or fails.
    """
    _check_ids(articles)
    make_folder(folder)
    with one_writer(folder), failing_at(folder):
        make_folder(folder / GENERATIONS)
        make_folder(folder / CACHE)
        remove_leftovers(folder)
        manifest = _publish(
            folder, _new_id(articles), articles, embedder, progress=progress, declared=declared
        )
        # It is published; what cannot be removed now, the next writer removes.
        with suppress(OSError):
            remove_old(folder, keep)
    return manifest


def _publish(
    folder: Path,
    id_: str,
    articles: Sequence[Article],
    embedder: Embedder,
    *,
    progress: Progress,
    declared: Sequence[DeclaredSource],
) -> Manifest:
    aside = building_folder(folder, id_)
    try:
        manifest = build(aside, id_, articles, embedder, folder / CACHE, progress, declared)
        # Each step is on the disk before the next one: what CURRENT names is never in part.
        sync_tree(aside)
        pointer = Pointer(id_, sha256((aside / MANIFEST).read_bytes()).hexdigest())
        seal(folder, pointer)
        aside.rename(generation_folder(folder, id_))
        sync(folder / GENERATIONS)
        point_current_at(folder, pointer)
    except CurrentUnsettled:
        # The disk's CURRENT may name it.
        raise
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        current = current_or_none(folder)
        if current is None or current.generation != id_:
            with suppress(OSError):
                remove_generation(folder, id_)
        raise
    return manifest


def _check_ids(articles: Sequence[Article]) -> None:
    if not articles:
        raise ArticlesRefused("there is no article to index; the index is left as it was")
    repeated = [id_ for id_, count in Counter(a.id for a in articles).items() if count > 1]
    if repeated:
        raise ArticlesRefused(f"more than one article is called {repeated[0]!r}; rename the others")


def open_index(folder: Path, embedder: Embedder | None = None) -> Generation:
    """The current generation of ``folder``, verified; the embedder is the one of its recipe.

    Raises IndexMissing where there is none, and IndexCorrupt, naming the file, where any file
    is not what was published, or where ``embedder`` has other weights than the index.
    """

    def opened(current: Pointer) -> Generation:
        return open_generation(folder, current, lambda name: embedder or load_embedder(name))

    return with_current(folder, opened)


def open_generation(
    folder: Path, pointer: Pointer, embedder_called: Callable[[str], Embedder] = load_embedder
) -> Generation:
    """The generation that ``pointer`` names, verified; all its files are open or read by then.

    ``embedder_called`` gives the embedder of a name. Raises IndexCorrupt naming the file, as
    ``open_index`` does, and what ``embedder_called`` raises.
    """
    path = generation_folder(folder, pointer.generation)
    if path.is_symlink() or not path.is_dir():
        raise IndexCorrupt(
            f"{folder}/CURRENT: names the generation {pointer.generation}, which is not there"
        )
    manifest = read_manifest(path, pointer.manifest_sha256)
    recipe = manifest.recipe
    embedder = embedder_called(recipe.embedder)
    if (embedder.name, embedder.revision) != (recipe.embedder, recipe.embedder_revision):
        raise IndexCorrupt(
            f"{path}: built with {recipe.embedder} ({recipe.embedder_revision[:12]}), here is "
            f"{embedder.name} ({embedder.revision[:12]}); rebuild with `dateline index PATH…`"
        )
    here = (ANALYSIS, FORMULA)
    if (recipe.analysis, recipe.lexical) != here:
        raise IndexCorrupt(
            f"{path}: built for {recipe.analysis}; {recipe.lexical}, this Dateline searches by "
            f"{'; '.join(here)}; rebuild with `dateline index PATH…`"
        )
    catalogue = Catalogue.load(path)
    if (len(catalogue.ids), len(catalogue)) != (manifest.articles, manifest.passages):
        raise IndexCorrupt(f"{path}: holds other numbers of articles or passages than its manifest")
    dense = DenseIndex.load(
        path, manifest.dense, rows=manifest.passages, dimension=recipe.dimension
    )
    lexical = load_lexical(path / "lexical")
    if len(lexical) != manifest.passages:
        raise IndexCorrupt(f"{path}/lexical: holds another number of passages than the manifest")
    retriever = HybridRetriever(catalogue, dense, lexical, embedder)
    return Generation(pointer, manifest, catalogue, embedder, retriever)


def _new_id(articles: Sequence[Article]) -> str:
    """Sorts by time; tells by its end whether two generations hold the same texts."""
    texts = sha256("".join(sorted(f"{a.id}\0{a.sha256}\n" for a in articles)).encode())
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{texts.hexdigest()[:8]}"
