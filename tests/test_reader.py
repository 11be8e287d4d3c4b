"""The spans that logits point at, by hand and against all spans; and the shipped model itself."""

import json
import shutil
from itertools import permutations
from pathlib import Path
from unicodedata import combining, normalize

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax

from index import ModelUnavailable, Passage
from service.reading.reader import MAX_SPAN_TOKENS, SHIPPED, SPANS, Reading, SpanReader, best_spans
from tests.scripted import article

logits = st.lists(st.integers(-4, 4), min_size=1, max_size=8)


def test_the_best_span_runs_from_the_best_start_to_the_best_end() -> None:
    start = np.array([0, 5, 0, 0, 0], dtype=np.float32)
    end = np.array([0, 0, 0, 5, 0], dtype=np.float32)
    first, last, log_probability = best_spans(start, end, np.ones(5, dtype=np.bool_))[0]
    assert (first, last) == (1, 3)
    # e⁵ / (e⁵ + 4) = .974 on either side.
    assert np.isclose(np.exp(log_probability), 0.9738**2, atol=1e-3)


def test_an_end_before_the_start_is_no_span() -> None:
    start = np.array([0, 0, 9], dtype=np.float32)
    end = np.array([9, 0, 0], dtype=np.float32)
    found = best_spans(start, end, np.ones(3, dtype=np.bool_))
    assert {(first, last) for first, last, _ in found} == {(0, 0), (1, 1), (2, 2)}


def test_spans_are_short_and_lie_where_they_may() -> None:
    tokens = MAX_SPAN_TOKENS + 4
    start, end = np.zeros(tokens, dtype=np.float32), np.zeros(tokens, dtype=np.float32)
    start[1], end[-1] = 9, 9
    quotable = np.ones(tokens, dtype=np.bool_)
    quotable[0] = False
    for first, last, _ in best_spans(start, end, quotable):
        assert 1 <= first <= last < first + MAX_SPAN_TOKENS


def test_where_nothing_may_be_quoted_there_is_no_span() -> None:
    zeros = np.zeros(3, dtype=np.float32)
    assert best_spans(zeros, zeros, np.zeros(3, dtype=np.bool_)) == []
    assert best_spans(zeros[:0], zeros[:0], np.zeros(0, dtype=np.bool_)) == []


@settings(deadline=None)
@given(start=logits, end=logits, data=st.data())
def test_spans_are_those_of_scoring_them_one_by_one(
    start: list[int], end: list[int], data: st.DataObject
) -> None:
    size = min(len(start), len(end))
    quotable = data.draw(st.lists(st.booleans(), min_size=size, max_size=size).filter(any))
    allowed = [place for place in range(size) if quotable[place]]
    one, other = (np.array(each[:size], dtype=np.float32) for each in (start, end))
    found = best_spans(one, other, np.array(quotable, dtype=np.bool_))
    # Ties may be broken either way, so scores are compared, each with what the spans before left.
    starts = dict(zip(allowed, log_softmax(one[allowed]), strict=True))
    ends = dict(zip(allowed, log_softmax(other[allowed]), strict=True))
    left = {(i, j): starts[i] + ends[j] for i in allowed for j in allowed if i <= j}
    for first, last, score in found:
        assert np.isclose(score, left[first, last], atol=1e-5)
        assert np.isclose(score, max(left.values()), atol=1e-5)
        left = {(i, j): rest for (i, j), rest in left.items() if j < first or last < i}
    assert len(found) == SPANS or not left


# --- the shipped model ---

QUESTION = "How many boxes of remains were returned?"
TEXTS = (
    "The talks closed with an exchange of mementoes.",
    "Vietnam has returned 994 boxes of remains to the United States.",
    "Stir the flour into the melted butter.",
)


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader()


def _passage(text: str, title: str | None = None) -> Passage:
    return Passage(article(text, title=title), 0, len(text))


def _told(reading: Reading) -> tuple[float, float, list[tuple[int, int, float]]]:
    """All that a reading says but of which passage."""
    spans = [(span.start, span.end, span.log_probability) for span in reading.spans]
    return reading.answerable, reading.relevant, spans


def _assert_sound(reading: Reading) -> None:
    assert len(reading.spans) <= SPANS
    probabilities = [span.log_probability for span in reading.spans]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(np.exp(probabilities)) < 1 + 1e-6
    for number, span in enumerate(reading.spans):
        assert span.passage is reading.passage
        assert reading.passage.start <= span.start < span.end <= reading.passage.end
        assert span.text == span.text.strip()
        assert all(o.end <= span.start or span.end <= o.start for o in reading.spans[:number])


