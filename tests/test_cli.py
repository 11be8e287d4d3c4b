"""The command line: what it prints, how it ends, and that no known error shows a traceback."""

import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from typer.testing import CliRunner

import dateline
from eval import commands, progress
from eval.questions import GoldQuestion
from index import Article, Generation, load_embedder, open_index, publish, read_articles
from index.errors import ModelUnavailable
from index.publishing.locking import one_writer
from service.answers import Answer, Question
from service.http.access import Access
from service.http.app import create_app
from service.http.schemas import AskResponse
from service.inference import Capacity
from service.qa import QA
from service.reading.calibration import Calibration, load_calibration
from service.reading.reader import Reader, SpanReader
from tests.served import DATELINE, Served, served
from tests.trec_eval import needs_trec_eval

pytestmark = pytest.mark.usefixtures("few_trials")

NEWSROOM = Path(__file__).parents[1] / "eval" / "gold" / "newsroom"
LANTERNS = "How many lanterns did the keeper of Emberly count?"
ESCAPES = "\x1b]0;owned\x07\x1b[31m"
ARTICLES = [
    Article(
        "emberly", "The tower", "Post", None, None, "The keeper of Emberly counted 37 lanterns."
    ),
    Article(
        "rain",
        None,
        None,
        None,
        None,
        f"The council{ESCAPES} on \u202eyadsruhT\u202c chose Ann Lee as mayor.",
    ),
]
GOLD = {
    "id": "q1",
    "question": LANTERNS,
    "answers": ["37"],
    "evidence": [{"article_id": "emberly", "quote": "37 lanterns"}],
    "answerable": True,
    "type": "number",
}
NO_ANSWER = {
    "id": "q2",
    "question": "At which temperature does tungsten boil?",
    "answers": [],
    "evidence": [],
    "answerable": False,
    "type": "off topic",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of the commands: empty, with no dateline.toml in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two articles; nobody writes into it."""
    folder = tmp_path_factory.mktemp("cli") / "index"
    publish(folder, ARTICLES, load_embedder())
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, as the console script does."""

    # What a slow machine says of its progress is no part of what is tested.
    monkeypatch.setattr(progress, "LINE_EVERY_SECONDS", math.inf)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            dateline.main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err
        return Ended(code, out, err)

    return run


@pytest.fixture
def service(index: Path) -> Iterator[Served]:
    """The real command, serving."""
    with served(index) as service:
        yield service


def _refused(ended: Ended, code: int, *named: object) -> None:
    """Assert that a command ended with ``code`` and one line that names what is wrong."""
    assert ended.code == code, ended
    assert ended.out == ""
    assert ended.err.startswith("dateline: ")
    assert ended.err.count("\n") == 1
    for name in named:
        assert str(name) in ended.err


def _write_gold(path: Path, *questions: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(question) + "\n" for question in questions))
    return path


# --- index ---


def test_index_publishes_what_it_read(run: Run, folder: Path) -> None:
    news = folder / "news"
    news.mkdir()
    (news / "a.txt").write_text("A short title\n\nIt rained on Monday.")
    (news / "b.md").write_text("---\ntitle: Snow\n---\nIt snowed on Tuesday.")
    (news / "README.md").write_text("No article.")
    ended = run("index", news)
    assert (ended.code, ended.err) == (0, "")
    counted = "2 read: 2 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 rejected; "
    assert ended.out.startswith(counted)
    current = (folder / ".dateline" / "CURRENT").read_text().split()[0]
    assert f"Generation {current} is current in .dateline." in ended.out
    asked = run("ask", "When did it snow?")
    assert "It snowed on Tuesday. [1]" in asked.out


def test_a_refused_build_leaves_the_index_as_it_was(run: Run, folder: Path, index: Path) -> None:
    there = shutil.copytree(index, folder / "there")
    current = (there / "CURRENT").read_bytes()
    (folder / "empty").mkdir()
    (folder / "bad").mkdir()
    (folder / "bad" / "good.txt").write_text("It rained.")
    (folder / "bad" / "empty.txt").write_text("")
    _refused(run("index", "empty", "--index", there), 3, "no article")
    _refused(run("index", "nowhere", "--index", there), 5, "nowhere")
    refused = run("index", "bad", "--index", there)
    assert refused.code == 3
    assert "rejected: bad/empty.txt: " in refused.err
    assert "--allow-rejected" in refused.err
    assert (there / "CURRENT").read_bytes() == current
    allowed = run("index", "bad", "--index", there, "--allow-rejected")
    assert allowed.code == 0
    assert "0 changed, 0 unchanged, " in allowed.out
    assert " removed, 0 duplicates, 1 rejected; " in allowed.out
    assert "rejected: bad/empty.txt: " in allowed.err
    assert (there / "CURRENT").read_bytes() != current


def test_duplicates_are_noted(run: Run, folder: Path) -> None:
    line = json.dumps({"id": "a", "text": "It rained."}) + "\n"
    (folder / "twice.jsonl").write_text(line * 2)
    ended = run("index", "twice.jsonl")
    counted = "2 read: 1 added, 0 changed, 0 unchanged, 0 removed, 1 duplicates, 0 rejected; "
    assert ended.out.startswith(counted)
    assert "note: twice.jsonl:2: " in ended.err


def test_index_says_what_changed(run: Run, folder: Path) -> None:
    for name, text in (("a", "It rained."), ("b", "It snowed."), ("c", "It hailed.")):
        (folder / f"{name}.txt").write_text(text)
    run("index", "a.txt", "b.txt", "c.txt")
    (folder / "b.txt").write_text("It snowed on Tuesday.")
    (folder / "d.txt").write_text("It thawed.")
    ended = run("index", "a.txt", "b.txt", "d.txt")
    counted = "3 read: 1 added, 1 changed, 1 unchanged, 1 removed, 0 duplicates, 0 rejected; "
    assert ended.out.startswith(counted)
    again = run("index", "a.txt", "b.txt", "d.txt")
    counted = "3 read: 0 added, 0 changed, 3 unchanged, 0 removed, 0 duplicates, 0 rejected; "
    assert again.out.startswith(counted)


