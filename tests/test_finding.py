"""The best answer of readings, its quotes, what contradicts it, and how sure it is, by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Passage
from service.answers import AbstainReason
from service.evidence import finding as module
from service.evidence.corroboration import MAX_QUOTES
from service.evidence.finding import MAX_CHECKED, NO_RIVAL, YES_NO_DEPTH, Finder, Finding, features
from service.reading.calibration import Calibration, Logistic
from service.reading.candidates import Candidate, Scored
from service.reading.reader import Reader, Reading
from service.reading.yes_no import Verdict
from tests.conftest import believing
from tests.scripted import Plane, Scripted, article, span_of

WIRE = article("Best: 994 boxes came.", "wire")
POST = article("Best of all, 994 boxes came.", "post")
RIVAL = article("Far: 740 crates.", "rival")
QUESTION = "How many boxes came?"


def _find(
    *articles: Article,
    reader: Scripted,
    calibration: Calibration | None = None,
    copies: Mapping[str, str] | None = None,
    question: str = QUESTION,
) -> Finding | AbstainReason:
    """What is found in the articles; ``copies`` has by article the story that it is a copy of."""
    passages = [Passage(each, 0, len(each.text)) for each in articles]
    finder = Finder(
        reader,
        Plane({"Far": 0.0, "994": 1.0}),
        calibration or believing(),
        lambda id_: (copies or {}).get(id_, id_),
        {each.id: (each.source or each.id).casefold() for each in articles}.__getitem__,
    )
    return finder.find(question, reader.read(question, passages))


def _found(*articles: Article, **given: object) -> Finding:
    finding = _find(*articles, **given)  # type: ignore[arg-type]
    assert isinstance(finding, Finding)
    return finding


def test_what_nobody_reads_is_not_found() -> None:
    assert _find(reader=Scripted("994")) == "low_confidence"
    assert _find(RIVAL, reader=Scripted("994")) == "low_confidence"


def test_every_article_that_has_the_answer_is_quoted_with_its_support() -> None:
    finding = _found(WIRE, POST, RIVAL, reader=Scripted("994"))
    assert finding.articles == (WIRE, POST)
    assert [each.article for each in finding.quotes] == [WIRE, POST]
    assert [each.quote.shown for each in finding.quotes] == ["994", "994"]
    assert finding.short_answer == "994"
    # 3 + 1/2 * 3 - 0.1 is the score; 3 the logit that the quote alone has.
    assert finding.confidence == pytest.approx(1 / (1 + exp(-4.4)))
    assert [each.support for each in finding.quotes] == pytest.approx([0.9526, 0.9526], abs=1e-4)
    assert finding.contradictions == ()


def test_an_answer_that_is_not_sure_is_not_given_and_its_quotes_not_read() -> None:
    reader = Scripted("994")
    assert _find(WIRE, reader=reader, calibration=believing(9.0)) == "low_confidence"
    assert len(reader.given) == 1


class Doubting(Scripted):
    """Denies the quotes of one article when they are read again."""

    def __init__(self, denied: str, *words: str, **logits: float) -> None:
        super().__init__(*(words or ("994",)), logit=6.0, logits=logits)
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
    finding = _found(WIRE, POST, reader=Doubting("post"))
    assert finding.articles == (WIRE,)
    assert [each.article for each in finding.quotes] == [WIRE]


def test_where_the_best_quote_does_not_hold_the_answer_alone_another_leads() -> None:
    finding = _found(WIRE, POST, reader=Doubting("wire"))
    assert finding.articles == (POST,)
    # 3.7 + 3.7 / 2 - 0.1 is 3.45 below that of the best, and 3.6 + 3.6 / 2 - 0.1 is 3.6 below it.
    finding = _found(WIRE, POST, reader=Doubting("wire", post=3.7))
    assert finding.confidence == pytest.approx(1 / (1 + exp(-5.45)))
    assert _find(WIRE, POST, reader=Doubting("wire", post=3.6)) == "unsupported"


def test_a_lead_has_to_be_as_likely_as_any_answer() -> None:
    sure = believing()
    calibration = Calibration(sure.confidence, 0.999, sure.support, 0.5, 0.5)
    reader = Doubting("wire", post=3.7)
    assert _find(WIRE, POST, reader=reader, calibration=calibration) == "low_confidence"


class Apart(Scripted):
    """Reads an answer out of the sentence that has it, and none where the one before goes along."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        first = not self.given
        return [
            Reading(
                each.passage,
                -1.0 if first else 5.0 - 10.0 * each.passage.text.startswith("Best"),
                -1.0 if first else 0.0,
                each.spans,
            )
            for each in super().read(question, passages)
        ]


