"""The best answer of readings, with how sure it is and which quotes hold it, by hand."""

from collections.abc import Sequence
from math import log

import pytest

from index import Passage
from service import finding as module
from service.calibration import Calibration, Logistic
from service.candidates import Candidate, Scored
from service.finding import NO_RIVAL, YES_NO_DEPTH, Finder, Finding, features
from service.reader import Reader, Reading
from service.yes_no import Verdict
from tests.conftest import believing
from tests.scripted import Plane, Scripted, article, span_of

WIRE = article("Best: 994 boxes came.", "wire")
POST = article("Best of all, 994 boxes came.", "post")
RIVAL = article("Far: 740 crates.", "rival")
QUESTION = "How many boxes came?"


def _passages(*articles: object) -> list[Passage]:
    return [Passage(each, 0, len(each.text)) for each in (WIRE, POST, RIVAL) if each in articles]


def _find(
    *articles: object, reader: Scripted, calibration: Calibration | None = None
) -> Finding | None:
    readings = reader.read(QUESTION, _passages(*articles))
    finder = Finder(reader, Plane({"Far": 0.0}), calibration or believing())
    return finder.find(QUESTION, readings)


def test_what_nobody_reads_is_not_found() -> None:
    assert _find(reader=Scripted("994")) is None
    assert _find(RIVAL, reader=Scripted("994")) is None


def test_every_article_that_has_the_answer_is_quoted_with_its_support() -> None:
    finding = _find(WIRE, POST, RIVAL, reader=Scripted("994"))
    assert finding is not None
    assert finding.articles == [WIRE, POST]
    assert [each.quote.shown for each in finding.quotes] == ["994", "994"]
    # 3 + 1/2 * 3 - 0.1 is the score; 3 the logit that the quote alone has.
    assert finding.confidence == pytest.approx(1 / (1 + 2.718281828 ** -(4.5 - 0.1)))
    assert [each.support for each in finding.quotes] == pytest.approx([0.9526, 0.9526], abs=1e-4)


def test_an_answer_that_is_not_sure_is_found_without_quotes() -> None:
    reader = Scripted("994")
    finding = _find(WIRE, reader=reader, calibration=believing(9.0))
    assert finding is not None
    assert finding.quotes == ()
    assert 0 < finding.confidence < 0.5
    # And its quotes were not read.
    assert len(reader.given) == 1


class Doubting(Scripted):
    """Denies the quotes of one article when they are read again."""

    def __init__(self, denied: str) -> None:
        super().__init__("994")
        self._denied = denied

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        again = bool(self.given)
        readings = super().read(question, passages)
        return [
            Reading(each.passage, -3.0, -3.0, each.spans)
            if again and each.passage.article.id == self._denied
            else each
            for each in readings
        ]


def test_a_quote_that_does_not_hold_the_answer_alone_is_left_out() -> None:
    finding = _find(WIRE, POST, reader=Doubting("post"))
    assert finding is not None
    assert finding.articles == [WIRE]


def test_what_only_other_articles_support_is_not_the_answer() -> None:
    finding = _find(WIRE, POST, reader=Doubting("wire"))
    assert finding is not None
    assert finding.quotes == ()
    assert finding.confidence > 0.5


@pytest.mark.parametrize(("least", "quotes"), [(0.95, 1), (0.96, 0)])
def test_support_is_wanted_from_which_on_the_calibration_says(least: float, quotes: int) -> None:
    sure = believing()
    calibration = Calibration(sure.confidence, 0.5, sure.support, least)
    finding = _find(WIRE, reader=Scripted("994"), calibration=calibration)
    assert finding is not None
    assert len(finding.quotes) == quotes


def _candidate(weight: float, *scores: float) -> Candidate:
    spans = [
        Scored(span_of("Rain.", "Rain", f"a{number}"), "Rain", score)
        for number, score in enumerate(scores)
    ]
    return Candidate(tuple(spans), weight)


def test_the_features_of_a_right_answer_are_by_hand() -> None:
    found = features([_candidate(8.0, 5.0, 4.0), _candidate(2.0, 3.0), _candidate(1.0, 1.0)])
    assert found == pytest.approx({"score": 5.0, "margin": log(4), "articles": log(2)})
    assert features([_candidate(2.0, 5.0), _candidate(2.0, 9.0)])["margin"] == 0
    # Without a rival the margin is as large as it gets, but for an answer that weighs nothing.
    assert features([_candidate(1e9, 40.0)])["margin"] == 8
    assert features([_candidate(NO_RIVAL / 2, -20.0)])["margin"] == 0
    assert features([_candidate(1e9, 40.0), _candidate(1e-30, -99.0)])["margin"] == 8


def test_a_feature_that_was_not_fitted_is_not_asked_for() -> None:
    bare = Logistic(0.0, {})
    finding = _find(WIRE, reader=Scripted("994"), calibration=Calibration(bare, 0.5, bare, 0.5))
    assert finding is not None
    assert (finding.confidence, [each.support for each in finding.quotes]) == (0.5, [0.5])


def test_a_yes_no_question_is_judged_in_the_most_relevant_passages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Sequence[Passage]] = []
    verdict = Verdict("No", span_of("It rained. Ann Lee left.", "left"), 0.625)

    def judge(question: str, passages: Sequence[Passage], reader: Reader) -> Verdict | None:
        asked.append(passages)
        return verdict if "snow" in question else None

    monkeypatch.setattr(module, "judge", judge)
    passages = [Passage(article("Rain.", f"a{n}"), 0, 5) for n in range(YES_NO_DEPTH + 2)]
    readings = [Reading(each, 9.0, float(n), ()) for n, each in enumerate(passages)]
    finder = Finder(Scripted(), Plane(), believing())
    assert finder.find("Did it rain?", readings) is None
    finding = finder.find("Did it snow?", readings)
    assert finding is not None
    assert (finding.verdict, finding.confidence) == ("No", 0.625)
    assert [(q.quote.passage.text, q.support) for q in finding.quotes] == [("Ann Lee left.", None)]
    assert asked == [passages[: -YES_NO_DEPTH - 1 : -1]] * 2
