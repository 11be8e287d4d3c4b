"""Copies of one story: articles word for word alike, or lightly edited as papers edit wire copy.

Locality-sensitive hashing proposes pairs (Broder 1997, "On the Resemblance and Containment of
Documents"; Indyk & Motwani 1998), tuned to miss few; an exact comparison of the two texts decides.
Other headlines, credits in front, and a twentieth to a fifth of the words changed make a copy no
story of its own. Two issues of one form, such as a market report with other figures, stay two.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nsmallest
from itertools import pairwise
from math import sqrt
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..articles import Article
from ..errors import IndexCorrupt
from ..progress import Progress, silent
from ..text.terms import terms

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash

COPIES = "minhash lsh of term pairs, 42 x 3; longest common subsequence .75; figures as words"

# Two texts that share .4 of their term pairs meet in a bucket with probability .94, those that
# share .5 with .996, and those that share .05, as two reports of one event do, with .005.
_BANDS, _ROWS = 42, 3
_SEED = 1

# Chosen on copies planted in half of bbc, among reuters21578; see eval/copying.py. The shorter a
# text, the more of it is form: the least alike falls with the length up to 100 terms, and below 40
# only equal texts are copies.
_FEWEST_TERMS, _ENOUGH_TERMS = 40, 100
_LEAST_ALIKE_OF_FEWEST, _LEAST_ALIKE = 0.92, 0.75
# A text cut at its end: nearly all of it stands in the other, which is at most twice as long.
_FEWEST_TERMS_OF_CUT = 60
_LEAST_CONTAINED = 0.90
_LEAST_LEFT = 0.5
# Of a normal distribution, one-sided at .05: how many more figures than words may be others.
_SIGNIFICANT = 1.645

# What stands behind this is not compared: two books cost no more than two long articles.
_MOST_CHARACTERS = 100_000
# Texts with more look-alikes than these are of a form that very many share. Nothing is compared
# with them, so that no bucket grows on and the work stays linear.
_MOST_CANDIDATES = 200
_MOST_COMPARED = 10
_BATCH = 4096

Stories = NDArray[np.int32]
Signature = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is compared of a text: its terms in order, and those of them that are figures."""

    terms: list[str]
    figures: Counter[str]


@dataclass(frozen=True)
class _Original:
    """The longest article of a story, by its place in the order of lengths."""

    place: int
    text: str
    hashed: "LeanMinHash"

    @cached_property
    def wording(self) -> _Wording:
        """Made when it is first compared; most texts never are."""
        return _wording(self.text)


def signature(text: str) -> Signature | None:
    """MinHash of a text's pairs of terms, shape (126,); None for one of under 40 terms.

    Two texts have about as large a share of their signatures in common as of their pairs.
    """
    of = _wording(text).terms
    if len(of) < _FEWEST_TERMS:
        return None
    hashed = _blank().copy()
    for batch in _batches(list(_term_pairs(of))):
        hashed.update_batch(batch)
    return np.asarray(hashed.hashvalues, dtype=np.uint32)


def stories(
    articles: Sequence[Article],
    progress: Progress = silent,
    signature_of: Callable[[Article], Signature | None] = lambda article: signature(article.text),
) -> Stories:
    """For each article the row of the first one of its story: shape (articles,), its own if alone.

    A story is the longest article of it and the copies of that one; copies of copies, each edited
    anew, do not link. It depends on the texts alone, neither on titles nor on the order of the
    articles. ``progress`` hears of each article done; ``signature_of`` may know signatures that
    were made before.

    >>> text = "Rain fell on the harbour."
    >>> alike = [Article(id_, None, None, None, None, text) for id_ in "ab"]
    >>> stories([*alike, Article("c", None, None, None, None, "Snow fell.")]).tolist()
    [0, 0, 2]
    """
    equal: dict[str, list[int]] = {}
    for row, article in enumerate(articles):
        equal.setdefault(article.sha256, []).append(row)
    # The longest first: what was cut or dropped is then missing from the copy, never from both.
    groups = sorted(equal.items(), key=lambda each: (-len(articles[each[1][0]].text), each[0]))
    originals = _Originals()
    members: dict[int, list[int]] = {}
    done = 0
    for place, (_, rows) in enumerate(groups):
        longest = articles[rows[0]]
        original = originals.of(place, longest.text, signature_of(longest))
        members.setdefault(original, []).extend(rows)
        done += len(rows)
        progress("finding copies", done, len(articles))
    found = np.empty(len(articles), dtype=np.int32)
    for rows in members.values():
        found[rows] = min(rows)
    return found


