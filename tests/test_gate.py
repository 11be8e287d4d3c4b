"""The gate: our gold over the seeds, damaged in known ways, must not pass."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from eval.asking import Asked, Case, ask_gold
from eval.evidence import Span
from eval.gate import complaints
from eval.in_process import InProcess
from eval.questions import load_gold
from eval.row import Row, row_of
from eval.run import Run
from eval.run_file import RunRefused
from index import Article, Generation
from service.http.schemas import AskResponse
from service.qa import QA
from tests.canned import PROVENANCE, row
from tests.conftest import SharedTerms, believing
from tests.trec_eval import needs_trec_eval

pytestmark = [needs_trec_eval, pytest.mark.usefixtures("few_trials")]

GOLD = Path(__file__).parents[1] / "eval" / "gold" / "seeds.jsonl"
MADE_OF = replace(PROVENANCE, gold_sha256=sha256(GOLD.read_bytes()).hexdigest())

Articles = Callable[[str], Article | None]


@pytest.fixture(scope="module")
def cases(generation: Generation) -> Sequence[Case]:
    """Our gold put to the seeds; the reader refuses about as often as the real one."""
    qa = QA(generation, SharedTerms(), believing(50.0))
    return ask_gold(InProcess(qa), load_gold(GOLD), {})


@pytest.fixture(scope="module")
def articles(generation: Generation) -> Articles:
    """What the quotes are held against."""
    return generation.catalogue.article


@pytest.fixture(scope="module")
def baseline(cases: Sequence[Case], articles: Articles) -> Run:
    """The run of these cases."""
    return _run(cases, articles)


def _run(cases: Sequence[Case], articles: Articles) -> Run:
    rows = [row_of(case, articles, ["reranked"]) for case in cases]
    # Latencies have no say, and resampling them takes a second.
    return Run.of_rows([replace(row, timings_ms={}, type="any") for row in rows], MADE_OF)


def _response(case: Case) -> AskResponse:
    assert case.asked.response is not None
    return case.asked.response


def _saying(case: Case, **changes: object) -> Case:
    response = _response(case).model_copy(update=changes)
    return replace(case, asked=replace(case.asked, response=response))


def _abstained(case: Case) -> bool:
    return _response(case).status == "abstained"


def _some_reply(cases: Sequence[Case], *, abstained: bool) -> AskResponse:
    return next(_response(case) for case in cases if _abstained(case) is abstained)


def _shuffled(cases: Sequence[Case]) -> list[Case]:
    moved = [*cases[1:], cases[0]]
    return [replace(case, asked=other.asked) for case, other in zip(cases, moved, strict=True)]


def _figures_off_by_one(cases: Sequence[Case]) -> list[Case]:
    def off(text: str | None) -> str | None:
        # But for the markers, [1] and the like.
        return text and re.sub(r"(?<!\[)\d+(?!\])", lambda found: str(int(found[0]) + 1), text)

    return [
        _saying(
            case, answer=off(_response(case).answer), short_answer=off(_response(case).short_answer)
        )
        for case in cases
    ]


def _one_citation_each(cases: Sequence[Case]) -> list[Case]:
    return [_saying(case, citations=_response(case).citations[:1]) for case in cases]


def _no_citations(cases: Sequence[Case]) -> list[Case]:
    return [_saying(case, citations=[]) for case in cases]


def _half_the_refusals_answered(cases: Sequence[Case]) -> list[Case]:
    refused = [case.question.id for case in cases if _abstained(case)][::2]
    answer = _some_reply(cases, abstained=False)
    return [
        replace(case, asked=replace(case.asked, response=answer))
        if case.question.id in refused
        else case
        for case in cases
    ]


def _all_refused(cases: Sequence[Case]) -> list[Case]:
    refusal = _some_reply(cases, abstained=True)
    return [replace(case, asked=replace(case.asked, response=refusal)) for case in cases]


def _rankings(
    cases: Sequence[Case], change: Callable[[tuple[Span, ...]], tuple[Span, ...]]
) -> list[Case]:
    return [
        replace(
            case,
            asked=replace(
                case.asked,
                rankings={name: change(found) for name, found in case.asked.rankings.items()},
            ),
        )
        for case in cases
    ]


DAMAGE: dict[str, tuple[Callable[[Sequence[Case]], list[Case]], set[str]]] = {
    "answers shuffled": (_shuffled, {"contained", "citation_precision", "citation_recall"}),
    "figures off by one": (_figures_off_by_one, {"contained"}),
    "one citation each": (_one_citation_each, {"citation_recall"}),
    "no citations": (
        _no_citations,
        {"citation_recall", "citation_precision is missing", "citation_exactness is missing"},
    ),
    "half the refusals answered": (_half_the_refusals_answered, {"right", "abstention_recall"}),
    "all refused": (_all_refused, {"contained", "citation_recall", "abstention_precision"}),
    "rankings reversed": (
        lambda cases: _rankings(cases, lambda found: found[::-1]),
        {"reranked.articles.Success@1", "reranked.quotes.R@10"},
    ),
    "best passage lost": (
        lambda cases: _rankings(cases, lambda found: found[1:]),
        {"reranked.quotes.R@10"},
    ),
}


@pytest.mark.parametrize(("damage", "named"), DAMAGE.values(), ids=list(DAMAGE))
def test_real_damage_does_not_pass(
    damage: Callable[[Sequence[Case]], list[Case]],
    named: set[str],
    cases: Sequence[Case],
    articles: Articles,
    baseline: Run,
) -> None:
    found = complaints(_run(damage(cases), articles), baseline)
    for start in named:
        assert any(complaint.startswith(start) for complaint in found), found
    # The other way round it is a gain, which nobody complains of.
    if not any("missing" in complaint for complaint in found):
        assert not any(
            complaint.startswith(tuple(named))
            for complaint in complaints(baseline, _run(damage(cases), articles))
        )


def test_a_run_passes_its_own_baseline_in_any_order(baseline: Run) -> None:
    assert complaints(baseline, baseline) == []
    assert complaints(replace(baseline, rows=baseline.rows[::-1]), baseline) == []


@pytest.mark.parametrize("changed", [1, 2])
@pytest.mark.parametrize("abstained", [False, True])
def test_a_change_of_one_or_two_questions_passes(
    changed: int, abstained: bool, cases: Sequence[Case], articles: Articles, baseline: Run
) -> None:
    # The answered are refused now, or the refused answered.
    other = _some_reply(cases, abstained=not abstained)
    ids = [case.question.id for case in cases if _abstained(case) is abstained][:changed]
    noisy = [
        replace(case, asked=replace(case.asked, response=other))
        if case.question.id in ids
        else case
        for case in cases
    ]
    assert complaints(_run(noisy, articles), baseline) == []


def test_one_quote_that_is_not_exact_does_not_pass(
    cases: Sequence[Case], articles: Articles, baseline: Run
) -> None:
    place, case = next((n, case) for n, case in enumerate(cases) if not _abstained(case))
    first, *others = _response(case).citations
    altered = first.model_copy(update={"quote": first.quote.replace(" ", "  ", 1)})
    damaged = [*cases[:place], _saying(case, citations=[altered, *others]), *cases[place + 1 :]]
    [complaint] = complaints(_run(damaged, articles), baseline)
    assert complaint.startswith(f"{case.question.id} has citation_exactness 0.")


def test_one_question_that_fails_does_not_pass(
    cases: Sequence[Case], articles: Articles, baseline: Run
) -> None:
    case = cases[7]
    failed = replace(case, asked=Asked(error="TimeoutError: too late"))
    damaged = _run([*cases[:7], failed, *cases[8:]], articles)
    assert complaints(damaged, baseline) == [f"{case.question.id} failed: TimeoutError: too late"]
    # One that failed before is no defect of this run.
    assert complaints(damaged, damaged) == []
    assert complaints(baseline, damaged) == []


def test_an_index_that_lacks_an_article_does_not_pass(
    cases: Sequence[Case], articles: Articles, baseline: Run
) -> None:
    # Its evidence is left out of every score, so that recall looks no worse for it.
    gone = cases[0].evidence.found[0][0].article_id
    damaged = [
        replace(
            case,
            evidence=replace(
                case.evidence,
                found=(kept := tuple(p for p in case.evidence.found if p[0].article_id != gone)),
                missing=len(case.evidence.found) - len(kept),
            ),
        )
        for case in cases
    ]
    run = _run(damaged, articles)
    found = complaints(run, baseline)
    lacking = [row.id for row in run.rows if row.evidence_missing]
    assert lacking
    assert [each.split()[0] for each in found if "pieces of evidence" in each] == lacking


ROWS = [row(f"q{n}", right=1, citation_exactness=1) for n in range(3)]


def _small(rows: Sequence[Row]) -> Run:
    return Run.of_rows(rows, PROVENANCE)


def test_a_headline_that_is_gone_does_not_pass() -> None:
    rows = [row(f"q{n}", right=1) for n in range(3)]
    assert complaints(_small(rows), _small(ROWS)) == [
        "citation_exactness is missing, and the baseline has it"
    ]
    assert complaints(_small(ROWS), _small(rows)) == []


def test_exactness_is_each_question_s() -> None:
    # Though the file's own sum, which nothing holds against its rows, says that all are exact.
    damaged = [*ROWS[:2], row("q2", right=1, citation_exactness=2 / 3)]
    run = replace(_small(damaged), overall=_small(ROWS).overall)
    assert complaints(run, _small(ROWS)) == [
        "q2 has citation_exactness 0.6667; every quote must be exact"
    ]


@pytest.mark.parametrize(
    ("made_of", "named"),
    [
        ({"gold_sha256": "1" * 64}, "gold file"),
        ({"absent": True}, "--absent"),
        ({"as_of": True}, "--as-of"),
    ],
)
def test_another_gold_or_another_way_to_ask_is_refused(made_of: dict[str, Any], named: str) -> None:
    one, other = _small(ROWS), replace(_small(ROWS), provenance=replace(PROVENANCE, **made_of))
    for run, baseline in ((one, other), (other, one)):
        with pytest.raises(RunRefused, match=f"differs in its {named}.*eval run --out"):
            complaints(run, baseline)


@pytest.mark.parametrize("rows", [ROWS[:2], [*ROWS, row("q3", right=1)], [*ROWS[:2], row("x")]])
def test_other_questions_are_refused(rows: list[Row]) -> None:
    with pytest.raises(RunRefused, match="other questions"):
        complaints(_small(rows), _small(ROWS))


def test_another_machine_another_index_or_day_is_compared() -> None:
    made_of = replace(PROVENANCE, commit="abc", platform="Darwin", service=None, date="2026-01-01")
    assert complaints(replace(_small(ROWS), provenance=made_of), _small(ROWS)) == []