def test_a_sentence_that_only_repeats_the_answer_makes_its_article_no_lead() -> None:
    told = "Best: rain fell on the quay. 994 boxes came to the harbour as he said to"
    articles = [article(f"{told} {whom}.", whom) for whom in ("them", "us")]
    calibration = replace(believing(), confidence=replace(believing().confidence, bias=5.0))
    reader = Apart("994", logit=-1.0)
    assert _find(*articles, reader=reader, calibration=calibration) == "unsupported"


def test_what_supports_another_answer_alone_is_not_the_answer() -> None:
    reader = Doubting("wire", "994", "740", rival=5.0)
    assert _find(WIRE, RIVAL, reader=reader) == "unsupported"


@pytest.mark.parametrize(("least", "supported"), [(0.95, True), (0.96, False)])
def test_support_is_wanted_from_which_on_the_calibration_says(
    least: float, supported: bool
) -> None:
    sure = believing()
    calibration = Calibration(sure.confidence, 0.5, sure.support, least, least)
    found = _find(WIRE, reader=Scripted("994"), calibration=calibration)
    assert found == "unsupported" or supported
    assert isinstance(found, Finding) == supported


def _report(
    id_: str, boxes: int, source: str | None = None, published: str | None = None
) -> Article:
    return article(f"Best: {boxes} boxes came.", id_, source=source, published=published)


def _said(finding: Finding) -> tuple[str, list[tuple[str, bool]]]:
    """The answer, and the other answers: whether each is an earlier figure of it."""
    others = [(each.quote.shown, each.is_update) for each in finding.contradictions]
    return finding.short_answer, others


def _sure(*words: str, **logits: float) -> Scripted:
    """As sure of each as a rival must be: with a logit of 6 the score is 6 + 6/2 - 0.1 = 8.9."""
    return Scripted(*words, logit=6.0, logits=logits)


BOTH = ("994", "740")


def test_what_more_independent_sources_say_is_the_answer_though_another_reads_better() -> None:
    reports = [_report("a", 740), _report("b", 994), _report("c", 994)]
    # A score of 8 + 8/2 - 0.1 weighs more than two of 8.9: e^(11.9/3) > 2 e^(8.9/3).
    finding = _found(*reports, reader=_sure(*BOTH, a=8.0))
    assert _said(finding) == ("994", [("740", False)])
    assert [each.article.id for each in finding.quotes] == ["b", "c"]
    assert [each.quote.span.passage.article.id for each in finding.contradictions] == ["a"]
    # As sure as its own score is.
    assert finding.confidence == pytest.approx(1 / (1 + exp(-8.9)))


def test_articles_of_one_source_are_one_voice() -> None:
    early, late = "2031-05-01", "2031-05-02"
    twice = [_report("a", 994, "Wire", early), _report("b", 994, "WIRE", early)]
    finding = _found(*twice, _report("c", 740, "Post", late), reader=_sure(*BOTH))
    assert _said(finding) == ("740", [("994", False)])
    finding = _found(*twice, _report("c", 740, "Post", "2031-04-30"), reader=_sure(*BOTH))
    assert _said(finding) == ("994", [("740", False)])


@pytest.mark.parametrize(("day", "answer"), [("2031-05-03", "740"), ("2031-05-01", "994")])
def test_among_equals_the_later_report_is_the_answer(day: str, answer: str) -> None:
    reports = [_report("a", 994, "A", "2031-05-02"), _report("b", 740, "B", day)]
    assert _found(*reports, reader=_sure(*BOTH)).short_answer == answer


