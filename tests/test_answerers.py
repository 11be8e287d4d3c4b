"""In process or over HTTP: the same answers, rankings and articles, and errors that say where."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from eval.answerer import FINAL, LISTS, Answerer, Service
from eval.asking import TOP_K, Asked, ask_gold
from eval.in_process import InProcess
from eval.over_http import OverHttp, ServiceUnreachable
from eval.questions import Evidence, GoldQuestion, load_gold
from index import Article, Generation, load_embedder, open_index, publish
from service.http.access import Access
from service.http.app import create_app
from service.http.schemas import AskRequest
from service.qa import QA
from service.rates import Rate
from tests.conftest import SharedTerms, believing
from tests.served import served

Swift = Callable[[Generation], QA]
Serve = Callable[[FastAPI], str]

GOLD = load_gold(Path(__file__).parents[1] / "eval" / "gold" / "seeds.jsonl")
# Of every type, with an answer and without.
SOME = list({question.type: question for question in GOLD}.values())
MERIDIAN, HARBOUR = "vietnam-us-defence-talks-meridian", "vietnam-us-defence-talks-harbour"
LONG_AGO = date(1999, 1, 1)
KEY = "open-sesame-open-sesame"


@pytest.fixture(scope="module")
def here(swift_qa: QA) -> InProcess:
    return InProcess(swift_qa)


@pytest.fixture(scope="module")
def there(swift_qa: QA, serve: Serve) -> Iterator[OverHttp]:
    with OverHttp(serve(create_app(swift_qa, "0.0-test"))) as service:
        yield service


def _said(answerer: Answerer, request: AskRequest) -> dict[str, Any]:
    """All that is said but what no two answers share."""
    return answerer.ask(request).model_dump(exclude={"id", "timings_ms"})


# --- the same either way ---


def test_both_tell_of_the_same_index(
    here: InProcess, there: OverHttp, generation: Generation
) -> None:
    service = there.service()
    assert service.url
    assert service.url.startswith("http://127.0.0.1:")
    assert here.service() == Service(None, service.generation, service.recipe)
    assert service.generation == generation.manifest.generation
    assert service.recipe["max_tokens"] == 128


@pytest.mark.parametrize(
    ("question", "as_of"),
    [*((question, None) for question in SOME), (SOME[0], date(2025, 11, 2)), (SOME[0], LONG_AGO)],
    ids=lambda given: given.type if isinstance(given, GoldQuestion) else str(given),
)
def test_both_say_and_find_the_same(
    question: GoldQuestion, as_of: date | None, here: InProcess, there: OverHttp
) -> None:
    request = AskRequest(question=question.question, top_k=TOP_K, as_of=as_of)
    assert _said(here, request) == _said(there, request)
    rankings, told = here.rankings(request), there.rankings(request)
    assert list(rankings) == [name for name in LISTS if name != FINAL]
    assert list(told) == ["fused"]
    assert rankings["fused"] == told["fused"]
    assert bool(told["fused"]) is (as_of != LONG_AGO)


def test_both_have_the_same_articles(here: InProcess, there: OverHttp) -> None:
    for id_ in (MERIDIAN, HARBOUR):
        article = here.article(id_)
        assert article is not None
        assert there.article(id_) == article
        # Asked for again, it is not fetched again.
        assert there.article(id_) is there.article(id_)
    assert here.article("gone") is there.article("gone") is None


def test_both_are_asked_alike(here: InProcess, there: OverHttp) -> None:
    one, other = (ask_gold(answerer, SOME[:3], {}) for answerer in (here, there))
    for ours, theirs in zip(one, other, strict=True):
        assert ours.evidence == theirs.evidence
        assert ours.evidence.missing == 0
        for name in ("fused", FINAL):
            assert ours.asked.rankings[name] == theirs.asked.rankings[name]
        assert ours.asked.error is theirs.asked.error is None


# --- articles of any name ---

ODD_IDS = [
    "a/b", "a//b/", "/a", "50%", "50%25", "%2F", "a b", "été?x=1", "a#b", "😀", "a\\b", "a+b",
    "a&b=c", "a;b:c@d", "...", "a..b", "\u202e", "\u00a0",
]  # fmt: skip


@pytest.fixture(scope="module")
def odd_qa(swift: Swift, tmp_path_factory: pytest.TempPathFactory) -> QA:
    folder = tmp_path_factory.mktemp("odd")
    articles = [Article(id_, None, None, None, None, f"It rained on {id_}.") for id_ in ODD_IDS]
    publish(folder, articles, load_embedder())
    return swift(open_index(folder))


@pytest.mark.parametrize("prefix", ["", "/news/"])
def test_articles_of_odd_names_are_found(prefix: str, odd_qa: QA, serve: Serve) -> None:
    outer = FastAPI()
    outer.mount("/news" if prefix else "", create_app(odd_qa, "0.0-test"))
    with OverHttp(serve(outer) + prefix) as service:
        for id_ in ODD_IDS:
            assert service.article(id_) == odd_qa.article(id_), id_
        assert service.service().generation == odd_qa.generation.id
        questions = [
            GoldQuestion(id_, "When did it rain?", ("it",), (Evidence(id_, id_),), True, "when")
            for id_ in ODD_IDS[:4]
        ]
        for case in ask_gold(service, questions, {}):
            assert case.asked.error is None
            assert (len(case.evidence.found), case.evidence.missing) == (1, 0)


# --- the key ---


@pytest.mark.parametrize("key", [KEY, "clé secrète, ключ 😀"])
def test_the_key_is_borne(key: str, swift_qa: QA, serve: Serve) -> None:
    url = serve(create_app(swift_qa, "0.0-test", Access((SecretStr(key),))))
    with OverHttp(url, key) as service:
        assert service.service().url == url
        [case] = ask_gold(service, SOME[:1], {})
        assert (case.asked.error, case.evidence.missing) == (None, 0)
    for other in (None, "", "not-the-key-of-this-service"):
        with OverHttp(url, other) as service:
            with pytest.raises(ServiceUnreachable) as refused:
                service.service()
            assert str(refused.value) == (
                f"{url}: no Dateline answers there: status 401: This service asks for its key."
            )


# --- where no Dateline answers ---


@pytest.mark.parametrize(
    "url",
    [
        "", "/", "localhost:8000", "127.0.0.1:8000", "http://", "http:///", "http://[::1", "ftp://x",
        "http://127.0.0.1:x", "http://127.0.0.1:99999", "http://a b/", "http://..", "http://\0",
        "http://" + "x" * 70, "file:///etc/passwd", "http://no.such.host.invalid", "http://\ud800",
    ],
)  # fmt: skip
def test_what_is_no_url_is_refused_by_its_name(url: str) -> None:
    with pytest.raises(ServiceUnreachable) as refused, OverHttp(url) as service:
        service.service()
    assert str(refused.value).startswith(f"{url}: ")
    assert "\n" not in str(refused.value)


def test_nothing_listens() -> None:
    with OverHttp("http://127.0.0.1:1") as service:
        with pytest.raises(
            ServiceUnreachable, match=r"^http://127\.0\.0\.1:1: no Dateline .*refused"
        ):
            service.service()
        with pytest.raises(ServiceUnreachable, match=r'article "a" cannot be read: .*refused'):
            service.article("a")


def test_https_where_plain_http_is_spoken(others: str) -> None:
    url = others.replace("http:", "https:")
    with OverHttp(url) as service, pytest.raises(ServiceUnreachable, match=f"^{url}: .*SSL"):
        service.service()


OTHERS = FastAPI()


@pytest.fixture(scope="module")
def others(serve: Serve) -> str:
    """The base URL of a server that is no Dateline."""
    return serve(OTHERS)


@OTHERS.get("/html/v1/{path:path}")
def _html(path: str) -> PlainTextResponse:
    return PlainTextResponse("<html>\nWelcome!\n</html>")


@OTHERS.get("/list/v1/{path:path}")
def _list(path: str) -> list[int]:
    return [1]


@OTHERS.get("/half/v1/{path:path}")
def _half(path: str) -> dict[str, object]:
    return {"generation": "g1", "built": None}


@OTHERS.get("/moved/v1/{path:path}")
def _moved(path: str) -> RedirectResponse:
    return RedirectResponse("/elsewhere")


@OTHERS.get("/broken/v1/{path:path}")
def _broken(path: str) -> PlainTextResponse:
    return PlainTextResponse('{"detail', status_code=503)


@OTHERS.get("/odd/v1/{path:path}")
def _odd(path: str) -> PlainTextResponse:
    return PlainTextResponse("[]", status_code=500)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/html", "the reply: Invalid JSON: expected value at line 1 column 1"),
        ("/list", "the reply: Input should be an object"),
        ("/half", "built: Input should be a valid string"),
        ("/moved", "status 307: Temporary Redirect"),
        ("/broken", "status 503: Service Unavailable"),
        ("/odd", "status 500: Internal Server Error"),
        ("/none", "status 404: Not Found"),
    ],
)
def test_another_web_server_answers(path: str, reason: str, others: str) -> None:
    url = others + path
    with OverHttp(url) as service:
        with pytest.raises(ServiceUnreachable) as refused:
            service.service()
        assert str(refused.value) == f"{url}: no Dateline answers there: {reason}"
        if path == "/none":
            return  # An article that is not there, as far as anyone can tell.
        with pytest.raises(ServiceUnreachable, match=f'^{url}: article "a" cannot be read: '):
            service.article("a")


# --- a service that limits how often one may ask ---


def test_who_asks_too_often_waits_and_is_answered(swift_qa: QA, serve: Serve) -> None:
    access = Access(rate=Rate(2, 1), proxies=("127.0.0.1",))
    limited = create_app(swift_qa, "0.0-test", access)

    async def from_elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        forwarded = (b"x-forwarded-for", b"203.0.113.7")
        if scope["type"] == "http":
            scope = {**scope, "headers": [*scope["headers"], forwarded]}
        await limited(scope, receive, send)

    outer = FastAPI()
    outer.mount("", from_elsewhere)
    begun = monotonic()
    with OverHttp(serve(outer)) as service:
        found = [service.article(id_) for id_ in (MERIDIAN, HARBOUR, "none", "nowhere")]
    assert [each is not None for each in found] == [True, True, False, False]
    assert 1 <= monotonic() - begun < 5


# --- a service that fails in the middle ---


def test_a_service_that_fails_now_and_then_fails_those_questions(
    swift_qa: QA, serve: Serve
) -> None:
    class Moody(QA):
        def answer(self, question: Any, *_told: Any) -> Any:
            if "boxes" in question.text:
                raise RuntimeError("in a mood")
            return swift_qa.answer(question)

    moody = Moody(swift_qa.generation, SharedTerms(), believing())
    questions = [
        GoldQuestion("one", "What rained?", ("x",), (Evidence(MERIDIAN),), True, "fact"),
        GoldQuestion("two", "How many boxes?", ("x",), (Evidence(HARBOUR),), True, "fact"),
        GoldQuestion("three", "What snowed?", ("x",), (Evidence(MERIDIAN),), True, "fact"),
    ]
    with OverHttp(serve(create_app(moody, "0.0-test"))) as service:
        one, two, three = ask_gold(service, questions, {})
    assert one.asked.error is three.asked.error is None
    assert (two.asked.error or "").startswith("HTTPStatusError: status 500: ")
    assert two.evidence.missing == 0


def test_a_service_that_dies_fails_the_questions_left_and_then_says_so(
    seeds_index: Path, tmp_path: Path
) -> None:
    with served(seeds_index, cwd=tmp_path) as running:
        process, url = running.process, running.url

        def killing(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
            yield questions[0]
            process.kill()
            process.wait()
            yield from questions[1:]

        done: dict[str, Asked] = {}
        with (
            OverHttp(url) as service,
            pytest.raises(ServiceUnreachable, match=rf"^{url}: article .* cannot be read: "),
        ):
            ask_gold(service, SOME, done, progress=killing)
    first, *others = SOME
    assert done[first.id].error is None
    assert list(done) == [question.id for question in SOME]
    for question in others:
        assert (done[question.id].error or "").partition(":")[0] in (
            "ConnectError", "RemoteProtocolError", "ReadError",
        )  # fmt: skip
