"""What may import what, and what no module may do."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path for folder in ("index", "service", "eval") for path in (ROOT / folder).rglob("*.py")
)
ALL = [*MODULES, ROOT / "dateline.py"]
PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_the_command_line_is_imported_by_nothing(path: Path) -> None:
    assert "dateline" not in set(imported(parse(path)))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_nothing_is_unpickled_and_no_foreign_code_is_trusted(path: Path) -> None:
    tree = parse(path)
    assert not PICKLES & set(imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("trust_remote_code", "allow_pickle"):
            assert ast.unparse(node.value) == "False"


def test_index_alone_needs_no_torch() -> None:
    program = (
        "import json, sys; import index; index.load_embedder();"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    loaded = set(json.loads(run.stdout))
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "service", "eval"}
