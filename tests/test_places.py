"""Countries by their names, and what lies in them."""

import pytest

from service.meaning.places import countries_around, country, is_state


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("the Socialist Republic of Viet Nam", "VN"),
        ("US", "US"),
        ("u.s.", "US"),
        ("USA", "US"),
        ("America", "US"),
        ("Britain", "GB"),
        ("England", "ENG"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory  Coast", "CI"),
        ("South Korea", "KR"),
        ("Vietnam’s", "VN"),
        ("Hanoi", None),
        ("", None),
    ],
)
def test_country(name: str, code: str | None) -> None:
    assert country(name) == code


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Texas", {"US"}),
        ("Georgia", {"US"}),
        ("Washington, D.C.", {"US"}),
        ("D.C.", {"US"}),
        ("Scotland", {"GB"}),
        ("Paris", {"FR"}),
        ("Niger", set()),  # a state of Nigeria, but the country is meant
        ("France", set()),
        ("", set()),
    ],
)
def test_countries_around(name: str, codes: set[str]) -> None:
    assert countries_around(name) == codes


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Texas", True),
        ("Georgia", True),  # of the US
        ("Scotland", True),
        ("Mexico", False),  # "México" is a state of the country too
        ("Panama", False),
        ("", False),
    ],
)
def test_is_state(name: str, is_one: bool) -> None:
    assert is_state(name) == is_one
