"""Sources: no file but the pinned ones, and nothing learnt of what is held out."""

from pathlib import Path

import pytest

from service.training.sources import (
    MORE,
    PAGES,
    SHA256,
    Asked,
    SourceRefused,
    load,
    load_held_out,
)

DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="module")
def loaded() -> tuple[list[Asked], list[Asked]]:
    """What is learnt and what is held out, of the real files."""
    missing = [name for name in SHA256 if not (DATA / name).is_file()]
    if missing:
        pytest.skip(f"{DATA} lacks {', '.join(missing)}")
    return load(DATA)


def test_another_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / PAGES).write_bytes(b"something else")
    with pytest.raises(SourceRefused, match=f"{PAGES}: not the file that the reader learns from"):
        load(tmp_path)


def test_a_missing_file_is_named_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=f"{PAGES}: No such file .*{MORE[1]}"):
        load_held_out(tmp_path)


def test_no_paragraph_that_is_held_out_is_learnt(loaded: tuple[list[Asked], list[Asked]]) -> None:
    learnt, held_out = loaded
    titles = {asked.title for asked in held_out}
    assert titles == {
        "1973 oil crisis",
        "French and Indian War",
        "Imperialism",
        "Scottish Parliament",
    }
    assert not titles & {asked.title for asked in learnt}
    assert not {asked.paragraph for asked in held_out} & {asked.paragraph for asked in learnt}
    # Nor under other white space: XQuAD has the same paragraphs.
    words = {" ".join(asked.paragraph.split()).lower() for asked in held_out}
    assert not words & {" ".join(asked.paragraph.split()).lower() for asked in learnt}


def test_xquad_is_not_learnt(loaded: tuple[list[Asked], list[Asked]]) -> None:
    assert {asked.source for asked in loaded[0]} == {
        "squad2",
        "new_wiki",
        "reddit",
        "amazon_reviews",
        "policyqa_dev",
        "policyqa_test",
        "covidqa",
    }


def test_every_span_is_an_answer(loaded: tuple[list[Asked], list[Asked]]) -> None:
    learnt, held_out = loaded
    assert (len(learnt), len(held_out)) == (41_433, 1_378)
    for asked in [*learnt, *held_out]:
        assert {asked.paragraph[start:end] for start, end in asked.answers} <= set(asked.aliases)
        assert bool(asked.answers) == bool(asked.aliases)


def test_those_held_out_have_every_alias(loaded: tuple[list[Asked], list[Asked]]) -> None:
    learnt, held_out = loaded
    assert held_out == load_held_out(DATA)
    assert any(len(set(asked.aliases)) > len(asked.answers) for asked in held_out)
    assert any(not asked.answers for asked in held_out)
    assert any(not asked.answers for asked in learnt)
