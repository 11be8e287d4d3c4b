"""The command line: what it prints, how it ends, and that no known error shows a traceback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx2
import pytest

import dateline
from index import Article, load_embedder, publish
from service.schemas import AskResponse

DATELINE = Path(sys.executable).with_name("dateline")
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
    assert ended.out.startswith("2 read: 2 articles, 0 duplicates, 0 rejected; ")
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
    assert allowed.out.startswith("2 read: 1 articles, 0 duplicates, 1 rejected; ")
    assert "rejected: bad/empty.txt: " in allowed.err
    assert (there / "CURRENT").read_bytes() != current


def test_duplicates_are_noted(run: Run, folder: Path) -> None:
    line = json.dumps({"id": "a", "text": "It rained."}) + "\n"
    (folder / "twice.jsonl").write_text(line * 2)
    ended = run("index", "twice.jsonl")
    assert ended.out.startswith("2 read: 1 articles, 1 duplicates, 0 rejected; ")
    assert "note: twice.jsonl:2: " in ended.err


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/no-such-place"])
def test_an_index_that_cannot_be_written(place: str, run: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    (folder / "a.txt").write_text("It rained.")
    _refused(run("index", "a.txt", "--index", place), 5, place)


def test_long_work_shows_plain_lines_where_there_is_no_terminal(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dateline, "LINE_EVERY_SECONDS", 0.0)
    (folder / "a.txt").write_text("It rained.")
    (folder / "b.txt").write_text("It snowed.")
    ended = run("index", "a.txt", "b.txt")
    assert "chunking articles: 1 of 2\nchunking articles: 2 of 2\n" in ended.err
    assert ended.err.endswith("embedding passages: 2 of 2\n")
    assert "\r" not in ended.err


def test_an_interrupt_ends_with_130_and_no_words(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dateline, "publish", interrupted)
    (folder / "a.txt").write_text("It rained.")
    assert run("index", "a.txt") == Ended(130, "", "")


# --- ask ---


def test_ask_shows_the_answer_with_its_quote(run: Run, index: Path) -> None:
    ended = run("ask", LANTERNS, "--index", index)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "The keeper of Emberly counted 37 lanterns. [1]\n"
        "\n"
        "[1] Post, The tower\n"
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
    assert answer.short_answer == "The keeper of Emberly counted 37 lanterns."
    (folder / "answer.json").write_text(ended.out)
    verified = run("verify", "answer.json", "--index", index)
    assert verified == Ended(0, "[1] emberly: exact\n", "")


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


def test_eval_scores_gold_questions_and_stores_the_run(run: Run, index: Path, folder: Path) -> None:
    gold = _write_gold(folder / "ours.jsonl", GOLD, NO_ANSWER)
    ended = run("eval", "run", gold, "--index", index, "--out", "runs/first.json")
    assert (ended.code, ended.err) == (0, "")
    assert "ours.jsonl scored on generation " in ended.out
    assert "2 questions: 1 answerable, 1 unanswerable; 0 failed." in ended.out
    stored = json.loads((folder / "runs" / "first.json").read_text())
    assert [row["status"] for row in stored["rows"]] == ["answered", "abstained"]
    assert stored["overall"]["scores"]["contained"] == 1.0
    assert stored["overall"]["scores"]["hit@1"] == 1.0
    assert stored["absent"] is False


def test_several_golds_are_stored_each_under_its_name(run: Run, index: Path, folder: Path) -> None:
    files = [_write_gold(folder / name, GOLD) for name in ("a.one.jsonl", "a.two.jsonl")]
    ended = run("eval", "run", *files, "--index", index, "--out", "run.json", "--absent")
    assert ended.code == 0
    assert "scored as unanswerable" in ended.out
    for name in ("run.a.one.json", "run.a.two.json"):
        stored = json.loads((folder / name).read_text())
        assert stored["absent"] is True
        assert stored["overall"]["counts"]["unanswerable"] == 1
    assert not (folder / "run.json").exists()


def test_runs_that_would_overwrite_each_other_are_not_begun(run: Run, folder: Path) -> None:
    (folder / "other").mkdir()
    files = [_write_gold(folder / name, GOLD) for name in ("gold.jsonl", "other/gold.jsonl")]
    ended = run("eval", "run", *files, "--out", "run.json")
    assert ended.code == 2
    assert "--out" in ended.err
    ended = run("eval", "run", files[0], "--out", folder)
    assert ended.code == 2
    assert "--out" in ended.err


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "gold.jsonl: "),
        (b"\xff\n", "gold.jsonl:1: "),
        (b"\n{}\n", "gold.jsonl:2: "),
        (json.dumps(GOLD).encode() + b"\n" + json.dumps(GOLD).encode(), "gold.jsonl:2: "),
        (json.dumps(GOLD | {"id": "\x1b[31m", "answers": []}).encode(), "gold.jsonl:1: "),
    ],
)
def test_bad_gold_is_refused_with_its_line(
    content: bytes, place: str, run: Run, index: Path, folder: Path
) -> None:
    (folder / "gold.jsonl").write_bytes(content)
    _refused(run("eval", "run", "gold.jsonl", "--index", index), 3, place)


def test_gold_that_cannot_be_read(run: Run, index: Path, folder: Path) -> None:
    _refused(run("eval", "run", "nowhere.jsonl", "--index", index), 5, "nowhere.jsonl")
    _refused(run("eval", "run", folder, "--index", index), 5, folder)


# --- what every command has in common ---


COMMANDS = [["ask", "Rain?"], ["serve", "--port", "0"], ["verify", "answer.json"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_without_an_index_or_with_a_corrupt_one(
    command: list[str], run: Run, index: Path, folder: Path
) -> None:
    (folder / "answer.json").write_text('{"citations": []}')
    (folder / "file").write_text("")
    _refused(run(*command), 2, ".dateline", "dateline index PATH…")
    _refused(run(*command, "--index", "file"), 2, "file")
    altered = shutil.copytree(index, folder / "altered")
    [vectors] = altered.glob("generations/*/dense.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\0")
    _refused(run(*command, "--index", altered), 6, "dense.faiss")
    (altered / "CURRENT").write_text("../../x " + "0" * 64)
    _refused(run(*command, "--index", altered), 6, "CURRENT")


@pytest.mark.parametrize("command", [*COMMANDS, ["index", "a.txt"], ["eval", "run"]])
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
    [["nope"], ["index"], ["ask"], ["ask", "a", "b"], ["serve", "--port", "x"], ["eval"]],
)
def test_a_command_that_is_not_understood(arguments: list[str], run: Run) -> None:
    assert run(*arguments).code == 2


def test_help_names_the_commands(run: Run) -> None:
    shown = run("--help")
    assert shown.code == 0
    assert all(name in shown.out for name in ("index", "ask", "serve", "verify", "eval"))


# --- serve ---


def test_serve_refuses_what_it_must_not_or_cannot_do(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refused(run("serve", "--index", index, "--port", 70000), 2, "setting port")
    _refused(run("serve", "--index", index, "--host", "0.0.0.0"), 2, "host", "DATELINE_API_KEY")  # noqa: S104
    key = "sesame-sesame-sesame"
    monkeypatch.setenv("DATELINE_API_KEY", key)
    for host in ("no.such.host.invalid", "x" * 70):
        refused = run("serve", "--index", index, "--host", host, "--port", 0)
        _refused(refused, 2, "setting host", host)
        assert key not in refused.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _refused(run("serve", "--index", index, "--port", port), 5, "in use", port)


@dataclass(frozen=True, slots=True)
class Served:
    """The real command, serving."""

    process: subprocess.Popen[str]
    url: str
    port: int


@pytest.fixture
def served(index: Path) -> Iterator[Served]:
    command = [str(DATELINE), "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Dateline serves generation "), line
        url = line.split()[-1]
        yield Served(process, url, int(url.rstrip("/").rpartition(":")[2]))
        process.kill()


def test_serve_prints_its_address_answers_and_loses_no_request_when_it_is_ended(
    served: Served,
) -> None:
    with httpx2.Client(base_url=served.url, timeout=30) as client:
        answer = client.post("/v1/ask", json={"question": LANTERNS}).json()
    assert answer["answer"] == "The keeper of Emberly counted 37 lanterns. [1]"

    body = json.dumps({"question": LANTERNS}).encode()
    head = (
        "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as accepted:
        accepted.sendall(head.encode() + body[:5])
        _wait_for(lambda: httpx2.get(f"{served.url}livez").status_code == 200)
        served.process.send_signal(signal.SIGTERM)
        _wait_for(lambda: not _is_listening(served.port))
        accepted.sendall(body[5:])
        received = b""
        while piece := accepted.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"answer":"The keeper of Emberly counted 37 lanterns. [1]"' in received
    assert served.process.wait(10) == 0
    assert served.process.stdout is not None
    assert served.process.stderr is not None
    assert (served.process.stdout.read(), served.process.stderr.read()) == ("", "")


def test_an_interrupt_ends_the_service_quietly(served: Served) -> None:
    _wait_for(lambda: httpx2.get(f"{served.url}livez").status_code == 200)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(10) == 130
    assert served.process.stderr is not None
    assert served.process.stderr.read() == ""


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
