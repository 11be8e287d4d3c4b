"""The gate: a run of our own gold questions must reach every floor.

``python -m eval.gate RUN.json`` exits 1 and names the measures that fell below theirs.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).parent / "gold" / "floors.json"


def below(scores: Mapping[str, float | None], floors: Mapping[str, float]) -> list[str]:
    """A line for each measure under its floor; a score that is missing is under it.

    >>> below({"f1": 0.5, "hit@1": 1.0}, {"f1": 0.6, "hit@1": 0.9})
    ['f1 is 0.500, its floor 0.600']
    """
    return [
        f"{measure} is {_shown(scores.get(measure))}, its floor {floor:.3f}"
        for measure, floor in floors.items()
        if (score := scores.get(measure)) is None or score < floor
    ]


def _shown(score: float | None) -> str:
    return "missing" if score is None else f"{score:.3f}"


def main(run_file: Path) -> int:
    """Print what fell below its floor; the exit code."""
    run = json.loads(run_file.read_text(encoding="utf-8"))
    failures = below(run["overall"]["scores"], json.loads(FLOORS.read_text(encoding="utf-8")))
    print("\n".join(failures) or "Our gold: every measure is at or above its floor.")  # noqa: T201
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
