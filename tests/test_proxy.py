"""The shipped nginx configuration, run by the real nginx over TLS before a real service."""

import asyncio
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from index import Article, Generation, load_embedder, open_index, publish
from service.http.app import create_app
from service.qa import QA

CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx.conf"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"
ECHO = "zebrafish"
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
AROUND = """\
{user}
daemon off;
pid nginx.pid;
events {{}}
http {{
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include dateline.conf;
}}
"""

Serve = Callable[[FastAPI], str]


@dataclass(frozen=True, slots=True)
class Proxy:
    """An nginx that runs with the shipped configuration, and the folder of all its files."""

    port: int
    folder: Path

    def client(self) -> httpx2.Client:
        """One that trusts its certificate."""
        return httpx2.Client(
            base_url=f"https://127.0.0.1:{self.port}", verify=self._trusting(), timeout=20
        )

    def connect(self) -> ssl.SSLSocket:
        """A connection that has shaken hands."""
        return self._trusting().wrap_socket(self.connect_plainly(), server_hostname="127.0.0.1")

    def connect_plainly(self) -> socket.socket:
        """A connection that has not."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def send(self, data: bytes) -> httpx2.Response:
        """What comes back for these very bytes, until nginx hangs up."""
        with self.connect() as connection:
            connection.sendall(data)
            return _response(connection)

    def _trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "dateline.pem")


Proxied = Callable[[str], Proxy]


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    """Start an nginx before the service of this URL, until the module ends."""
    for program in "nginx", "openssl":
        if shutil.which(program, path=PATH) is None:
            missing = f"{program} is not installed: apt install {program}"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    with ExitStack() as running:
        yield lambda url: running.enter_context(_nginx(url, tmp_path_factory.mktemp("nginx")))


@contextmanager
def _nginx(url: str, folder: Path) -> Iterator[Proxy]:
    proxy = Proxy(_free_port(), folder)
    _certify(folder)
    (folder / "dateline.conf").write_text(_rendered(url, proxy))
    # Its workers would else be another user, who may not enter the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user))
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    environment = {"PATH": PATH}
    tested = subprocess.run([*command, "-t"], env=environment, capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    with subprocess.Popen(command, env=environment) as process:
        try:
            _await(proxy, process)
            yield proxy
        finally:
            process.terminate()


def _rendered(url: str, proxy: Proxy) -> str:
    """The shipped configuration with other addresses and folders, and nothing else."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for shipped, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{proxy.port} ssl",
        "    listen [::]:443 ssl default_server;\n": "",
        "server 127.0.0.1:8000;": f"server {urlsplit(url).netloc};",
        "/etc/ssl/certs/": f"{proxy.folder}/",
        "/etc/ssl/private/": f"{proxy.folder}/",
        "/var/log/nginx/dateline.log": f"{proxy.folder}/dateline.log",
        "/var/log/nginx/dateline.error.log": f"{proxy.folder}/dateline.error.log",
    }.items():
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, here)
    return text