def test_a_damaged_cache_is_noted_and_begun_anew(
    run: Run, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "a.txt").write_text("It rained.")
    run("index", "a.txt")
    (cache,) = (folder / ".dateline" / "cache").iterdir()
    cache.write_bytes(b"no cache at all" * 99)
    assert run("index", "a.txt").code == 0
    assert "made.sqlite: file is not a database; it is thrown away and begun anew" in caplog.text


@contextmanager
def _watching(*paths: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, which waits less long than it does by itself."""
    sooner = (
        "import dateline; from index.readers import watching; "
        "dateline.AGAIN_SECONDS, watching._QUIET = 1, 100; dateline.main()"
    )
    with _process(sys.executable, "-c", sooner, "index", *paths, "--watch") as process:
        yield process


def test_watching_publishes_what_changes(folder: Path) -> None:
    news = folder / "news"
    news.mkdir()
    (news / "a.txt").write_text("It rained on Monday.")
    with _watching("news") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("1 read: 1 added, ")
        (news / "b.txt").write_text("It snowed on Tuesday.")
        assert process.stdout.readline().startswith("2 read: 1 added, 0 changed, 1 unchanged, ")
        current = (folder / ".dateline" / "CURRENT").read_bytes()
        (news / "b.txt").touch()
        unchanged = "2 unchanged, 0 removed, 0 duplicates, 0 rejected. .dateline stays as it is.\n"
        assert process.stdout.readline().endswith(unchanged)
        (news / "b.txt").write_text("")
        # A slow machine also says how far it has come.
        while not (told := process.stderr.readline()).startswith("rejected: news/b.txt: "):
            assert " of " in told
        refused = process.stderr.readline()
        assert "--allow-rejected" in refused
        assert refused.endswith("waiting for the next change\n")
        assert (folder / ".dateline" / "CURRENT").read_bytes() == current
        (news / "b.txt").unlink()
        assert "1 unchanged, 1 removed, " in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    with _watching("news") as process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith(". .dateline stays as it is.\n")
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 0


def test_watching_tries_again_what_may_yet_succeed(folder: Path) -> None:
    """Nothing changes when another process lets go of the index."""
    (folder / "a.txt").write_text("It rained on Monday.")
    (folder / ".dateline").mkdir()
    with _watching("a.txt") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        with one_writer(folder / ".dateline"):
            assert process.stderr.readline().endswith("when it is done; trying again in 1 s\n")
        assert process.stdout.readline().startswith("1 read: 1 added, ")


def test_watching_ends_where_the_model_cannot_be_loaded(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(name: str) -> None:
        raise ModelUnavailable(f"the embedder {name} cannot be loaded")

    monkeypatch.setattr(dateline, "load_embedder", unavailable)
    # This process is to end by SIGTERM as before.
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (folder / "a.txt").write_text("It rained on Monday.")
    _refused(run("index", "a.txt", "--watch"), 2, "cannot be loaded")


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/no-such-place"])
def test_an_index_that_cannot_be_written(place: str, run: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    (folder / "a.txt").write_text("It rained.")
    _refused(run("index", "a.txt", "--index", place), 5, place)


def test_long_work_shows_plain_lines_where_there_is_no_terminal(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_SECONDS", 0.0)
    (folder / "a.txt").write_text("It rained.")
    (folder / "b.txt").write_text("It snowed.")
    ended = run("index", "a.txt", "b.txt")
    assert "chunking articles: 1 of 2\nchunking articles: 2 of 2\n" in ended.err
    assert ended.err.endswith("embedding passages: 2 of 2\n")
    assert "\r" not in ended.err


def test_an_interrupt_ends_with_130_and_no_words(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dateline, "publish", interrupted)
    (folder / "a.txt").write_text("It rained.")
    assert run("index", "a.txt") == Ended(130, "", "")


# --- ask ---


def test_ask_shows_the_answer_with_its_quote(run: Run, index: Path) -> None:
    ended = run("ask", LANTERNS, "--index", index)
    assert (ended.code, ended.err) == (0, "")
    short, _, rest = ended.out.partition("\n")
    assert re.fullmatch(r"37(?: lanterns)? \(\d+%\)", short)
    assert rest == (
        "The keeper of Emberly counted 37 lanterns. [1]\n"
        "1 independent source\n"
        "\n"
        "[1] Post · The tower\n"
        "    emberly[0:42]\n"
        "    The keeper of Emberly counted 37 lanterns.\n"
    )


def test_abstaining_is_no_failure(run: Run, index: Path) -> None:
    ended = run("ask", "At which temperature does tungsten boil?", "--index", index)
    assert ended == Ended(0, "The articles do not seem to answer that.\n", "")


def test_an_article_does_not_steer_the_terminal(run: Run, index: Path) -> None:
    ended = run("ask", "Whom did the council choose as mayor?", "--index", index)
    assert "\\x1b]0;owned\\x07\\x1b[31m on \\u202eyadsruhT\\u202c" in ended.out
    assert "\u202e" not in ended.out


def test_ask_prints_the_json_of_the_service_which_verifies(
    run: Run, index: Path, folder: Path
) -> None:
    ended = run("ask", LANTERNS, "--index", index, "--json")
    assert ended.code == 0
    answer = AskResponse.model_validate_json(ended.out)
    assert answer.short_answer in ("37", "37 lanterns")
    (folder / "answer.json").write_text(ended.out)
    verified = run("verify", "answer.json", "--index", index)
    assert verified == Ended(0, "[1] emberly: exact\n", "")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of our newsroom, whose outlets copy, differ and update; nobody writes into it."""
    folder = tmp_path_factory.mktemp("newsroom") / "index"
    publish(folder, read_articles([NEWSROOM]).articles, load_embedder())
    return folder


TOLL = "How many people have died in the flood in the Sarn valley?"


def test_ask_as_of_a_day(run: Run, newsroom: Path) -> None:
    asked = ("ask", TOLL, "--index", newsroom, "--as-of", "2031-05-04")
    ended = run(*asked)
    assert (ended.code, ended.err) == (0, "")
    short, *lines = ended.out.splitlines()
    assert re.fullmatch(r"Nineteen \(\d+%\)", short)
    assert "Earlier: 14 on May 3, 2031" in lines
    assert "Bounds: as of May 4, 2031" in lines
    assert any(line.startswith("[1] The Ostrel Tribune · May 4, 2031 · ") for line in lines)
    assert "    Sunday → May 4, 2031" in lines
    assert any(line.startswith("[earlier] 14 – Corvane Press Agency · ") for line in lines)
    answer = AskResponse.model_validate_json(run(*asked, "--json").out)
    assert answer.short_answer == "Nineteen"
    assert answer.interpretation.as_of == date(2031, 5, 4)


def test_ask_names_the_outlets_that_copied(run: Run, newsroom: Path) -> None:
    soldiers = "How many soldiers were sent to help after the Sarn flood?"
    lines = run("ask", soldiers, "--index", newsroom).out.splitlines()
    assert lines[2] == "2 independent sources agree"
    name, _, copies = lines[3].partition(", also printed by ")
    assert name == "Corvane Press Agency"
    assert set(copies.split(", ")) == {"Radio Sendra", "Veldory Evening Post"}


def test_ask_names_no_outlet_that_the_index_lacks(run: Run, newsroom: Path) -> None:
    ended = run("ask", f"According to Reuters, {TOLL}", "--index", newsroom)
    refusal = "The index holds no article from the source that the question names.\n"
    assert ended == Ended(0, refusal, "")


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2031-5-4", "2031-02-30", "20310504", "0000-01-01"]
)
def test_a_day_that_is_none_is_a_usage_error(day: str, run: Run, folder: Path) -> None:
    ended = run("ask", LANTERNS, "--as-of", day)
    assert (ended.code, ended.out) == (2, "")
    assert "--as-of" in ended.err
    assert "valid date" in ended.err or "a date like 2025-11-02" in ended.err


