"""The container image without Docker: built by its own script, and run as it would be there."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from tests.faults.strace import needs_strace

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "deploy" / "dateline.service"
BOXES = "How many boxes of remains has Vietnam returned to the United States?"
# The image's own; nobody's here.
UID = 10001
KEY = "open-sesame-open-sesame"
WRITING = re.compile(
    r"O_WRONLY|O_RDWR|O_CREAT"
    r"|^\d+ +l?(creat|mkdir|mknod|rename|rmdir|unlink|link|symlink|f?chmod|f?chown|trunc|utim)"
)


def test_the_build_gets_the_script_that_it_runs_and_all_that_is_packaged() -> None:
    (script,) = re.findall(r"^RUN .* (deploy/\S+) /opt/dateline /data$", DOCKERFILE, re.MULTILINE)
    let_through = set(
        re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    metadata = [project["project"]["readme"], *project["project"]["license-files"]]
    needed = {script, *packaged, *metadata, "pyproject.toml", "constraints.txt", "seeds"}
    assert let_through == needed
    assert os.access(ROOT / script, os.X_OK)


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = UNIT.read_text(encoding="utf-8")
    there = "ExecStart=/opt/dateline/bin/dateline"
    assert text.count(there) == 1
    (tmp_path / UNIT.name).write_text(text.replace(there, f"ExecStart={sys.executable}"))
    command = ["systemd-analyze", "verify", str(tmp_path / UNIT.name)]
    verified = subprocess.run(command, capture_output=True, text=True)
    assert verified.returncode == 0
    assert UNIT.name not in verified.stderr


@dataclass(frozen=True, slots=True)
class Image:
    """What deploy/build.sh made: the environment and the index, below a folder all may enter."""

    folder: Path

    @property
    def venv(self) -> Path:
        return self.folder / "opt"

    @property
    def index(self) -> Path:
        return self.folder / "data"


def _base_python() -> str:
    """The interpreter that this environment was made of."""
    return str(Path(sys.executable).resolve())


def _build(venv: Path, index: Path) -> "subprocess.CompletedProcess[str]":
    command = [ROOT / "deploy" / "build.sh", venv, index]
    environment = os.environ | {"PYTHON": _base_python()}
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with TemporaryDirectory() as folder:
        image = Image(Path(folder))
        image.folder.chmod(0o755)
        built = _build(image.venv, image.index)
        assert built.returncode == 0, built.stderr
        assert "WARNING" not in built.stderr
        yield image


def _dateline(image: Image, *arguments: str | Path) -> list[str | Path]:
    """The command, run by the image's user; by this one where it is not root."""
    command = [image.venv / "bin" / "dateline", *arguments]
    if os.geteuid() != 0:
        return command
    python = image.venv / "bin" / "python"
    other = ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups"]
    reached = subprocess.run([*other, python, "-c", ""], capture_output=True)
    if reached.returncode:
        # Only root reaches this interpreter: its user may then read everything, and write nothing.
        other += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return [*other, *command]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _environment(image: Image, port: int) -> dict[str, str]:
    """The image's own, with the folders that are here; of the user's home, there is none."""
    (line,) = re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    line = line.replace("/opt/dateline", str(image.venv)).replace("/data", str(image.index))
    stated = dict(each.split("=", 1) for each in line.replace("$PATH", os.defpath).split())
    own = {"DATELINE_PORT": str(port), "DATELINE_API_KEY": KEY}
    return {"HOME": "/nonexistent"} | stated | own


def _healthy(image: Image, port: int) -> bool:
    (command,) = re.findall(r"^HEALTHCHECK .*? CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    python, *arguments = json.loads(command)
    checking = [image.venv / "bin" / python, *arguments]
    checked = subprocess.run(checking, env=_environment(image, port), capture_output=True)
    return checked.returncode == 0


def _traced(trace: Path, pid: int) -> list[str]:
    """The calls that strace saw, which ends a moment after the process does."""
    for _ in range(200):
        lines = trace.read_text().splitlines()
        if any(line.split()[:3] == [str(pid), "+++", "exited"] for line in lines):
            return lines
        time.sleep(0.05)
    raise AssertionError("strace did not end")


@pytest.mark.slow
def test_anyone_may_read_all_of_it(image: Image) -> None:
    for top in image.venv, image.index:
        for path in top, *top.rglob("*"):
            least = 0o5 if path.is_dir() else 0o4
            assert path.is_symlink() or path.stat().st_mode & least == least, path


@pytest.mark.slow
def test_it_holds_what_serving_needs_and_no_more(image: Image) -> None:
    (packages,) = image.venv.glob("lib/python3.*/site-packages")
    held = {path.name.partition("-")[0].lower() for path in packages.glob("*.dist-info")}
    assert {"dateline", "onnxruntime", "uvicorn"} <= held
    assert not held & {"torch", "transformers", "sentence_transformers", "pip", "pytest", "mypy"}


@pytest.mark.slow
def test_it_serves_without_writing_anything(image: Image, tmp_path: Path) -> None:
    """As a user who owns nothing and has no home: the root may then be read-only as well."""
    needs_strace()
    port = _free_port()
    trace = tmp_path / "trace"
    traced = ["strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=%file", "-o", str(trace)]
    command = [*traced, *_dateline(image, "serve")]
    with subprocess.Popen(
        command, env=_environment(image, port), cwd=image.index, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Dateline serves generation ")
            # Docker asks again, too.
            assert any(_healthy(image, port) for _ in range(20))
            response = httpx2.post(
                f"http://127.0.0.1:{port}/v1/ask",
                json={"question": BOXES},
                headers={"Authorization": f"Bearer {KEY}"},
                timeout=60,
            )
            assert response.json()["short_answer"].startswith("994")
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert not _healthy(image, port)
    assert [line for line in _traced(trace, process.pid) if WRITING.search(line)] == []


@pytest.mark.slow
def test_it_indexes_into_a_volume(image: Image) -> None:
    volume, articles = image.folder / "volume", image.folder / "articles"
    for folder in volume, articles:
        folder.mkdir()
    (articles / "ferry.txt").write_text("The ferry carried 37 lanterns.")
    if os.geteuid() == 0:
        os.chown(volume, UID, UID)
    environment = _environment(image, 0) | {"DATELINE_INDEX": str(volume)}
    command = _dateline(image, "index", articles)
    indexed = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert indexed.returncode == 0, indexed.stderr
    assert "1 read: 1 added" in indexed.stdout
    assert (volume / "CURRENT").stat().st_uid == (UID if os.geteuid() == 0 else os.geteuid())


@pytest.mark.slow
def test_an_update_leaves_the_index_alone_and_says_where_it_cannot_be_served(image: Image) -> None:
    index, articles = image.folder / "kept", image.folder / "report"
    articles.mkdir()
    (articles / "ferry.txt").write_text("The ferry carried 37 lanterns.")
    dateline = image.venv / "bin" / "dateline"
    subprocess.run([dateline, "index", articles, "--index", index], check=True)
    (manifest,) = index.glob("generations/*/manifest.json")
    manifest.write_text("{}")
    before = {path: path.read_bytes() for path in index.rglob("*") if path.is_file()}
    updated = _build(image.venv, index)
    assert updated.returncode == 6
    assert f"{dateline} index ARTICLES --index {index}" in updated.stderr
    assert before == {path: path.read_bytes() for path in index.rglob("*") if path.is_file()}
