"""Lists gathered over sentences and articles: what belongs to them, and what does not, by hand."""

from math import exp

import pytest

from index import Article, Passage
from service.evidence.finding import Finder, Finding
from service.reading.calibration import Calibration, Logistic
from service.replying.citing import compose
from tests.conftest import believing
from tests.scripted import Plane, Scripted, article

# Of a logit of 6 the score is 6 + 6/2 − 0.1 = 8.9: a further name takes a likeness of 0.32 more.
FIRST = article("Best of the fair: Ann Lee won the prize.", "first")
SECOND = article("Best once more: Bo Ek won the prize.", "second")
THIRD = article("Best at last: Cy Dun won the prize.", "third")
FAR = article("Far away Dee Fox swam.", "far")
NAMES = ("Ann Lee", "Bo Ek", "Cy Dun", "Dee Fox")
WHICH = "Which people have won the prize?"


class Doubting(Scripted):
    """Denies the quotes of one article when they are read again."""

    def read(self, question: str, passages):  # type: ignore[no-untyped-def]
        self._logits = {"second": -6.0} if self.given else {}
        return super().read(question, passages)


def _found(
    question: str,
    *articles: Article,
    reader: Scripted | None = None,
    calibration: Calibration | None = None,
) -> Finding:
    reader = reader or Scripted(*NAMES, logit=6.0)
    finder = Finder(
        reader,
        Plane({"Far": 0.0}),
        calibration or believing(),
        lambda id_: id_,
        {each.id: each.id for each in articles}.__getitem__,
    )
    passages = [Passage(each, 0, len(each.text)) for each in articles]
    finding = finder.find(question, reader.read(question, passages))
    assert isinstance(finding, Finding), finding
    return finding


def test_what_other_articles_state_in_such_a_sentence_is_added_and_cited() -> None:
    finding = _found(WHICH, FIRST, SECOND, FAR)
    assert finding.items == ("Ann Lee",)
    [more] = finding.more
    assert (more.items, more.articles) == (("Bo Ek",), (SECOND,))
    assert finding.short_answer == "Ann Lee and Bo Ek"
    assert finding.contradictions == ()
    reply = compose([finding])
    assert reply.short_answer == "Ann Lee and Bo Ek"
    assert reply.answer == f"{FIRST.text} [1] {SECOND.text} [2]"
    assert [c.article for c in reply.citations] == [FIRST, SECOND]
    assert [part.items for part in reply.findings] == [("Ann Lee",), ("Bo Ek",)]


def test_one_article_adds_from_its_other_sentences_in_the_order_of_its_text() -> None:
    both = article(f"{SECOND.text} {FIRST.text}", "both")
    finding = _found(WHICH, both, FIRST)
    assert finding.items == ("Ann Lee",)
    assert finding.short_answer == "Bo Ek and Ann Lee"


def test_a_question_for_one_gets_one() -> None:
    finding = _found("Which person won the prize?", FIRST, SECOND)
    assert (finding.short_answer, finding.more) == ("Ann Lee", ())


def test_a_number_bounds_the_list() -> None:
    three = _found(WHICH, FIRST, SECOND, THIRD)
    assert three.short_answer == "Ann Lee, Bo Ek and Cy Dun"
    two = _found("Which two people won the prize?", FIRST, SECOND, THIRD)
    assert two.short_answer == "Ann Lee and Bo Ek"


def test_what_its_own_quote_does_not_support_is_not_added() -> None:
    reader = Doubting(*NAMES, logit=6.0)
    assert _found(WHICH, FIRST, SECOND, reader=reader).short_answer == "Ann Lee"


@pytest.mark.parametrize(("logit", "more"), [(4.0, ("Bo Ek",)), (3.2, ())])
def test_a_list_that_shares_an_item_adds_the_others(logit: float, more: tuple[str, ...]) -> None:
    # Of 4.0 the score is 5.9, of 3.2 it is 4.7: the first has 8.9, and it may lose 3.5.
    listing = article("Far off they listed Ann Lee and Bo Ek.", "listing")
    reader = Scripted("Ann Lee and Bo Ek", "Ann Lee", logit=6.0, logits={"listing": logit})
    finding = _found(WHICH, FIRST, listing, reader=reader)
    assert finding.short_answer == ("Ann Lee and Bo Ek" if more else "Ann Lee")
    assert tuple(item for part in finding.more for item in part.items) == more


def test_words_that_list_several_are_preferred_where_they_answer_as_well() -> None:
    listing = article("Best of all they listed Bo Ek, Cy Dun and Ann Lee.", "listing")
    reader = Scripted("Bo Ek, Cy Dun and Ann Lee", "Ann Lee", logit=6.0, logits={"listing": 5.5})
    finding = _found(WHICH, FIRST, listing, reader=reader)
    assert (finding.short_answer, finding.more) == ("Bo Ek, Cy Dun and Ann Lee", ())
    assert finding.items == ("Bo Ek", "Cy Dun", "Ann Lee")


def test_what_the_question_names_and_what_is_said_already_adds_nothing() -> None:
    again = article("Best news: Mr Lee won the prize.", "again")
    reader = Scripted("Ann Lee", "Mr Lee", "Bo Ek", logit=6.0)
    finding = _found("Which people have beaten Bo Ek?", FIRST, again, SECOND, reader=reader)
    assert finding.items == ("Ann Lee",)
    assert finding.more == ()


def test_a_list_of_lines_is_given_and_quoted_whole() -> None:
    text = "Best of them come from:\n- Tesmaria;\n- Calvessa.\n\nFar away it rained."
    finding = _found("Which countries do they come from?", article(text), reader=_lines())
    assert finding.items == ("Tesmaria", "Calvessa")
    assert finding.short_answer == "Tesmaria and Calvessa"
    quote = finding.quotes[0].quote
    assert text[quote.start : quote.end] == text.split("\n\n")[0]


