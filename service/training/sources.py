"""The questions that the reader learns from, and those kept out to measure it.

Only sets whose licence allows it: SQuAD 2.0's pages, SquadShifts' Wikipedia, reddit and Amazon
questions, PolicyQA and COVID-QA. Each file is pinned by its SHA-256.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from index import DatelineError

HELD_OUT = frozenset(
    {
        "squad-1973_oil_crisis",
        "squad-French_and_Indian_War",
        "squad-Imperialism",
        "squad-Scottish_Parliament",
    }
)
"""The pages of SQuAD that nothing is learnt from."""

NOT_LEARNT = frozenset({"xquad_en"})
"""It holds paragraphs of the held-out pages."""

PAGES = "squad2dev.articles.jsonl.gz"
QUESTIONS = "squad2dev.questions.jsonl.gz"
MORE = ("reader_train.squadshifts.jsonl.gz", "reader_train.more.jsonl.gz")

SHA256 = {
    PAGES: "6a2bca014dc7dec651ead60f1db8d6f564e84cb465524e4759761a6a04c7e590",
    QUESTIONS: "fb476d9dd060ccb0fd69ec70ee0a04b7a416ff26a6dfa268d0788e19d23a85c4",
    MORE[0]: "11f56601069aee5f39063e6f21538f2d43e537a4a89a70890712b582a4eb31c1",
    MORE[1]: "c67f48d4f69829145b46a1937c278e699c1d4bc6de56c6c31723e770b6d0c820",
}


class SourceRefused(DatelineError):
    """A file is missing, or is not the one that the reader learns from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paragraph; ``answers`` are its spans, the best first, or none.

    Offsets are half-open code points of ``paragraph``. ``aliases`` are the texts of every gold
    answer, to score against: some were marked where we have no offsets for.
    """

    source: str
    question: str
    title: str | None
    paragraph: str
    answers: tuple[tuple[int, int], ...]
    aliases: tuple[str, ...] = ()


def load(folder: Path) -> tuple[list[Asked], list[Asked]]:
    """The questions to learn from, and those held out; raises SourceRefused."""
    squad = list(_squad(folder))
    learnt = [asked for page, asked in squad if page not in HELD_OUT]
    return [*learnt, *_shifts(folder)], _held_out(squad)


def load_held_out(folder: Path) -> list[Asked]:
    """The questions of the pages that nothing is learnt from; raises SourceRefused."""
    return _held_out(list(_squad(folder)))


def _held_out(squad: list[tuple[str, Asked]]) -> list[Asked]:
    return [asked for page, asked in squad if page in HELD_OUT]


def _squad(folder: Path) -> Iterator[tuple[str, Asked]]:
    """Each question of SQuAD with the id of its page."""
    pages = {page["id"]: page for page in _records(folder, PAGES)}
    for record in _records(folder, QUESTIONS):
        meta, aliases = record["meta"], tuple(record["answers"])
        id_ = record["evidence"][0]["article_id"] if aliases else meta["article_id"]
        page = pages[id_]
        start, end = page["meta"]["paragraph_offsets"][meta["paragraph"]]
        # Only the first answer has an offset.
        at = meta.get("answer_start")
        spans = ((at, at + len(aliases[0])),) if aliases else ()
        paragraph = page["text"][start:end]
        yield id_, Asked("squad2", record["question"], page["title"], paragraph, spans, aliases)


def _shifts(folder: Path) -> Iterator[Asked]:
    for name in MORE:
        for record in _records(folder, name):
            if record["set"] in NOT_LEARNT:
                continue
            spans = Counter(
                (each["answer_start"], each["answer_start"] + len(each["text"]))
                for each in record["answers"]
            )
            # What most annotators marked, the shorter if they disagree.
            best_first = sorted(spans, key=lambda span: (-spans[span], span[1] - span[0]))
            aliases = tuple(each["text"] for each in record["answers"])
            yield Asked(
                record["set"],
                record["question"],
                None,
                record["context"],
                tuple(best_first),
                aliases,
            )


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceRefused(
            f"{path}: {error.strerror}; --data names the folder that holds {', '.join(SHA256)}"
        ) from error
    if sha256(content).hexdigest() != SHA256[name]:
        raise SourceRefused(f"{path}: not the file that the reader learns from; fetch it again")
    for line in gzip.decompress(content).splitlines():
        yield json.loads(line)
