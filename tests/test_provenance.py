"""A run can tell what it was made of."""

import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from eval import provenance
from eval.provenance import Provenance


def test_gold_recipe_and_machine(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(b"{}\n")
    made = Provenance.of(gold, {"chunk_tokens": 120})
    assert (made.gold, made.gold_sha256) == ("gold.jsonl", sha256(b"{}\n").hexdigest())
    assert made.recipe == {"chunk_tokens": 120}
    assert made.python == platform.python_version()
    age = datetime.now(UTC) - datetime.fromisoformat(made.date)
    assert 0 <= age.total_seconds() < 60


def test_gold_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Provenance.of(tmp_path / "none.jsonl", {})


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
