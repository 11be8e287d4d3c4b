"""Two states of a tiny corpus: what is published, and what is published next."""

import json
from pathlib import Path

from tests.faults.fork_server import LARGE_FROM

_ARTICLES = 2 * LARGE_FROM


def lanterns(first: int) -> list[dict[str, str]]:
    """A keeper counts ``first`` lanterns on the first ferry, and one more on each later one."""
    return [
        {
            "id": f"ferry-{number}",
            "title": f"Ferry {number}",
            "source": "Harbour Post",
            "published": "2025-11-02",
            "text": f"Ferry {number} left Emberly. Its keeper counted {first + number} lanterns.",
        }
        for number in range(_ARTICLES)
    ]


def write_articles(folder: Path, first: int) -> Path:
    """Write ``lanterns(first)`` and who published them into the new ``folder``, and give it."""
    folder.mkdir()
    lines = [json.dumps(article) + "\n" for article in lanterns(first)]
    (folder / "ferries.jsonl").write_text("".join(lines), encoding="utf-8")
    declared = '[sources."Harbour Post"]\nhosts = ["harbour.example"]\n'
    (folder / "sources.toml").write_text(declared, encoding="utf-8")
    return folder
