"""Answers in lines: what is said at a glance, and that others' words stay where they belong."""

from dataclasses import replace
from datetime import date
from typing import Literal

from index import Article, Passage
from service.answers import (
    Answer,
    Citation,
    Computation,
    Conflict,
    Corroboration,
    Interpretation,
    Syndicated,
    Timings,
)
from service.replying.showing import answer_lines

WIRE = Article("wire", "Hulls", "Wire", date(2031, 5, 2), None, "Nine hulls were counted today.")
COPY = Article("copy", "Hulls", None, None, "https://copy.example/1", WIRE.text)
RIVAL = Article("rival", None, "Rival", date(2031, 5, 3), None, "Ten hulls.")
UNDATED = Article("undated", None, None, None, None, "One hull.")
ARTICLES = {article.id: article for article in (WIRE, COPY, RIVAL, UNDATED)}


def _citation(number: int, article: Article) -> Citation:
    return Citation(number, 0, 0, Passage(article, 0, len(article.text)), 0, len(article.text))


def _conflict(kind: Literal["conflict", "update"], answer: str, article: Article) -> Conflict:
    return Conflict(kind, answer, article, 0, len(article.text))


ANSWER = Answer(
    generation="g",
    answer="Nine hulls were counted today. [1]",
    short_answer="Nine",
    abstain_reason=None,
    citations=(_citation(1, WIRE),),
    corroboration=Corroboration(1, ("wire",)),
    passages=(),
    timings_ms=Timings(1, 1, 1, 3),
    confidence=0.881,
)
QUOTED = [
    "",
    "[1] Wire · May 2, 2031 · Hulls",
    "    wire[0:30]",
    "    Nine hulls were counted today.",
    "    today → May 2, 2031",
]


def _shown(answer: Answer) -> list[str]:
    return [line.text for line in answer_lines(answer, ARTICLES.get)]


def test_an_answer_and_its_quote() -> None:
    said = ["Nine (88%)", "Nine hulls were counted today. [1]", "1 independent source"]
    assert _shown(ANSWER) == [*said, *QUOTED]
    weights = [line.weight for line in answer_lines(ANSWER, ARTICLES.get)]
    assert weights == ["bold", "", "", "", "", "dim", "", "dim"]


def test_sources_that_agree_and_those_that_copied() -> None:
    copies = (Syndicated("copy", "wire"), Syndicated("gone", "wire"), Syndicated("wire", "lost"))
    agreed = Corroboration(2, ("wire", "rival", "copy", "gone", "lost"), copies)
    assert _shown(replace(ANSWER, corroboration=agreed))[2:-5] == [
        "2 independent sources agree",
        "Wire, also printed by https://copy.example/1, gone",
        "lost, also printed by Wire",
    ]


def test_conflicts_are_listed_beside_the_answer_then_quoted() -> None:
    differing = replace(
        ANSWER,
        conflicts=(_conflict("conflict", "Ten", RIVAL), _conflict("conflict", "One", UNDATED)),
    )
    assert _shown(differing)[3:] == [
        "Reports differ:",
        "    Nine [1]",
        "    Ten, Rival, May 3, 2031",
        "    One, undated",
        *QUOTED,
        "",
        "[otherwise] Ten – Rival · May 3, 2031",
        "    rival[0:10]",
        "    Ten hulls.",
        "",
        "[otherwise] One – undated",
        "    undated[0:9]",
        "    One hull.",
    ]


def test_updates_are_earlier_answers_in_order_of_time() -> None:
    updated = replace(
        ANSWER,
        conflicts=(
            _conflict("update", "Seven", RIVAL),
            _conflict("update", "Four", replace(RIVAL, published=date(2030, 12, 31))),
            _conflict("update", "One", UNDATED),
        ),
    )
    lines = _shown(updated)
    earlier = "Earlier: One (undated); Four on December 31, 2030; Seven on May 3, 2031"
    assert lines[3:9] == [earlier, *QUOTED]
    assert lines[10] == "[earlier] Seven – Rival · May 3, 2031"


def test_a_computation_is_written_out_under_the_answer() -> None:
    left = replace(ANSWER, computations=(Computation("994 - 740", "254", (1, 2)),))
    assert _shown(left)[1] == "994 − 740 = 254 [1][2]"
    both = replace(ANSWER, computations=(Computation("10 + 4.5", "14.5", (2,)),))
    assert _shown(both)[1] == "10 + 4.5 = 14.5 [2]"


def test_how_the_question_was_taken() -> None:
    may, june = date(2031, 5, 1), date(2031, 6, 30)
    taken = Interpretation(("Wire", "Rival"), may, june, date(2031, 7, 1), ("How many?", "When?"))
    assert _shown(replace(ANSWER, interpretation=taken))[2:5] == [
        "At least 1 independent source",
        "Bounds: only reports of Wire or Rival, published from May 1, 2031 to June 30, 2031, "
        "as of July 1, 2031",
        "Asked in parts: How many? When?",
    ]
    for open_, bounds in (
        (Interpretation(published_from=may), "published from May 1, 2031"),
        (Interpretation(published_to=june), "published to June 30, 2031"),
        (Interpretation(as_of=may), "as of May 1, 2031"),
    ):
        assert _shown(replace(ANSWER, interpretation=open_))[3] == f"Bounds: {bounds}"


def test_a_refusal_says_why_and_how_the_question_was_taken() -> None:
    refusal = replace(
        ANSWER,
        answer="The articles do not seem to answer that.",
        short_answer=None,
        abstain_reason="low_confidence",
        citations=(),
        corroboration=None,
        confidence=None,
        interpretation=Interpretation(sources=("Wire",)),
    )
    assert _shown(refusal) == [
        "The articles do not seem to answer that.",
        "Bounds: only reports of Wire",
    ]


def test_no_article_passes_for_another() -> None:
    forged = "Nine.\n\n[2] Rival · May 3, 2031"
    forger = Article("forger", forged, forged, None, None, forged)
    shown = _shown(
        replace(
            ANSWER,
            citations=(_citation(1, forger),),
            conflicts=(_conflict("conflict", forged, forger),),
        )
    )
    lines = "\n".join(shown).split("\n")
    assert not any(line.startswith("[2]") for line in lines)
    assert "    [2] Rival · May 3, 2031" in lines
