"""Our gold questions are well formed, and quote the seeds and the newsroom exactly."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eval.checking import check_gold
from eval.questions import load_gold
from index import read_articles

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "eval" / "gold" / "seeds.jsonl"

KEYS = ["id", "question", "answers", "evidence", "answerable", "type"]
ANSWERABLE_TYPES = {
    "number",
    "date",
    "person",
    "organisation",
    "place",
    "document",
    "reported_speech",
    "reason",
    "list",
}
UNANSWERABLE_TYPES = {"absent_fact", "false_premise", "off_topic"}

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()
]
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: str(q["id"]))


@cache
def _body(article_id: str) -> str:
    text = (ROOT / "seeds" / f"{article_id}.md").read_text(encoding="utf-8")
    start, _front, body = text.split("---\n", 2)
    assert start == ""
    return body


def test_how_many_questions_there_are() -> None:
    unanswerable = [question for question in QUESTIONS if not question["answerable"]]
    assert len(QUESTIONS) >= 80
    assert 3 * len(unanswerable) >= len(QUESTIONS)


def test_ids_and_questions_are_unique() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert ids == [f"seeds-{number:03}" for number in range(1, len(QUESTIONS) + 1)]
    assert len({question["question"].casefold() for question in QUESTIONS}) == len(QUESTIONS)


def test_every_type_is_there() -> None:
    assert {question["type"] for question in QUESTIONS} == ANSWERABLE_TYPES | UNANSWERABLE_TYPES


@pytest.mark.parametrize("name", ["seeds.jsonl", "newsroom.jsonl"])
def test_readme_counts_the_types_right(name: str) -> None:
    readme = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    (section,) = (part for part in readme.split("\n## ") if f"`{name}`\n" in part)
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", section, re.MULTILINE)
    table = {kind: int(count) for kind, count in rows}
    assert table == Counter(question.type for question in load_gold(GOLD.parent / name))


def test_newsroom_stands_and_quotes_its_articles() -> None:
    path = GOLD.parent / "newsroom.jsonl"
    questions = load_gold(path)
    reading = read_articles([GOLD.parent / "newsroom"])
    articles = {article.id: article for article in reading.articles}
    check_gold(path, questions, articles.get)
    assert len(articles) == reading.read == 51
    numbers = range(1, len(questions) + 1)
    assert [question.id for question in questions] == [f"newsroom-{n:03}" for n in numbers]
    assert len({(q.question.casefold(), q.as_of) for q in questions}) == len(questions)
    for question in questions:
        assert question.conflicting_answers is not None
        assert bool(question.evidence) is question.answerable
        published = {articles[piece.article_id].published for piece in question.evidence}
        assert all(day and day <= (question.as_of or day) for day in published)


@each_question
def test_shape(question: dict[str, Any]) -> None:
    assert list(question) == KEYS
    assert isinstance(question["question"], str)
    assert question["question"].strip() == question["question"] != ""
    assert isinstance(question["answerable"], bool)
    assert all(isinstance(answer, str) and answer.strip() for answer in question["answers"])
    assert len(set(question["answers"])) == len(question["answers"])
    assert all(set(item) == {"article_id", "quote"} for item in question["evidence"])
    pairs = [(item["article_id"], item["quote"]) for item in question["evidence"]]
    assert len(set(pairs)) == len(pairs)
    allowed = ANSWERABLE_TYPES if question["answerable"] else UNANSWERABLE_TYPES
    assert question["type"] in allowed


@each_question
def test_answers_and_evidence_go_together(question: dict[str, Any]) -> None:
    assert bool(question["answers"]) is question["answerable"]
    assert bool(question["evidence"]) is question["answerable"]


@each_question
def test_quotes_are_exact_and_state_an_answer(question: dict[str, Any]) -> None:
    for item in question["evidence"]:
        quote = item["quote"]
        assert quote.strip() == quote != ""
        assert "\n\n" not in quote
        assert quote in _body(item["article_id"])
        assert any(answer.casefold() in quote.casefold() for answer in question["answers"])