def _certify(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    named = [
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=dateline",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    files = ["-out", "dateline.pem", "-keyout", "dateline.key"]
    subprocess.run([*command, *named, *files], cwd=folder, check=True, capture_output=True)


def _await(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            return proxy.connect_plainly().close()
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise AssertionError("nginx did not start")


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def _response(connection: socket.socket) -> httpx2.Response:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name: value for name, _, value in (line.partition(": ") for line in lines)}
    return httpx2.Response(int(status.split()[1]), headers=headers, content=body)


def _problem(response: httpx2.Response, status: int) -> str:
    """The detail of the problem that nginx states, which says nothing of itself or the request."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["server"] == "nginx"
    assert ("retry-after" in response.headers) == (status in {429, 502, 504})
    problem = response.json()
    assert ECHO not in response.text
    detail: str = problem.pop("detail")
    assert problem == {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "errors": [],
    }
    return detail


# --- before the real service ---


@pytest.fixture(scope="module")
def service(swift_qa: QA, serve: Serve) -> str:
    """The base URL of the service over the seeds, behind a swift reader."""
    return serve(create_app(swift_qa, "0.0-test"))


@pytest.fixture(scope="module")
def proxy(service: str, proxied: Proxied) -> Proxy:
    return proxied(service)


@pytest.fixture(scope="module")
def client(proxy: Proxy) -> Iterator[httpx2.Client]:
    with proxy.client() as client:
        yield client


def test_an_answer_passes_as_it_is(client: httpx2.Client, service: str) -> None:
    asked = {"question": BOXES}
    there, here = (
        httpx2.post(f"{service}/v1/ask", json=asked).json(),
        client.post("/v1/ask", json=asked).json(),
    )
    for answer in there, here:
        for of_one_request in "id", "timings_ms":
            del answer[of_one_request]
    assert here == there
    assert here["status"] == "answered"


def test_an_answer_streams(client: httpx2.Client) -> None:
    streamed = client.post("/v1/ask", json={"question": BOXES, "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = [line for line in streamed.text.splitlines() if line.startswith("event: ")]
    assert (events[0], events[-1]) == ("event: passages", "event: done")


def test_a_page_of_the_same_origin_may_ask(client: httpx2.Client) -> None:
    origin = str(client.base_url).rstrip("/")
    asked = client.post("/v1/ask", json={"question": BOXES}, headers={"Origin": origin})
    assert asked.status_code == 200
    foreign = {"Host": "elsewhere.example"}
    assert client.post("/v1/ask", json={"question": BOXES}, headers=foreign).status_code == 400


def test_problems_of_the_service_pass_as_they_are(client: httpx2.Client) -> None:
    response = client.post("/v1/ask", json={"question": ""})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "question"
    assert client.get("/v1/articles/none").json()["detail"] != "Not Found"


def test_odd_ids_of_articles_arrive_unaltered(
    swift: Callable[[Generation], QA],
    serve: Serve,
    proxied: Proxied,
    tmp_path: Path,
) -> None:
    embedder = load_embedder()
    publish(tmp_path, [Article("a//b/50%25 ü", None, None, None, None, "It hailed.")], embedder)
    url = serve(create_app(swift(open_index(tmp_path, embedder)), "0.0-test"))
    with proxied(url).client() as client:
        article = client.get("/v1/articles/a//b/50%2525%20%C3%BC").json()
    assert article["id"] == "a//b/50%25 ü"


def test_the_page_is_compressed_and_answers_are_not(client: httpx2.Client) -> None:
    assert client.get("/").headers["content-encoding"] == "gzip"
    answer = client.post("/v1/ask", json={"question": BOXES})
    assert "content-encoding" not in answer.headers


# bad-inputs.md 24; the shortest headers there are, too.
@pytest.mark.parametrize(
    "headers",
    [
        b"X-Long: " + b"x" * 70_000 + b"\r\n",
        b"".join(b"X-%d: x\r\n" % number for number in range(5000)),
        b"x:\r\n" * 5000,
    ],
    ids=["70 KB", "5,000", "5,000 of 4 bytes"],
)
def test_too_large_headers_are_refused(proxy: Proxy, headers: bytes) -> None:
    response = proxy.send(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + b"\r\n")
    assert "headers are larger" in _problem(response, 431)


def test_a_uri_that_is_too_long_is_refused(client: httpx2.Client) -> None:
    def listed(source: str) -> httpx2.Response:
        return client.get("/v1/articles", params={"source": source})

    # A long source, every character of it percent-encoded.
    assert listed("🛳" * 200).json()["articles"] == []
    assert "URI is longer" in _problem(listed("🛳" * 700), 414)


# bad-inputs.md 25, as one is left and as one trickles.
def test_headers_that_never_end_are_hung_up_on(proxy: Proxy) -> None:
    half = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:"

    def left(connection: socket.socket, data: bytes, trickling: bool = False) -> float:
        began = time.monotonic()
        connection.settimeout(1 if trickling else 12)
        with connection:
            connection.sendall(data)
            while time.monotonic() - began < 12:
                try:
                    assert connection.recv(1) == b""
                    break
                except TimeoutError:
                    connection.sendall(b"x")
                except ConnectionResetError:
                    break
        return time.monotonic() - began

    with ThreadPoolExecutor() as threads:
        waits = [
            threads.submit(left, proxy.connect(), b""),
            threads.submit(left, proxy.connect(), half),
            threads.submit(left, proxy.connect(), half, trickling=True),
            threads.submit(left, proxy.connect_plainly(), b"\x16\x03\x01\x02\x00\x01"),
        ]
        assert max(wait.result() for wait in waits) < 10


# bad-inputs.md 28
def test_ten_thousand_ranges_harm_neither_proxy_nor_service(
    client: httpx2.Client, service: str
) -> None:
    ranges = {"Range": "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 20_000, 2))}
    _problem(client.get("/static/style.css", headers=ranges), 431)
    whole = httpx2.get(f"{service}/static/style.css")
    alone = httpx2.get(f"{service}/static/style.css", headers=ranges)
    assert alone.status_code in {200, 416, 431}
    assert alone.status_code != 200 or alone.content == whole.content


def test_too_large_bodies_are_refused(client: httpx2.Client) -> None:
    def verify(size: int) -> httpx2.Response:
        return client.post("/v1/verify", content=b'{"citations": []}'.ljust(size))

    question = json.dumps({"question": ECHO * 10_000}).encode()
    assert "body is larger" in _problem(client.post("/v1/ask", content=question), 413)
    chunked = client.post("/v1/ask", content=(question[:1000] for _ in range(100)))
    assert "body is larger" in _problem(chunked, 413)
    assert verify(1 << 20).status_code == 415
    assert "body is larger" in _problem(verify(3 << 20), 413)


def test_metrics_are_not_for_clients(client: httpx2.Client) -> None:
    _problem(client.get("/metrics"), 404)
    _problem(client.get("/dateline-problem"), 404)


def test_what_is_no_http_is_a_problem_too(proxy: Proxy) -> None:
    host = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    _problem(proxy.send(b"TRACE / HTTP/1.1" + host), 405)
    _problem(proxy.send(ECHO.encode() + b"\r\n\r\n"), 400)
    _problem(proxy.send(b"GET /../.. HTTP/1.1" + host), 400)
    _problem(proxy.send(b"GET / HTTP/9.9" + host), 505)
    _problem(proxy.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: tar" + host), 501)
    two_lengths = b"Transfer-Encoding: chunked\r\nContent-Length: 5"
    # With a body that ends: nginx waits some seconds for the rest of one that does not.
    _problem(proxy.send(b"POST / HTTP/1.1\r\n" + two_lengths + host + b"0\r\n\r\n"), 400)
    with proxy.connect_plainly() as connection:
        connection.sendall(b"GET / HTTP/1.1" + host)
        _problem(_response(connection), 400)


def test_no_question_is_logged(client: httpx2.Client, proxy: Proxy) -> None:
    uri = f"/v1/articles?source={ECHO}"
    client.get(uri, headers={"Referer": f"{client.base_url}{uri}", "User-Agent": ECHO})
    client.post("/v1/search", json={"query": ECHO})
    client.get(f"{uri}{'x' * 9000}")
    log = (proxy.folder / "dateline.log").read_text()
    assert " 127.0.0.1 GET /v1/articles 200 " in log
    assert " 127.0.0.1 POST /v1/search 200 " in log
    assert ECHO not in log + (proxy.folder / "dateline.error.log").read_text()


# --- before a service that is not there ---


def test_a_service_that_is_down_is_a_problem(proxied: Proxied) -> None:
    proxy = proxied(f"http://127.0.0.1:{_free_port()}")
    with proxy.client() as client:
        asked = client.post(f"/v1/ask?{ECHO}", json={"question": ECHO})
        verified = client.post("/v1/verify", content=b" " * (1 << 20))
    for response in asked, verified:
        assert "cannot be reached" in _problem(response, 502)
    assert ECHO not in (proxy.folder / "dateline.error.log").read_text()


# --- before a service that says what it receives, when it is told to ---


@dataclass(frozen=True, slots=True)
class Telling:
    """A service that streams the headers of a request, and ends when it may."""

    app: FastAPI
    may_end: Event


@pytest.fixture(scope="module")
def telling() -> Iterator[Telling]:
    app, may_end = FastAPI(), Event()

    async def told(request: Request) -> AsyncIterator[bytes]:
        yield json.dumps(request.headers.items()).encode() + b"\n"
        while not may_end.is_set():
            await asyncio.sleep(0.01)
        yield b"the end"

    @app.post("/{path:path}")
    async def tell(request: Request) -> StreamingResponse:
        return StreamingResponse(told(request))

    yield Telling(app, may_end)
    may_end.set()


@pytest.fixture(scope="module")
def before_telling(telling: Telling, serve: Serve, proxied: Proxied) -> Proxy:
    return proxied(serve(telling.app))


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/mcp"])
def test_a_stream_goes_out_as_it_comes_in(
    before_telling: Proxy, telling: Telling, path: str
) -> None:
    telling.may_end.clear()
    with before_telling.client() as client, client.stream("POST", path) as response:
        lines = response.iter_raw()
        assert next(lines).endswith(b"\n")
        telling.may_end.set()
        assert b"".join(lines) == b"the end"


def test_the_service_learns_who_asks_whom(before_telling: Proxy, telling: Telling) -> None:
    telling.may_end.set()
    claimed = {
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Proto": "gopher",
        "Host": "news.example:8",
    }
    with before_telling.client() as client:
        line, _, _ = client.post("/", headers=claimed).text.partition("\n")
    received = json.loads(line)
    told = [[name, value] for name, value in received if name.startswith(("x-", "host"))]
    assert sorted(told) == [
        ["host", "news.example:8"],
        ["x-forwarded-for", "127.0.0.1"],
        ["x-forwarded-proto", "https"],
    ]
    assert "connection" not in dict(received)


def test_an_address_has_thirty_two_requests_at_a_time(
    before_telling: Proxy, telling: Telling
) -> None:
    telling.may_end.clear()
    with before_telling.client() as client, ExitStack() as open_ones:
        for _ in range(32):
            open_ones.enter_context(client.stream("POST", "/v1/ask"))
        assert "Too many" in _problem(client.post("/v1/ask"), 429)
        telling.may_end.set()