def test_a_dated_report_is_later_than_an_undated_one_and_without_days_the_best_read_is_first() -> (
    None
):
    undated = _report("a", 994)
    dated = _report("b", 740, published="1990-01-01")
    assert _found(undated, dated, reader=_sure(*BOTH)).short_answer == "740"
    reader = _sure(*BOTH, b=6.5)
    assert _found(undated, _report("b", 740), reader=reader).short_answer == "740"
    reader = _sure(*BOTH, a=6.5)
    assert _found(undated, _report("b", 740), reader=reader).short_answer == "994"


def test_copies_are_one_voice_and_the_first_report_is_quoted() -> None:
    reports = [
        _report("copy", 994, "A", "2031-05-02"),
        _report("wire", 994, "W", "2031-05-01"),
        _report("other", 994, "O", "2031-05-03"),
    ]
    finding = _found(*reports, reader=Scripted("994"), copies={"copy": "wire"})
    assert [each.article.id for each in finding.quotes] == ["wire", "other"]
    assert {each.id for each in finding.articles} == {"copy", "wire", "other"}


def test_copies_add_no_voices() -> None:
    reports = [
        _report("wire", 994, "W", "2031-05-01"),
        _report("copy", 994, "A", "2031-05-01"),
        _report("other", 740, "O", "2031-05-02"),
    ]
    reader = _sure(*BOTH)
    assert _found(*reports, reader=reader, copies={"copy": "wire"}).short_answer == "740"
    assert _found(*reports, reader=reader).short_answer == "994"


def test_a_copy_that_is_printed_later_makes_no_later_report() -> None:
    reports = [
        _report("wire", 994, "W", "2031-05-01"),
        _report("copy", 994, "A", "2031-05-03"),
        _report("other", 740, "O", "2031-05-02"),
    ]
    for order in (reports, reports[::-1]):
        finding = _found(*order, reader=_sure(*BOTH), copies={"copy": "wire"})
        assert _said(finding) == ("740", [("994", False)])
        # The original is quoted, not its copy.
        assert [each.quote.passage.article.id for each in finding.contradictions] == ["wire"]


@pytest.mark.parametrize(("logit", "runs_on"), [(3.7, False), (3.6, True)])
def test_an_article_that_hardly_answers_so_makes_no_later_figure(
    logit: float, runs_on: bool
) -> None:
    # It scores 1.5 times its logit, and 3.5 below the best, which has 6, it counts no more.
    reports = [
        _toll("first", 12, "2031-05-01"),
        _toll("later", 15, "2031-05-02"),
        _toll("aside", 12, "2031-05-03"),
    ]
    finding = _found(*reports, reader=_sure("12", "15", aside=logit), question=TOLL)
    answer = "15" if runs_on else "12"
    assert _said(finding) == (answer, [("12" if runs_on else "15", runs_on)])


@pytest.mark.parametrize("aside", ["12 of 45", "more than 10"])
def test_nor_does_one_that_hardly_answers_in_other_words(aside: str) -> None:
    reports = [
        _toll("first", 12, "2031-05-01"),
        _toll("later", 15, "2031-05-02"),
        article(f"Best: {aside} died.", "aside", published="2031-05-03"),
    ]
    reader = _sure("15", aside, "12", aside=1.0)
    assert _said(_found(*reports, reader=reader, question=TOLL)) == ("15", [("12", True)])


def test_a_story_that_a_copy_tells_better_is_of_its_original_day() -> None:
    reports = [
        _toll("first", 12, "2031-05-01"),
        _toll("later", 15, "2031-05-02"),
        _toll("wire", 12, "2031-05-03"),
        _toll("copy", 12, "2031-05-04"),
    ]
    reader = _sure("12", "15", wire=3.0)
    finding = _found(*reports, reader=reader, question=TOLL, copies={"copy": "wire"})
    assert _said(finding) == ("12", [("15", False)])


