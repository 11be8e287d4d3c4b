"""What the fault proofs share: one stage, and one journal."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.journal import Journal
from tests.faults.stage import Stage, stage


@pytest.fixture(scope="session")
def journal() -> Journal:
    """Of the file that FAULTS_JOURNAL names; a run that was stopped then goes on where it was."""
    path = os.environ.get("FAULTS_JOURNAL")
    return Journal(Path(path) if path else None)


@pytest.fixture(scope="session", name="stage")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("faults")) as made:
        yield made