# --- verify ---


@pytest.mark.parametrize(
    ("citation", "status"),
    [
        ({}, "exact"),
        ({"quote": "38 lanterns"}, "missing"),
        ({"article_id": "gone"}, "missing"),
        ({"article_sha256": "0" * 64}, "changed"),
    ],
)
def test_verify_tells_and_fails_where_a_quote_does_not_stand(
    citation: dict[str, Any], status: str, run: Run, index: Path, folder: Path
) -> None:
    sound = {"id": 1, "article_id": "emberly", "start": 30, "end": 41, "quote": "37 lanterns"}
    (folder / "answer.json").write_text(json.dumps({"citations": [sound, sound | citation]}))
    ended = run("verify", "answer.json", "--index", index)
    assert ended.code == (0 if status == "exact" else 1)
    first, second = ended.out.splitlines()
    assert first == "[1] emberly: exact"
    assert second == f"[1] {citation.get('article_id', 'emberly')}: {status}"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "JSON"),
        (b"\xff", "JSON"),
        (b"[" * 10_000, "JSON"),
        (b"{}", "citations"),
        (b'{"citations": [{"id": 1}]}', "citations.0.article_id"),
        (b'{"citations": [], "offset_unit": "words"}', "offset_unit"),
    ],
)
def test_what_is_no_answer_cannot_be_verified(
    content: bytes, named: str, run: Run, index: Path, folder: Path
) -> None:
    (folder / "answer.json").write_bytes(content)
    _refused(run("verify", "answer.json", "--index", index), 3, "answer.json", named)


def test_a_file_that_cannot_be_read(run: Run, index: Path, folder: Path) -> None:
    _refused(run("verify", "nowhere.json", "--index", index), 5, "nowhere.json")
    _refused(run("verify", folder, "--index", index), 5, folder)


# --- eval run ---


def _stored(path: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(path.read_text())
    return stored


@needs_trec_eval
def test_eval_scores_gold_questions_and_stores_the_run(run: Run, index: Path, folder: Path) -> None:
    gold = _write_gold(folder / "ours.jsonl", GOLD, NO_ANSWER)
    ended = run("eval", "run", gold, "--index", index, "--out", "runs/first.json")
    assert (ended.code, ended.err) == (0, "")
    assert "ours.jsonl scored on generation " in ended.out
    assert "2 questions: 1 answerable, 1 unanswerable; 0 failed." in ended.out
    stored = _stored(folder / "runs" / "first.json")
    assert [row["status"] for row in stored["rows"]] == ["answered", "abstained"]
    scores = stored["overall"]["scores"]
    for measure, asked in ("contained", 2), ("abstention_recall", 1), ("dense.quotes.R@10", 1):
        assert (scores[measure]["value"], scores[measure]["questions"]) == (1.0, asked)
    assert stored["provenance"]["absent"] is False
    assert stored["provenance"]["service"]["url"] is None
    # Nothing is left of what would have been resumed.
    assert [path.name for path in (folder / "runs").iterdir()] == ["first.json"]


def test_several_golds_are_stored_each_under_its_name(run: Run, index: Path, folder: Path) -> None:
    files = [_write_gold(folder / name, GOLD) for name in ("a.one.jsonl", "a.two.jsonl")]
    written = ("--out", "run.json", "--trec", ".")
    ended = run("eval", "run", *files, "--index", index, *written, "--absent")
    assert ended.code == 0
    assert "scored as unanswerable" in ended.out
    for name in ("a.one", "a.two"):
        stored = _stored(folder / f"run.{name}.json")
        assert stored["provenance"]["absent"] is True
        assert stored["overall"]["counts"]["unanswerable"] == 1
        assert stored["overall"]["scores"]["right"]["value"] == 0.0
        assert (folder / name / "articles.qrels").exists()
    assert not (folder / "run.json").exists()


def test_runs_that_would_overwrite_each_other_are_not_begun(run: Run, folder: Path) -> None:
    (folder / "other").mkdir()
    files = [_write_gold(folder / name, GOLD) for name in ("gold.jsonl", "other/gold.jsonl")]
    for option in ("--out", "--trec"):
        ended = run("eval", "run", *files, option, "there")
        assert ended.code == 2
        assert "two gold files have one name" in ended.err
    ended = run("eval", "run", files[0], "--out", folder)
    assert ended.code == 2
    assert "--out" in ended.err


@needs_trec_eval
def test_what_cannot_be_written_is_told_before_anything_is_asked(
    run: Run, index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(commands, "ask_gold")
    gold = _write_gold(folder / "gold.jsonl", GOLD)
    (folder / "file").write_text("")
    for option in ("--out", "--trec"):
        _refused(run("eval", "run", gold, "--index", index, option, "file/there"), 5, "file")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "gold.jsonl: there is no question"),
        (b"\xff\n", "gold.jsonl:1: invalid JSON"),
        (b"\n{]\n", "gold.jsonl:2: invalid JSON"),
        (b'{"x": NaN}', "gold.jsonl:1: invalid JSON"),
        (
            json.dumps(GOLD).encode() + b"\n" + json.dumps(GOLD).encode(),
            'gold.jsonl:2: the id "q1" is used twice, first in line 1',
        ),
        (json.dumps(GOLD | {"id": "\x1b[31m", "answers": []}).encode(), "gold.jsonl:1: "),
    ],
)
@pytest.mark.parametrize("command", [["run"], ["check"]], ids=lambda command: command[0])
def test_bad_gold_is_refused_with_its_line(
    command: list[str], content: bytes, place: str, run: Run, index: Path, folder: Path
) -> None:
    (folder / "gold.jsonl").write_bytes(content)
    _refused(run("eval", *command, "gold.jsonl", "--index", index), 3, place)