def _lines() -> Scripted:
    return Scripted("Tesmaria", logit=9.0)


def test_a_span_over_lines_is_a_list_of_them() -> None:
    text = "Best of them come from:\n- Tesmaria;\n- the long\n  valley."
    reader = Scripted("Tesmaria;\n- the long", logit=9.0)
    finding = _found("Which places do they come from?", article(text), reader=reader)
    assert finding.short_answer == "Tesmaria and the long valley"


def test_amounts_of_two_articles_contradict_each_other_and_make_no_list() -> None:
    first = article("Best year: the firm earned 40 million crowns.", "first")
    second = article("Best again: the firm earned 52 million crowns.", "second")
    reader = Scripted("40 million crowns", "52 million crowns", logit=9.0)
    finding = _found("Which sums did the firm earn?", first, second, reader=reader)
    assert (finding.short_answer, finding.more) == ("40 million crowns", ())
    # A sum is one thing, and then the two are in conflict.
    finding = _found("What were the profits of the firm?", first, second, reader=reader)
    assert [each.is_update for each in finding.contradictions] == [False]
    # A sentence that lists both says that both are right.
    both = article("Best of both: 40 million crowns and 52 million crowns.", "both")
    reader = Scripted("40 million crowns and 52 million crowns", "40 million crowns", logit=9.0)
    finding = _found("Which sums did the firm earn?", first, both, reader=reader)
    assert finding.short_answer == "40 million crowns and 52 million crowns"


def test_only_articles_that_state_the_whole_list_are_counted_and_cited() -> None:
    both = article("Best of all: Ann Lee and Bo Ek won the prize.", "both")
    again = article("Best of them: Ann Lee and Bo Ek won the prize.", "again")
    # The reader finds the first name alone, in each of the articles.
    reader = Scripted("Ann Lee", "Bo Ek", logit=6.0)
    finding = _found(WHICH, both, FIRST, again, reader=reader)
    assert finding.short_answer == "Ann Lee and Bo Ek"
    assert finding.items == ("Ann Lee", "Bo Ek")
    assert finding.articles == (both, again)
    assert [each.article for each in finding.quotes] == [both, again]


def test_what_is_denied_or_said_of_another_year_is_no_further_item() -> None:
    denied = article("Best known: Bo Ek never won the prize.", "denied")
    assert _found(WHICH, FIRST, denied).short_answer == "Ann Lee"
    now = article("Best of 2031: Ann Lee won the prize.", "now")
    then = article("Best of 2030: Bo Ek won the prize.", "then")
    finding = _found("Which people have won the prize in 2031?", now, then)
    assert finding.short_answer == "Ann Lee"


def test_an_item_that_a_list_has_twice_is_added_once() -> None:
    twice = article("Best once more: Bo Ek, Cy Dun and Bo Ek won the prize.", "twice")
    reader = Scripted(
        "Bo Ek, Cy Dun and Bo Ek", "Ann Lee", logit=6.0, logits={"first": 9.0, "twice": 6.0}
    )
    assert _found(WHICH, FIRST, twice, reader=reader).short_answer == "Ann Lee, Bo Ek and Cy Dun"


def test_a_pair_that_may_be_one_name_counts_as_two_against_the_number() -> None:
    pair = article("Best shops: Ferro and Lisle won the prize.", "pair")
    reader = Scripted("Ferro and Lisle", "Bo Ek", logit=6.0, logits={"pair": 7.0})
    finding = _found("Which two people won the prize?", pair, SECOND, reader=reader)
    assert finding.short_answer == "Ferro and Lisle"


def test_items_are_no_rivals_of_each_other() -> None:
    # Sure of what stands out by a margin of 1, whatever its score.
    sure = Calibration(Logistic(-1.0, {"margin": 1.0}), 0.5, believing().support, 0.5, 0.5)
    finding = _found(WHICH, FIRST, SECOND, THIRD, calibration=sure)
    assert finding.short_answer == "Ann Lee, Bo Ek and Cy Dun"
    # Dee Fox's score is 8.9 too, but far away she swam: the margin over her is none.
    with pytest.raises(AssertionError, match="low_confidence"):
        _found(WHICH, FIRST, SECOND, FAR, calibration=sure)


def test_an_item_must_be_as_likely_as_an_answer() -> None:
    # Of 6 and 5 the scores are 8.9 and 7.4.
    reader = Scripted(*NAMES, logit=6.0, logits={"second": 5.0})
    finding = _found(WHICH, FIRST, SECOND, THIRD, reader=reader, calibration=believing(7.0))
    assert finding.short_answer == "Ann Lee, Cy Dun and Bo Ek"
    finding = _found(WHICH, FIRST, SECOND, THIRD, reader=reader, calibration=believing(8.0))
    assert finding.short_answer == "Ann Lee and Cy Dun"


def test_the_confidence_is_that_of_the_words_that_are_shown() -> None:
    # Of 5.5 the score is 5.5 + 2.75 - 0.1; the name alone, of 6.0, has 8.9.
    listing = article("Best of all they listed Bo Ek, Cy Dun and Ann Lee.", "listing")
    reader = Scripted("Bo Ek, Cy Dun and Ann Lee", "Ann Lee", logit=6.0, logits={"listing": 5.5})
    score = Calibration(Logistic(0.0, {"score": 0.1}), 0.5, believing().support, 0.5, 0.5)
    finding = _found(WHICH, FIRST, listing, reader=reader, calibration=score)
    assert finding.confidence == pytest.approx(1 / (1 + exp(-0.815)))
