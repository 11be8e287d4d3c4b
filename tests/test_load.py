"""The load benchmark: what it asks, what it counts, and how it sums up; over a real socket."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Sequence
from itertools import islice
from math import isnan
from pathlib import Path
from threading import Event

import httpx2
import pytest
from fastapi import FastAPI

from eval.load import soaking
from eval.load.__main__ import main
from eval.load.asking import LOST, NotAnswered, Reply, ask, ask_in_turn, distinct
from eval.load.offering import Offered, capacity, client_of, markdown, offer
from eval.load.service import Service, started
from eval.load.soaking import Publisher, Slope, Soaked, soak
from index import Generation, Passage, load_embedder, open_index, publish
from service.http.app import create_app
from service.inference import Capacity
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import SharedTerms, believing
from tests.scripted import article

Serve = Callable[[FastAPI], str]


# The port that nobody serves on.
NOBODY = "http://127.0.0.1:9"


class Shut:
    """Reads nothing before it is let go."""

    def __init__(self) -> None:
        self.let_go = Event()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        assert self.let_go.wait(30)
        return SharedTerms().read(question, passages)


@pytest.fixture(scope="module")
def swift_url(swift_qa: QA, serve: Serve) -> str:
    return serve(create_app(swift_qa, "0", capacity=Capacity(cache_answers=0)))


def test_no_two_questions_are_equal() -> None:
    asked = list(islice(distinct(["Who won?", "Who lost?"]), 10_000))
    assert len(set(asked)) == 10_000
    assert asked[100] == "Of Bababa: Who won?"


def test_a_rate_is_offered_and_what_came_of_it_is_counted(swift_url: str) -> None:
    offered = asyncio.run(offer(swift_url, distinct(["Who?"]), 2.0, 10.0, 0.5))
    assert (offered.times, offered.per_second) == (2.0, 20.0)
    assert len(offered.replies) == 10
    assert set(offered.statuses()) <= {200, 503}
    assert offered.statuses()[200] >= 1
    assert len(offered.livez) >= 2
    assert {reply.status for reply in offered.livez} == {200}
    assert 0 < offered.seconds(200, 50) <= offered.seconds(200, 99) < 30


def test_what_a_service_can_do_is_measured_with_two_in_turn(swift_url: str) -> None:
    assert asyncio.run(capacity(swift_url, distinct(["Who?"]), 0.3)) > 0


def test_what_is_shed_is_counted_and_no_capacity(generation: Generation, serve: Serve) -> None:
    shut = Shut()
    url = serve(
        create_app(QA(generation, shut, believing()), "0", capacity=Capacity(wait_seconds=0))
    )

    async def ask_four() -> list[Reply]:
        async with client_of(url) as client:
            asked = [asyncio.create_task(ask(client, f"Who is {each}?")) for each in "abcd"]
            while sum(each.done() for each in asked) < 2:
                await asyncio.sleep(0.01)
            with pytest.raises(NotAnswered, match="503"):
                await ask_in_turn(client, distinct(["Who?"]), seconds=1)
            shut.let_go.set()
            return await asyncio.gather(*asked)

    replies = asyncio.run(ask_four())
    assert Offered(1, 1.0, replies, []).statuses() == {200: 2, 503: 2}


def test_what_had_no_response_is_lost() -> None:
    async def lost() -> Reply:
        async with client_of(NOBODY) as client:
            return await ask(client, "Who?")

    assert asyncio.run(lost()).status == LOST
    with pytest.raises(NotAnswered, match="lost"):
        asyncio.run(capacity(NOBODY, distinct(["Who?"]), 0.1))


def test_a_health_check_that_is_lost_is_counted_as_that() -> None:
    offered = asyncio.run(offer(NOBODY, distinct(["Who?"]), 1.0, 10.0, 0.3))
    assert {reply.status for reply in offered.livez} == {LOST}
    assert offered.statuses() == {LOST: 3 + len(offered.livez)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--times 1 0", "--times: give a number above 0, not '0'"),
        ("--seconds 0", "--seconds: give a number above 0, not '0'"),
        ("--seconds nan", "--seconds: give a number above 0, not 'nan'"),
        ("--seconds inf", "--seconds: give a number above 0, not 'inf'"),
        ("--seconds soon", "--seconds: give a number above 0, not 'soon'"),
        ("--soak 0", "--soak: give a whole number from 1 on, not '0'"),
        ("--soak 1.5", "--soak: give a whole number from 1 on, not '1.5'"),
        ("--soak 9 --publications=-1", "--publications: give a whole number from 0 on, not '-1'"),
        (f"--soak 9 --url {NOBODY}", "--soak starts a service of its own; leave --url out"),
    ],
)
def test_wrong_arguments_are_named(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err.rstrip().endswith(said)


def test_a_service_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--url", NOBODY])
    assert ended.value.code == 5
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"python -m eval.load: {NOBODY}: no Dateline answers there")


def test_gold_that_is_refused_is_told_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for gold, code in (tmp_path / "gold.jsonl", 3), (tmp_path / "none.jsonl", 5):
        (tmp_path / "gold.jsonl").write_text("{}\n")
        with pytest.raises(SystemExit) as ended:
            main(["--gold", str(gold), "--url", NOBODY])
        assert ended.value.code == code
        assert str(gold) in capsys.readouterr().err


def test_the_table_has_a_row_a_rate_and_names_what_should_not_be() -> None:
    calm = Offered(1, 2.5, [Reply(200, 0.4), Reply(200, 0.4)], [Reply(200, 0.002)])
    busy = Offered(
        10, 25.0, [Reply(200, 0.6), Reply(503, 0.01), Reply(500, 0.1), Reply(LOST, 1.0)],
        [Reply(200, 0.004), Reply(500, 0.004)],
    )  # fmt: skip
    assert markdown([calm, busy]).splitlines()[2:] == [
        "| 1× | 2.50 | 2 | 400 | 400 | 1.00 | 0 | – | 2 | none |",
        "| 10× | 25.00 | 1 | 600 | 600 | 1.50 | 1 | 10 | 4 | 1 × lost, 2 × 500 |",
    ]
    assert isnan(calm.seconds(503, 99))


# --- the soak ---


def test_a_slope_has_an_interval() -> None:
    # Away from the middle by -2, …, 2: value Σxy/Σx² = 10/10 with residuals 0, 1, -2, 1, 0, whose
    # squares add up to 6 and give an error of √(6 / 3 / 10) = .447.
    slope = Slope.of([0, 1, 2, 3, 4], [10, 12, 10, 14, 14])
    assert slope.value == pytest.approx(1.0)
    assert [slope.low, slope.high] == pytest.approx([0.1235, 1.8765], abs=1e-4)


def test_the_first_thousand_do_not_count() -> None:
    assert Soaked([900, 1000, 1100], [0, 5, 6], 1).slope() is None
    soaked = Soaked([900, 1000, 1100, 1200], [0, 500, 600, 700], 1)
    slope = soaked.slope()
    assert slope is not None
    assert slope.value == pytest.approx(1.0)


def test_each_publication_is_another_generation(tmp_path: Path) -> None:
    embedder = load_embedder()
    publisher = Publisher(tmp_path, [article("It rained."), article("It hailed.", "b")], embedder)
    ids = set()
    for edition in (1, 2):
        publisher.publish()
        opened = open_index(tmp_path, embedder)
        ids.add(opened.id)
        changed = opened.catalogue.article("a")
        assert changed is not None
        assert changed.text == f"It rained.\n\nThis is edition {edition}."
    assert len(ids) == 2


def test_memory_is_looked_at_while_it_soaks(
    swift_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soaking, "EVERY", 2)
    publisher = Publisher(tmp_path, [article("It rained.")], load_embedder())
    told: list[tuple[int, int]] = []
    soaked = asyncio.run(
        soak(
            Service(swift_url, os.getpid()), publisher, distinct(["Who?"]), 5, 1,
            lambda *look: told.append(look),
        )
    )  # fmt: skip
    assert list(soaked.questions) == [2, 4] == [at for at, _ in told]
    assert all(size > 10_000_000 for size in soaked.resident)
    assert soaked.generations == 1
    assert open_index(tmp_path, load_embedder())


def test_the_real_service_is_started_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever measures may have settings of his own, and none that would be wrong here counts.
    monkeypatch.setenv("DATELINE_WORKERS", "-1")
    (tmp_path / "dateline.toml").write_text("workers = -1\n")
    monkeypatch.chdir(tmp_path)
    embedder = load_embedder()
    index = tmp_path / "index"
    publish(index, [article("It rained in Emberly.")], embedder)
    with started(Path("index"), cache_answers=0, drain_seconds=1) as service:
        assert service.resident_bytes() > 10_000_000
        assert httpx2.get(f"{service.url}livez").status_code == 200
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{service.url}livez")
    with (
        pytest.raises(subprocess.CalledProcessError),
        started(index, cache_answers=-1),
    ):
        pass
