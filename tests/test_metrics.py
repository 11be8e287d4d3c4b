"""What is counted, as Prometheus's own parser reads it from the real service."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from index import Generation
from service.answers import Question, Timings
from service.http.access import Access
from service.http.app import create_app
from service.inference import Observer
from service.live_index import LiveIndex, Refusal
from service.metrics import Metrics
from service.qa import QA

KEY = "open-sesame-open-sesame"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"

Serve = Callable[[FastAPI], str]
Samples = Mapping[str, float]


def _samples(text: str) -> Samples:
    """Each sample by its name and its labels: ``dateline_sheds_total``, ``a_total{b="c"}``."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def _told(metrics: Metrics) -> Samples:
    return _samples(metrics.exposition().decode())


@pytest.fixture
def client(swift_qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    """A client of a service that has answered nothing yet."""
    with httpx2.Client(base_url=serve(create_app(swift_qa, "0.0-test")), timeout=30) as client:
        yield client


def _read(client: httpx2.Client) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return _samples(response.text)


def test_answers_abstentions_and_cache_hits_are_counted(client: httpx2.Client) -> None:
    for question in (BOXES, BOXES, "Tungsten boils when?"):
        assert client.post("/v1/ask", json={"question": question}).status_code == 200
    told = _read(client)
    assert told["dateline_answers_total"] == 1
    assert told["dateline_cache_hits_total"] == 1
    assert told['dateline_abstentions_total{reason="low_confidence"}'] == 1
    assert told['dateline_abstentions_total{reason="unknown_source"}'] == 0
    assert told["dateline_sheds_total"] == told["dateline_deadlines_missed_total"] == 0
    for stage in ("retrieve", "rerank", "read", "total"):
        assert told[f'dateline_stage_seconds_count{{stage="{stage}"}}'] == 2
        assert 0 <= told[f'dateline_stage_seconds_sum{{stage="{stage}"}}'] < 10


def test_requests_are_counted_by_route_template(client: httpx2.Client) -> None:
    for path in ("/v1/articles/a", "/v1/articles/b", "/wp-login.php", "/zebrafish", "/livez"):
        client.get(path)
    told = _read(client)
    assert (
        told['dateline_requests_total{method="GET",route="/v1/articles/{id:path}",status="404"}']
        == 2
    )
    assert told['dateline_requests_total{method="GET",route="none",status="404"}'] == 2
    assert told['dateline_request_seconds_count{route="/livez"}'] == 1
    assert told['dateline_request_seconds_bucket{le="10.0",route="/livez"}'] == 1
    assert not any("zebrafish" in name for name in told)


def test_the_generation_that_is_served_is_told(
    client: httpx2.Client, generation: Generation
) -> None:
    manifest = generation.manifest
    told = _read(client)
    assert told[f'dateline_generation_info{{generation="{manifest.generation}"}}'] == 1
    age = (datetime.now(UTC) - datetime.fromisoformat(manifest.built)).total_seconds()
    assert told["dateline_generation_age_seconds"] == pytest.approx(age, abs=30)
    assert told["dateline_index_articles"] == 2
    assert told["dateline_index_passages"] == manifest.passages
    assert told["dateline_generation_refused"] == 0
    assert told["dateline_questions_waiting"] == 0
    assert told["dateline_longest_running_seconds"] == 0


def test_the_key_is_asked_for(swift_qa: QA, serve: Serve) -> None:
    url = serve(create_app(swift_qa, "0.0-test", Access((SecretStr(KEY),))))
    assert httpx2.get(f"{url}/metrics").status_code == 401
    borne = {"Authorization": f"Bearer {KEY}"}
    assert httpx2.get(f"{url}/metrics", headers=borne).status_code == 200


def test_applications_of_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.shed()
    one.shed()
    other.too_late()
    assert _told(one)["dateline_sheds_total"] == 2
    assert _told(other)["dateline_sheds_total"] == 0
    assert _told(other)["dateline_deadlines_missed_total"] == 1


def test_what_becomes_of_questions_is_observed(swift_qa: QA) -> None:
    metrics = Metrics()
    observer: Observer = metrics
    answer = swift_qa.answer(Question(BOXES))
    timed = Timings(retrieve=1.0, rerank=2.0, read=4.0, total=10_001.0)
    observer.answered(replace(answer, timings_ms=timed))
    told = _told(metrics)
    # A millisecond is in the first bucket, and what took more than ten seconds in one of the last.
    assert told['dateline_stage_seconds_bucket{le="0.001",stage="retrieve"}'] == 1
    assert told['dateline_stage_seconds_bucket{le="0.001",stage="rerank"}'] == 0
    assert told['dateline_stage_seconds_bucket{le="10.0",stage="total"}'] == 0
    assert told['dateline_stage_seconds_bucket{le="20.0",stage="total"}'] == 1
    assert told['dateline_stage_seconds_bucket{le="+Inf",stage="total"}'] == 1
    assert told['dateline_stage_seconds_sum{stage="read"}'] == pytest.approx(0.004)


def test_queue_and_refusal_are_told_as_they_are_when_read(swift_qa: QA) -> None:
    metrics, live, waiting = Metrics(), LiveIndex(swift_qa), [3]
    metrics.watch(live, lambda: waiting[0], lambda: 0.5 * waiting[0])
    assert _told(metrics)["dateline_questions_waiting"] == 3
    assert _told(metrics)["dateline_longest_running_seconds"] == 1.5
    waiting[0] = 5
    live.refuse(Refusal("20310501T000000-1", "it is damaged"))
    told = _told(metrics)
    assert told["dateline_questions_waiting"] == 5
    assert told["dateline_generation_refused"] == 1
    assert timedelta(seconds=told["dateline_generation_age_seconds"]) >= timedelta()