def test_gold_that_cannot_be_read(run: Run, index: Path, folder: Path) -> None:
    for command in ("run", "check"):
        _refused(run("eval", command, "nowhere.jsonl", "--index", index), 5, "nowhere.jsonl")
        _refused(run("eval", command, folder, "--index", index), 5, folder)


# --- eval run --url ---


class Watched(QA):
    """Tells what it is asked, and waits before it answers the question that it is told to."""

    def __init__(self, generation: Generation, reader: Reader, calibration: Calibration) -> None:
        super().__init__(generation, reader, calibration)
        self.asked: list[Question] = []
        self.hold(None)

    def hold(self, question: str | None) -> None:
        self.waits_at, self.waiting, self.may_go_on = question, Event(), Event()

    def answer(self, question: Question, *_told: Any) -> Answer:
        self.asked.append(question)
        if question.text == self.waits_at:
            self.waiting.set()
            self.may_go_on.wait(30)
        return super().answer(question)


@pytest.fixture(scope="module")
def watched(index: Path) -> Watched:
    return Watched(open_index(index), SpanReader(), load_calibration())


@pytest.fixture(scope="module")
def url(watched: Watched, serve: Callable[[FastAPI], str]) -> str:
    """Where it is served, each question answered anew."""
    return serve(create_app(watched, "0.0-test", capacity=Capacity(cache_answers=0)))


@needs_trec_eval
def test_a_running_service_scores_as_its_index_does(
    run: Run, index: Path, url: str, folder: Path
) -> None:
    gold = _write_gold(folder / "ours.jsonl", GOLD, NO_ANSWER)
    there = run("eval", "run", gold, "--url", url, "--out", "there.json")
    assert (there.code, there.err) == (0, "")
    assert url in there.out
    assert run("eval", "run", gold, "--index", index, "--out", "here.json").code == 0
    stored, ours = _stored(folder / "there.json"), _stored(folder / "here.json")
    assert stored["provenance"]["service"]["url"] == url
    assert stored["generation"] == ours["generation"]
    # Over HTTP no search tells its own list.
    told = {
        name: score
        for name, score in ours["overall"]["scores"].items()
        if not name.startswith(("dense.", "lexical."))
    }
    assert stored["overall"]["scores"] == told
    assert len(told) < len(ours["overall"]["scores"])
    compared = run("eval", "compare", "here.json", "there.json")
    assert (compared.code, compared.err) == (0, "")
    assert "2 questions in both runs." in compared.out


def test_questions_are_asked_as_of_their_day_when_that_is_wanted(
    run: Run, url: str, watched: Watched, folder: Path
) -> None:
    dated = GOLD | {"as_of": "2025-11-02"}
    gold = _write_gold(folder / "dated.jsonl", dated, GOLD | {"id": "q2"})
    for option, days in ([], [None, None]), (["--as-of"], [date(2025, 11, 2), None]):
        watched.asked.clear()
        ended = run("eval", "run", gold, "--url", url, "--out", "run.json", *option)
        assert ended.code == 0
        assert [question.filters.as_of for question in watched.asked] == days
        assert ("asked as of each question's day" in ended.out) is bool(option)
        assert _stored(folder / "run.json")["provenance"]["as_of"] is bool(option)


def test_a_url_and_an_index_are_one_too_many(run: Run, index: Path) -> None:
    ended = run("eval", "run", "--url", "http://127.0.0.1:1", "--index", index)
    assert ended.code == 2
    assert "--url" in ended.err


def test_where_no_service_answers(
    run: Run, watched: Watched, serve: Callable[[FastAPI], str], folder: Path
) -> None:
    _refused(run("eval", "run", "--url", "http://127.0.0.1:1"), 5, "http://127.0.0.1:1: ")
    _refused(run("eval", "run", "--url", "localhost"), 5, "localhost: ", "http://")
    html = serve(FastAPI())
    _refused(run("eval", "run", "--url", html, "--out", "x"), 5, html, "404")
    assert list(folder.iterdir()) == []


