"""Gold questions are read as documented, and whatever else a file holds is refused by its line."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.questions import Evidence, GoldQuestion, GoldRefused, load_gold
from index import DatelineError

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "How many boxes?",
    "answers": ["994 boxes", "994"],
    "evidence": [{"article_id": "a", "quote": "994 boxes"}, {"article_id": "b", "quote": ""}],
    "answerable": True,
    "type": "number",
    "meta": {"question_date": "2025-11-02", "source": "CNN"},
}
ABSENT = {**GOOD, "id": "q2", "answers": [], "evidence": [], "answerable": False, "meta": {}}


def _file(folder: Path, *records: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    first, second = load_gold(_file(tmp_path, GOOD, ABSENT))
    assert first == GoldQuestion(
        id="q1",
        question="How many boxes?",
        answers=("994 boxes", "994"),
        evidence=(Evidence("a", "994 boxes"), Evidence("b", "")),
        answerable=True,
        type="number",
        question_date=date(2025, 11, 2),
    )
    assert (second.answers, second.answerable, second.question_date) == ((), False, None)


def test_meta_may_be_left_out(tmp_path: Path) -> None:
    record = {key: value for key, value in GOOD.items() if key != "meta"}
    assert load_gold(_file(tmp_path, record))[0].question_date is None


def test_gzip_reads_like_plain_text(tmp_path: Path) -> None:
    plain = _file(tmp_path, GOOD, ABSENT)
    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert load_gold(packed) == load_gold(plain)


def test_blank_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"\n{json.dumps(GOOD)}\r\n   \n{{", encoding="utf-8")
    with pytest.raises(GoldRefused, match=r"gold\.jsonl:4: invalid JSON"):
        load_gold(path)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ({"id": ""}, '"id" is blank'),
        ({"id": 7}, '"id" is not a string'),
        ({"question": None}, '"question" is not a string'),
        ({"question": "\ud800"}, "surrogates not allowed"),
        ({"answers": "994"}, '"answers" is not a list'),
        ({"answers": [994]}, '"answers" is not a string'),
        ({"answers": [" "]}, '"answers" is blank'),
        ({"answers": []}, 'an answerable question needs "answers"'),
        ({"answerable": False}, 'an unanswerable question has no "answers"'),
        ({"answerable": 1}, '"answerable" is not true or false'),
        ({"evidence": {}}, '"evidence" is not a list'),
        ({"evidence": ["a"]}, '"evidence" is not an object'),
        ({"evidence": [{"article_id": "a"}]}, '"quote" is missing'),
        ({"evidence": [{"quote": "994"}]}, '"article_id" is missing'),
        ({"type": None}, '"type" is not a string'),
        ({"meta": []}, '"meta" is not an object'),
        ({"meta": {"question_date": "2025-13-45"}}, '"question_date" is not an ISO date'),
        ({"meta": {"question_date": 2025}}, '"question_date" is not'),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, damage: dict[str, object], reason: str) -> None:
    path = _file(tmp_path, ABSENT, {**GOOD, **damage})
    with pytest.raises(GoldRefused) as caught:
        load_gold(path)
    assert f"{path}:2: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", ["id", "question", "answers", "evidence", "answerable", "type"])
def test_a_missing_field_is_named(tmp_path: Path, name: str) -> None:
    record = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(GoldRefused, match=rf'gold\.jsonl:1: "{name}" is missing'):
        load_gold(_file(tmp_path, record))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"id": NaN}', id="NaN"),
        pytest.param(b"[" * 100_000, id="nested deep"),
        pytest.param(b'{"id": ' + b"9" * 5_000 + b"}", id="a 5,000-digit number"),
        pytest.param('{"id": "café"}'.encode("cp1252"), id="cp1252"),
    ],
)
def test_a_line_that_is_not_json_is_named(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + line + b"\n")
    with pytest.raises(GoldRefused, match=r"gold\.jsonl:2: invalid JSON"):
        load_gold(path)


def test_a_line_that_is_no_object_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldRefused, match=r"gold\.jsonl:2: the line is not an object"):
        load_gold(_file(tmp_path, GOOD, [GOOD]))


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldRefused, match=r'gold\.jsonl:3: the id "q1" is used twice'):
        load_gold(_file(tmp_path, GOOD, ABSENT, GOOD))


def test_no_question_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n\n")
    with pytest.raises(GoldRefused, match="there is no question"):
        load_gold(path)


@pytest.mark.parametrize("keep", [5, 40, -4], ids=["header", "body", "trailer"])
def test_a_gzip_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode())[:keep])
    with pytest.raises(GoldRefused, match=r"gold\.jsonl\.gz:1: the gzip file is damaged"):
        load_gold(path)


def test_text_named_gz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl.gz"
    path.write_text(json.dumps(GOOD))
    with pytest.raises(GoldRefused, match="the gzip file is damaged"):
        load_gold(path)


def test_gold_refused_is_one_of_datelines_errors() -> None:
    assert issubclass(GoldRefused, DatelineError)


def test_an_absent_question_keeps_its_words_and_loses_its_answers() -> None:
    question = GoldQuestion("q", "Who won?", ("Ann",), (Evidence("a", ""),), True, "person")
    absent = question.as_absent()
    assert (absent.question, absent.answers, absent.answerable) == ("Who won?", (), False)


GOLD = Path(__file__).parents[1] / "eval" / "gold" / "seeds.jsonl"


def test_our_own_gold_is_fit_to_score() -> None:
    assert len(load_gold(GOLD)) >= 80
