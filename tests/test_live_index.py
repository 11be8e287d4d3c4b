"""What is served follows what is published, one generation a request, and a bad one never."""

import gc
import json
import logging
import shutil
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from index import Article, Generation, IndexCorrupt, open_index, publish
from index.building.manifest import FORMAT, MANIFEST
from service.answers import Question
from service.http.app import create_app
from service.live_index import Follower, LiveIndex, Refusal
from service.qa import QA
from tests.conftest import SharedTerms, believing
from tests.resealing import generation_folder, seal
from tests.word_embedder import WordEmbedder

WORDS = WordEmbedder(64)
ASKED = "How many lanterns did the keeper count?"

Serve = Callable[[FastAPI], str]


def lanterns(count: int) -> list[Article]:
    """A corpus whose offsets and answer are those of no other."""
    text = f"{'Rain fell 🌧️. ' * (count % 7)}The keeper counted {count} lanterns. Then it rained."
    return [
        Article("lanterns", None, "Post", None, None, text),
        Article(f"only-in-{count}", None, None, None, None, f"Ferry {count} was late."),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index in which 37 lanterns were counted."""
    publish(tmp_path / "index", lanterns(37), WORDS)
    return tmp_path / "index"


@pytest.fixture
def live(folder: Path, swift: Callable[[Generation], QA]) -> LiveIndex:
    return LiveIndex(swift(open_index(folder, WORDS)))


@pytest.fixture
def follower(live: LiveIndex, folder: Path) -> Follower:
    return Follower(live, folder)


def quote(qa: QA) -> str:
    [citation] = qa.answer(Question(ASKED)).citations
    article = qa.article("lanterns")
    assert article is not None
    assert citation.article == article
    assert citation.quote == article.text[citation.start : citation.end]
    return citation.quote


def test_a_new_generation_is_served_with_the_models_that_are_loaded(
    live: LiveIndex, follower: Follower, folder: Path
) -> None:
    follower.look()
    first = live.qa
    assert quote(first) == "The keeper counted 37 lanterns."
    id_ = publish(folder, lanterns(52), WORDS).generation
    follower.look()
    assert live.qa.generation.id == id_
    assert quote(live.qa) == "The keeper counted 52 lanterns."
    assert live.qa.generation.embedder is first.generation.embedder is WORDS
    assert live.refusal is None
    # A request that began before is answered from what it began with.
    assert quote(first) == "The keeper counted 37 lanterns."
    taken = live.qa
    follower.look()
    assert live.qa is taken


def test_the_old_generation_is_freed_when_its_last_request_ends(
    live: LiveIndex, follower: Follower, folder: Path
) -> None:
    gc.collect()
    gc.disable()
    try:
        request: QA | None = live.qa
        parts = [
            weakref.ref(part)
            for part in (live.qa, live.qa.generation.catalogue, live.qa.generation.retriever)
        ]
        publish(folder, lanterns(52), WORDS)
        follower.look()
        assert all(part() is not None for part in parts)
        assert request
        assert quote(request) == "The keeper counted 37 lanterns."
        request = None
        assert [part() for part in parts] == [None] * 3
    finally:
        gc.enable()


def test_swaps_leave_no_file_open(live: LiveIndex, follower: Follower, folder: Path) -> None:
    descriptors, maps = Path("/proc/self/fd"), Path("/proc/self/maps")
    if not descriptors.is_dir():
        pytest.skip("this system has no /proc")
    before = len(list(descriptors.iterdir()))
    for number in range(8):
        publish(folder, lanterns(number), WORDS, keep=1)
        follower.look()
        assert quote(live.qa) == f"The keeper counted {number} lanterns."
    assert len(list(descriptors.iterdir())) == before
    mapped = {line for line in maps.read_text().splitlines() if str(folder) in line}
    assert {line for line in mapped if live.qa.generation.id not in line} == set()


def test_what_is_served_outlives_its_files(
    live: LiveIndex, follower: Follower, folder: Path
) -> None:
    """Retention removes a generation under a service that has not looked since."""
    served = generation_folder(folder)
    for count in (52, 53):
        publish(folder, lanterns(count), WORDS, keep=1)
    assert not served.exists()
    for _ in range(2):
        assert quote(live.qa) == "The keeper counted 37 lanterns."
    catalogue = live.qa.generation.catalogue
    assert catalogue.article("only-in-37") == lanterns(37)[1]
    assert catalogue.ids == ["lanterns", "only-in-37"]
    follower.look()
    assert quote(live.qa) == "The keeper counted 53 lanterns."


def bit_flipped(folder: Path) -> str:
    path = generation_folder(folder) / "articles.sqlite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return "articles.sqlite: altered"


def file_missing(folder: Path) -> str:
    (generation_folder(folder) / "passages.npy").unlink()
    return "passages.npy: missing"


def of_the_future(folder: Path) -> str:
    seal(folder, format=FORMAT + 1)
    return f"index format {FORMAT + 1}, this Dateline reads format {FORMAT}"


def miscounted(folder: Path) -> str:
    seal(folder, passages=9)
    return "other numbers of articles or passages"


def of_another_dimension(folder: Path) -> str:
    raw = json.loads((generation_folder(folder) / MANIFEST).read_text(encoding="utf-8"))
    seal(folder, recipe=raw["recipe"] | {"dimension": 32})
    return "32"


def of_other_weights(folder: Path) -> str:
    raw = json.loads((generation_folder(folder) / MANIFEST).read_text(encoding="utf-8"))
    seal(folder, recipe=raw["recipe"] | {"embedder_revision": "2"})
    return "built with words (2), here is words (1)"


def removed(folder: Path) -> str:
    shutil.rmtree(generation_folder(folder))
    return "names the generation"


BAD_GENERATIONS = [
    bit_flipped,
    file_missing,
    of_the_future,
    miscounted,
    of_another_dimension,
    of_other_weights,
    removed,
]


@pytest.mark.parametrize("spoil", BAD_GENERATIONS)
def test_a_bad_generation_is_refused_by_name_and_the_next_good_one_taken(
    spoil: Callable[[Path], str],
    live: LiveIndex,
    follower: Follower,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    good = live.qa
    publish(folder, lanterns(52), WORDS)
    reason = spoil(folder)
    bad = generation_folder(folder).name
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            follower.look()
    assert live.qa is good
    assert live.refusal is not None
    assert live.refusal.generation == bad
    assert reason in live.refusal.reason
    [told] = caplog.messages
    assert good.generation.id in told
    assert live.refusal.reason in told
    publish(folder, lanterns(53), WORDS)
    follower.look()
    assert live.refusal is None
    assert quote(live.qa) == "The keeper counted 53 lanterns."


def test_a_model_that_is_not_here_is_refused_by_name(
    live: LiveIndex, follower: Follower, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WordEmbedder(64)
    other.name = "another-model"
    bad = publish(folder, lanterns(52), other).generation
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    follower.look()
    assert live.refusal is not None
    assert live.refusal.generation == bad
    assert live.refusal.reason.startswith("the embedder another-model needs sentence-transformers")
    assert quote(live.qa) == "The keeper counted 37 lanterns."


def moved_away(current: Path) -> Path:
    current.rename(current.with_name("elsewhere"))
    return current


BAD_CURRENTS: dict[str, Callable[[Path], object]] = {
    "missing": lambda current: current.unlink(),
    "empty": lambda current: current.write_bytes(b""),
    "elsewhere": lambda current: current.write_text("../../x " + "0" * 64),
    "dangling": lambda current: current.write_text("nowhere " + "0" * 64),
    "a link": lambda current: moved_away(current).symlink_to("elsewhere"),
    "a folder": lambda current: shutil.copytree(current.parent / "cache", moved_away(current)),
}


@pytest.mark.parametrize("spoilt", BAD_CURRENTS)
def test_a_bad_current_is_refused_and_a_good_one_taken_again(
    spoilt: str,
    live: LiveIndex,
    follower: Follower,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    good, current = live.qa, folder / "CURRENT"
    before = current.read_bytes()
    BAD_CURRENTS[spoilt](current)
    for _ in range(3):
        follower.look()
    assert live.qa is good
    assert live.refusal is not None
    assert live.refusal.generation == ("nowhere" if spoilt == "dangling" else None)
    assert live.refusal.reason.startswith("CURRENT: ")
    assert len(caplog.messages) == 1
    if spoilt == "a folder":
        shutil.rmtree(current)
    else:
        current.unlink(missing_ok=True)
    current.write_bytes(before)
    follower.look()
    assert live.refusal is None
    assert live.qa is good


def test_a_generation_that_arrives_file_by_file_is_looked_at_again(
    live: LiveIndex, follower: Follower, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, lanterns(52), WORDS)
    path = generation_folder(folder) / "passages.npy"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    now = 1000.0
    monkeypatch.setattr("service.live_index.monotonic", lambda: now)
    follower.look()
    path.write_bytes(data)
    follower.look()
    assert live.refusal is not None
    now += 1.0
    follower.look()
    assert live.refusal is None
    assert quote(live.qa) == "The keeper counted 52 lanterns."


def test_a_generation_that_was_left_and_is_named_again_is_looked_at_at_once(
    live: LiveIndex, follower: Follower, folder: Path
) -> None:
    served = (folder / "CURRENT").read_bytes()
    publish(folder, lanterns(52), WORDS)
    path, named = generation_folder(folder) / "passages.npy", (folder / "CURRENT").read_bytes()
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    follower.look()
    assert live.refusal is not None
    (folder / "CURRENT").write_bytes(served)
    follower.look()
    path.write_bytes(data)
    (folder / "CURRENT").write_bytes(named)
    follower.look()
    assert quote(live.qa) == "The keeper counted 52 lanterns."


def test_a_fault_of_ours_is_logged_whole_and_told_without_detail(
    live: LiveIndex,
    follower: Follower,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_qa: QA, _question: Question) -> None:
        raise ZeroDivisionError("a secret place")

    id_ = publish(folder, lanterns(52), WORDS).generation
    with monkeypatch.context() as patch:
        patch.setattr(QA, "answer", fail)
        follower.look()
    assert live.refusal == Refusal(id_, "cannot be opened; the log says why")
    assert "ZeroDivisionError: a secret place" in caplog.text


def test_a_generation_removed_while_it_is_opened_is_no_bad_one(
    live: LiveIndex, follower: Follower, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, lanterns(52), WORDS)

    def late(folder: Path, *_: object) -> Generation:
        monkeypatch.undo()
        publish(folder, lanterns(53), WORDS, keep=1)
        raise IndexCorrupt("gone")

    monkeypatch.setattr("service.live_index.open_generation", late)
    follower.look()
    assert live.refusal is None
    follower.look()
    assert quote(live.qa) == "The keeper counted 53 lanterns."


# --- over a socket ---


@pytest.fixture
def client(live: LiveIndex, serve: Serve) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=serve(create_app(live, "0.0-test")), timeout=30) as client:
        yield client


def test_readiness_names_what_is_served_and_what_is_refused(
    client: httpx2.Client, live: LiveIndex, follower: Follower, folder: Path
) -> None:
    served = live.qa.generation.id
    ready = client.get("/readyz")
    assert ready.json() == {"status": "ready", "generation": served, "refused": None}
    bad = publish(folder, lanterns(52), WORDS).generation
    bit_flipped(folder)
    follower.look()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "generation": served,
        "refused": {
            "generation": bad,
            "reason": f"generations/{bad}/articles.sqlite: altered since it was built; "
            "rebuild with `dateline index PATH…`",
        },
    }
    assert str(folder) not in ready.text
    assert client.get("/v1/corpus").json()["generation"] == served
    asked = client.post("/v1/ask", json={"question": ASKED}).json()
    assert asked["generation"] == served


def test_publishing_under_traffic_causes_no_error_and_mixes_no_generations(
    client: httpx2.Client, live: LiveIndex, follower: Follower, folder: Path
) -> None:
    published = {live.qa.generation.id: 37}
    seen: list[str] = []
    ended = threading.Event()

    def ask() -> list[dict[str, Any]]:
        answers = []
        while not ended.is_set():
            response = client.post("/v1/ask", json={"question": ASKED})
            assert response.status_code == 200, response.text
            answers.append(response.json())
            seen.append(answers[-1]["generation"])
        return answers

    with ThreadPoolExecutor(8) as pool, follower.every(0.02):
        asking = [pool.submit(ask) for _ in range(8)]
        try:
            for count in (52, 53, 54, 55):
                id_ = publish(folder, lanterns(count), WORDS, keep=1).generation
                published[id_] = count
                while id_ not in seen and not any(each.done() for each in asking):
                    ended.wait(0.01)
        finally:
            ended.set()
        answers = [answer for each in asking for answer in each.result()]
    assert {answer["generation"] for answer in answers} == published.keys()
    for answer in answers:
        count = published[answer["generation"]]
        text = lanterns(count)[0].text
        [citation] = answer["citations"]
        assert citation["quote"] == f"The keeper counted {count} lanterns."
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["article_sha256"] == sha256(text.encode()).hexdigest()
        assert all(f"{count}" in passage["text"] for passage in answer["passages"])
    assert live.refusal is None


def test_the_reader_stays_the_one_that_was_loaded(folder: Path) -> None:
    reader, asked = SharedTerms(), []

    class Counting(SharedTerms):
        def read(self, question: str, passages: Any) -> Any:
            asked.append(question)
            return reader.read(question, passages)

    live = LiveIndex(QA(open_index(folder, WORDS), Counting(), believing()))
    publish(folder, lanterns(52), WORDS)
    Follower(live, folder).look()
    # The new one was warmed before it was served.
    assert asked
    assert quote(live.qa) == "The keeper counted 52 lanterns."
