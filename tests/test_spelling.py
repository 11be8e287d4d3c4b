"""British and American spelling: what the rules reach, and what they leave alone."""

import pytest

from service.meaning.spelling import american


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("defence", "defense"),
        ("licences", "licenses"),
        ("grey", "gray"),
        ("organisation", "organization"),
        ("organised", "organized"),
        ("analyse", "analyze"),
        ("colour", "color"),
        ("favourites", "favorites"),
        ("neighbourhood", "neighborhood"),
        ("centre", "center"),
        ("theatres", "theaters"),
        ("fibre", "fiber"),
        ("travelled", "traveled"),
        ("counsellor", "counselor"),
        ("catalogues", "catalogs"),
        ("paediatric", "pediatric"),
        ("foetus", "fetus"),
        ("oestrogen", "estrogen"),
        ("encyclopaedia", "encyclopedia"),
    ],
)
def test_british_is_made_american(british: str, expected: str) -> None:
    assert american(british) == expected
    assert american(expected) == expected


@pytest.mark.parametrize(
    "word", ["", "four", "hour", "tours", "flour", "killed", "miller", "there", "rise", "israel"]
)
def test_other_words_stay(word: str) -> None:
    assert american(word) == word
