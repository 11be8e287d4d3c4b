"""What a stopped run leaves is taken up again: all that is whole, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.asking import Asked
from eval.evidence import Span
from eval.journal import Journal
from service.answers import Corroboration, Interpretation, Syndicated, Timings
from service.http.schemas import AskResponse, CitationOut, ConflictOut

RUN = {"gold": "gold.jsonl", "as_of": False, "service": {"url": None, "recipe": {"é": 1}}}
ODD_IDS = ["q\t1", "q\n2", "q\r3", "😀", '"', "\\", "{}", "\0", "\u2028", " ", "q\x85", "\ud800"]


def _asked(words: str = "It rained.") -> Asked:
    citation = CitationOut(
        id=1,
        answer_start=0,
        answer_end=len(words),
        passage_id="a:0-9",
        article_id="a",
        article_sha256="0" * 64,
        title=None,
        source="Post",
        published=None,
        url=None,
        start=0,
        end=len(words),
        quote=words,
        support=0.1,
    )
    conflict = ConflictOut(
        kind="conflict",
        short_answer=words,
        article_id="b",
        article_sha256="1" * 64,
        source=None,
        published=None,
        start=0,
        end=9,
        quote=words,
    )
    response = AskResponse(
        id="answer-1",
        generation="g1",
        status="answered",
        abstain_reason=None,
        answer=f"{words} [1]",
        short_answer=words,
        confidence=1 / 3,
        interpretation=Interpretation(parts=(words,)),
        citations=[citation],
        corroboration=Corroboration(1, ("a",), (Syndicated("b", "a"),)),
        conflicts=[conflict],
        passages=[],
        timings_ms=Timings(0.1, 2, 1e-9, 6),
    )
    rankings = {"fused": (Span("a", 0, 9), Span("a/b 😀", 5, 7)), "reranked": ()}
    return Asked(response, rankings=rankings, round_trip_ms=1 / 7)


FAILED = Asked(error="RuntimeError: out of\tmemory\n")


def _noted(path: Path, made_of: dict[str, Any] = RUN) -> dict[str, Asked]:
    """What a run that begins now finds there."""
    with Journal(path, made_of) as journal:
        return dict(journal)


def _write(path: Path, entries: dict[str, Asked]) -> None:
    with Journal(path, RUN) as journal:
        journal.update(entries)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "run.json.partial"
    with Journal(path, RUN) as journal:
        assert not journal
        journal["q1"] = _asked()
        # It is on the disk before the next question is asked.
        assert path.read_bytes().count(b"\n") == 2
    with Journal(path, RUN) as journal:
        assert dict(journal) == {"q1": _asked()}
        journal["q2"] = _asked("It snowed.")
    assert _noted(path) == {"q1": _asked(), "q2": _asked("It snowed.")}
    assert list(tmp_path.iterdir()) == [path]


def test_odd_ids_and_words_come_back(tmp_path: Path) -> None:
    entries = {id_: _asked(f"«{id_}»" if id_ != "\ud800" else "") for id_ in ODD_IDS}
    _write(tmp_path / "journal", entries)
    assert _noted(tmp_path / "journal") == entries


@given(st.dictionaries(st.text(), st.text(st.characters(codec="utf-8"), max_size=5), max_size=4))
def test_whatever_was_noted_comes_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, words: dict[str, str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "whatever"
    path.unlink(missing_ok=True)
    entries = {id_: _asked(said) for id_, said in words.items()}
    _write(path, entries)
    assert list(_noted(path).items()) == list(entries.items())


def test_an_answer_noted_twice_is_the_later_one(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal", RUN) as journal:
        journal["q1"] = _asked("before")
        journal["q1"] = _asked("after")
    assert _noted(tmp_path / "journal") == {"q1": _asked("after")}


def test_cut_off_at_any_byte_it_keeps_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    # Short, because there is a journal to open for each byte.
    in_a, in_b = (Asked(rankings={"fused": (Span(id_, 0, 9),)}) for id_ in ("a", "é😀"))
    entries = {"q1": in_a, "q\n2 😀": Asked(round_trip_ms=0.5), "q3": FAILED, "q4": in_b}
    _write(path, entries)
    whole = path.read_bytes()
    header, *lines = whole.splitlines()
    assert len(lines) == 4
    for kept in range(len(whole) + 1):
        path.write_bytes(whole[:kept])
        # An entry is whole without its line end too.
        ends = [len(b"\n".join([header, *lines[:n]])) for n in range(1, 5)]
        expected = {
            id_: asked
            for (id_, asked), end in zip(entries.items(), ends, strict=True)
            if end <= kept and asked.error is None
        }
        assert _noted(path) == expected, kept
        # And what it then leaves is sound.
        assert _noted(path) == expected, kept


@given(st.data())
def test_no_damage_raises_or_alters_another_entry(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.unlink(missing_ok=True)
    entries = {"q1": _asked("one"), "q2": _asked("two"), "q3": _asked("three")}
    _write(path, entries)
    header, *lines = path.read_bytes().splitlines()
    number = data.draw(st.integers(0, 2))
    cut = data.draw(st.integers(0, len(lines[number]) - 1))
    lines[number] = lines[number][:cut] + data.draw(st.sampled_from([b"", b"\0" * 9, b"\xff"]))
    path.write_bytes(b"\n".join([header, *lines]) + b"\n")
    before = dict(list(entries.items())[:number])
    assert _noted(path) == before


def test_failures_are_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    _write(path, {"q1": FAILED, "q2": _asked()})
    with Journal(path, RUN) as journal:
        assert list(journal) == ["q2"]
        journal["q1"] = FAILED
        # In this run it has been asked.
        assert journal["q1"] == FAILED
    assert list(_noted(path)) == ["q2"]


@pytest.mark.parametrize("other", [{}, RUN | {"as_of": True}, RUN | {"gold": "é"}, {"gold": "g"}])
def test_the_journal_of_another_run_is_begun_anew(other: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "journal"
    _write(path, {"q1": _asked()})
    assert _noted(path, other) == {}
    assert _noted(path) == {}


def test_the_same_run_told_in_another_order_is_the_same(tmp_path: Path) -> None:
    _write(tmp_path / "journal", {"q1": _asked()})
    assert list(_noted(tmp_path / "journal", dict(reversed(RUN.items())))) == ["q1"]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"{}", b"\0" * 100, b"{}\n{}\n"])
def test_what_is_no_journal_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    assert _noted(path) == {}


def test_finishing_removes_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "journal"
    with Journal(path, RUN) as journal:
        journal["q1"] = _asked()
    assert path.exists()
    journal.finish()
    assert list(path.parent.iterdir()) == []


def test_of_two_runs_at_once_both_finish(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, RUN) as one, Journal(path, RUN) as other:
        one["q1"] = other["q1"] = _asked()
    one.finish()
    other.finish()
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_written_it_says_so_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for place in ("file/journal", "folder"):
        with pytest.raises(OSError, match=place.partition("/")[0]):
            Journal(tmp_path / place, RUN)
    with pytest.raises(OSError, match="no-such-place"):
        Journal(Path("/proc/no-such-place/journal"), RUN)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


def test_it_is_lines_that_people_can_read(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    _write(path, {"q\t1": Asked(_asked().response)})
    header, line = path.read_text().splitlines()
    assert json.loads(header) == RUN
    id_, entry = line.split("\t")
    assert json.loads(id_) == "q\t1"
    assert json.loads(entry)["response"]["answer"] == "It rained. [1]"
