"""What a rebuild costs is measured on articles of which one in a hundred changed."""

from pathlib import Path

import pytest

from eval.rebuilding import main, with_some_changed
from index import Article


def test_one_in_a_hundred_is_changed() -> None:
    articles = [Article(str(row), None, None, None, None, f"Ship {row}.") for row in range(201)]
    changed = with_some_changed(articles)
    assert [a.id for a in changed] == [a.id for a in articles]
    differing = [b for a, b in zip(articles, changed, strict=True) if a != b]
    assert [(a.id, a.text) for a in differing] == [
        ("0", "This report was corrected.\n\nShip 0."),
        ("100", "This report was corrected.\n\nShip 100."),
        ("200", "This report was corrected.\n\nShip 200."),
    ]


def test_both_builds_and_their_share_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("It rained in Hanoi.")
    main([str(tmp_path)])
    shown = capsys.readouterr().out
    assert "1 in 100 changed" in shown
    assert [word for word in ("processor", "clock") if word in shown] == ["processor", "clock"]
    assert shown.count("%") == 2
