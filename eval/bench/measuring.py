"""One way of searching an index, timed and weighed in a process of its own.

``python -m eval.bench.measuring FOLDER WAY`` reads a JSON list of queries from standard input and
prints what it measured as JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from rank_bm25 import BM25Plus

from index import Generation, in_context, load_embedder, open_index, terms
from index.publishing.generations import generation_folder
from index.searching.arrays import map_array
from index.searching.dense import VECTORS
from index.searching.fusion import DEPTH, reciprocal_rank_fusion

from .writing import Written

DATELINE, PLAIN = "Dateline", "rank-bm25 and FAISS flat"
TOP = 10
# Passages whose terms the plain way is given at a time.
_BATCH = 10_000

Search = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way takes at one size.

    ``milliseconds`` has the 50th and the 99th percentile of each search; ``fused`` is all of it,
    from the question's words to passages with their text. ``ready`` is seconds from the start of
    the process until it can be asked, ``resident`` and ``anonymous`` are bytes of memory after
    the last query, with and without what is mapped from files.
    """

    way: str
    written: Written
    queries: int
    ready: float
    resident: int
    anonymous: int
    milliseconds: dict[str, tuple[float, float]]


def measure(folder: Path, way: str, queries: Sequence[str], written: Written) -> Measured:
    """Measure ``way`` over the index in ``folder``; raises CalledProcessError where it fails."""
    begun = time.time()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", __name__, str(folder), way],
        input=json.dumps(list(queries)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    raw: dict[str, Any] = json.loads(done.stdout)
    ready = round(raw.pop("ready_at") - begun, 2)
    return Measured(way=way, written=written, queries=len(queries), ready=ready, **raw)


def _main(folder: Path, way: str) -> None:
    searches = _dateline(open_index(folder)) if way == DATELINE else _plain(folder)
    queries = json.load(sys.stdin)
    searches["fused"](queries[0])
    ready_at = time.time()
    milliseconds = {name: _percentiles(search, queries) for name, search in searches.items()}
    memory = _memory()
    print(  # noqa: T201
        json.dumps(
            {
                "ready_at": ready_at,
                "resident": memory["VmRSS"],
                "anonymous": memory["RssAnon"],
                "milliseconds": milliseconds,
            }
        )
    )


def _dateline(generation: Generation) -> dict[str, Search]:
    retriever, embed = generation.retriever, generation.embedder.embed_query
    return {
        "embedding": embed,
        "dense": lambda query: retriever.dense.search(embed(query), DEPTH),
        "lexical": lambda query: retriever.lexical.search(terms(query), DEPTH),
        "fused": lambda query: retriever.search(query, TOP),
    }


def _plain(folder: Path) -> dict[str, Search]:
    """Most tutorials' way: every passage's terms in dictionaries, every vector compared."""
    generation = open_index(folder)
    catalogue, embed = generation.catalogue, load_embedder().embed_query
    lexical = BM25Plus(_Texts(generation))
    vectors = map_array(generation_folder(folder, generation.id) / VECTORS, np.float32, 2)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)

    def by_vector(query: str) -> list[int]:
        rows: list[int] = flat.search(embed(query)[np.newaxis], DEPTH)[1][0].tolist()
        return rows

    def by_terms(query: str) -> list[int]:
        scores = lexical.get_scores(terms(query))
        rows: list[int] = np.argsort(-scores)[:DEPTH].tolist()
        return rows

    def fused(query: str) -> object:
        scores = reciprocal_rank_fusion([by_vector(query), by_terms(query)])
        best = sorted(scores, key=lambda row: -scores[row])[:TOP]
        return [passage.text for passage in catalogue.passages(best)]

    return {"embedding": embed, "dense": by_vector, "lexical": by_terms, "fused": fused}


class _Texts:
    """The terms of each passage, a batch at a time; rank-bm25 asks how many there are."""

    def __init__(self, generation: Generation) -> None:
        self._catalogue = generation.catalogue

    def __len__(self) -> int:
        return len(self._catalogue)

    def __iter__(self) -> Any:
        for start in range(0, len(self), _BATCH):
            rows = range(start, min(start + _BATCH, len(self)))
            for passage in self._catalogue.passages(rows):
                yield terms(in_context(passage))


def _percentiles(search: Search, queries: Sequence[str]) -> tuple[float, float]:
    taken = []
    for query in queries:
        begun = time.perf_counter()
        search(query)
        taken.append(1000 * (time.perf_counter() - begun))
    p50, p99 = np.percentile(taken, (50, 99))
    return round(float(p50), 2), round(float(p99), 2)


def _memory() -> dict[str, int]:
    """The memory of the process in bytes, as Linux counts it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): 1024 * int(size) for name, size, _ in pairs}


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
