"""TREC's files: round trips, every refusal, and what other readers make of them."""

import gzip
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.retrieval import RETRIEVAL_MEASURES, retrieval_scores
from eval.trec import TrecRefused, read_qrels, read_rankings, write_qrels, write_rankings
from tests.ranx_oracle import NAMES, ranx
from tests.trec_eval import needs_trec_eval

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5) | st.sampled_from(
    [" ", "%", "%20", "100%", "a b", "a\tb", "a\u00a0b", "a\u2028b", "\ufeff", "#", "\0", "a\x1cb"]
)
runs = st.dictionaries(ids, st.lists(ids, min_size=1, max_size=5, unique=True), min_size=1)
judgements = st.dictionaries(
    ids, st.dictionaries(ids, st.integers(-2, 3), min_size=1, max_size=5), min_size=1
)

RANKINGS = {
    "q1": ["d3", "a doc", "d1", "50% more", "d2"],
    "q 2": ["d2", "d1"],
    "q3": ["d9"],
}
RELEVANT = {
    "q1": {"a doc": 2, "50% more": 1, "d7": 1, "d3": 0},
    "q 2": {"d1": 1},
    "q3": {"d1": 1},
}


def test_a_run_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_rankings(path, {"q 1": ["b", "a%"], "q2": [], "#3": ["x"]}, "our tag")
    assert path.read_bytes() == (
        b"q%201 Q0 b 1 2 our%20tag\nq%201 Q0 a%25 2 1 our%20tag\n%233 Q0 x 1 1 our%20tag\n"
    )
    assert read_rankings(path) == {"q 1": ["b", "a%"], "#3": ["x"]}


def test_qrels_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    write_qrels(path, {"q1": {"d\u00a01": 2, "d2": 0}, "q2": {"d2": -1}, "q3": {}})
    assert path.read_bytes() == b"q1 0 d%C2%A01 2\nq1 0 d2 0\nq2 0 d2 -1\n"
    assert read_qrels(path) == {"q1": {"d\u00a01": 2, "d2": 0}, "q2": {"d2": -1}}


