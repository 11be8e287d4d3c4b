"""Near misses by hand: what may stand in the place of which word, and that nothing else changes."""

import random
from collections.abc import Sequence

import pytest

from service.training.perturbing import asked_noun, names_in, perturbed, with_other_noun

SEEDS = range(300)
MONTHS = {
    "January", "February", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
}  # fmt: skip


def _made(question: str, passage: str, names: Sequence[str] = ()) -> set[str]:
    """All that comes of the question, whatever the chance."""
    made = (perturbed(question, passage, names, random.Random(seed)) for seed in SEEDS)
    return {changed for changed in made if changed is not None}


@pytest.mark.parametrize(
    ("question", "passage", "wanted"),
    [
        pytest.param(
            "what became of the {994} boxes?",
            "they returned 994 boxes, 740 of them opened, 993 of them dry, in 12 days.",
            # Those in the passage as long, and those near it that are not in the passage.
            {"740", "993", "995", "992", "996", "991", "997", "989", "999", "984", "1004"}
            | {"974", "1014"},
            id="number",
        ),
        pytest.param(
            "what happened in {2} days?",
            "it took 2 days, not 3.",
            {"3", "1", "4"},
            id="small number",
        ),
        pytest.param("what did 1.5 do?", "1.5 did it.", set(), id="fraction"),
        pytest.param("who came in {March}?", "he came in spring.", MONTHS, id="month"),
        pytest.param(
            "which was the {second} race?",
            "the first, the second and the third race were short, the last was not.",
            {"fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"},
            id="ordinal",
        ),
        pytest.param(
            "which is the {largest} box?", "the largest is red.", {"smallest"}, id="opposite"
        ),
        pytest.param("{Before} what was it?", "before the war.", {"After"}, id="capitalised"),
        pytest.param(
            "when did {Alice Smith} sing?",
            "it rained. Then Alice Smith sang, and Bob Jones and Carl left.",
            {"Bob Jones", "Dora White"},
            id="name",
        ),
        pytest.param("why did it rain?", "it rained for clouds.", set(), id="nothing to change"),
    ],
)
def test_one_place_changes_and_into_nothing_else(
    question: str, passage: str, wanted: set[str]
) -> None:
    before, brace, rest = question.partition("{")
    word, _, after = rest.partition("}")
    names = ["Dora White", "Bob Jones", "Emil"]
    made = _made(before + word + after if brace else question, passage, names)
    assert made == {before + other + after for other in wanted}


def test_a_role_becomes_one_that_the_passage_does_not_have() -> None:
    passage = "the mayor and the vice president met a judge."
    made = {changed[11:-8] for changed in _made("who is the mayor, again?", passage)}
    assert made > {"prime minister", "doctor"}
    assert not any(role in passage for role in made)


def test_a_name_is_swapped_only_where_the_passage_has_it() -> None:
    assert _made("when did Alice sing?", "she sang, as did Bob, at noon.", ["Carl"]) == set()


def test_no_name_of_the_question_is_put_in_twice() -> None:
    passage = "it was Alice, not Bob."
    made = _made("did Alice meet Bob?", passage, ["Alice", "Bob", "Carl"])
    assert made == {"did Carl meet Bob?", "did Alice meet Carl?"}


def test_another_noun_is_asked_for_which_the_passage_does_not_speak_of() -> None:
    question, passage = "How many boxes were returned?", "A soldier returned 994 boxes."
    nouns = ["boxes", "soldiers", "officers", "old ships"]
    made = {with_other_noun(question, passage, nouns, random.Random(seed)) for seed in SEEDS}
    assert made == {"How many officers were returned?", "How many old ships were returned?"}
    assert with_other_noun(question, passage, ["soldiers"], random.Random(0)) is None
    assert with_other_noun("Who came?", passage, nouns, random.Random(0)) is None


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("How many boxes were returned?", ("how many", "boxes")),
        ("In what old country is it?", ("what", "old country")),
        ("What is it?", None),
        ("What did he do at noon?", None),
        ("Who came?", None),
    ],
)
def test_what_is_asked_for(question: str, noun: tuple[str, str] | None) -> None:
    assert asked_noun(question) == noun


def test_names_are_capitalised_and_do_not_merely_begin_a_sentence() -> None:
    text = "Rain fell. Alice saw Bob. Marie van Dyke left Paris with the Duke of York."
    assert names_in(text) == ["Bob", "Marie van Dyke", "Paris", "Duke of York"]
