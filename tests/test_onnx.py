"""What the runtime of the models does beside running them: nothing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_runtime_reports_to_nobody(tmp_path: Path) -> None:
    # Telemetry keeps an identity and its reports below HOME, but not where it finds CI or pytest.
    program = "import index; index.load_embedder().embed_query('Rain?')"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(tmp_path), "PATH": os.defpath},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert list(tmp_path.iterdir()) == []