def test_a_copy_that_alters_its_original_speaks_for_nobody() -> None:
    wire, copy = _report("wire", 994, "W", "2031-05-01"), _report("copy", 740, "A", "2031-05-02")
    reader = _sure(*BOTH, copy=6.5)
    assert _said(_found(wire, copy, reader=reader, copies={"copy": "wire"})) == (
        "994",
        [("740", False)],
    )
    assert _found(wire, copy, reader=reader).short_answer == "740"


TOLL = "How many people were killed?"


def _toll(id_: str, dead: int, published: str) -> Article:
    return article(f"Best: {dead} were killed.", id_, source=id_, published=published)


def test_of_a_figure_that_runs_on_the_latest_is_the_answer_whoever_has_the_others() -> None:
    reports = [
        _toll("a", 12, "2031-05-01"),
        _toll("b", 12, "2031-05-01"),
        _toll("c", 13, "2031-05-02"),
        _toll("d", 15, "2031-05-03"),
    ]
    finding = _found(*reports, reader=_sure("12", "13", "15"), question=TOLL)
    assert _said(finding) == ("15", [("12", True), ("13", True)])


def test_of_one_day_figures_conflict_and_come_behind_those_that_have_run_on() -> None:
    reports = [
        _toll("a", 15, "2031-05-03"),
        _toll("b", 15, "2031-05-03"),
        _toll("c", 16, "2031-05-03"),
        _toll("d", 12, "2031-05-01"),
    ]
    finding = _found(*reports, reader=_sure("12", "15", "16"), question=TOLL)
    assert _said(finding) == ("15", [("12", True), ("16", False)])


def test_a_figure_that_is_copied_later_is_no_later_figure() -> None:
    reports = [
        _toll("wire", 12, "2031-05-01"),
        _toll("copy", 12, "2031-05-03"),
        _toll("other", 15, "2031-05-02"),
    ]
    reader = _sure("12", "15")
    finding = _found(*reports, reader=reader, question=TOLL, copies={"copy": "wire"})
    assert _said(finding) == ("15", [("12", True)])
    assert [each.quote.passage.article.id for each in finding.contradictions] == ["wire"]


def test_other_answers_that_agree_with_the_one_given_contradict_nothing() -> None:
    reports = [
        article("Best: it opened in May 2030.", "a", source="A", published="2032-01-01"),
        article("Best: it opened in July 2031.", "b", source="B", published="2032-01-03"),
        article("Best: it opened on July 14, 2031.", "c", source="C", published="2032-01-02"),
    ]
    reader = _sure("May 2030", "July 2031", "July 14, 2031", a=6.5)
    finding = _found(*reports, reader=reader, question="When did it open?")
    assert _said(finding) == ("July 2031", [("May 2030", False)])


def test_an_article_that_denies_the_answer_does_not_agree_with_it() -> None:
    # "Best" shares its words and the target of 900 with the first, and has another count.
    reports = [
        article("Best: 118 of 900 boxes came by Tuesday.", "a", source="A"),
        article("Best: 240 of 900 boxes came by Tuesday.", "b", source="B"),
    ]
    finding = _found(*reports, reader=_sure("118", "240", a=6.5))
    assert _said(finding) == ("118", [("240", False)])
    assert [each.id for each in finding.articles] == ["a"]


def test_an_article_does_not_contradict_itself() -> None:
    both = article("Best: 994 boxes came, and 6 boxes by air.", "b", published="2031-05-02")
    reader = _sure("740", "994", "6", a=6.5)
    finding = _found(_report("a", 740, None, "2031-05-01"), both, reader=reader)
    assert _said(finding) == ("994", [("740", False)])


def test_an_answer_that_its_own_quote_does_not_support_contradicts_nothing() -> None:
    reports = [_report("a", 994), _report("b", 994), _report("c", 740)]
    assert _said(_found(*reports, reader=_sure(*BOTH)))[1] == [("740", False)]
    assert _said(_found(*reports, reader=Doubting("c", *BOTH)))[1] == []


