"""Generations on disk: built aside, published by one atomic step, verified when opened.

::

    .dateline/
      CURRENT                  "<generation> <SHA-256 of its manifest>"
      generations/<id>/        one complete index; never altered once it stands there
        manifest.json  articles.sqlite  passages.npy  stories.npy  dense.faiss  lexical/
      cache/                   what later builds may reuse
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from .articles import Article
from .building import Progress, build, silent
from .catalogue import Catalogue
from .dense import DenseIndex
from .embedding import Embedder, load_embedder
from .errors import ArticlesRefused, IndexCorrupt, IndexMissing
from .fusion import HybridRetriever
from .lexical import FORMULA, load_lexical
from .manifest import MANIFEST, Manifest, read_manifest
from .terms import ANALYSIS

_CURRENT = re.compile(r"([0-9A-Za-z-]{1,64}) ([0-9a-f]{64})\n?")


@dataclass(frozen=True, slots=True)
class Generation:
    """One published index, opened: what it holds and how to search it."""

    manifest: Manifest
    catalogue: Catalogue
    embedder: Embedder
    retriever: HybridRetriever

    @property
    def id(self) -> str:
        return self.manifest.generation


def publish(
    folder: Path, articles: Sequence[Article], embedder: Embedder, progress: Progress = silent
) -> Manifest:
    """Build an index of exactly ``articles`` and make it the current generation of ``folder``.

    Until the last step, the replacing of CURRENT, whoever opens the index gets the old one; a
    build that dies leaves nothing that is served. The generation before stays, for readers
    that still hold it; older ones are removed. Raises ArticlesRefused where nothing can be
    searched, or where two articles have the same id.
    """
    if not articles:
        raise ArticlesRefused("there is no article to index; the index is left as it was")
    repeated = [id_ for id_, count in Counter(a.id for a in articles).items() if count > 1]
    if repeated:
        raise ArticlesRefused(f"more than one article is called {repeated[0]!r}; rename the others")
    generations = folder / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    (folder / "cache").mkdir(exist_ok=True)
    before = _current_id(folder)
    id_ = _new_id(articles)
    aside = generations / f".{id_}.building"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        manifest = build(aside, id_, articles, embedder, progress)
        _sync_tree(aside)
        aside.rename(generations / id_)
        _sync(generations)
        _point_current_at(folder, id_)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if _current_id(folder) != id_:
            shutil.rmtree(generations / id_, ignore_errors=True)
        raise
    # Whoever published meanwhile may be current by now.
    _remove_all_but(generations, {id_, before, _current_id(folder)})
    return manifest


def open_index(folder: Path, embedder: Embedder | None = None) -> Generation:
    """The current generation of ``folder``, verified; the embedder is the one of its recipe.

    Raises IndexMissing where there is none, and IndexCorrupt, naming the file, where any file
    is not what was published, or where ``embedder`` has other weights than the index.
    """
    while True:
        current = _read_current(folder)
        try:
            return _open(folder, *current, embedder)
        except (IndexCorrupt, OSError):
            # Two publishes meanwhile have removed the generation: then another one is current.
            if _read_current(folder) == current:
                raise


def _open(folder: Path, id_: str, manifest_sha256: str, embedder: Embedder | None) -> Generation:
    path = folder / "generations" / id_
    if path.is_symlink() or not path.is_dir():
        raise IndexCorrupt(f"{folder}/CURRENT: names the generation {id_}, which is not there")
    manifest = read_manifest(path, manifest_sha256)
    recipe = manifest.recipe
    embedder = embedder or load_embedder(recipe.embedder)
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
        path / "dense.faiss", rows=manifest.passages, dimension=recipe.dimension
    )
    lexical = load_lexical(path / "lexical")
    if len(lexical.scores([])) != manifest.passages:
        raise IndexCorrupt(f"{path}/lexical: holds another number of passages than the manifest")
    retriever = HybridRetriever(catalogue, dense, lexical, embedder)
    return Generation(manifest, catalogue, embedder, retriever)


def _new_id(articles: Sequence[Article]) -> str:
    """Sorts by time; tells by its end whether two generations hold the same texts."""
    texts = sha256("".join(sorted(f"{a.id}\0{a.sha256}\n" for a in articles)).encode())
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{texts.hexdigest()[:8]}"


def _read_current(folder: Path) -> tuple[str, str]:
    path = folder / "CURRENT"
    if not path.is_symlink() and not path.exists() and not _has_generations(folder):
        raise IndexMissing(f"{folder}: holds no index; build one with `dateline index PATH…`")
    if path.is_symlink() or not path.is_file():
        raise IndexCorrupt(f"{path}: missing; rebuild the index with `dateline index PATH…`")
    match = _CURRENT.fullmatch(path.read_bytes().decode("utf-8", "replace"))
    if match is None:
        raise IndexCorrupt(
            f"{path}: does not name a generation; rebuild with `dateline index PATH…`"
        )
    return match[1], match[2]


def _has_generations(folder: Path) -> bool:
    """Whether a build was ever complete here; one that failed leaves the bare folders."""
    return any(path.name[0] != "." for path in (folder / "generations").glob("*"))


def _current_id(folder: Path) -> str | None:
    """The current generation; None where there is none, or where CURRENT is damaged."""
    try:
        return _read_current(folder)[0]
    except (IndexMissing, IndexCorrupt):
        return None


def _point_current_at(folder: Path, id_: str) -> None:
    manifest = (folder / "generations" / id_ / MANIFEST).read_bytes()
    new = folder / "CURRENT.new"
    try:
        new.write_text(f"{id_} {sha256(manifest).hexdigest()}\n", encoding="utf-8")
        _sync(new)
        new.replace(folder / "CURRENT")
    finally:
        new.unlink(missing_ok=True)
    _sync(folder)


def _remove_all_but(generations: Path, kept: set[str | None]) -> None:
    for path in generations.iterdir():
        if path.name not in kept and not path.name.startswith("."):
            shutil.rmtree(path, ignore_errors=True)


def _sync_tree(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
