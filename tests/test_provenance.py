"""A run can tell what it was made of."""

import json
import os
import platform
import re
import shutil
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from eval import provenance
from eval.answerer import Service
from eval.provenance import Provenance

SERVICE = Service("http://127.0.0.1:8000", "g1", {"max_tokens": 128})


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"{}\n")
    return path


def test_gold_service_and_machine(gold: Path) -> None:
    made = Provenance.of(gold, as_of=True, service=SERVICE)
    assert (made.gold, made.gold_sha256) == ("gold.jsonl", sha256(b"{}\n").hexdigest())
    assert (made.absent, made.as_of, made.service) == (False, True, SERVICE)
    assert made.python == platform.python_version()
    assert made.cpus == os.cpu_count()
    assert made.processor
    age = datetime.now(UTC) - datetime.fromisoformat(made.date)
    assert 0 <= age.total_seconds() < 60


def test_made_of_leaves_only_the_date_out(gold: Path) -> None:
    made = Provenance.of(gold, service=SERVICE)
    told = made.made_of()
    assert told | {"date": made.date} == asdict(made)
    assert "date" not in told
    assert told["service"] == {
        "url": "http://127.0.0.1:8000",
        "generation": "g1",
        "recipe": {"max_tokens": 128},
    }
    later = replace(made, date="2035-01-01T00:00:00+00:00")
    assert later.made_of() == told
    # As a journal's first line it comes back as it was.
    assert json.loads(json.dumps(told)) == told


def test_whatever_else_differs_is_another_run(gold: Path) -> None:
    made = Provenance.of(gold, service=SERVICE).made_of()
    for other in (
        Provenance.of(gold, service=SERVICE, absent=True),
        Provenance.of(gold, service=SERVICE, as_of=True),
        Provenance.of(gold),
        Provenance.of(gold, service=replace(SERVICE, url=None)),
        Provenance.of(gold, service=replace(SERVICE, generation="g2")),
    ):
        assert other.made_of() != made
    gold.write_bytes(b"{} \n")
    assert Provenance.of(gold, service=SERVICE).made_of() != made


def test_gold_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Provenance.of(tmp_path / "none.jsonl")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder of sources: one in each package, and files beside them that compute nothing."""
    for name in ("index/a.py", "service/deep/b.py", "eval/c.py", "tests/d.py", "index/e.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    return tmp_path


@pytest.mark.parametrize("name", ["index/a.py", "service/deep/b.py", "eval/c.py", "eval/new.py"])
def test_another_source_is_other_code(name: str, code: Path) -> None:
    before = provenance._code_sha256(code)
    (code / name).write_text("2")
    assert provenance._code_sha256(code) != before
    (code / name).write_text("1")
    assert (provenance._code_sha256(code) == before) is (name != "eval/new.py")


def test_a_source_by_another_name_is_other_code(code: Path) -> None:
    before = provenance._code_sha256(code)
    (code / "eval" / "c.py").rename(code / "eval" / "b.py")
    assert provenance._code_sha256(code) != before


@pytest.mark.parametrize("name", ["tests/d.py", "index/e.md", "index/a.pyc", "other.py"])
def test_what_neither_answers_nor_scores_is_no_code(name: str, code: Path) -> None:
    before = provenance._code_sha256(code)
    (code / name).write_text("2")
    assert provenance._code_sha256(code) == before


def test_the_same_sources_elsewhere_are_the_same_code(
    code: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = shutil.copytree(code, tmp_path_factory.mktemp("copy") / "code")
    assert provenance._code_sha256(copy) == provenance._code_sha256(code)


def test_our_own_code_is_hashed(gold: Path) -> None:
    made = Provenance.of(gold)
    assert made.code_sha256 == provenance._code_sha256(Path(__file__).parents[1])


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    (tmp_path / "file").write_text("one")
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "file"], [*author, "commit", "-q", "-m", "One"]):
        subprocess.run([git, *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_commit_is_a_short_hash(repository: Path) -> None:
    assert re.fullmatch("[0-9a-f]{7,}", provenance._commit(repository) or "")


def test_changed_code_is_not_that_commits(repository: Path) -> None:
    (repository / "file").write_text("two")
    assert re.fullmatch("[0-9a-f]{7,}-dirty", provenance._commit(repository) or "")


def test_outside_a_repository_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert provenance._commit(tmp_path) is None


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert provenance._commit(tmp_path) is None
