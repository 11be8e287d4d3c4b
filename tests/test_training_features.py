"""Features: the tokens of a span are those of the answer, wherever the window lies."""

import random
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from service.training.examples import Example
from service.training.features import MAX_QUESTION, NO_SPAN, SPECIAL, Features, features

# The vocabulary is that of the reader: BERT's, uncased.
FILE = Path(__file__).parents[1] / "index/models/all_minilm_l6_v2/tokenizer.json"
TOKENIZER = Tokenizer.from_file(str(FILE))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()

WORDS = ("rain", "Velm", "supercalifragilistic", "994", "1,200", "Văn", "don't", "—", "U.N.", "国")
PLAIN = Example("s", "how many boxes?", None, "They returned 994 boxes.", ((14, 17),))


def _made(example: Example, max_tokens: int = 176, seed: int = 0) -> Features:
    made = features(TOKENIZER, example, max_tokens, random.Random(seed))
    assert made is not None
    return made


def _tokens(ids: list[int]) -> str:
    return " ".join(TOKENIZER.id_to_token(id_) or "?" for id_ in ids)


def test_question_and_passage_by_hand() -> None:
    made = _made(PLAIN)
    assert _tokens(made.ids) == "[CLS] how many boxes ? [SEP] they returned 99 ##4 boxes . [SEP]"
    assert made.types == [0] * 6 + [1] * 7
    assert (made.start, made.end) == (8, 9)
    assert made.answerable


def test_the_title_stands_in_front_and_moves_the_span() -> None:
    made = _made(replace(PLAIN, title="Boxes"))
    assert _tokens(made.ids[6:9]) == "boxes they returned"
    assert (made.start, made.end) == (9, 10)


def test_a_miss_has_no_span() -> None:
    made = _made(replace(PLAIN, answers=()))
    assert (made.start, made.end, made.answerable) == (NO_SPAN, NO_SPAN, False)


def test_a_long_question_is_cut_and_leaves_the_passage_its_room() -> None:
    made = _made(replace(PLAIN, question="why " * 200))
    assert made.types.count(0) == MAX_QUESTION + 2
    assert _tokens(made.ids[made.start : made.end + 1]) == "99 ##4"


def test_an_answer_that_has_no_token_makes_no_features() -> None:
    nothing = replace(PLAIN, passage="They \u200b returned", answers=((5, 6),))
    assert features(TOKENIZER, nothing, 176, random.Random(0)) is None


def test_an_answer_longer_than_any_window_makes_no_features() -> None:
    example = replace(PLAIN, passage="rain " * 300, answers=((0, 1499),))
    assert features(TOKENIZER, example, 176, random.Random(0)) is None


def test_windows_differ_by_chance_and_hold_the_answer() -> None:
    passage = "rain " * 300 + "994 boxes" + " rain" * 300
    example = replace(PLAIN, passage=passage, answers=((1500, 1509),))
    made = [_made(example, seed=seed) for seed in range(20)]
    assert len({each.start for each in made}) > 10
    assert {_tokens(each.ids[each.start : each.end + 1]) for each in made} == {"99 ##4 boxes"}
    assert {len(each.ids) for each in made} == {176}


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=80),
    question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=80),
    title=st.none() | st.sampled_from(WORDS),
    max_tokens=st.integers(128, 200),
    data=st.data(),
)
def test_the_span_decodes_to_the_answer(
    words: list[str], question: list[str], title: str | None, max_tokens: int, data: st.DataObject
) -> None:
    passage = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 4, len(words) - 1)))
    begins = [0, *accumulate(len(word) + 1 for word in words)]
    span = (begins[first], begins[last] + len(words[last]))
    example = Example("s", " ".join(question), title, passage, (span,))
    made = _made(example, max_tokens, data.draw(st.integers(0, 99)))
    answer = TOKENIZER.encode(passage[slice(*span)], add_special_tokens=False).ids
    assert made.ids[made.start : made.end + 1] == answer
    assert set(made.types[made.start : made.end + 1]) == {1}
    assert len(made.ids) == len(made.types) <= max_tokens
    room = max_tokens - SPECIAL - (made.types.count(0) - 2)
    assert made.types.count(1) - 1 <= room