def load_stories(path: Path) -> Stories:
    """What ``stories`` found and ``numpy.save`` saved; raises IndexCorrupt unless it can be that.

    Each row's story is a row at or before it, and a story's first article is of its own story.
    """
    try:
        found: Stories = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise IndexCorrupt(f"{path}: {error}") from error
    if found.dtype != np.int32 or found.ndim != 1:
        raise IndexCorrupt(f"{path}: holds no stories")
    within = (found >= 0).all() and (found <= np.arange(len(found))).all()
    if not within or (found[found] != found).any():
        raise IndexCorrupt(f"{path}: holds stories that cannot be")
    return found


class _Originals:
    """The longest article of each story so far; articles are given from the longest on."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._buckets = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
        self._at: dict[int, _Original] = {}

    def of(self, place: int, text: str, signed: Signature | None) -> int:
        """The place of the original of ``text``: ``place`` itself where it is one."""
        if signed is None:
            return place
        given = _Original(place, text, _lean(signed))
        candidates = [self._at[each] for each in self._buckets.query(given.hashed)]
        alike = [
            (_alike(each.wording, given.wording), -each.place)
            for each in _nearest(given, candidates)
        ]
        closeness, original = max(alike, default=(0.0, 0))
        if closeness:
            return -original
        if len(candidates) <= _MOST_CANDIDATES:
            self._buckets.insert(place, given.hashed)
            self._at[place] = given
        return place


@cache
def _blank() -> "MinHash":
    # Imports scipy, and asking and serving need neither.
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS, seed=_SEED)


def _lean(signed: Signature) -> "LeanMinHash":
    from datasketch import LeanMinHash

    return LeanMinHash(seed=_SEED, hashvalues=signed, scheme=_blank().scheme)


def _nearest(given: _Original, candidates: Sequence[_Original]) -> list[_Original]:
    """The candidates that share most term pairs with ``given``, by MinHash's estimate."""
    if len(candidates) <= _MOST_COMPARED:
        return list(candidates)
    return nsmallest(
        _MOST_COMPARED, candidates, lambda each: (-given.hashed.jaccard(each.hashed), each.place)
    )


def _wording(text: str) -> _Wording:
    of = [intern(term) for term in terms(text[:_MOST_CHARACTERS])]
    return _Wording(of, Counter(term for term in of if term[0].isdigit()))


def _term_pairs(of: Sequence[str]) -> set[bytes]:
    """Each term with the next: one word changed changes two of them, and few texts share many."""
    return {f"{one} {next_}".encode() for one, next_ in pairwise(of)}


def _batches(shingles: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Few enough at a time that hashing them takes little memory."""
    return (shingles[start : start + _BATCH] for start in range(0, len(shingles), _BATCH))


def _alike(one: _Wording, other: _Wording) -> float:
    """How alike two texts are, in [0, 1]; 0 where they are no copies."""
    shorter, longer = sorted((one, other), key=lambda wording: len(wording.terms))
    short, long = len(shorter.terms), len(longer.terms)
    if short < long * _LEAST_LEFT:
        return 0.0
    kept = _common(shorter.terms, longer.terms)
    alike = 2 * kept / (short + long)
    contained = short >= _FEWEST_TERMS_OF_CUT and kept >= _LEAST_CONTAINED * short
    cut = contained and kept >= _LEAST_LEFT * long
    if not cut and alike < _least_alike(short):
        return 0.0
    return alike if _figures_kept(shorter, longer, kept / short) else 0.0


def _least_alike(count: int) -> float:
    """How alike a text of so many terms has to be to a longer one."""
    among = (_FEWEST_TERMS, _ENOUGH_TERMS)
    return float(np.interp(count, among, (_LEAST_ALIKE_OF_FEWEST, _LEAST_ALIKE)))


def _figures_kept(shorter: _Wording, longer: _Wording, kept: float) -> bool:
    """Whether figures changed as words did, of which the share ``kept`` stayed.

    Who edits a text leaves its figures; a form is filled in with others. One may be corrected.
    """
    figures = shorter.figures.total()
    missing = (shorter.figures - longer.figures).total()
    expected = figures * (1 - kept)
    return missing <= max(1, expected + _SIGNIFICANT * sqrt(expected * kept))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence, a row of its table in one integer.

    Hyyrö 2004, "Bit-Parallel LCS-length Computation Revisited".

    >>> _common("rain fell on the harbour".split(), "rain on a harbour".split())
    3
    """
    places: dict[str, int] = {}
    for place, term in enumerate(one):
        places[term] = places.get(term, 0) | 1 << place
    all_places = (1 << len(one)) - 1
    row = all_places
    for term in other:
        matches = row & places.get(term, 0)
        row = ((row + matches) | (row - matches)) & all_places
    return len(one) - row.bit_count()