@needs_trec_eval
def test_the_key_is_borne_to_the_service(
    run: Run,
    watched: Watched,
    serve: Callable[[FastAPI], str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = "sesame-sesame-sesame"
    keyed = serve(create_app(watched, "0.0-test", Access((SecretStr(key),))))
    gold = _write_gold(folder / "gold.jsonl", GOLD)
    _refused(run("eval", "run", gold, "--url", keyed), 5, keyed, "401")
    monkeypatch.setenv("DATELINE_API_KEY", key)
    ended = run("eval", "run", gold, "--url", keyed, "--out", "run.json")
    assert ended.code == 0
    assert key not in ended.out + ended.err + (folder / "run.json").read_text()


# --- eval run, stopped ---

FIVE: list[dict[str, Any]] = [
    GOLD | {"id": f"q{n}", "question": f"{LANTERNS} {n}"} for n in range(5)
]


def _lasting(path: Path) -> dict[str, Any]:
    """A run but for what no two runs share: when it was, and how long it took."""
    stored = _stored(path)
    del stored["latency_ms"], stored["provenance"]["date"]
    for row in stored["rows"]:
        del row["timings_ms"]
    return stored


@contextmanager
def _running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    with _process(DATELINE, *arguments) as process:
        yield process


@contextmanager
def _process(*command: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        yield process
        process.kill()


@needs_trec_eval
def test_a_run_that_was_stopped_goes_on(run: Run, url: str, watched: Watched, folder: Path) -> None:
    gold = _write_gold(folder / "five.jsonl", *FIVE)
    command = ("eval", "run", gold, "--url", url, "--out")
    watched.asked.clear()
    for stop, code, at in (signal.SIGINT, 130, 1), (signal.SIGKILL, -9, 3):
        watched.hold(FIVE[at]["question"])
        with _running(*command, "stopped.json") as process:
            assert watched.waiting.wait(30)
            process.send_signal(stop)
            out, err = process.communicate(timeout=10)
        watched.may_go_on.set()
        assert (process.returncode, out) == (code, "")
        assert not (folder / "stopped.json").exists()
    assert err == "1 questions were asked before; going on from there\n"

    ended = run(*command, "stopped.json")
    assert ended.code == 0
    assert ended.err == "3 questions were asked before; going on from there\n"
    asked = [question.text[-1] for question in watched.asked]
    assert asked == ["0", "1", "1", "2", "3", "3", "4"]
    assert not (folder / "stopped.json.partial").exists()

    assert run(*command, "whole.json").err == ""
    assert _lasting(folder / "stopped.json") == _lasting(folder / "whole.json")
    ids = [row["id"] for row in _stored(folder / "stopped.json")["rows"]]
    assert ids == ["q0", "q1", "q2", "q3", "q4"]


@needs_trec_eval
def test_a_run_in_process_goes_on_too(run: Run, index: Path, folder: Path) -> None:
    many = [GOLD | {"id": f"q{n}", "question": f"{LANTERNS} {n}"} for n in range(25)]
    command = ("eval", "run", _write_gold(folder / "many.jsonl", *many), "--index", index, "--out")
    partial = folder / "stopped.json.partial"
    with _running(*command, "stopped.json") as process:
        _wait_for(lambda: partial.exists() and partial.read_bytes().count(b"\n") > 3)
        process.kill()
        process.wait()
    assert not (folder / "stopped.json").exists()
    # As if the last entry had been cut off in the middle too.
    partial.write_bytes(partial.read_bytes()[:-9])
    ended = run(*command, "stopped.json")
    assert ended.code == 0
    assert ended.err.endswith(" questions were asked before; going on from there\n")
    rows = _stored(folder / "stopped.json")["rows"]
    assert [row["id"] for row in rows] == [question["id"] for question in many]
    assert {row["error"] for row in rows} == {None}


@needs_trec_eval
def test_a_service_that_dies_is_told_and_what_it_said_is_kept(
    run: Run, service: Served, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
        yield from questions[:2]
        service.process.kill()
        service.process.wait()
        yield from questions[2:]

    monkeypatch.setattr(commands, "_asked", dying)
    gold = _write_gold(folder / "five.jsonl", *FIVE)
    ended = run("eval", "run", gold, "--url", service.url, "--out", "run.json")
    _refused(ended, 5, f'{service.url}: article "emberly" cannot be read: ')
    assert not (folder / "run.json").exists()
    _, *entries = (folder / "run.json.partial").read_text().splitlines()
    errors = [json.loads(entry.split("\t")[1])["error"] for entry in entries]
    assert errors[:2] == [None, None]
    assert [error.partition(":")[0] for error in errors[2:]] == ["ConnectError"] * 3


# --- eval check, compare, gate, trec ---


@pytest.fixture(scope="module")
def stored_run(index: Path, tmp_path_factory: pytest.TempPathFactory, few_trials: None) -> Path:
    """A folder with gold, a run of it and its rankings; nobody writes into it."""
    folder = tmp_path_factory.mktemp("stored")
    gold = _write_gold(folder / "gold.jsonl", GOLD, NO_ANSWER)
    written = [f"--out={folder / 'run.json'}", f"--trec={folder / 'trec'}"]
    command = ["eval", "run", str(gold), f"--index={index}", *written]
    ended = CliRunner().invoke(dateline.app, command, catch_exceptions=False)
    assert ended.exit_code == 0
    assert "2 questions" in ended.stdout
    return folder


def test_check_holds_gold_against_an_index(run: Run, index: Path, folder: Path) -> None:
    missing = GOLD | {"id": "q3", "evidence": [{"article_id": "gone", "quote": ""}]}
    misquoted = GOLD | {"id": "q4", "evidence": [{"article_id": "emberly", "quote": "38 lanterns"}]}
    sound = _write_gold(folder / "sound.jsonl", GOLD, NO_ANSWER)
    assert run("eval", "check", sound) == Ended(0, f"{sound}: 2 questions stand\n", "")
    assert run("eval", "check", sound, "--index", index) == Ended(
        0, f"{sound}: 2 questions stand, and the index holds their evidence\n", ""
    )
    bad = _write_gold(folder / "bad.jsonl", GOLD, missing, NO_ANSWER, misquoted)
    assert run("eval", "check", bad).code == 0
    assert run("eval", "check", bad, "--index", index) == Ended(
        3,
        "",
        f'dateline: {bad}:2: evidence[0]: the index has no article "gone"\n'
        f'{bad}:4: evidence[0]: article "emberly" does not hold the quote\n',
    )
    _refused(run("eval", "check", sound, "--index", "nowhere"), 2, "nowhere")


def test_compare_tells_what_changed(run: Run, stored_run: Path, folder: Path) -> None:
    before = stored_run / "run.json"
    same = run("eval", "compare", before, before)
    assert (same.code, same.err) == (0, "")
    assert "right, won:  none\nright, lost: none\n2 questions in both runs.\n" in same.out
    changed = _stored(before)
    changed["rows"][0]["scores"]["contained"] = 0.0
    (folder / "after.json").write_text(json.dumps(changed))
    ended = run("eval", "compare", before, "after.json", "--measure", "contained")
    assert "contained, won:  none\ncontained, lost: q1\n" in ended.out
    ended = run("eval", "compare", before, before, "--measure", "nonsense")
    assert ended.code == 2
    assert "citation_recall" in ended.err


def test_runs_of_other_questions_cannot_be_compared(
    run: Run, stored_run: Path, folder: Path
) -> None:
    other = _stored(stored_run / "run.json")
    for row in other["rows"]:
        row["id"] += " of another file"
    (folder / "other.json").write_text(json.dumps(other))
    refused = run("eval", "compare", "other.json", stored_run / "run.json")
    _refused(refused, 3, "no question in common")


def test_the_gate_opens_for_what_is_no_worse(run: Run, stored_run: Path, folder: Path) -> None:
    baseline = stored_run / "run.json"
    ended = run("eval", "gate", baseline, "--baseline", baseline)
    assert ended == Ended(0, f"{baseline} is no worse than {baseline}\n", "")
    failed = _stored(baseline)
    failed["rows"][1] |= {"status": "failed", "error": "RuntimeError: \x1b[31mred"}
    (folder / "failed.json").write_text(json.dumps(failed))
    ended = run("eval", "gate", "failed.json", "--baseline", baseline)
    assert ended == Ended(1, "q2 failed: RuntimeError: \\x1b[31mred\n", "")
    # What failed before may fail again.
    assert run("eval", "gate", "failed.json", "--baseline", "failed.json").code == 0


def test_the_gate_takes_only_runs_asked_alike(run: Run, stored_run: Path, folder: Path) -> None:
    baseline = stored_run / "run.json"
    absent = _stored(baseline)
    absent["provenance"]["absent"] = True
    (folder / "absent.json").write_text(json.dumps(absent))
    refused = run("eval", "gate", "absent.json", "--baseline", baseline)
    _refused(refused, 3, "differs in its --absent", "eval run --out")


@pytest.mark.parametrize("command", ["compare", "gate"])
def test_a_run_that_is_none_or_is_not_there(
    command: str, run: Run, stored_run: Path, folder: Path
) -> None:
    sound = stored_run / "run.json"
    (folder / "none.json").write_text("{}")
    (folder / "nan.json").write_text(sound.read_text().replace('"value": 1.0', '"value": NaN'))
    (folder / "cut.json").write_bytes(sound.read_bytes()[:-9])
    between = ["--baseline"] if command == "gate" else []
    for pair in ("{}", sound), (sound, "{}"):
        for name, code in ("nowhere", 5), ("none.json", 3), ("nan.json", 3), ("cut.json", 3):
            first, second = (str(path).format(name) for path in pair)
            _refused(run("eval", command, first, *between, second), code, name)


@needs_trec_eval
def test_rankings_of_any_retriever_are_scored(run: Run, stored_run: Path, folder: Path) -> None:
    trec = stored_run / "trec"
    ours = _stored(stored_run / "run.json")["overall"]["scores"]
    for unit in ("articles", "quotes"):
        rankings = (trec / f"{unit}.qrels", trec / f"lexical.{unit}.run")
        ended = run("eval", "trec", *rankings, "--unit", unit, "--out", "trec.json")
        assert (ended.code, ended.err) == (0, "")
        theirs = _stored(folder / "trec.json")["overall"]["scores"]
        assert theirs == {
            f"reranked.{unit}.{measure}": ours[f"lexical.{unit}.{measure}"]
            for measure in ("Success@1", "Success@5", "Success@10", "R@5", "R@10", "R@20", "RR")
        } | {f"reranked.{unit}.nDCG@10": ours[f"lexical.{unit}.nDCG@10"]}
        compared = ("eval", "compare", stored_run / "run.json", "trec.json")
        assert "won:" in run(*compared).out
        assert run(*compared, "--measure", f"reranked.{unit}.RR").code == 0
        assert run(*compared, "--measure", "right").code == 2


def test_a_ranking_that_cannot_be_scored_is_refused_with_its_line(
    run: Run, stored_run: Path, folder: Path
) -> None:
    qrels, rankings = stored_run / "trec" / "articles.qrels", folder / "bad.run"
    rankings.write_text("q1 Q0 emberly 1 1 t\nq1 Q0 emberly\n")
    _refused(run("eval", "trec", qrels, rankings), 3, f"{rankings}:2: 3 columns")
    (folder / "bad.qrels").write_text("q1 0 emberly yes\n")
    rankings.write_text("q1 Q0 emberly 1 1 t\n")
    _refused(run("eval", "trec", "bad.qrels", rankings), 3, "bad.qrels:1: ", "grade")
    (folder / "bad.qrels").write_text("q1 0 emberly 0\n")
    _refused(run("eval", "trec", "bad.qrels", rankings), 3, "nothing is relevant")
    _refused(run("eval", "trec", "nowhere", rankings), 5, "nowhere")


# --- what every command has in common ---


COMMANDS = [
    ["ask", "Rain?"],
    ["serve", "--port", "0"],
    ["verify", "answer.json"],
    ["check"],
    ["eval", "run"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_without_an_index_or_with_a_corrupt_one(
    command: list[str], run: Run, index: Path, folder: Path
) -> None:
    (folder / "answer.json").write_text('{"citations": []}')
    (folder / "file").write_text("")
    _refused(run(*command), 2, ".dateline", "dateline index PATH…")
    _refused(run(*command, "--index", "file"), 2, "file")
    altered = shutil.copytree(index, folder / "altered")
    [vectors] = altered.glob("generations/*/vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\0")
    _refused(run(*command, "--index", altered), 6, "vectors.npy")
    (altered / "CURRENT").write_text("../../x " + "0" * 64)
    _refused(run(*command, "--index", altered), 6, "CURRENT")


@pytest.mark.parametrize("command", [*COMMANDS, ["index", "a.txt"]])
def test_settings_are_checked_first(
    command: list[str], run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dateline.toml").write_text("prot = 1\n")
    _refused(run(*command), 2, "prot")
    (folder / "dateline.toml").write_text("port = \n")
    _refused(run(*command), 2, "dateline.toml")
    monkeypatch.setenv("DATELINE_PROT", "1")
    _refused(run(*command), 2, "DATELINE_PROT")


def test_the_index_may_be_named_by_variable_and_file(
    run: Run, index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dateline.toml").write_text('index = "from-the-file"\n')
    _refused(run("ask", "Rain?"), 2, "from-the-file")
    monkeypatch.setenv("DATELINE_INDEX", "from-a-variable")
    _refused(run("ask", "Rain?"), 2, "from-a-variable")
    assert run("verify", _answer_without_quotes(folder), "--index", index).code == 0


def _answer_without_quotes(folder: Path) -> Path:
    path = folder / "none.json"
    path.write_text('{"citations": []}')
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["index"],
        ["ask"],
        ["ask", "a", "b"],
        ["serve", "--port", "x"],
        ["eval"],
        ["eval", "check"],
    ],
)
def test_a_command_that_is_not_understood(arguments: list[str], run: Run) -> None:
    assert run(*arguments).code == 2


def test_help_names_the_commands(run: Run) -> None:
    shown = run("--help")
    assert shown.code == 0
    commands = ("index", "ask", "serve", "verify", "check", "generations", "eval")
    assert all(name in shown.out for name in commands)
    shown = run("eval", "--help")
    assert shown.code == 0
    assert all(name in shown.out for name in ("run", "check", "compare", "gate", "trec"))


# --- generations, check ---


@pytest.fixture
def two(index: Path, folder: Path) -> tuple[Path, str, str]:
    """An index with an older and a current generation, and the ids of both."""
    there = shutil.copytree(index, folder / "two")
    older = (there / "CURRENT").read_text().split()[0]
    newer = publish(there, ARTICLES[:1], load_embedder()).generation
    return there, older, newer


def test_generations_are_listed_shown_and_gone_back_to(
    run: Run, two: tuple[Path, str, str]
) -> None:
    there, older, newer = two
    listed = run("generations", "list", "--index", there)
    assert (listed.code, listed.err) == (0, "")
    first, second = listed.out.splitlines()
    assert first.startswith(f"  {older}  ")
    assert first.endswith("+00:00  2 articles  2 passages")
    assert second.startswith(f"* {newer}  ")
    shown = run("generations", "show", older, "--index", there)
    assert shown.out.startswith(f"generation: {older}\ncurrent: no\nbuilt: ")
    assert "\narticles: 2\n" in shown.out
    assert "\nembedder: all-MiniLM-L6-v2-int8\n" in shown.out
    assert re.search(r"\n  [0-9a-f]{64}  articles\.sqlite\n", shown.out)
    back = run("generations", "rollback", older, "--index", there)
    assert back.code == 0
    assert back.out.startswith(f"Generation {older} is current in {there}: ")
    assert "current: yes" in run("generations", "show", older, "--index", there).out
    asked = json.loads(run("ask", "Who is mayor?", "--json", "--index", there).out)
    assert asked["generation"] == older
    pruned = run("generations", "prune", "--keep", 1, "--index", there)
    assert pruned.out == f"removed {newer}\n1 removed\n"
    assert run("generations", "list", "--index", there).out == f"* {first[2:]}\n"


def test_only_what_stands_whole_is_gone_back_to(run: Run, two: tuple[Path, str, str]) -> None:
    there, older, newer = two
    before = (there / "CURRENT").read_bytes()
    for command in ["show"], ["rollback"]:
        for unknown in "nope", "../generations", "":
            _refused(
                run("generations", *command, unknown, "--index", there), 2, repr(unknown), older
            )
    vectors = there / "generations" / older / "stories.npy"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\1")
    _refused(run("generations", "rollback", older, "--index", there), 6, older, "stories.npy")
    (there / "generations" / older / "manifest.json").write_text("{}")
    _refused(run("generations", "show", older, "--index", there), 6, "manifest.json")
    assert f"{older}  damaged: " in run("generations", "list", "--index", there).out
    (there / "generations" / f"{older}.sha256").unlink()
    _refused(run("generations", "rollback", older, "--index", there), 6, f"{older}.sha256")
    assert (there / "CURRENT").read_bytes() == before
    # A damaged CURRENT says nothing of which to keep, and going back mends it.
    (there / "CURRENT").write_text("?")
    _refused(run("generations", "prune", "--index", there), 6, "CURRENT")
    assert run("generations", "rollback", newer, "--index", there).code == 0
    assert (there / "CURRENT").read_bytes() == before


def test_check_verifies_every_file(run: Run, two: tuple[Path, str, str]) -> None:
    there, older, newer = two
    for given, id_ in ([], newer), ([older], older):
        ended = run("check", *given, "--index", there)
        files = [path for path in (there / "generations" / id_).rglob("*") if path.is_file()]
        total = sum(path.stat().st_size for path in files)
        assert ended == Ended(
            0,
            f"Generation {id_} is as it was published: {len(files)} files, {total} bytes.\n",
            "",
        )
    _refused(run("check", "nope", "--index", there), 2, "nope", older, newer)
    bounds = there / "generations" / newer / "passages.npy"
    bounds.write_bytes(bounds.read_bytes()[:-1])
    _refused(run("check", "--index", there), 6, newer, "passages.npy")
    assert run("check", older, "--index", there).code == 0
    line = (there / "CURRENT").read_text()
    (there / "CURRENT").write_text(line.replace(line[-2], "0" if line[-2] != "0" else "1"))
    _refused(run("check", "--index", there), 6)
    _refused(run("check", "--index", there / "cache"), 2, "holds no index")
    assert not (there / "cache" / "LOCK").exists()


def test_a_second_writer_fails_at_once(run: Run, folder: Path, two: tuple[Path, str, str]) -> None:
    there, older, _ = two
    (folder / "a.txt").write_text("It rained.")
    with one_writer(there):
        for command in (
            ["index", "a.txt"],
            ["generations", "rollback", older],
            ["generations", "prune", "--keep", 1],
        ):
            ended = run(*command, "--index", there)
            _refused(ended, 4, f"{there}: ", f"(pid {os.getpid()})", "try again")
        # Reading needs no lock.
        assert run("ask", LANTERNS, "--index", there).code == 0
        assert run("check", "--index", there).code == 0
    assert run("generations", "prune", "--keep", 1, "--index", there).out.startswith("removed")


def test_the_setting_says_how_many_generations_stay(
    run: Run, two: tuple[Path, str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, _, newer = two
    (folder / "a.txt").write_text("It rained.")
    monkeypatch.setenv("DATELINE_KEEP_GENERATIONS", "2")
    assert run("index", "a.txt", "--index", there).code == 0
    listed = run("generations", "list", "--index", there).out.splitlines()
    assert [line.split()[0] for line in listed] == [newer, "*"]
    monkeypatch.setenv("DATELINE_KEEP_GENERATIONS", "0")
    _refused(run("generations", "prune", "--index", there), 2, "setting keep_generations")


@pytest.mark.slow
def test_of_ten_processes_that_publish_at_once_each_wins_or_is_told(
    run: Run, index: Path, folder: Path
) -> None:
    there = shutil.copytree(index, folder / "there")
    (folder / "a.txt").write_text("It rained.")
    command = [str(DATELINE), "index", "a.txt", "--index", str(there)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    told = [process.communicate()[1] for process in processes]
    codes = [process.returncode for process in processes]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    for code, err in zip(codes, told, strict=True):
        assert code == 0 or f"{there}: another process (pid " in err
    assert run("check", "--index", there).code == 0


# --- serve ---


def test_a_running_service_takes_what_is_published(
    two: tuple[Path, str, str], run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on with it when what comes next is damaged."""
    there, older, newer = two
    monkeypatch.setenv("DATELINE_REFRESH_SECONDS", "0.05")
    # When it is told to end, nothing is left to answer.
    monkeypatch.setenv("DATELINE_DRAIN_SECONDS", "1")
    with _running("serve", "--port", "0", "--index", there) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]

        def ready() -> Any:
            return httpx2.get(f"{url}readyz").json()

        assert ready() == {"status": "ready", "generation": newer, "refused": None}
        assert run("generations", "rollback", older, "--index", there).code == 0
        _wait_for(lambda: ready()["generation"] == older)
        (there / "CURRENT").write_text("../../x " + "0" * 64)
        _wait_for(lambda: ready()["refused"] is not None)
        assert ready()["generation"] == older
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    told = [line for line in _logged(err) if line["message"] != "request"]
    assert [line["level"] for line in told] == ["info", "warning"]
    assert told[0]["message"] == f"generation {older} is served"
    refused = f"generation {older} stays served, for the current one is refused: CURRENT: "
    assert told[1]["message"].startswith(refused)


def test_serve_refuses_what_it_must_not_or_cannot_do(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refused(run("serve", "--index", index, "--port", 70000), 2, "setting port")
    _refused(run("serve", "--index", index, "--host", "0.0.0.0"), 2, "host", "DATELINE_API_KEY")  # noqa: S104
    key = "sesame-sesame-sesame"
    monkeypatch.setenv("DATELINE_API_KEY_FILE", "nowhere")
    _refused(run("serve", "--index", index), 2, "setting api_key_file: nowhere: No such file")
    monkeypatch.delenv("DATELINE_API_KEY_FILE")
    monkeypatch.setenv("DATELINE_API_KEY", key)
    for host in ("no.such.host.invalid", "x" * 70):
        refused = run("serve", "--index", index, "--host", host, "--port", 0)
        _refused(refused, 2, "setting host", host)
        assert key not in refused.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _refused(run("serve", "--index", index, "--port", port), 5, "in use", port)


def test_serve_prints_its_address_answers_and_loses_no_request_when_it_is_ended(
    service: Served,
) -> None:
    with httpx2.Client(base_url=service.url, timeout=30) as client:
        answer = client.post("/v1/ask", json={"question": LANTERNS}).json()
    assert answer["answer"] == "The keeper of Emberly counted 37 lanterns. [1]"

    body = json.dumps({"question": LANTERNS}).encode()
    head = (
        "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as accepted:
        accepted.sendall(head.encode() + body[:5])
        _wait_for(lambda: httpx2.get(f"{service.url}livez").status_code == 200)
        service.process.send_signal(signal.SIGTERM)
        _wait_for(lambda: not _is_listening(service.port))
        accepted.sendall(body[5:])
        received = b""
        while piece := accepted.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"answer":"The keeper of Emberly counted 37 lanterns. [1]"' in received
    assert service.process.wait(10) == 0
    assert service.process.stdout is not None
    assert service.process.stderr is not None
    assert service.process.stdout.read() == ""
    logged = _logged(service.process.stderr.read())
    assert {(line["message"], line["status"]) for line in logged} == {("request", 200)}
    assert [line["route"] for line in logged].count("/v1/ask") == 2


def test_an_interrupt_ends_the_service_quietly(service: Served) -> None:
    _wait_for(lambda: httpx2.get(f"{service.url}livez").status_code == 200)
    service.process.send_signal(signal.SIGINT)
    assert service.process.wait(10) == 130
    assert service.process.stderr is not None
    logged = _logged(service.process.stderr.read())
    assert {line["route"] for line in logged} == {"/livez"}


def _logged(err: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.splitlines()]


def test_the_command_is_installed_and_knows_its_version() -> None:
    ended = subprocess.run([DATELINE, "--version"], capture_output=True, text=True, check=True)
    assert ended.stdout == f"dateline {version('dateline')}\n"


def _is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
