"""An answer is a quote with the answer in it as shown, cut if need be; the quotes stay exact."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index import Passage
from service.answers import AbstainReason, Computation
from service.evidence.finding import Contradiction, Finding, Supported
from service.meaning.answer_kinds import expected_kind
from service.reading.quoting import MAX_WORDS, quote
from service.reading.reader import Span
from service.reading.short_answers import short_answer
from service.replying.citing import Reply, compose, compose_computed, refuse
from service.replying.computing import Computed
from tests.scripted import article, span_of


def _finding(*spans: Span, shown: str | None = None) -> Finding:
    quotes = [Supported(quote(span, shown or span.text), 0.75) for span in spans]
    return Finding(tuple(quotes), 0.5, tuple(each.article for each in quotes))


def _markers(answer: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", answer)]


def _rested(reply: Reply) -> list[str]:
    """The words of the answer that rest on each citation."""
    return [reply.answer[c.answer_start : c.answer_end] for c in reply.citations]


def test_the_sentence_of_the_answer_is_said_and_cited() -> None:
    wording = compose([_finding(span_of("It rained. Lee left. Then sun.", "Lee"))])
    assert wording.answer == "Lee left. [1]"
    assert wording.short_answer == "Lee"
    [citation] = wording.citations
    assert (citation.id, citation.start, citation.end, citation.quote) == (1, 11, 20, "Lee left.")
    assert wording.answer[citation.answer_start : citation.answer_end] == "Lee left."
    assert citation.support == 0.75
    assert citation.passage.text == "It rained. Lee left. Then sun."


def test_other_quotes_are_cited_in_order_without_being_said() -> None:
    spans = [span_of(f"Rain {id_}.", "Rain", id_) for id_ in ("b", "a", "c")]
    wording = compose([_finding(*spans)])
    assert wording.answer == "Rain b. [1][2][3]"
    assert [(c.id, c.article.id) for c in wording.citations] == [(1, "b"), (2, "a"), (3, "c")]
    assert {wording.answer[c.answer_start : c.answer_end] for c in wording.citations} == {"Rain b."}


def test_white_space_is_folded_in_what_is_said_and_kept_in_the_quote() -> None:
    text = "He\u00a0said it\nonce   rained and\r\nit snowed \t in the night."
    wording = compose([_finding(span_of(text, "night"))])
    assert wording.answer == "He said it once rained and it snowed in the night. [1]"
    assert wording.citations[0].quote == text


@pytest.mark.parametrize(
    ("text", "words", "shown", "said"),
    [
        ("On Monday Lee left.", "Lee", "Ann Lee", "On Monday Ann Lee left."),
        ("Lee’s boat sank.", "Lee’s", "Ann Lee", "Ann Lee’s boat sank."),
        ("“Lee,” it said.", "“Lee,”", "Ann Lee", "“Ann Lee,” it said."),
        # What stands there as it is shown is not said twice.
        ("Ann Lee left.", "Lee", "Ann Lee", "Ann Lee left."),
        ("Ann\nLee left for Hue,\nand it rained and\nsnowed.", "Lee", "Ann Lee",
         "Ann Lee left for Hue, and it rained and snowed."),
        ("It cost $10 more.", "10", "$10", "It cost $10 more."),
        ("It cost US$3 million.", "3", "US$3 million", "It cost US$3 million."),
        ("Yosemite National Park burnt.", "Yosemite", "Yosemite National Park",
         "Yosemite National Park burnt."),
        ("*Lee left.*", "Lee", "Ann Lee", "Ann Lee left."),
    ],
)  # fmt: skip
def test_the_answer_is_in_it_as_shown(text: str, words: str, shown: str, said: str) -> None:
    wording = compose([_finding(span_of(text, words), shown=shown)])
    assert wording.answer == f"{said} [1]"
    assert wording.short_answer == shown
    assert wording.citations[0].quote in text


@pytest.mark.parametrize(("words", "said"), [(57, 57), (58, 58), (59, 56), (300, 56)])
def test_at_most_sixty_words_with_the_markers(words: int, said: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    wording = compose([_finding(span_of(text, "w3"), span_of("w", "w", "b"))])
    shown = wording.answer.split()
    assert len(shown) <= MAX_WORDS == 60
    assert shown[-1] == "[1][2]"
    assert shown[:said] == text.split()[:said]
    assert ("…" in shown) == (words > said)
    assert wording.citations[0].quote == text


def test_a_long_sentence_is_cut_around_its_answer() -> None:
    words = [f"w{number}" for number in range(300)]
    said = compose([_finding(span_of(" ".join(words), "w200 w201"))]).answer.split()
    assert len(said) <= MAX_WORDS
    assert (said[0], said[-2], said[-1]) == ("…", "…", "[1]")
    first = words.index(said[1])
    assert said[1:-2] == words[first : first + len(said) - 3]
    assert {"w200", "w201"} <= set(said)


def test_a_long_sentence_is_not_cut_behind_its_end() -> None:
    words = [f"w{number}" for number in range(300)]
    said = compose([_finding(span_of(" ".join(words), "w299"))]).answer.split()
    assert (said[0], said[-2]) == ("…", "w299")
    assert said.count("…") == 1


PIECES = st.lists(
    st.sampled_from(
        [
            "Lee", "Lee’s", "Ann Lee", "J. K. Lee", "he", "rain", "fell", "and", "$3 million", "5%",
            "US$10", "10-year", "1,000 miles", "*bold*", "**", "(left)", "“Rain,”", "U.S.",
            "Hue.", "fell.", "Why?", "🛳", "Beyonce\u0301", "\u00a0", "National Park", "FELL",
        ]
    ),
    min_size=1,
    max_size=200,
)  # fmt: skip


@settings(deadline=None)
@given(
    pieces=PIECES,
    first=st.integers(0, 199),
    length=st.integers(1, 45),
    others=st.integers(0, 3),
    question=st.sampled_from(
        ["Who left?", "How much?", "How many miles?", "Which national park?", "Why?"]
    ),
)
def test_whatever_the_text_the_answer_is_short_exact_and_holds_what_is_shown(
    pieces: list[str], first: int, length: int, others: int, question: str
) -> None:
    first %= len(pieces)
    text = " ".join(pieces)
    start = len(" ".join([*pieces[:first], ""]))
    end = min(len(text), start + len(" ".join(pieces[first : first + length])))
    span = Span(Passage(article(text), 0, len(text)), start, end, 0.0)
    assume(span.text == span.text.strip())
    shown = short_answer(span, question, expected_kind(question))
    assume(shown)
    wording = compose(
        [
            Finding(
                (
                    Supported(quote(span, shown), 0.9),
                    *(
                        Supported(quote(span_of("It snowed.", "snowed", str(n)), "snowed"), 0.9)
                        for n in range(others)
                    ),
                ),
                0.5,
                (),
            )
        ]
    )
    assert len(wording.answer.split()) <= MAX_WORDS
    assert wording.short_answer == shown
    assert [citation.id for citation in wording.citations] == [*range(1, others + 2)]
    for citation in wording.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.answer_start == 0
        said = wording.answer[: citation.answer_end]
    assert f"{said} " in wording.answer
    if len(shown.split()) < 40:
        assert shown in said


def test_a_verdict_is_said_before_the_quote_that_shows_it() -> None:
    finding = replace(_finding(span_of("It rained.", "rained")), verdict="Yes")
    wording = compose([finding])
    assert wording.answer == "Yes. It rained. [1]"
    assert wording.short_answer == "Yes"
    [citation] = wording.citations
    assert citation.quote == "It rained."
    assert wording.answer[: citation.answer_end] == "Yes. It rained."
    long = " ".join(["rain"] * 300)
    wording = compose([replace(_finding(span_of(long, "rain")), verdict="No")])
    assert len(wording.answer.split()) <= MAX_WORDS


CAME = span_of("It rained. 994 boxes came.", "994", "came")
LEFT = span_of("Then 740 boxes left.", "740", "left")
LATE = span_of("The 740 left late.", "740", "late")


def test_two_parts_are_said_and_cited_one_after_the_other() -> None:
    reply = compose([_finding(CAME), _finding(LEFT, LATE)])
    assert reply.answer == "994 boxes came. [1] Then 740 boxes left. [2][3]"
    assert reply.short_answer == "994; 740"
    assert _rested(reply) == ["994 boxes came.", "Then 740 boxes left.", "Then 740 boxes left."]
    assert [c.quote for c in reply.citations] == [
        "994 boxes came.",
        "Then 740 boxes left.",
        "The 740 left late.",
    ]


def test_what_two_parts_rest_on_is_said_and_cited_once() -> None:
    both = "In May, Ann Lee left."
    when, who = (_finding(span_of(both, words)) for words in ("May", "Ann Lee"))
    reply = compose([when, who])
    assert reply.answer == "In May, Ann Lee left. [1]"
    assert reply.short_answer == "May; Ann Lee"
    assert _rested(reply) == ["In May, Ann Lee left."]
    # The same answer to both is not given twice.
    assert compose([who, who]).short_answer == "Ann Lee"


def test_who_else_supports_what_was_said_is_cited_for_those_words() -> None:
    reply = compose([_finding(CAME), _finding(LEFT), _finding(CAME, LATE, LEFT)])
    assert reply.answer == "994 boxes came. [1] Then 740 boxes left. [2] [3]"
    assert _rested(reply) == ["994 boxes came.", "Then 740 boxes left.", "994 boxes came."]


def test_a_number_in_brackets_of_the_article_s_own_is_no_marker() -> None:
    text = "Lee left [1] at noon [note 2]."
    reply = compose([_finding(span_of(text, "Lee"))])
    assert reply.answer == "Lee left (1) at noon [note 2]. [1]"
    assert reply.citations[0].quote == text


def test_what_stays_unanswered_is_said() -> None:
    reply = compose([_finding(CAME)], unanswered=["When was it?", "Who paid?"])
    assert reply.answer == (
        "994 boxes came. [1] The articles do not seem to answer “When was it?” "
        "The articles do not seem to answer “Who paid?”"
    )
    assert reply.short_answer == "994"


def test_a_conclusion_is_said_before_what_it_is_drawn_from() -> None:
    reply = compose([_finding(CAME), _finding(LEFT)], "the first bridge")
    assert reply.answer == "The first bridge. 994 boxes came. [1] Then 740 boxes left. [2]"
    assert reply.short_answer == "the first bridge"
    assert _rested(reply) == ["994 boxes came.", "Then 740 boxes left."]


def _contradicted(*updates: bool) -> Finding:
    others = tuple(Contradiction(quote(LEFT, "740"), is_update) for is_update in updates)
    return replace(_finding(CAME), contradictions=others)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([_contradicted(False)], "994 boxes came. [1] Reports differ."),
        ([_contradicted(True, False)], "994 boxes came. [1] Reports differ."),
        ([_contradicted(True)], "994 boxes came. [1]"),
        ([_contradicted(False), _finding(LEFT)],
         "994 boxes came. [1] Then 740 boxes left. [2] Reports differ."),
    ],
)  # fmt: skip
def test_that_reports_differ_is_said_and_that_figures_ran_on_is_not(
    findings: list[Finding], said: str
) -> None:
    reply = compose(findings)
    assert reply.answer == said
    # What contradicts is no citation.
    assert {c.article.id for c in reply.citations} <= {"came", "left"}
    assert reply.findings == tuple(findings)


def test_what_is_computed_cites_every_number_once() -> None:
    result = Computed("994 - 740", "254", "254 boxes")
    reply = compose_computed(result, [_finding(CAME, LATE), _finding(LEFT)])
    assert reply.answer == "254 boxes. 994 boxes came. [1][2] Then 740 boxes left. [3]"
    assert reply.short_answer == "254 boxes"
    assert reply.computations == (Computation("994 - 740", "254", (1, 3)),)
    one = "Of 994 boxes 740 left."
    reply = compose_computed(result, [_finding(span_of(one, words)) for words in ("994", "740")])
    assert reply.answer == "254 boxes. Of 994 boxes 740 left. [1]"
    assert reply.computations == (Computation("994 - 740", "254", (1,)),)


SPANS = st.builds(
    lambda words, id_: span_of("Ann Lee left. It rained in Hue. Why? He, too, left.", words, id_),
    st.sampled_from(["Ann Lee", "rained", "Hue", "He"]),
    st.sampled_from("abc"),
)
FINDINGS = st.lists(
    st.builds(
        lambda spans, updates: replace(
            _finding(*spans),
            contradictions=tuple(Contradiction(quote(LEFT, "740"), each) for each in updates),
        ),
        st.lists(SPANS, min_size=1, max_size=4, unique_by=lambda span: span.passage.article.id),
        st.lists(st.booleans(), max_size=2),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(
    findings=FINDINGS,
    conclusion=st.none() | st.sampled_from(["Yes", "the bridge"]),
    unanswered=st.lists(st.sampled_from(["When?", "Who paid?"]), max_size=2),
)
def test_every_marker_has_its_citation_and_every_citation_its_marker_and_words(
    findings: Sequence[Finding], conclusion: str | None, unanswered: Sequence[str]
) -> None:
    reply = compose(findings, conclusion, unanswered)
    ids = [citation.id for citation in reply.citations]
    assert _markers(reply.answer) == ids == [*range(1, len(ids) + 1)]
    places = {(c.article.id, c.start, c.end) for c in reply.citations}
    assert len(places) == len(ids)
    quotes = [each.quote for finding in findings for each in finding.quotes]
    assert places == {(each.passage.article.id, each.start, each.end) for each in quotes}
    for citation, words in zip(reply.citations, _rested(reply), strict=True):
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert words == words.strip() != ""
        assert not _markers(words)
        # Its marker stands behind the words.
        assert reply.answer.index(f"[{citation.id}]") > citation.answer_end
    assert "  " not in reply.answer
    assert reply.answer == reply.answer.strip()


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_a_refusal_is_a_sentence_that_cites_nothing(reason: AbstainReason) -> None:
    wording = refuse(reason)
    assert wording.answer.endswith(".")
    assert wording.short_answer is None
    assert wording.citations == ()
