"""How well copies of articles are found: ``python -m eval.copying --data DIR``.

Every second article of bbc gets a copy, edited as papers edit wire copy: a twentieth to a fifth of
its words, another headline, a credit in front. The copies stand among all of bbc and reuters21578.
Thresholds were chosen on the other half of bbc, and on the same Reuters stories.

Both sets have copies of their own, such as corrections sent again within the hour. Two originals
count as known copies, neither right nor wrong, where their texts are equal, or where a third of the
five-word shingles of the shorter one stand in the other and at most three days lie between them:
exact, and without hashing. Every other pair that was not planted is a false alarm; all are listed.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np
from rich.table import Table

from eval.estimates import Estimate, Sampled
from eval.statistics.bootstrap import resample, resampled_means
from eval.terminal import errors_in_a_line, out, plain
from index import Article, read_articles, split_sentences, stories

SEED = 20_251_122
LEAST_EDITED, MOST_EDITED = 0.05, 0.20
SHINGLE = 5
KNOWN = 1 / 3
KNOWN_APART = timedelta(days=3)
CREDITS = (
    "By Ann Lee\n\n",
    "HARBOUR CITY (Coast Wire) - ",
    "From our own correspondent in Port Maren\n\n",
    "(Agencies) ",
)

Edit = Callable[[str, int, Sequence[str], Random], str]


def words_replaced(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` with so many of its words, anywhere, each another one of ``vocabulary``."""
    return _edit_words(text, count, chance, lambda word: [chance.choice(vocabulary)])