def test_the_passage_that_answers_is_told_with_its_words(reader: SpanReader) -> None:
    other, answering, off = reader.read(QUESTION, [_passage(text) for text in TEXTS])
    assert answering.answerable > 0 > other.answerable
    assert off.answerable < 0
    assert answering.relevant > max(other.relevant, off.relevant)
    assert answering.spans[0].text in ("994", "994 boxes", "994 boxes of remains")
    for reading in (other, answering, off):
        _assert_sound(reading)


def test_a_reading_does_not_depend_on_the_other_passages(reader: SpanReader) -> None:
    alone = {text: _told(reader.read(QUESTION, [_passage(text)])[0]) for text in TEXTS}
    for texts in permutations(TEXTS):
        readings = reader.read(QUESTION, [_passage(text) for text in texts])
        assert [reading.passage.text for reading in readings] == list(texts)
        assert [_told(reading) for reading in readings] == [alone[text] for text in texts]
    assert reader.read(QUESTION, []) == []


def test_offsets_are_those_of_the_article_and_the_title_is_not_quoted(reader: SpanReader) -> None:
    before, after = "🛳🛳 Un navire.\r\n\r\n", " It rained."
    whole = article(before + TEXTS[1] + after, title="740 boxes of remains came home")
    [reading] = reader.read(QUESTION, [Passage(whole, len(before), len(before) + len(TEXTS[1]))])
    _assert_sound(reading)
    assert reading.spans[0].text.startswith("994")
    assert whole.text.index("994") == reading.spans[0].start


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "\u200b",
        "李明离开了北京。",
        "ﬁlm star Müller-Lüdenscheidt left İstanbul ǅ.",
        "\ufffd\x00\x07 Lee\x00left",
        "A" * 5000,
        "?! " * 500,
        "**Lee** [left](x)\r\n\r\n> 👩\u200d🚒 _today_",
        normalize("NFD", "Nguyễn Phú Trọng và Beyoncé"),
    ],
    ids=range(10),
)
@pytest.mark.parametrize("title", [None, "x" * 300])
def test_any_text_is_read(text: str, title: str | None, reader: SpanReader) -> None:
    for question in ("Who left?", "\u200b"):
        [reading] = reader.read(question, [_passage(text, title)])
        _assert_sound(reading)
        for span in reading.spans:
            # No accent is cut off from its letter.
            assert not combining((text + " ")[span.end])


def test_a_passage_longer_than_the_model_reads_is_read_at_its_beginning(
    reader: SpanReader,
) -> None:
    long, longer = reader.read(QUESTION, [_passage(TEXTS[1] + " no" * n) for n in (600, 900)])
    assert _told(long) == _told(longer)
    _assert_sound(long)


def test_a_question_of_2000_characters_leaves_room_for_the_passage(reader: SpanReader) -> None:
    question = (QUESTION + " ") * 50
    [reading] = reader.read(question[:2000], [_passage(TEXTS[1])])
    _assert_sound(reading)
    assert reading.spans


# --- files that are no model ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped model once more, for its card to be altered."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(SHIPPED / name)
    shutil.copy(SHIPPED / "model.json", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "damage",
    [
        {"sha256": 1},
        {"sha256": {"model.onnx": "0"}},
        {"max_tokens": "many"},
        {"probes": [[1], [2, "x"]]},
    ],
    ids=str,
)
def test_a_card_with_a_damaged_field_is_named(damage: dict[str, object], folder: Path) -> None:
    card = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(card | damage))
    with pytest.raises(ModelUnavailable, match=r"model\.json: .*; install Dateline again"):
        SpanReader(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_missing_or_damaged_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelUnavailable, match=f"{name}.*; install Dateline again"):
        SpanReader(folder)
    (folder / name).write_bytes(b"{}")
    with pytest.raises(ModelUnavailable, match=f"{name}: the model file is damaged"):
        SpanReader(folder)


def _with_probes(folder: Path, probes: object) -> Path:
    card = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(card | {"probes": probes}))
    return folder


def test_a_model_that_computes_something_else_is_not_used(folder: Path, reader: SpanReader) -> None:
    right = reader.probe()
    wrong = [[score + 1 for score in scores] for scores in right]
    for probes in (wrong, []):
        with pytest.raises(ModelUnavailable, match="wrong scores on this processor"):
            SpanReader(_with_probes(folder, probes))
    assert SpanReader(_with_probes(folder, wrong), check=False).probe() == right
