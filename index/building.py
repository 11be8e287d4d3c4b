"""One index made of articles: passages, their vectors and terms, and the manifest of it all."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from .articles import Article
from .catalogue import Catalogue
from .chunking import chunk
from .context import CONTEXT, in_context
from .copies import COPIES, stories
from .dense import DenseIndex
from .embedding import Embedder
from .errors import ArticlesRefused
from .lexical import FORMULA, build_lexical
from .manifest import FORMAT, Manifest, Recipe, hash_files
from .passages import Passage
from .terms import ANALYSIS, terms

# Measured on rtqa_2022 (articles with evidence and 1,000 others; an evidence article is among the
# first 5 / 10 after fusion): 128 tokens with 32 of overlap .961 / .989, without overlap
# .953 / .982; 160 with 40 .950 / .987.
MAX_TOKENS = 128
OVERLAP_TOKENS = 32


class Progress(Protocol):
    """Hears how far a build has come: ``done`` of ``total`` units of the work ``stage``."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The progress of work that nobody watches."""


def build(
    aside: Path, id_: str, articles: Sequence[Article], embedder: Embedder, progress: Progress
) -> Manifest:
    """Write the index of ``articles`` into the new folder ``aside``; gives its manifest.

    Raises ArticlesRefused where there is nothing to search.
    """
    (aside / "lexical").mkdir(parents=True)
    ordered = sorted(articles, key=lambda article: article.id)
    passages = _chunk_all(ordered, embedder, progress)
    if not passages:
        raise ArticlesRefused("every article is blank; the index is left as it was")
    texts = [in_context(passage) for passage in passages]
    Catalogue.write(aside, ordered, passages, stories(ordered, progress))
    done = 0

    def embedded(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding passages", done, len(texts))

    DenseIndex.build(embedder.embed_passages(texts, embedded)).save(aside / "dense.faiss")
    build_lexical([terms(text) for text in texts]).save(aside / "lexical")
    built = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(
        FORMAT, id_, built, len(ordered), len(passages), _recipe(embedder), hash_files(aside)
    )
    manifest.save(aside)
    return manifest


def _chunk_all(
    articles: Sequence[Article], embedder: Embedder, progress: Progress
) -> list[Passage]:
    passages: list[Passage] = []
    for done, article in enumerate(articles, start=1):
        passages += chunk(
            article, embedder.count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS
        )
        progress("chunking articles", done, len(articles))
    return passages


def _recipe(embedder: Embedder) -> Recipe:
    return Recipe(
        embedder=embedder.name,
        embedder_revision=embedder.revision,
        dimension=embedder.dimension,
        max_tokens=MAX_TOKENS,
        overlap_tokens=OVERLAP_TOKENS,
        context=CONTEXT,
        sentences=f"nupunkt {version('nupunkt')}",
        analysis=ANALYSIS,
        lexical=FORMULA,
        copies=COPIES,
    )