@given(rankings=runs, tag=ids)
@pytest.mark.parametrize("name", ["run.trec", "run.trec.gz"])
def test_runs_come_back(
    rankings: dict[str, list[str]], tag: str, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    write_rankings(path, rankings, tag)
    back = read_rankings(path)
    assert back == rankings
    assert list(back) == list(rankings)


@given(relevant=judgements)
@pytest.mark.parametrize("name", ["qrels.trec", "qrels.trec.gz"])
def test_qrels_come_back(
    relevant: dict[str, dict[str, int]], name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    write_qrels(path, relevant)
    assert read_qrels(path) == relevant


@given(rankings=runs, tag=ids)
def test_every_line_has_its_columns_by_anyone_s_white_space(
    rankings: dict[str, list[str]], tag: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "columns"
    write_rankings(path, rankings, tag)
    with path.open(encoding="utf-8") as file:
        lines = list(file)
    assert len(lines) == sum(map(len, rankings.values()))
    assert all(len(line.split()) == 6 and line[0] != "#" for line in lines)


@pytest.mark.parametrize("ids", [("", "d", "t"), ("q", "", "t"), ("q", "d", "")])
def test_an_empty_id_is_not_written(ids: tuple[str, str, str], tmp_path: Path) -> None:
    query, document, tag = ids
    with pytest.raises(ValueError, match="empty"):
        write_rankings(tmp_path / "run", {query: [document]}, tag)
    if tag:
        with pytest.raises(ValueError, match="empty"):
            write_qrels(tmp_path / "qrels", {query: {document: 1}})
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_rankings(path, {"q": ["d"]}, "before")
    with pytest.raises(ValueError, match="once"):
        write_rankings(path, {"q": ["d", "e", "d"]}, "after")
    with pytest.raises(ValueError, match="surrogates"):
        write_rankings(path, {"q": ["\ud800"]}, "after")
    assert path.read_text() == "q Q0 d 1 1 before\n"
    assert list(tmp_path.iterdir()) == [path]


def test_scores_rank_and_neither_ranks_nor_lines_do(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_text(
        "q1 Q0 low 1 -3.5 t\n\nq2 Q0 only 7 0 t\nq1\tQ0\thigh  9 1e2 t\r\nq1 Q0 middle 2 +.5 t"
    )
    assert read_rankings(path) == {"q1": ["high", "middle", "low"], "q2": ["only"]}


TIES = (
    "q Q0 a 1 1 t\nq Q0 Z 2 1.0 t\nq Q0 é 3 1e0 t\nq Q0 z 4 1 t\n"
    # Another number in double precision only, and an id that is sorted as it is written.
    "q Q0 b 5 1.00000001 t\nq Q0 y%20 6 1 t\nq Q0 y! 7 1 t\nq Q0 first 8 1.000001 t\n"
)


def test_ties_are_broken_as_by_trec_eval(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_text(TIES, encoding="utf-8")
    assert read_rankings(path)["q"] == ["first", "é", "z", "y ", "y!", "b", "a", "Z"]


@needs_trec_eval
def test_trec_eval_breaks_ties_so(tmp_path: Path) -> None:
    ir_measures = import_module("ir_measures")

    path = tmp_path / "run"
    path.write_text(TIES, encoding="utf-8")
    run = list(ir_measures.read_trec_run(str(path)))
    as_written = {"y ": "y%20"}
    for rank, document in enumerate(read_rankings(path)["q"], start=1):
        qrels = [ir_measures.Qrel("q", as_written.get(document, document), 1)]
        [metric] = ir_measures.iter_calc([ir_measures.RR], qrels, run)
        assert metric.value == 1 / rank, document


GOOD_RUN, GOOD_QRELS = b"q Q0 d 1 2 t\n", b"q 0 d 1\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"q Q0 e 1 2\n", "5 columns where there should be 6: query Q0 document rank score tag"),
        (b"q Q0 an e 1 2 t\n", "7 columns .* white space in an id is written %20"),
        (b"q Q0 e 1 nan t\n", "the score b'nan' is no finite number; give one"),
        (b"q Q0 e 1 inf t\n", "no finite number"),
        (b"q Q0 e 1 -Infinity t\n", "no finite number"),
        (b"q Q0 e 1 1e999 t\n", "no finite number"),
        (b"q Q0 e 1 1e39 t\n", "no finite number"),
        (b"q Q0 e 1 high t\n", "no finite number"),
        (b"q Q0 e 1 1_0 t\n", "no finite number"),
        (b"q Q0 e 1 1,5 t\n", "no finite number"),
        (b"q Q0 d 2 1 t\n", 'query "q" has document "d" twice; keep one'),
        (b"q Q0 %64 2 1 t\n", 'query "q" has document "d" twice'),
        (b"q Q0 \xff 1 2 t\n", "is not UTF-8, write the file in it, and % as %25"),
        (b"\xff Q0 e 1 2 t\n", "not UTF-8"),
        (b"q Q0 %FF 1 2 t\n", "not UTF-8"),
    ],
)
def test_a_line_that_is_no_run_s_is_refused_by_number(
    line: bytes, reason: str, tmp_path: Path
) -> None:
    for name, opened in (("run", open), ("run.gz", gzip.open)):
        path = tmp_path / name
        with opened(path, "wb") as file:
            file.write(GOOD_RUN + b"\n" + line)
        with pytest.raises(TrecRefused, match=rf"{name}:3: .*{reason}"):
            read_rankings(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"q 0 e\n", "3 columns where there should be 4: query 0 document grade"),
        (b"q 0 e 1 2\n", "5 columns"),
        (b"q 0 e 1.0\n", r"the grade b'1\.0' is no integer; 0 is not relevant, 1 and up is"),
        (b"q 0 e yes\n", "no integer"),
        (b"q 0 e 1_0\n", "no integer"),
        (b"q 0 e nan\n", "no integer"),
        (b"q 0 e " + b"9" * (sys.get_int_max_str_digits() + 1) + b"\n", "limit"),
        (b"q 0 d 1\n", 'query "q" has document "d" twice'),
        (b"q 0 \xff 1\n", "not UTF-8"),
    ],
)
def test_a_line_that_is_no_qrels_is_refused_by_number(
    line: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "qrels"
    path.write_bytes(GOOD_QRELS + line)
    with pytest.raises(TrecRefused, match=rf"qrels:2: .*{reason}"):
        read_qrels(path)


@pytest.mark.parametrize("data", [b"", b"\n \n"])
@pytest.mark.parametrize("name", ["empty", "empty.gz"])
def test_an_empty_file_is_refused(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") and data else data)
    with pytest.raises(TrecRefused, match=f"{name}: this file is empty; its lines are: query Q0"):
        read_rankings(path)
    with pytest.raises(TrecRefused, match=f"{name}: this file is empty; its lines are: query 0"):
        read_qrels(path)


@pytest.mark.parametrize("damage", ["no gzip", "cut off", "compression", "checksum"])
def test_damaged_gzip_is_refused(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "run.gz"
    data = bytearray(gzip.compress(GOOD_RUN))
    if damage == "no gzip":
        data = bytearray(GOOD_RUN)
    elif damage == "cut off":
        data = data[:-9]
    else:
        data[10 if damage == "compression" else -6] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(TrecRefused, match=r"run\.gz:\d: the gzip file is damaged, get it again"):
        read_rankings(path)


def test_a_file_that_is_not_there_is_the_system_s_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_rankings(tmp_path / "run")
    with pytest.raises(IsADirectoryError):
        read_qrels(tmp_path)


def our_scores() -> dict[str, dict[str, float | None]]:
    return {query: retrieval_scores(RANKINGS[query], RELEVANT[query]) for query in RANKINGS}


@needs_trec_eval
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_trec_eval_scores_our_files_as_we_do(suffix: str, tmp_path: Path) -> None:
    ir_measures = import_module("ir_measures")

    run, qrels = tmp_path / f"run{suffix}", tmp_path / f"qrels{suffix}"
    write_rankings(run, RANKINGS, "dateline")
    write_qrels(qrels, RELEVANT)
    measures = [ir_measures.parse_measure(name) for name in RETRIEVAL_MEASURES]
    found = ir_measures.iter_calc(
        measures, ir_measures.read_trec_qrels(str(qrels)), ir_measures.read_trec_run(str(run))
    )
    scores: dict[str, dict[str, float]] = {}
    for metric in found:
        scores.setdefault(metric.query_id, {})[str(metric.measure)] = metric.value
    ours = our_scores()
    assert scores == {"q1": ours["q1"], "q%202": ours["q 2"], "q3": ours["q3"]}


@needs_trec_eval
def test_ranx_scores_our_files_as_we_do(tmp_path: Path) -> None:
    write_rankings(tmp_path / "run.trec", RANKINGS, "dateline")
    write_qrels(tmp_path / "qrels.trec", RELEVANT)
    with ranx() as oracle:
        run = oracle.Run.from_file(str(tmp_path / "run.trec"))
        qrels = oracle.Qrels.from_file(str(tmp_path / "qrels.trec"))
        oracle.evaluate(qrels, run, list(NAMES.values()))
    for query, ours in our_scores().items():
        of_ranx = {name: run.scores[its][query.replace(" ", "%20")] for name, its in NAMES.items()}
        assert ours == pytest.approx(of_ranx)