def words_dropped(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` without so many of its words, from anywhere."""
    return _edit_words(text, count, chance, lambda word: [])


def words_added(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` with so many words of ``vocabulary`` put in anywhere."""
    return _edit_words(text, count, chance, lambda word: [chance.choice(vocabulary), word])


def sentences_dropped(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` without sentences from anywhere that have at least so many words together."""
    sentences = _sentences(text)
    return _without(sentences, chance.sample(range(len(sentences)), len(sentences)), count)


def cut(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` without the last sentences that have at least so many words together."""
    sentences = _sentences(text)
    return _without(sentences, range(len(sentences))[::-1], count)


def mixed(text: str, count: int, vocabulary: Sequence[str], chance: Random) -> str:
    """``text`` after a fifth of so many words was edited in each of these ways."""
    for edit in (cut, sentences_dropped, words_replaced, words_dropped, words_added):
        text = edit(text, round(count / 5), vocabulary, chance)
    return text


EDITS: dict[str, Edit] = {
    "words replaced": words_replaced,
    "words dropped": words_dropped,
    "words added": words_added,
    "sentences dropped": sentences_dropped,
    "cut at the end": cut,
    "all of these": mixed,
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A copy, the article that it is of, and the kind of its edit."""

    copy: Article
    original: Article
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``recalled`` has for each planted copy whether it is of its original's story.

    ``false`` are the pairs within stories that are none, ``known`` counts those that were copies
    of one another before.
    """

    planted: list[Planted]
    recalled: list[bool]
    false: list[tuple[Article, Article]]
    known: int


def main() -> None:
    """Parse the command line and measure."""
    parser = ArgumentParser(prog="python -m eval.copying", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    data = parser.parse_args().data
    with errors_in_a_line():
        measure(data)


def measure(data: Path) -> None:
    """Plant copies among the articles in ``data``, look for them and print a table.

    Raises ArticlesUnreadable.
    """
    bbc, reuters = (
        read_articles([data / f"{name}.articles.jsonl.gz"]).articles
        for name in ("bbc", "reuters21578")
    )
    planted = plant(sorted(bbc, key=lambda article: article.id)[1::2])
    articles = [*bbc, *reuters, *(each.copy for each in planted)]
    began = perf_counter()
    found = stories(articles)
    took = perf_counter() - began
    outcome = judge(articles, found.tolist(), planted)
    out.print(table(estimates(outcome)))
    out.print(
        f"{len(articles):,} articles in {took:.1f} s, {len(articles) / took:,.0f} a second; "
        f"{outcome.known} pairs were copies before"
    )
    for one, other in outcome.false:
        out.print(plain(f"false alarm: {one.id} {one.title}; {other.id} {other.title}"))


def plant(originals: Sequence[Article]) -> list[Planted]:
    """A copy of each article; the kinds of edit take turns, their size is drawn evenly."""
    chance = Random(SEED)  # noqa: S311  (nothing secret)
    vocabulary = [word for original in originals for word in original.text.split()]
    return [
        _planted(original, list(EDITS)[place % len(EDITS)], vocabulary, chance)
        for place, original in enumerate(originals)
    ]


def judge(articles: Sequence[Article], found: Sequence[int], planted: Sequence[Planted]) -> Outcome:
    """Hold the stories found, by row as ``index.stories`` gives them, against what was planted."""
    of = {articles[row].id: story for row, story in enumerate(found)}
    originals = {each.copy.id: each.original for each in planted}
    members: dict[int, list[Article]] = defaultdict(list)
    for article in articles:
        members[of[article.id]].append(article)
    false, known = [], 0
    for one, other in (pair for each in members.values() for pair in combinations(each, 2)):
        first, second = originals.get(one.id, one), originals.get(other.id, other)
        if first.id == second.id:
            continue
        if known_copies(first, second):
            known += 1
        else:
            false.append((one, other))
    recalled = [of[each.copy.id] == of[each.original.id] for each in planted]
    return Outcome(list(planted), recalled, false, known)


def known_copies(one: Article, other: Article) -> bool:
    """Whether two originals are copies by their shingles and their dates; see the module."""
    if one.text == other.text:
        return True
    if one.published and other.published:
        apart = abs(one.published - other.published)
    else:
        apart = timedelta(0)
    first, second = _shingles(one.text), _shingles(other.text)
    least = KNOWN * min(len(first), len(second))
    return apart <= KNOWN_APART and len(first & second) >= least > 0


def estimates(outcome: Outcome) -> dict[str, Estimate]:
    """Precision of the pairs found, and recall of the copies planted, of all and by kind of edit.

    Each has the bootstrap interval of a mean over its pairs.
    """
    scores = {
        "precision of pairs": [True] * sum(outcome.recalled) + [False] * len(outcome.false),
        "recall of copies": outcome.recalled,
    }
    for kind in EDITS:
        scores[f"recall, {kind}"] = [
            recalled
            for each, recalled in zip(outcome.planted, outcome.recalled, strict=True)
            if each.kind == kind
        ]
    return {name: _mean(values) for name, values in scores.items() if values}


def table(estimated: dict[str, Estimate]) -> Table:
    """A row a score."""
    title = "copies planted in bbc, among reuters21578"
    made = Table("", title=title, title_justify="left", box=None)
    for heading in ("score", "95 % interval", "pairs"):
        made.add_column(heading, justify="right")
    for name, of in estimated.items():
        interval = f"{of.low:.3f} – {of.high:.3f}"
        made.add_row(name, f"{of.value:.3f}", interval, str(of.questions))
    return made


def _mean(values: Sequence[bool]) -> Estimate:
    column = np.array(values, dtype=np.float64)[:, None]
    samples = resampled_means(column, resample(len(column)))
    return Sampled(float(column.mean()), samples[:, 0], len(column)).estimate()


def _planted(original: Article, kind: str, vocabulary: Sequence[str], chance: Random) -> Planted:
    share = chance.uniform(LEAST_EDITED, MOST_EDITED)
    count = round(share * len(original.text.split()))
    edited = EDITS[kind](original.text, count, vocabulary, chance)
    copy = replace(
        original,
        id=f"copy-of-{original.id}",
        title=" ".join(chance.sample(vocabulary, 6)),
        text=chance.choice(CREDITS) + edited,
    )
    return Planted(copy, original, kind)


def _edit_words(text: str, count: int, chance: Random, edit: Callable[[str], list[str]]) -> str:
    """``text`` with ``edit`` in place of so many of its words; paragraphs stay."""
    paragraphs = [paragraph.split() for paragraph in text.split("\n")]
    places = [(p, w) for p, words in enumerate(paragraphs) for w in range(len(words))]
    chosen = set(chance.sample(places, min(count, len(places))))
    return "\n".join(
        " ".join(
            new
            for w, word in enumerate(words)
            for new in (edit(word) if (p, w) in chosen else [word])
        )
        for p, words in enumerate(paragraphs)
    )


def _sentences(text: str) -> list[str]:
    return [text[each.start : each.end] for each in split_sentences(text)]


def _without(sentences: Sequence[str], order: Sequence[int], count: int) -> str:
    """The sentences without the first ones in ``order`` that have ``count`` words together."""
    dropped: set[int] = set()
    words = 0
    for place in order:
        if words >= count:
            break
        dropped.add(place)
        words += len(sentences[place].split())
    return " ".join(each for place, each in enumerate(sentences) if place not in dropped)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return set(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


if __name__ == "__main__":
    main()
