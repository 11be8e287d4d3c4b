"""What eval.reading makes of readings, by hand, with a reader of a few lines."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from eval import reading
from eval.reading import (
    MEASURES,
    Reads,
    best_f1,
    estimates,
    forced_f1,
    read_all,
    refused_near_misses,
    refused_unanswerable,
    table,
)
from index import Passage
from service.reading.reader import Reading, Span
from service.training.sources import Asked

NAN = float("nan")

# Three answerable, of which one is read right, one half right, one wrong; two that are not.
READS = Reads(
    np.array([True, True, True, False, False]),
    np.array([1.0, 0.5, 0.0, 0.0, 0.0]),
    np.array([3.0, 1.0, -1.0, 2.0, -2.0]),
    np.array([2.5, -3.0, NAN, NAN, NAN]),
)


class Says:
    """Reads the last word of every passage, surely where the question ends in a question mark."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [self._read(question, passage) for passage in passages]

    def _read(self, question: str, passage: Passage) -> Reading:
        self.title = passage.article.title
        start = passage.text.rindex(" ") + 1
        span = Span(passage, start, len(passage.text), 0.0)
        return Reading(passage, 1.0 if "Velm" in question else -1.0, 0.0, (span,))


class Silent:
    """Finds no span anywhere."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading(passage, -9.0, 0.0, ()) for passage in passages]


def _asked(question: str, paragraph: str, *aliases: str) -> Asked:
    start = paragraph.find(aliases[0]) if aliases else 0
    spans = ((start, start + len(aliases[0])),) if aliases else ()
    return Asked("squad2", question, "Title", paragraph, spans, aliases)


ASKED = [
    _asked("who came to Velm?", "then in Velm, it was Anna Lind", "Anna Lind", "Lind"),
    _asked("what was it?", "in Velm it was rain", "rain"),
    _asked("who left Velm?", "in Velm it was rain"),
]


def test_forced_f1_is_over_the_answerable() -> None:
    assert forced_f1(READS) == 0.5


def test_the_best_threshold_gains_most() -> None:
    # Answered: none 2, the first 1 + 2, and another 1 + 1, 1.5 + 1, 1.5 + 1, 1.5 + 0. Of five.
    assert best_f1(READS) == 3 / 5


def test_where_nothing_is_worth_answering_all_is_refused() -> None:
    wrong = Reads(READS.answerable, np.zeros(5), READS.level, READS.near_miss)
    assert best_f1(wrong) == 2 / 5


def test_refusals_are_counted_below_the_threshold_that_answers_nearly_all() -> None:
    # All three must be answered, so the threshold is -1: of 2 and -2 one is below it.
    assert refused_unanswerable(READS) == 0.5
    assert refused_near_misses(READS) == 0.5


def test_at_least_nineteen_in_twenty_are_answered() -> None:
    levels = np.array([*range(20), 0.5, 1.0])
    reads = Reads(np.arange(22) < 20, np.ones(22), levels, np.full(22, NAN))
    # The threshold is 0, then: the lowest of twenty is in the 5 % but still answered.
    assert refused_unanswerable(reads) == 0.0


def test_without_a_say_there_is_no_score() -> None:
    nobody = READS.drawn(np.array([], dtype=np.intp))
    assert [measure(nobody) for measure in MEASURES.values()] == [None] * 4
    unanswerable = READS.drawn(np.array([3, 4]))
    assert (forced_f1(unanswerable), best_f1(unanswerable)) == (None, 1.0)
    assert refused_unanswerable(unanswerable) is None


def test_all_aliases_count_and_near_misses_are_asked_of_the_answerable() -> None:
    reader = Says()
    reads = read_all(reader, ASKED)
    assert reader.title == "Title"
    assert reads.answerable.tolist() == [True, True, False]
    assert reads.f1.tolist() == [1.0, 1.0, 0.0]  # "Lind" is an alias.
    assert reads.level.tolist() == [1.0, -1.0, 1.0]
    # Of the second nothing can be changed, and the third has no answer to miss.
    assert np.isnan(reads.near_miss[1:]).all()


def test_a_near_miss_is_read_in_the_same_paragraph() -> None:
    asked = [_asked("who won the second race of Velm?", "the second race, rain", "rain")]
    reads = read_all(Says(), asked)
    assert reads.near_miss.tolist() == [1.0]


def test_a_reader_that_finds_nothing_scores_nothing() -> None:
    reads = read_all(Silent(), ASKED)
    assert reads.f1.tolist() == [0.0, 0.0, 0.0]


def test_each_measure_has_an_interval_around_it_and_a_row() -> None:
    found = estimates(READS)
    assert [each.questions for each in found.values()] == [3, 5, 2, 2]
    for each in found.values():
        assert 0 <= each.low <= each.value <= each.high <= 1
    console = Console(width=100)
    with console.capture() as shown:
        console.print(table(found))
    assert "0.500" in shown.get()
    assert "95% answered" in shown.get()


def test_a_model_that_is_none_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["reading", "--data", str(tmp_path), "--model", str(tmp_path)]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit):
        reading.main()
    assert f"{tmp_path}/model.json: " in capsys.readouterr().err
