"""Our rankings out to TREC's files and in again: the scores must be the run's own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.answerer import FINAL, LISTS
from eval.asking import Asked, Case
from eval.evidence import LocatedEvidence, Span, locate
from eval.exchange import export_trec, retrieved_rows
from eval.measures.retrieval import RETRIEVAL_MEASURES
from eval.questions import Evidence, GoldQuestion
from eval.retrieved import UNITS
from eval.row import Row, row_of
from eval.trec import read_qrels, read_rankings
from index import Article
from tests.canned import (
    ARTICLES,
    BOXES,
    GOLD,
    HOME,
    IN_COPY,
    IN_OTHER,
    IN_POST,
    IN_WIRE,
    MOON,
    RAIN,
    WEATHER,
    Reply,
    case,
)
from tests.trec_eval import needs_trec_eval

pytestmark = needs_trec_eval


# The boxes are found late and in part, differently by each search; the weather failed.
FOUND = {
    "dense": (IN_OTHER, RAIN, IN_POST),
    "lexical": (IN_COPY, IN_OTHER),
    "fused": (IN_OTHER,),
    FINAL: (RAIN, IN_COPY, IN_WIRE, IN_OTHER),
}
CASES = [
    replace(case(BOXES), asked=replace(case(BOXES).asked, rankings=FOUND)),
    case(WEATHER, RuntimeError("down")),
    case(HOME, Reply(None)),
    case(MOON),
]


def _scores(rows: Sequence[Row], prefix: str) -> dict[str, dict[str, float]]:
    """By question and measure, of one ranking and unit; those without a say are left out."""
    found = {
        row.id: {
            name.removeprefix(prefix): score
            for name, score in row.scores.items()
            if name.startswith(prefix)
        }
        for row in rows
    }
    return {id_: scores for id_, scores in found.items() if scores}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("ranking", LISTS)
def test_what_is_exported_scores_as_the_run(ranking: str, unit: str, tmp_path: Path) -> None:
    import ir_measures

    export_trec(CASES, tmp_path)
    own = _scores([row_of(each, ARTICLES.get, LISTS) for each in CASES], f"{ranking}.{unit}.")
    assert own.keys() == {"boxes", "weather", "home"}
    assert own["boxes"]["RR"] > 0 or ranking == "fused"
    run_file, qrels_file = tmp_path / f"{ranking}.{unit}.run", tmp_path / f"{unit}.qrels"

    ours = retrieved_rows(read_rankings(run_file), read_qrels(qrels_file), unit)  # type: ignore[arg-type]
    assert _scores(ours, f"{FINAL}.{unit}.") == own
    assert {row.status for row in ours} == {"retrieved"}

    measures = [ir_measures.parse_measure(name) for name in RETRIEVAL_MEASURES]
    qrels = list(ir_measures.read_trec_qrels(str(qrels_file)))
    run = list(ir_measures.read_trec_run(str(run_file)))
    theirs: dict[str, dict[str, float]] = {}
    for found in ir_measures.iter_calc(measures, qrels, run):
        theirs.setdefault(found.query_id, {})[str(found.measure)] = found.value
    assert theirs == {id_: pytest.approx(scores) for id_, scores in own.items()}


def test_which_files_are_written(tmp_path: Path) -> None:
    export_trec(CASES, tmp_path / "all")
    names = {f"{unit}.qrels" for unit in UNITS}
    names |= {f"{ranking}.{unit}.run" for ranking in LISTS for unit in UNITS}
    assert {file.name for file in (tmp_path / "all").iterdir()} == names
    # A list that the answerer does not tell of has no file.
    fused = replace(CASES[0], asked=replace(CASES[0].asked, rankings={"fused": (IN_WIRE,)}))
    export_trec([fused], tmp_path / "fused")
    assert {file.name for file in (tmp_path / "fused").iterdir()} == {
        *("articles.qrels", "quotes.qrels", "fused.articles.run", "fused.quotes.run")
    }


def test_questions_without_evidence_are_in_none_of_them(tmp_path: Path) -> None:
    export_trec(CASES, tmp_path)
    for file in tmp_path.iterdir():
        assert "moon" not in file.read_text(encoding="utf-8")
    assert read_qrels(tmp_path / "articles.qrels").keys() == {"boxes", "weather", "home"}


def test_exported_rankings_by_hand(tmp_path: Path) -> None:
    export_trec(CASES[:1], tmp_path)
    assert (tmp_path / "reranked.quotes.run").read_text(encoding="utf-8").splitlines() == [
        "boxes Q0 wire:28-38 1 4 dateline-reranked",
        "boxes Q0 copy:0-27 2 3 dateline-reranked",
        "boxes Q0 wire:0-27 3 2 dateline-reranked",
        "boxes Q0 other:0-25 4 1 dateline-reranked",
    ]
    assert read_qrels(tmp_path / "quotes.qrels") == {
        "boxes": {"wire:0-27": 1, "copy:0-27": 1, "post:8-17": 1}
    }


def test_ids_with_blanks(tmp_path: Path) -> None:
    text = "Rain fell. Snow fell."
    articles = {id_: Article(id_, None, None, None, None, text) for id_ in ("day one", "% 100\n")}
    question = GoldQuestion(
        "q 1 #x", "What fell?", ("Rain",), (Evidence("day one", "Rain fell."),), True, "fact"
    )
    found = (Span("% 100\n", 0, 10), Span("day one", 0, 10))
    spaced = Case(
        question,
        locate(question.evidence, articles.get),
        Asked(response=Reply("Rain").response(), rankings={FINAL: found}, round_trip_ms=1),
    )
    export_trec([spaced], tmp_path)
    for unit in UNITS:
        rankings = read_rankings(tmp_path / f"{FINAL}.{unit}.run")
        [row] = retrieved_rows(rankings, read_qrels(tmp_path / f"{unit}.qrels"), unit)
        assert row.id == "q 1 #x"
        own = row_of(spaced, articles.get, [FINAL]).scores
        assert row.scores == {name: own[name] for name in row.scores}
        assert row.scores[f"{FINAL}.{unit}.RR"] == 1 / 2


def test_what_a_foreign_run_missed_scores_0() -> None:
    qrels = {"a": {"x": 1}, "b": {"y": 2, "z": 0}, "none": {"x": 0}}
    # A question that the qrels do not know has no say, and neither has one without relevance.
    rows = retrieved_rows({"a": ["w", "x"], "none": ["x"], "unknown": ["x"]}, qrels, "quotes")
    assert [row.id for row in rows] == ["a", "b"]
    assert rows[0].scores["reranked.quotes.RR"] == 1 / 2
    assert set(rows[1].scores.values()) == {0}
    assert rows[1].scores.keys() == {f"reranked.quotes.{name}" for name in RETRIEVAL_MEASURES}
    assert retrieved_rows({"a": ["x"]}, {"a": {"x": 0}}, "articles") == []


def test_our_gold_exported_is_scored_as_it_was(tmp_path: Path) -> None:
    export_trec([case(question) for question in GOLD], tmp_path)
    rows = retrieved_rows(
        read_rankings(tmp_path / "dense.articles.run"),
        read_qrels(tmp_path / "articles.qrels"),
        "articles",
    )
    assert {score for row in rows for score in row.scores.values()} == {1}
    assert len(rows) == 3


def test_a_question_whose_evidence_is_missing_is_left_out(tmp_path: Path) -> None:
    export_trec([replace(CASES[0], evidence=LocatedEvidence((), 2)), CASES[2]], tmp_path)
    assert read_qrels(tmp_path / "quotes.qrels").keys() == {"home"}
