"""An index of passages whose vectors are known, written as ``dateline index`` writes one."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from index import Catalogue, Embedder, Pointer, in_context, terms
from index.building.build import recipe
from index.building.manifest import FORMAT, MANIFEST, Manifest, hash_files
from index.folder import GENERATIONS
from index.publishing.current import point_current_at
from index.publishing.generations import generation_folder
from index.searching.dense import DenseIndex
from index.searching.lexical import build_lexical

from .corpus import Corpus

_GENERATION = "bench"


@dataclass(frozen=True, slots=True)
class Written:
    """What an index took: seconds for each part, bytes on disk, and how it finds neighbours."""

    passages: int
    seconds: dict[str, float]
    bytes: int
    dense: str
    probes: int
    recall_at_10: float


def write_index(folder: Path, corpus: Corpus, embedder: Embedder) -> Written:
    """Make ``folder`` the index of ``corpus`` and of nothing else; each article its own story.

    Chunking, embedding and the search for copies, which are linear, are left out.
    """
    shutil.rmtree(folder, ignore_errors=True)
    aside = generation_folder(folder, _GENERATION)
    (aside / "lexical").mkdir(parents=True)
    seconds: dict[str, float] = {}

    def timed(part: str, work: Callable[[], object]) -> None:
        begun = time.perf_counter()
        work()
        seconds[part] = round(time.perf_counter() - begun, 2)

    alone = np.arange(len(corpus.articles), dtype=np.int32)
    timed("articles", lambda: Catalogue.write(aside, corpus.articles, corpus.passages, alone))
    begun = time.perf_counter()
    dense = DenseIndex.build(corpus.vectors)
    dense.save(aside)
    seconds["vectors"] = round(time.perf_counter() - begun, 2)
    timed(
        "terms",
        lambda: build_lexical([terms(in_context(each)) for each in corpus.passages]).save(
            aside / "lexical"
        ),
    )
    manifest = Manifest(
        FORMAT,
        _GENERATION,
        "1970-01-01T00:00:00+00:00",
        len(corpus.articles),
        len(corpus.passages),
        recipe(embedder),
        dense.by,
        hash_files(aside),
    )
    manifest.save(aside)
    digest = sha256((aside / MANIFEST).read_bytes()).hexdigest()
    point_current_at(folder, Pointer(_GENERATION, digest))
    size = sum(path.stat().st_size for path in (folder / GENERATIONS).rglob("*") if path.is_file())
    by = dense.by
    return Written(len(corpus.passages), seconds, size, by.kind, by.probes, by.recall_at_10)
