"""Public sets are read as described, and contradictions counted by hand."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.contradicting import (
    AMBIGUOUS,
    RAMDOCS,
    RGB,
    Asked,
    Corpus,
    Outcome,
    ask,
    ramdocs,
    rgb,
    scored,
    table,
)
from index import Article

ASKED = Asked(RGB, "q", "Where was it?", ("Tampa", "Tampa, Florida"), ("Glendale, Arizona",))


@pytest.mark.parametrize(
    ("short_answer", "conflicts", "strict", "either_side"),
    [
        ("Tampa", ["Glendale, Arizona"], True, True),
        ("Tampa", ["Hanoi", "glendale arizona."], True, True),
        ("Glendale, Arizona", ["Tampa"], False, True),
        # A third answer is of neither side.
        ("Hanoi", ["Glendale, Arizona"], True, False),
        ("Hanoi", ["Tampa", "Glendale, Arizona"], True, False),
        ("Glendale, Arizona", ["Glendale, Arizona"], True, False),
        ("Tampa", ["Tampa, Florida"], False, False),
        # One token is shared of 1 and 2: F1 2/3.
        ("Tampa", ["Arizona"], False, False),
        ("Tampa", [], False, False),
        (None, [], False, False),
    ],
)
def test_a_contradiction_is_found(
    short_answer: str | None, conflicts: Sequence[str], strict: bool, either_side: bool
) -> None:
    outcome = Outcome(ASKED, short_answer, tuple(conflicts))
    assert (outcome.strict, outcome.either_side) == (strict, either_side)


@pytest.mark.parametrize(("answer", "conflicts"), [("Tampa", ["Hanoi"]), (None, []), ("", [""])])
def test_without_a_contradiction_none_is_found(answer: str | None, conflicts: list[str]) -> None:
    outcome = Outcome(replace(ASKED, wrong=()), answer, tuple(conflicts))
    assert not outcome.strict
    assert not outcome.either_side


def _outcomes() -> list[Outcome]:
    """Five contradicted, of which two are found strictly, and four not, of which one alarms."""
    wrong = "Glendale, Arizona"
    said = [("Tampa", wrong), ("Hanoi", wrong), (wrong, "Tampa"), ("Tampa", "Hanoi"), ("Tampa", "")]
    contradicted = [
        Outcome(replace(ASKED, id=f"q{n}"), answer, (conflict,) if conflict else ())
        for n, (answer, conflict) in enumerate(said)
    ]
    agreed = [
        Outcome(replace(ASKED, id=f"q{n}", wrong=()), "Tampa", ("Hanoi",) if n == 1 else ())
        for n in range(4)
    ]
    return contradicted + agreed


def test_scores_by_hand() -> None:
    scores = scored(_outcomes(), lambda each: each.strict)
    assert (scores.contradicted, scores.agreed, scores.found, scores.missed) == (5, 4, 2, 3)
    assert scores.false_alarms == 1
    # A conflict is shown to four of the contradicted and to one of the others.
    assert {name: (of.value, of.questions) for name, of in scores.estimates.items()} == {
        "precision": (2 / 5, 5),
        "recall": (2 / 5, 5),
        "F1": (2 * 2 / (5 + 5), 10),
        "false alarms": (1 / 4, 4),
    }
    for estimate in scores.estimates.values():
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert scored(_outcomes()[::-1], lambda each: each.strict) == scores
    made = table(RGB, _outcomes())
    assert made.row_count == 6
    assert made.title == "rgb_en_fact: 5 contradicted, 4 not; false alarms 1"


def test_what_none_has_a_say_in_is_left_out() -> None:
    silent = [Outcome(ASKED, None, ())]
    assert scored(silent, lambda each: each.strict).estimates.keys() == {"recall", "F1"}
    assert table(RGB, silent).row_count == 4
    assert table(RGB, []).row_count == 2


def _write(path: Path, *records: object) -> None:
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode()))


def _write_articles(folder: Path, stem: str, *ids: str) -> None:
    records = [{"id": id_, "text": f"Text of {id_}."} for id_ in ids]
    _write(folder / f"{stem}.articles.jsonl.gz", *records)


def test_rgb_is_asked_twice(tmp_path: Path) -> None:
    _write_articles(tmp_path, "rgb_en_fact", "p", "w", "n")
    roles = {"positive": ["p"], "positive_wrong": ["w"], "negative": ["n"]}
    meta = {"fake_answer": "Glendale, Arizona", "roles": roles}
    record = {"id": "q", "question": "Where was it?", "answers": [*ASKED.right], "meta": meta}
    _write(tmp_path / "rgb_en_fact.questions.jsonl.gz", record)
    both, alone = rgb(tmp_path)
    assert [article.id for article in both.articles] == ["p", "w"]
    assert [article.id for article in alone.articles] == ["p"]
    assert both.questions == [ASKED]
    assert alone.questions == [replace(ASKED, wrong=())]


def test_ramdocs_keeps_its_ambiguous_questions_apart(tmp_path: Path) -> None:
    _write_articles(tmp_path, "ramdocs", "a", "b", "c")
    common = {"question": "Who?", "answers": ["Ann"]}
    kinds = {"single+misinfo": {"a": ["correct", "Ann"], "b": ["misinfo", "Bob"]}} | {
        "multi+noise": {"a": ["correct", "Ann"], "c": ["noise", "unknown"]}
    }
    records = [
        {
            **common,
            "id": kind,
            "type": f"conflict/{kind}",
            "meta": {"wrong_answers": ["Cy"], "doc_roles": roles},
        }
        for kind, roles in kinds.items()
    ]
    _write(tmp_path / "ramdocs.questions.jsonl.gz", *records)
    corpus = ramdocs(tmp_path)
    assert [article.id for article in corpus.articles] == ["a", "b", "c"]
    # What no document states contradicts nothing.
    assert [(each.set, each.right, each.wrong) for each in corpus.questions] == [
        (RAMDOCS, ("Ann",), ("Bob",)),
        (AMBIGUOUS, ("Ann",), ()),
    ]


def test_the_shipped_service_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [
        "The bridge in Sarn was opened by Ann Lee.",
        "The bridge in Sarn was opened by Bo Roe.",
    ]
    articles = [Article(str(n), None, None, None, None, text) for n, text in enumerate(texts)]
    who = Asked(RGB, "q", "Who opened the bridge in Sarn?", ("Ann Lee",), ("Bo Roe",))
    (outcome,) = ask(Corpus(articles, [who]))
    assert outcome.asked == who
    assert outcome.short_answer in ("Ann Lee", "Bo Roe")
    assert capsys.readouterr().out == ""
