"""TREC's exchange format, in which other tools can score our rankings, and we theirs.

A run has lines ``query Q0 document rank score tag`` and qrels have ``query 0 document grade``.
Columns end at white space, so that in an id white space, ``%``, ``#`` and the zero byte are
written in percent-encoding (``a%20b``), and read from it. Files are plain, or end in ``.gz``.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from ctypes import c_float
from math import isfinite
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from eval.lines import numbered_lines
from eval.whole_file import write_whole
from index import DatelineError

RUN_COLUMNS = ("query", "Q0", "document", "rank", "score", "tag")
QRELS_COLUMNS = ("query", "0", "document", "grade")

# trec_eval takes a line for a comment that begins with "#", and an id to end at a zero byte.
_UNSAFE = re.compile(r"[\s%#\0]")
_DECIMAL = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_INTEGER = re.compile(rb"[+-]?\d+")

T = TypeVar("T")


class TrecRefused(DatelineError):
    """A run or qrels cannot be read; the text names file and line, and what to do."""


def write_rankings(path: Path, rankings: Mapping[str, Sequence[str]], tag: str) -> None:
    """Write each query's documents, best first, under the name ``tag``; whole or not at all.

    Scores go down to 1 in steps of 1, which single precision holds, so that every reader finds
    this order. A query without documents has no line. Raises ``ValueError`` for an empty id or
    tag, one that UTF-8 cannot write, or a document twice for a query; ``OSError`` when the file
    cannot be written.
    """
    lines = [
        _line(query, "Q0", document, rank, len(ranking) + 1 - rank, tag)
        for query, ranking in rankings.items()
        for rank, document in enumerate(_distinct(ranking), start=1)
    ]
    write_whole(path, "".join(lines))


def write_qrels(path: Path, relevant: Mapping[str, Mapping[str, int]]) -> None:
    """Write the grade of each query's documents; whole or not at all.

    A query without documents has no line. Raises ``ValueError`` for an empty id or one that
    UTF-8 cannot write, ``OSError`` when the file cannot be written.
    """
    lines = [
        _line(query, 0, document, grade)
        for query, grades in relevant.items()
        for document, grade in grades.items()
    ]
    write_whole(path, "".join(lines))


def read_rankings(path: Path) -> dict[str, list[str]]:
    """Each query's documents, best first, in the order that trec_eval sees.

    That is by descending score in single precision, and among equals by descending document
    as the bytes of the file go; the rank column and the order of the lines do not matter.

    Raises ``TrecRefused`` for a file that is no run: another number of columns, a score that is
    no finite number, a document twice for a query, an id that is no UTF-8, damaged gzip, no
    line at all. ``OSError`` where the file cannot be opened.
    """
    scores = _read(path, RUN_COLUMNS, "score", _score)
    return {query: _best_first(documents) for query, documents in scores.items()}


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """The grade, an integer, of each query's documents; raises as ``read_rankings`` does."""
    return {
        query: {document: grade for document, (grade, _) in documents.items()}
        for query, documents in _read(path, QRELS_COLUMNS, "grade", _grade).items()
    }


def _line(*columns: str | int) -> str:
    return " ".join(_encoded(str(column)) for column in columns) + "\n"


def _encoded(id_: str) -> str:
    """An id as a column.

    >>> _encoded("9% of them")
    '9%25%20of%20them'
    """
    if not id_:
        raise ValueError("a TREC file cannot hold an empty id or tag")
    return _UNSAFE.sub(lambda match: quote(match[0], safe=""), id_)


def _distinct(ranking: Sequence[str]) -> Sequence[str]:
    if len(set(ranking)) < len(ranking):
        raise ValueError("a ranking holds each document once")
    return ranking


_Documents = dict[str, tuple[T, bytes]]
"""By id: the score or grade, and the id as it stands in the file."""


def _read(
    path: Path, columns: Sequence[str], name: str, value: Callable[[bytes], T]
) -> dict[str, _Documents[T]]:
    read: defaultdict[str, _Documents[T]] = defaultdict(dict)
    for number, line in numbered_lines(path, TrecRefused):
        try:
            parts = _parts(line, columns)
            query, document = _decoded(parts["query"]), _decoded(parts["document"])
            if document in read[query]:
                raise ValueError(f'query "{query}" has document "{document}" twice; keep one')
            read[query][document] = value(parts[name]), parts["document"]
        except ValueError as error:
            raise TrecRefused(f"{path}:{number}: {error}") from error
    if not read:
        raise TrecRefused(f"{path}: this file is empty; its lines are: {' '.join(columns)}")
    return dict(read)


def _parts(line: bytes, columns: Sequence[str]) -> dict[str, bytes]:
    # Bytes end at ASCII white space only, as in trec_eval; text would also at U+00A0.
    parts = line.split()
    if len(parts) != len(columns):
        raise ValueError(
            f"{len(parts)} columns where there should be {len(columns)}: {' '.join(columns)}; "
            "white space in an id is written %20"
        )
    return dict(zip(columns, parts, strict=True))


def _decoded(column: bytes) -> str:
    try:
        return unquote(column.decode(), errors="strict")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"the id {column!r} is not UTF-8, write the file in it, and % as %25: {error}"
        ) from error


def _score(column: bytes) -> float:
    score = c_float(float(column)).value if _DECIMAL.fullmatch(column) else float("nan")
    if not isfinite(score):
        raise ValueError(f"the score {column!r} is no finite number; give one or drop the line")
    return score


def _grade(column: bytes) -> int:
    if not _INTEGER.fullmatch(column):
        raise ValueError(f"the grade {column!r} is no integer; 0 is not relevant, 1 and up is")
    return int(column)


def _best_first(documents: _Documents[float]) -> list[str]:
    return sorted(documents, key=documents.__getitem__, reverse=True)