def test_some_are_quoted_more_are_counted_and_the_rest_is_not_read() -> None:
    count = MAX_CHECKED + 2
    reader = Scripted("994")
    finding = _found(*(_report(f"a{n}", 994) for n in range(count)), reader=reader)
    assert len(finding.quotes) == MAX_QUOTES < MAX_CHECKED
    assert len(finding.articles) == MAX_CHECKED
    assert [len(given) for given in reader.given] == [count, MAX_CHECKED]


REPORTS = st.lists(
    st.builds(
        lambda dead, source, day: (dead, source, day),
        st.sampled_from([12, 14, 27]),
        st.sampled_from([None, "Post", "Wire"]),
        st.sampled_from([None, "2031-05-01", "2031-05-02"]),
    ),
    min_size=1,
    max_size=7,
)


@settings(deadline=None)
@given(
    REPORTS,
    st.dictionaries(st.integers(0, 6), st.just("a0"), max_size=4),
    st.sampled_from([TOLL, QUESTION]),
)
def test_whoever_says_what_all_quotes_stand_and_nobody_is_on_two_sides(
    said: list[tuple[int, str | None, str | None]], copied: dict[int, str], question: str
) -> None:
    articles = [
        article(f"Rain 🛳. Best: {dead} boxes were killed.", f"a{n}", source=source, published=day)
        for n, (dead, source, day) in enumerate(said)
    ]
    copies = {f"a{n}": story for n, story in copied.items()}
    reader = _sure("12", "14", "27")
    found = _found(*articles, reader=reader, copies=copies, question=question)
    quotes = [
        *(each.quote for each in found.quotes),
        *(each.quote for each in found.contradictions),
    ]
    for each in quotes:
        text = each.passage.article.text
        assert text[each.start : each.end] == text[8:]
        assert each.shown in text
    assert {each.quote.shown for each in found.quotes} == {found.short_answer}
    stories = [copies.get(each.article.id, each.article.id) for each in found.quotes]
    assert len(set(stories)) == len(stories)
    own = {each.id for each in found.articles}
    assert {each.article.id for each in found.quotes} <= own
    others = {each.quote.passage.article.id for each in found.contradictions}
    assert not own & others
    answers = [each.quote.shown for each in found.contradictions]
    assert {found.short_answer, *answers} == {str(dead) for dead, _, _ in said}
    assert len(answers) == len(set(answers))
    if question == QUESTION:
        assert not any(each.is_update for each in found.contradictions)


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
    finding = _found(
        WIRE, reader=Scripted("994"), calibration=Calibration(bare, 0.5, bare, 0.5, 0.5)
    )
    assert (finding.confidence, [each.support for each in finding.quotes]) == (0.5, [0.5])


def test_a_yes_no_question_is_judged_in_the_most_relevant_passages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Sequence[Passage]] = []
    left = span_of("It rained. Ann Lee left.", "left"), span_of("She left.", "left", "b")
    verdict = Verdict("No", left[0], 0.625, (left[1],))

    def judge(question: str, passages: Sequence[Passage], reader: Reader) -> Verdict | None:
        asked.append(passages)
        return verdict if "snow" in question else None

    monkeypatch.setattr(module, "judge", judge)
    passages = [Passage(article("Rain.", f"a{n}"), 0, 5) for n in range(YES_NO_DEPTH + 2)]
    readings = [Reading(each, 9.0, float(n), ()) for n, each in enumerate(passages)]
    finder = Finder(Scripted(), Plane(), believing(), str, str)
    assert finder.find("Did it rain?", readings) == "low_confidence"
    finding = finder.find("Did it snow?", readings)
    assert isinstance(finding, Finding)
    assert (finding.verdict, finding.short_answer, finding.confidence) == ("No", "No", 0.625)
    quoted = [(each.quote.passage.text, each.support) for each in finding.quotes]
    assert quoted == [("Ann Lee left.", None), ("She left.", None)]
    assert [each.text for each in finding.articles] == ["It rained. Ann Lee left.", "She left."]
    assert asked == [passages[: -YES_NO_DEPTH - 1 : -1]] * 2
