"""Names: what is one, and what of it counts."""

import pytest

from service.meaning.names import names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Lee", [["ann", "lee"]]),
        ("the late Mr. Lee", [["lee"]]),
        ("US Secretary of State Ann Lee", [["ann", "lee"]]),
        ("Acme CEO Ann Lee", [["ann", "lee"]]),
        ("the film Squid Game", [["squid", "game"]]),
        ("Ursula von der Leyen", [["ursula", "leyen"]]),
        ("Ministry of Defence", [["ministry", "defense"]]),
        ("Amazon.com Inc.", [["amazon"]]),
        ("Burger King", [["burger", "king"]]),
        ("Tampa, Florida", [["tampa"]]),
        ("United Nations (UN)", [["united", "nations"], ["united", "nations"], ["un"]]),
        ("Ann Lee and Bo Ek", [["ann", "lee", "bo", "ek"], ["ann", "lee"], ["bo", "ek"]]),
    ],
)
def test_names(text: str, words: list[list[str]]) -> None:
    assert [list(name.words) for name in names(text)] == words


@pytest.mark.parametrize(
    "text",
    ["", "994", "to look for remains", "a friend of Ann Lee", "the British army", "Ann " * 13],
)
def test_what_says_more_is_no_name(text: str) -> None:
    assert names(text) == ()


def test_what_lies_around_a_place_and_initials_are_kept() -> None:
    (tampa,) = names("Tampa, Florida, USA")
    assert tampa.around == ("florida", "usa")
    (nato,) = names("North Atlantic Treaty Organisation")
    assert nato.initials == {"nato"}
    (fda, *_) = names("the Food and Drug Administration")
    assert {"fda", "fada"} == fda.initials


@pytest.mark.parametrize(
    ("text", "generation"), [("Ann Lee Jr.", "jr"), ("Ann Lee, Sr.", "sr"), ("Ann Lee", None)]
)
def test_father_and_son_are_told_apart(text: str, generation: str | None) -> None:
    (name,) = names(text)
    assert (name.words, name.generation) == (("ann", "lee"), generation)
