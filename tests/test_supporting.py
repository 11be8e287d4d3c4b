"""Claims asked about part by part, with a reader that finds what it is told."""

import gzip
import json
from pathlib import Path

import pytest

from eval.supporting import Claim, qags, rte, support
from index import Passage
from service.reading.calibration import Logistic
from service.reading.support import SupportCheck
from tests.scripted import Scripted, article

# Certain of what is found in a text (its log-probability is -.1), and of nothing else.
CHECK = Logistic(2.0, {"same": 1.0})
TEXT = "Ann Lee returned 994 boxes."


def _support(words: str, *found: str) -> float | None:
    passage = Passage(article(TEXT), 0, len(TEXT))
    return support(
        Claim(words, TEXT, supported=True), SupportCheck(Scripted(*found), CHECK), [passage]
    )


def test_a_claim_whose_parts_are_found_is_supported() -> None:
    # 1 / (1 + e^-1.9)
    assert _support("it returned 994 boxes", "994") == pytest.approx(0.870, abs=1e-3)


def test_a_claim_is_supported_as_much_as_its_weakest_part() -> None:
    # What is not found has the least log-probability, -8: 1 / (1 + e^6)
    assert _support("it returned 740 boxes", "994") == pytest.approx(0.0025, abs=1e-4)
    assert _support("Ann Lee returned 740 boxes", "994", "Ann Lee") == pytest.approx(
        0.0025, abs=1e-4
    )


def test_a_claim_without_parts_is_left_out() -> None:
    assert _support("it rained", "994") is None


def test_the_files_are_read_as_they_are(tmp_path: Path) -> None:
    def write(name: str, *records: object) -> None:
        lines = "".join(f"{json.dumps(record)}\n" for record in records)
        (tmp_path / name).write_bytes(gzip.compress(lines.encode()))

    write("rte.pairs.jsonl.gz", {"id": "1", "text": "t", "hypothesis": "h", "label": False})
    write("qags.articles.jsonl.gz", {"id": "a", "text": "t"})
    votes = (["yes", "no", "yes"], ["yes", "no", "no"])
    write(
        "qags.questions.jsonl.gz",
        *(
            {"question": "q", "evidence": [{"article_id": "a"}], "meta": {"votes": v}}
            for v in votes
        ),
    )
    assert rte(tmp_path) == [Claim("h", "t", supported=False)]
    assert [claim.supported for claim in qags(tmp_path)] == [True, False]
