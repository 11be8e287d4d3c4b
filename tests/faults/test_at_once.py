"""Writers at once, and what is published, sound or damaged, under a service that is asked."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import httpx2
import pytest

from index import open_index, read_current
from index.folder import CURRENT, GENERATIONS
from index.publishing.generations import generation_folder
from tests.faults.cases import some_or_all
from tests.faults.corpus import write_articles
from tests.faults.fork_server import GO
from tests.faults.forks import ROOT
from tests.faults.journal import Journal
from tests.faults.stage import OLD, Stage, texts, texts_of
from tests.faults.standing import files_of, leftovers
from tests.faults.test_damaged import KINDS

WRITERS, ROUNDS = 10, 20
PUBLICATIONS, CLIENTS = 20, 16
DAMAGED = 20
ASKED = "How many lanterns did the keeper of ferry 3 count?"


@some_or_all(1, ROUNDS)
def test_ten_writers_at_once(stage: Stage, journal: Journal, tmp_path: Path, most: int) -> None:
    """Each publishes or is told who is writing; what is current then is one of theirs, whole."""
    articles = [write_articles(tmp_path / f"{each}", 1000 * each) for each in range(WRITERS)]
    for _ in journal.still("ten writers, round", range(most)):
        with stage.copy() as index:
            writers = [
                stage.forks.start("index", each, "--index", index, held=True) for each in articles
            ]
            for writer in writers:
                os.kill(writer.pid, GO)
            ended = [stage.forks.wait(writer) for writer in writers]
            published = [each for each in ended if each.code == 0]
            assert published
            for each in ended:
                busy = f"{index}: another process"
                assert each.code == 0 or (each.code == 4 and busy in each.told), each
            current = open_index(index, stage.embedder)
            [winner] = [place for place, each in enumerate(ended) if current.id in each.told]
            assert texts(current) == texts_of(1000 * winner)
            assert leftovers(index) == []
            stage.check_next_build(index)


@pytest.fixture
def service(stage: Stage) -> Iterator[tuple[Path, str]]:
    """An index, and the base URL of the real command that serves it."""
    with stage.copy() as index, serving(index) as url:
        yield index, url


@contextmanager
def serving(index: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "dateline", "serve", "--port", "0", "--index", str(index)]
    environment = os.environ | {"DATELINE_REFRESH_SECONDS": "0.05"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
    assert process.returncode == 0


class Asking:
    """Clients that ask until the context is left; whatever was answered is checked then."""

    def __init__(self, url: str, clients: int) -> None:
        self._url = url
        self._clients = clients
        self._ended = Event()
        self.answers: list[dict[str, Any]] = []

    def __enter__(self) -> "Asking":
        self._pool = ThreadPoolExecutor(self._clients)
        self._asking = [self._pool.submit(self._ask) for _ in range(self._clients)]
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._pool.shutdown()
        for each in self._asking:
            each.result()

    def until_answered_from(self, generation: str) -> None:
        """Return when an answer came from ``generation``; at once when a client failed."""
        while not any(answer["generation"] == generation for answer in self.answers):
            if any(each.done() for each in self._asking) or self._ended.wait(0.02):
                return

    def _ask(self) -> None:
        with httpx2.Client(base_url=self._url, timeout=120) as client:
            while not self._ended.is_set():
                response = client.post("/v1/ask", json={"question": ASKED})
                assert response.status_code == 200, response.text
                self.answers.append(response.json())


def check_answers(answers: list[dict[str, Any]], published: dict[str, int]) -> None:
    """Each is from one generation, ``published`` with its first count, quoted to the letter."""
    for answer in answers:
        texts_there = texts_of(published[answer["generation"]])
        assert answer["citations"], answer
        for citation in answer["citations"]:
            text = texts_there[citation["article_id"]]
            assert citation["quote"] == text[citation["start"] : citation["end"]]
            assert citation["article_sha256"] == sha256(text.encode()).hexdigest()
        for passage in answer["passages"]:
            assert passage["text"] in texts_there[passage["article_id"]]


@pytest.mark.slow
def test_publishing_under_load(stage: Stage, service: tuple[Path, str], tmp_path: Path) -> None:
    """No request fails, and none is answered from two generations."""
    index, url = service
    published = {read_current(index).generation: OLD}
    with Asking(url, CLIENTS) as asking:
        for number in range(1, PUBLICATIONS + 1):
            articles = write_articles(tmp_path / f"{number}", 1000 * number)
            stage.build(articles, index)
            published[read_current(index).generation] = 1000 * number
            asking.until_answered_from(read_current(index).generation)
    assert {answer["generation"] for answer in asking.answers} >= published.keys() - {stage.ids[2]}
    check_answers(asking.answers, published)


@pytest.mark.slow
def test_damaged_generations_published_under_load(
    stage: Stage, service: tuple[Path, str], tmp_path: Path
) -> None:
    """Each is refused by name while the last good one is served, and so is a service's start."""
    index, url = service
    good = read_current(index).generation
    with Asking(url, 4) as asking, httpx2.Client(base_url=url, timeout=120) as client:
        for number in range(DAMAGED):
            with stage.copy() as other:
                stage.build(stage.new, other)
                file = damage_a_file(other, number)
                bad = put_current(other, index)
            ready = refusing(client, bad)
            assert f"{bad}/{file}: altered" in ready["refused"]["reason"]
            assert ready["generation"] == good
            begun = stage.forks.run("serve", "--port", 0, "--index", index)
            assert begun.code == 6
            assert f"{bad}/{file}: altered" in begun.told
        stage.build(stage.old, index)
        last = read_current(index).generation
        asking.until_answered_from(last)
        assert client.get("/readyz").json()["refused"] is None
    check_answers(asking.answers, {good: OLD, last: OLD})


def damage_a_file(index: Path, number: int) -> str:
    """Damage one of the current generation's files; gives its name."""
    folder = generation_folder(index, read_current(index).generation)
    names = sorted(files_of(folder))
    chance = random.Random(number)
    name, kind = names[number % len(names)], chance.choice(list(KINDS))
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(KINDS[kind](data, chance))
    return name


def put_current(index: Path, other: Path) -> str:
    """Publish in ``other`` what is current in ``index``, as it is there; gives its id."""
    id_ = read_current(index).generation
    shutil.copytree(generation_folder(index, id_), generation_folder(other, id_))
    seal = Path(GENERATIONS, f"{id_}.sha256")
    shutil.copy(index / seal, other / seal)
    shutil.copy(index / CURRENT, other / f"{CURRENT}.new")
    (other / f"{CURRENT}.new").replace(other / CURRENT)
    return id_


def refusing(client: httpx2.Client, generation: str) -> Any:
    """What readiness says as soon as the service refuses ``generation``, within two minutes."""
    for _ in range(2400):
        ready = client.get("/readyz").json()
        if ready["refused"] and ready["refused"]["generation"] == generation:
            return ready
        sleep(0.05)
    raise AssertionError(f"{generation} is not refused")
