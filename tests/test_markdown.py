"""Markdown is split into front matter and body; the body stays as it is."""

import io

import pytest

from index.readers.entries import ArticleInvalid
from index.readers.markdown import read


def fields(text: str) -> dict[str, object]:
    [entry] = read(io.BytesIO(text.encode()), "stem")
    assert (entry.line, entry.default_id) == (None, "stem")
    return {name: value for name, value in entry.fields.items() if value is not None}


def test_front_matter_gives_the_fields_and_the_rest_is_the_text() -> None:
    assert fields(
        "---\nid: a-1\ntitle: 'Rain: much'\nsource: The Post\npublished: 2025-11-02\n"
        "url: https://a.example/\ntags: [x, y]\n---\n\n \n  Rain *fell*.\n\n"
    ) == {
        "id": "a-1",
        "title": "Rain: much",
        "source": "The Post",
        "published": "2025-11-02",
        "url": "https://a.example/",
        "text": "  Rain *fell*.\n\n",
    }


def test_every_scalar_is_text() -> None:
    assert fields("---\nid: 007\ntitle: yes\nsource: 1e3\n---\nx")["id"] == "007"
    assert fields("---\nid: 007\ntitle: yes\nsource: 1e3\n---\nx")["title"] == "yes"


@pytest.mark.parametrize(
    "start", ["---\n---\n", "---\r\n---\r\n", "\N{BYTE ORDER MARK}---\n---  \n\n"]
)
def test_empty_front_matter_is_taken_off(start: str) -> None:
    assert fields(start + "Rain fell.")["text"] == "Rain fell."


def test_without_front_matter_the_text_is_the_file() -> None:
    text = (
        "\n# Rain in Hanoi ##\n\nHANOI (Reuters) - Rain fell on 2 November 2025.\n\n---\n\nMore.\n"
    )
    assert fields(text) == {
        "title": "Rain in Hanoi",
        "source": "Reuters",
        "published": "2025-11-02",
        "text": text,
    }


def test_a_heading_keeps_a_sharp_that_belongs_to_it() -> None:
    assert fields("# Learning C#\n\nRain.")["title"] == "Learning C#"


def test_without_heading_the_title_is_that_of_plain_text() -> None:
    assert fields("Rain in Hanoi\n\nRain fell.")["title"] == "Rain in Hanoi"
    assert "title" not in fields("## Rain in Hanoi\n\nRain fell.")


def test_front_matter_goes_before_what_the_body_says() -> None:
    body = "# Rain\n\nAP — Rain fell."
    assert fields(f"---\ntitle: Sun\nsource:\n---\n{body}")["title"] == "Sun"
    assert fields(f"---\ntitle: Sun\nsource:\n---\n{body}")["source"] == ""
    assert fields(f"---\nid: a\n---\n{body}")["title"] == "Rain"


@pytest.mark.parametrize(
    ("front", "line", "reason"),
    [
        ("id: a\ntitle: [unclosed\n---\nx", 4, "not YAML"),
        ("id: a\ntitle: b: c\n---\nx", 3, "not YAML"),
        ("id: a\nid: b\n---\nx", 3, "has id twice"),
        ("just words\n---\nx", 2, "not made of lines like"),
        ("- a\n---\nx", 2, "not made of lines like"),
        ("title: *nothing\n---\nx", 2, "not YAML"),
        ("title: \x07\n---\nx", 1, "not YAML"),
        ("title: a\nRain fell.", 1, "has no end"),
        ("x: " + "[" * 20_000 + "\n---\nx", 1, "nests too deep"),
        ("x: " + "a" * 70_000 + "\n---\nx", 1, "longer than"),
    ],
)
def test_broken_front_matter_is_rejected_with_its_line(front: str, line: int, reason: str) -> None:
    with pytest.raises(ArticleInvalid, match=reason) as caught:
        fields(f"---\n{front}")
    assert caught.value.line == line


def test_aliases_are_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{after}: &{after} [*{before}, *{before}]\n"
        for before, after in zip(
            "abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True
        )
    )
    assert fields(f"---\n{bomb}title: Rain\n---\nRain fell.")["title"] == "Rain"
