"""Dify's external knowledge API, asked as Dify asks."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from index import Article, Generation, Hit, Passage, Scores, load_embedder, open_index, publish
from service.http.access import Access
from service.http.app import create_app
from service.http.schemas.dify import Record, likeness
from service.qa import QA
from tests.conftest import Serve

KEY = "open-sesame-open-sesame"
SECRET = "zebrafish"  # noqa: S105  (of nobody)
SHIP = "🛳🛳 Un navire. The ferry 🛳 carried 37 lanterns. Fin."
ARTICLES = [
    Article("ship", "Arrivé", "Post", date(2025, 1, 3), "https://post.example/1", SHIP),
    Article("rain", None, None, None, None, "It rained all day. The ferry stayed at home."),
]


@pytest.fixture(scope="module")
def qa(swift: Callable[[Generation], QA], tmp_path_factory: pytest.TempPathFactory) -> QA:
    folder = tmp_path_factory.mktemp("dify")
    embedder = load_embedder()
    publish(folder, ARTICLES, embedder)
    return swift(open_index(folder, embedder))


@pytest.fixture(scope="module")
def client(qa: QA, serve: Serve) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=serve(create_app(qa, "0.0-test")), timeout=60) as client:
        yield client


def _body(**setting: Any) -> dict[str, Any]:
    return {"knowledge_id": "news", "query": "ferry lanterns", "retrieval_setting": setting}


def _records(client: httpx2.Client, **setting: Any) -> list[dict[str, Any]]:
    response = client.post("/retrieval", json=_body(**setting))
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["records"]
    records: list[dict[str, Any]] = response.json()["records"]
    return records


def test_records_are_the_passages_that_search_finds(client: httpx2.Client) -> None:
    records = _records(client, top_k=2, score_threshold=0.0)
    hits = client.post("/v1/search", json={"query": "ferry lanterns", "top_k": 2}).json()["hits"]
    assert [each["metadata"]["passage_id"] for each in records] == [h["passage_id"] for h in hits]
    assert [each["content"] for each in records] == [hit["text"] for hit in hits]
    assert [each["score"] for each in records] == [hit["scores"]["dense"] for hit in hits]
    assert len(records) == 2


def test_a_record_says_where_it_is_from_and_is_silent_on_what_is_not_known(
    client: httpx2.Client, qa: QA
) -> None:
    ship, rain = _records(client, top_k=2, score_threshold=0.0)
    assert list(ship) == ["content", "score", "title", "metadata"]
    assert ship["title"] == "Arrivé"
    assert ship["metadata"] == {
        "article_id": "ship",
        "article_sha256": ARTICLES[0].sha256,
        "passage_id": f"ship:0-{len(SHIP)}",
        "start": 0,
        "end": len(SHIP),
        "generation": qa.generation.id,
        "source": "Post",
        "published": "2025-01-03",
        "url": "https://post.example/1",
    }
    assert SHIP[ship["metadata"]["start"] : ship["metadata"]["end"]] == ship["content"]
    # Dify fails over a null, and takes the title for text.
    assert rain["title"] == "rain"
    assert not {"source", "published", "url"} & set(rain["metadata"])
    assert None not in rain["metadata"].values()


def test_the_threshold_is_one_of_likeness(client: httpx2.Client) -> None:
    scores = [record["score"] for record in _records(client, top_k=2)]
    assert all(0 <= score <= 1 for score in scores)
    between = sum(scores) / 2
    [above] = _records(client, top_k=2, score_threshold=between)
    assert above["score"] == max(scores)
    assert len(_records(client, top_k=2, score_threshold=min(scores))) == 2
    assert _records(client, top_k=2, score_threshold=1) == []
    assert len(_records(client, top_k=2, score_threshold=None)) == 2


@pytest.mark.parametrize(
    ("dense", "score"), [(0.5, 0.5), (-0.2, 0.0), (None, 0.0), (1.0000001, 1.0)]
)
def test_likeness_is_the_cosine_within_its_bounds(dense: float | None, score: float) -> None:
    article = ARTICLES[1]
    hit = Hit(Passage(article, 0, 18), Scores(dense=dense, fused=0.01))
    assert likeness(hit) == Record.of(hit, "g").score == score


def test_what_means_nothing_here_is_ignored(client: httpx2.Client) -> None:
    body = _body(top_k=1, search_method="hybrid") | {"metadata_condition": None, "more": 1}
    assert len(client.post("/retrieval", json=body).json()["records"]) == 1
    # An older Dify sends no more than this.
    assert client.post("/retrieval", json={"query": "ferry"}).json()["records"]


def test_top_k_bounds_the_records(client: httpx2.Client) -> None:
    assert len(_records(client, top_k=1)) == 1


def test_every_error_has_dify_s_shape(client: httpx2.Client) -> None:
    for response, status in [
        (client.post("/retrieval", json=_body(top_k=0)), 422),
        (client.post("/retrieval", json=_body(top_k=51)), 422),
        (client.post("/retrieval", json=_body(score_threshold=1.5)), 422),
        (client.post("/retrieval", json={"query": " "}), 422),
        (client.post("/retrieval", json={"knowledge_id": SECRET}), 422),
        (client.post("/retrieval", json=_body() | {"retrieval_setting": SECRET}), 422),
        # So Dify tries an endpoint that is told to it; 403, 404 and 502 it takes for a wrong one.
        (client.post("/retrieval"), 415),
        (client.post("/retrieval", json={"query": "x" * 70_000}), 413),
        (client.get("/retrieval"), 405),
    ]:
        assert response.status_code == status
        assert list(response.json()) == ["error_code", "error_msg"]
        assert response.json()["error_code"] == status
        assert SECRET not in response.text
    told = client.post("/retrieval", json=_body(top_k=0)).json()["error_msg"]
    assert "retrieval_setting.top_k" in told


def test_a_wrong_key_has_dify_s_own_code(qa: QA, serve: Serve) -> None:
    url = serve(create_app(qa, "0.0-test", Access(keys=(SecretStr(KEY),))))
    refused = httpx2.post(f"{url}/retrieval", json=_body())
    assert (refused.status_code, refused.json()["error_code"]) == (401, 1002)
    headers = {"Authorization": f"Bearer {KEY}"}
    assert httpx2.post(f"{url}/retrieval", json=_body(), headers=headers).json()["records"]
