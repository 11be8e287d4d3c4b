"""Gold questions are read as documented, and whatever else a file holds is refused by its line."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import DayMeant, Evidence, GoldQuestion, GoldRefused, load_gold
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


def _refusal(path: Path) -> str:
    with pytest.raises(GoldRefused) as caught:
        load_gold(path)
    return str(caught.value)


def test_every_field_is_read(tmp_path: Path) -> None:
    first, second = load_gold(_file(tmp_path, GOOD, ABSENT))
    assert first == GoldQuestion(
        id="q1",
        question="How many boxes?",
        answers=("994 boxes", "994"),
        evidence=(Evidence("a", "994 boxes"), Evidence("b", "")),
        answerable=True,
        type="number",
        as_of=date(2025, 11, 2),
    )
    assert (second.answers, second.answerable, second.as_of) == ((), False, None)
    assert (first.line, second.line) == (1, 2)


def test_meta_may_be_left_out(tmp_path: Path) -> None:
    record = {key: value for key, value in GOOD.items() if key != "meta"}
    assert load_gold(_file(tmp_path, record))[0].as_of is None


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"article_id": "a"} | {"start": 3, "end": 6}, Evidence("a", "", 3, 6)),
        ({"article_id": "a", "quote": None, "start": 3, "end": 6}, Evidence("a", "", 3, 6)),
        ({"article_id": "a", "quote": "994", "start": 3, "end": 6}, Evidence("a", "994", 3, 6)),
        ({"article_id": "a", "quote": "😀é", "start": 0, "end": 2}, Evidence("a", "😀é", 0, 2)),
        ({"article_id": "a", "quote": "994", "start": None, "end": None}, Evidence("a", "994")),
        ({"article_id": "a", "quote": "994", "sentence": 7}, Evidence("a", "994")),
    ],
)
def test_evidence_is_a_quote_or_offsets_or_both(
    given: dict[str, Any], read: Evidence, tmp_path: Path
) -> None:
    assert load_gold(_file(tmp_path, {**GOOD, "evidence": [given]}))[0].evidence == (read,)


DAY, OTHER_DAY = "2025-11-02", "2024-02-29"
DAY_READ = date(2025, 11, 2)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ({}, None),
        ({"as_of": DAY}, DAY_READ),
        ({"meta": {"question_date": DAY}}, date(2025, 11, 2)),
        ({"as_of": OTHER_DAY, "meta": {"question_date": DAY}}, date(2024, 2, 29)),
        ({"as_of": None, "meta": {"question_date": DAY}}, date(2025, 11, 2)),
    ],
)
def test_the_day_is_the_question_s_own_or_else_that_of_meta(
    given: dict[str, Any], day: date | None, tmp_path: Path
) -> None:
    assert load_gold(_file(tmp_path, {**GOOD, "meta": {}} | given))[0].as_of == day


@pytest.mark.parametrize(
    ("given", "conflicting"),
    [
        ({}, None),
        ({"conflicting_answers": []}, ()),
        ({"conflicting_answers": ["993", "995"]}, ("993", "995")),
        ({"meta": {"wrong_answers": ["993"]}}, ("993",)),
        ({"meta": {"wrong_answers": []}}, ()),
        ({"meta": {"fake_answer": "993"}}, ("993",)),
        ({"conflicting_answers": [], "meta": {"wrong_answers": ["993"]}}, ()),
    ],
)
def test_none_conflicts_is_told_apart_from_nobody_looked(
    given: dict[str, Any], conflicting: tuple[str, ...] | None, tmp_path: Path
) -> None:
    question = load_gold(_file(tmp_path, {**GOOD, "meta": {}} | given))[0]
    assert question.conflicting_answers == conflicting


def test_the_items_of_a_list_are_read(tmp_path: Path) -> None:
    listed, plain = load_gold(
        _file(tmp_path, {**GOOD, "id": "q0", "items": [["a", "b"], ["c"]]}, GOOD)
    )
    assert (listed.items, plain.items) == ((("a", "b"), ("c",)), ())


def test_sources_updates_and_days_meant_are_read(tmp_path: Path) -> None:
    given = {
        "independent_sources": 2,
        "updates": ["740 boxes", "812 boxes"],
        "resolved_dates": {"a": {"today": DAY, "Saturday": "2025-11-01"}, "b": {}},
    }
    question, absent, plain = load_gold(
        _file(
            tmp_path,
            {**GOOD, "id": "q0", **given},
            {**ABSENT, "unknown_source": True},
            {**GOOD, "independent_sources": None, "unknown_source": False},
        )
    )
    assert question.independent_sources == 2
    assert question.updates == ("740 boxes", "812 boxes")
    assert question.resolved_dates == (
        DayMeant("a", "today", DAY_READ),
        DayMeant("a", "Saturday", date(2025, 11, 1)),
    )
    assert [each.unknown_source for each in (question, absent, plain)] == [False, True, False]
    assert (plain.independent_sources, plain.updates, plain.resolved_dates) == (None, (), ())
    assert len({question, absent, plain}) == 3


def test_gzip_reads_like_plain_text(tmp_path: Path) -> None:
    plain = _file(tmp_path, GOOD, ABSENT)
    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert load_gold(packed) == load_gold(plain)


def test_blank_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"\n{json.dumps(GOOD)}\r\n   \n{{", encoding="utf-8")
    assert _refusal(path).startswith(f"{path}:4: invalid JSON: ")
    path.write_text(f"\n{json.dumps(GOOD)}\r\n   \n{json.dumps(ABSENT)}", encoding="utf-8")
    assert [question.line for question in load_gold(path)] == [2, 4]


ON_A = {"article_id": "a"}


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ({"id": ""}, "id: is blank"),
        ({"id": "\u2003\t"}, "id: is blank"),
        ({"id": 7}, "id: Input should be a valid string"),
        ({"question": None}, "question: Input should be a valid string"),
        ({"question": "\ud800"}, "invalid JSON: "),
        ({"answers": "994"}, "answers: Input should be a valid array"),
        ({"answers": [994]}, "answers[0]: Input should be a valid string"),
        ({"answers": ["994", " "]}, "answers[1]: is blank"),
        ({"answers": []}, 'an answerable question needs "answers"'),
        ({"answerable": False}, 'an unanswerable question has no "answers"'),
        ({"answerable": 1}, "answerable: Input should be a valid boolean"),
        ({"answerable": "true"}, "answerable: Input should be a valid boolean"),
        ({"evidence": {}}, "evidence: Input should be a valid array"),
        ({"evidence": ["a"]}, "evidence[0]: Input should be an object"),
        ({"evidence": [ON_A]}, 'evidence[0]: needs a "quote", or "start" and "end"'),
        ({"evidence": [{"quote": "994"}]}, "evidence[0].article_id: Field required"),
        ({"evidence": [{"article_id": " ", "quote": ""}]}, "evidence[0].article_id: is blank"),
        ({"evidence": [ON_A | {"start": 1}]}, 'evidence[0]: needs both "start" and "end"'),
        ({"evidence": [ON_A | {"quote": "9", "end": 1}]}, 'evidence[0]: needs both "start" and'),
        ({"evidence": [ON_A | {"start": 2, "end": 2}]}, 'evidence[0]: "start" must be less'),
        ({"evidence": [ON_A | {"start": 3, "end": 2}]}, 'evidence[0]: "start" must be less'),
        ({"evidence": [ON_A | {"start": -1, "end": 2}]}, "evidence[0].start: Input should be"),
        ({"evidence": [ON_A | {"start": 0, "end": 1.0}]}, "evidence[0].end: Input should be"),
        ({"evidence": [ON_A | {"start": False, "end": 1}]}, "evidence[0].start: Input should"),
        (
            {"evidence": [ON_A | {"quote": "994", "start": 0, "end": 4}]},
            'evidence[0]: "quote" is not as long as from "start" to "end"',
        ),
        ({"type": None}, "type: Input should be a valid string"),
        ({"meta": []}, "meta: Input should be an object"),
        ({"meta": {"question_date": "2025-13-45"}}, "meta.question_date: Input should be a valid"),
        ({"meta": {"question_date": 2025}}, "meta.question_date: must be a date like 2025-11-02"),
        ({"meta": {"fake_answer": ""}}, "meta.fake_answer: is blank"),
        ({"as_of": "2025-11-02T00:00:00"}, "as_of: must be a date like 2025-11-02"),
        ({"as_of": "2025-02-29"}, "as_of: Input should be a valid date"),
        ({"conflicting_answers": [""]}, "conflicting_answers[0]: is blank"),
        ({"independent_sources": 0}, "independent_sources: Input should be greater than 0"),
        ({"independent_sources": 2.0}, "independent_sources: Input should be a valid integer"),
        ({"independent_sources": True}, "independent_sources: Input should be a valid integer"),
        ({"updates": "740"}, "updates: Input should be a valid array"),
        ({"updates": ["740", ""]}, "updates[1]: is blank"),
        ({"items": ["a"]}, "items[0]: Input should be a valid array"),
        ({"items": [[]]}, "items[0]: Tuple should have at least 1 item"),
        ({"items": [["a", ""]]}, "items[0][1]: is blank"),
        ({"unknown_source": 1}, "unknown_source: Input should be a valid boolean"),
        ({"unknown_source": True}, 'an answerable question has no "unknown_source"'),
        ({"resolved_dates": ["a"]}, "resolved_dates: Input should be an object"),
        ({"resolved_dates": {"a": DAY}}, "resolved_dates.a: Input should be an object"),
        ({"resolved_dates": {"a": {"today": 20}}}, "resolved_dates.a.today: must be a date like"),
        ({"resolved_dates": {"a": {" ": DAY}}}, "resolved_dates.a. .[key]: is blank"),
        (
            {"resolved_dates": {"c": {"today": DAY}}},
            '"resolved_dates" names "c", which is no evidence',
        ),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, damage: dict[str, object], reason: str) -> None:
    path = _file(tmp_path, ABSENT, {**GOOD, **damage})
    assert _refusal(path).startswith(f"{path}:2: {reason}")


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ({"independent_sources": 1}, "independent_sources"),
        ({"updates": ["740"]}, "updates"),
        ({"answers": ["994"], "updates": ["740"]}, "answers"),
    ],
)
def test_what_only_an_answer_has_is_refused_without_one(
    tmp_path: Path, damage: dict[str, object], name: str
) -> None:
    path = _file(tmp_path, GOOD, {**ABSENT, **damage})
    assert _refusal(path) == f'{path}:2: an unanswerable question has no "{name}"'


@pytest.mark.parametrize("name", ["id", "question", "answers", "evidence", "answerable", "type"])
def test_a_missing_field_is_named(tmp_path: Path, name: str) -> None:
    record = {key: value for key, value in GOOD.items() if key != name}
    path = _file(tmp_path, record)
    assert _refusal(path) == f"{path}:1: {name}: Field required"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"id": NaN}', id="NaN"),
        pytest.param(b"[" * 100_000, id="nested deep"),
        pytest.param(b'{"id": ' + b"9" * 5_000 + b"}", id="a 5,000-digit number"),
        pytest.param('{"id": "café"}'.encode("cp1252"), id="cp1252"),
        pytest.param(b"\xef\xbb\xbf{}", id="a byte order mark"),
    ],
)
def test_a_line_that_is_not_json_is_named(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + line + b"\n")
    refusal = _refusal(path)
    assert refusal.startswith(f"{path}:2: invalid JSON: ")
    # The parser would call every line of the file line 1.
    assert "at line" not in refusal


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    "field", ['"confidence": {}', '"meta": {{"x": [{}]}}', '"evidence": [{{"score": {}}}]']
)
def test_what_is_no_finite_number_is_refused_anywhere(
    field: str, number: str, tmp_path: Path
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOOD)[:-1] + ", " + field.format(number) + "}")
    assert _refusal(path).startswith(f"{path}:1: invalid JSON: ")


@pytest.mark.parametrize("line", [[GOOD], None, 7, "q1"])
def test_a_line_that_is_no_object_is_named(line: object, tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD, line)
    assert _refusal(path) == f"{path}:2: Input should be an object"


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD, ABSENT, GOOD)
    assert _refusal(path) == f'{path}:3: the id "q1" is used twice, first in line 1'


def test_every_bad_line_is_named_with_all_that_is_wrong(tmp_path: Path) -> None:
    bad = {**GOOD, "id": 7, "answerable": None}
    path = _file(tmp_path, bad, ABSENT, {**GOOD, "answers": []}, ABSENT)
    assert _refusal(path).splitlines() == [
        f"{path}:1: id: Input should be a valid string",
        f"{path}:1: answerable: Input should be a valid boolean",
        f'{path}:3: an answerable question needs "answers"',
        f'{path}:4: the id "q2" is used twice, first in line 2',
    ]


@pytest.mark.parametrize(
    ("bad", "more"), [(20, []), (21, ["… and 1 more"]), (50, ["… and 30 more"])]
)
def test_past_20_problems_are_only_counted(bad: int, more: list[str], tmp_path: Path) -> None:
    path = _file(tmp_path, *[[]] * bad)
    named = [f"{path}:{line}: Input should be an object" for line in range(1, 21)]
    assert _refusal(path).splitlines() == named + more


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


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["article_id", "quote", "start", "end"]), inner)
    ),
    max_leaves=5,
)


OPTIONAL = (
    *("as_of", "conflicting_answers", "independent_sources", "updates"),
    *("resolved_dates", "unknown_source", "items"),
)


@given(damage=st.dictionaries(st.sampled_from([*GOOD, *OPTIONAL]), anything))
def test_whatever_a_field_holds_it_is_read_or_named(
    damage: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = _file(tmp_path_factory.getbasetemp(), ABSENT, {**GOOD, **damage})
    try:
        assert len(load_gold(path)) == 2
    except GoldRefused as refused:
        lines = str(refused).splitlines()
        if not all(line.startswith((f"{path}:2: ", "… and ")) for line in lines):
            raise


@given(st.binary())
def test_whatever_a_line_holds_it_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, line: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.jsonl"
    path.write_bytes(line)
    with pytest.raises(GoldRefused, match=r"bytes\.jsonl:"):
        load_gold(path)


def test_an_absent_question_keeps_its_words_and_loses_its_answers() -> None:
    question = GoldQuestion(
        *("q", "Who won?", ("Ann",), (Evidence("a"),), True, "person", DAY_READ, ("Bob",)),
        independent_sources=2,
        updates=("nobody",),
        resolved_dates=(DayMeant("a", "today", DAY_READ),),
        line=7,
    )
    absent = question.as_absent()
    assert (absent.question, absent.answers, absent.answerable) == ("Who won?", (), False)
    # No answer is right, so none is wrong beside it; the day it is asked stays.
    assert (absent.conflicting_answers, absent.as_of, absent.line) == (None, DAY_READ, 7)
    assert (absent.independent_sources, absent.updates, absent.resolved_dates) == (None, (), ())


GOLD = Path(__file__).parents[1] / "eval" / "gold" / "seeds.jsonl"
DATA = Path(__file__).parents[2] / "shared" / "data"
SHARED = sorted(DATA.glob("*.questions.jsonl.gz"))


def test_our_own_gold_is_fit_to_score() -> None:
    assert len(load_gold(GOLD)) >= 80


@pytest.mark.parametrize("path", SHARED or [None], ids=lambda path: path.name if path else "none")
def test_every_public_set_loads(path: Path | None) -> None:
    if path is None:
        pytest.skip(f"there is no public data set in {DATA}")
    questions = load_gold(path)
    assert len({question.id for question in questions}) == len(questions)
    assert all(question.answers or not question.answerable for question in questions)
