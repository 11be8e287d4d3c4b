"""What many tests need, once a session: the seeds indexed, opened, and served on a socket."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from index import (
    Generation,
    Passage,
    in_context,
    load_embedder,
    open_index,
    publish,
    read_articles,
    split_sentences,
    terms,
)
from service.http.app import create_app
from service.http.listening import listen
from service.http.protocol import Protocol
from service.qa import QA
from service.reading.calibration import Calibration, Logistic
from service.reading.reader import Reading, Span

# No test asks Hugging Face. Its library looks once: when any test is the first to import it.
os.environ["HF_HUB_OFFLINE"] = "1"

SEEDS = Path(__file__).parents[1] / "seeds"

Serve = Callable[[FastAPI], str]


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("DATELINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """No test sees whether what was synced is on the disk; only processes of their own wait."""
    with pytest.MonkeyPatch.context() as patch:
        # Raises as well for what is no open file.
        patch.setattr(os, "fsync", os.fstat)
        yield


@pytest.fixture(scope="module")
def few_trials() -> Iterator[None]:
    """Chance is asked less often, for tests that need no exact interval or p-value."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eval.statistics.bootstrap.RESAMPLES", 100)
        patch.setattr("eval.statistics.randomization.SWAPS", 1_000)
        yield


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the published index of seeds/; nobody writes into it."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    publish(folder, read_articles([SEEDS]).articles, load_embedder())
    return folder


@pytest.fixture(scope="session")
def generation(seeds_index: Path) -> Generation:
    """The seeds' generation, opened."""
    return open_index(seeds_index)


@pytest.fixture(scope="session")
def qa(generation: Generation) -> QA:
    """The real models over the seeds."""
    return QA.over(generation)


class SharedTerms:
    """Reads the sentence that shares the most terms; logits are below 0 where none is shared."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [_sharing(set(terms(question)), passage) for passage in passages]


def _sharing(asked: set[str], passage: Passage) -> Reading:
    logit = 10.0 * len(asked & set(terms(in_context(passage)))) - 5.0
    best = max(
        split_sentences(passage.text),
        key=lambda sentence: len(asked & set(terms(passage.text[sentence.start : sentence.end]))),
    )
    span = Span(passage, passage.start + best.start, passage.start + best.end, 0.0)
    return Reading(passage, logit, logit, (span,))


def believing(least_score: float = 0.0) -> Calibration:
    """Believes answers of that score or more, and quotes whose ``answerable`` is not below 0."""
    return Calibration(
        confidence=Logistic(-least_score, {"score": 1.0}),
        least_confidence=0.5,
        support=Logistic(0.0, {"answerable": 1.0}),
        least_support=0.5,
        least_further_support=0.5,
    )


@pytest.fixture(scope="session")
def swift() -> Callable[[Generation], QA]:
    """Makes a QA whose reader takes no time, for tests in which the model does not matter."""
    return lambda generation: QA(generation, SharedTerms(), believing())


@pytest.fixture(scope="session")
def swift_qa(swift: Callable[[Generation], QA], generation: Generation) -> QA:
    """The seeds behind a swift reader."""
    return swift(generation)


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve an application on a real socket until the session ends; gives its base URL."""
    running: list[tuple[uvicorn.Server, Thread]] = []

    def serve(app: FastAPI) -> str:
        listener = listen("127.0.0.1", 0)
        running.append(_serving(app, listener))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    # All are told before one is waited for: each takes a moment to end.
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join()


@pytest.fixture(scope="session")
def server(qa: QA, serve: Serve) -> str:
    """The base URL of the real service over the seeds."""
    return serve(create_app(qa, "0.0-test"))


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx2.Client]:
    """A client of ``server``."""
    with httpx2.Client(base_url=server, timeout=60) as client:
        yield client


def _serving(app: FastAPI, listener: socket.socket) -> tuple[uvicorn.Server, Thread]:
    """A server that has started and closes ``listener`` when it ends, and its thread."""
    config = uvicorn.Config(
        app, http=Protocol, ws="none", log_level="critical", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.001)
    return server, thread
