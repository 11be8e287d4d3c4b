"""What is made of an article is what its parts make of it, also when it comes from the cache."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.building.cache import Cache
from index.building.preparing import Prepared, prepare, prepare_all
from index.origins.copies import signature
from index.progress import silent
from index.text.chunking import MAX_TOKENS, OVERLAP_TOKENS, chunk
from index.text.context import MAX_TITLE, in_context
from index.text.terms import terms
from tests.word_embedder import WordEmbedder

WORDS = WordEmbedder(8)
SHORT = Article("short", "Rain", None, None, None, "It rained. Cafés closed.")
LONG = Article("long", None, None, None, None, "\n".join(f"Ship {n} came in." for n in range(90)))


class Counted(WordEmbedder):
    """Counts how often it is asked for tokens."""

    asked = 0

    def count_tokens(self, text: str) -> int:
        self.asked += 1
        return super().count_tokens(text)


def test_passages_terms_and_signature() -> None:
    for article in (SHORT, LONG):
        passages = chunk(
            article, WORDS.count_tokens, max_tokens=MAX_TOKENS, overlap_tokens=OVERLAP_TOKENS
        )
        made = prepare(article, WORDS)
        assert list(made.passages(article)) == passages
        assert made.terms == [terms(in_context(passage)) for passage in passages]
    assert prepare(SHORT, WORDS).signature is None
    assert np.array_equal(prepare(LONG, WORDS).signature, signature(LONG.text))  # type: ignore[arg-type]


def test_a_blank_article_has_no_passage() -> None:
    assert prepare(replace(SHORT, text=" \n"), WORDS).bounds == []


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(max_size=9))
def test_bytes_and_back(text: str, title: str) -> None:
    made = prepare(replace(SHORT, text=text, title=title), WORDS)
    again = Prepared.from_bytes(made.to_bytes())
    assert (again.bounds, again.terms) == (made.bounds, made.terms)


def test_a_signature_comes_back() -> None:
    made = prepare(LONG, WORDS)
    again = Prepared.from_bytes(made.to_bytes())
    assert again.signature is not None
    assert again.signature.dtype == np.uint32
    assert again.signature.tolist() == signature(LONG.text).tolist()  # type: ignore[union-attr]


def test_only_what_is_new_is_made(tmp_path: Path) -> None:
    def asked(*articles: Article) -> int:
        embedder = Counted(8)
        with Cache(tmp_path) as cache:
            made = list(prepare_all(articles, embedder, cache, silent))
        for article, each in zip(articles, made, strict=True):
            fresh = prepare(article, WORDS)
            assert (each.bounds, each.terms) == (fresh.bounds, fresh.terms)
        return embedder.asked

    assert asked(SHORT, LONG) == 2 + 90
    assert asked(LONG, SHORT) == 0
    assert asked(replace(SHORT, id="other", source="Wire", url="https://x.example")) == 0
    assert asked(replace(SHORT, title="Storm"), LONG) == 2
    assert asked(replace(SHORT, text="It rained.")) == 1
    long_title = "x" * MAX_TITLE
    assert asked(replace(SHORT, title=long_title)) == 2
    assert asked(replace(SHORT, title=f"{long_title}, which nobody embeds")) == 0


def test_more_articles_than_a_batch(tmp_path: Path) -> None:
    articles = [replace(SHORT, id=str(n), text=f"Ship {n}.") for n in range(250)]
    told: list[tuple[str, int, int]] = []
    for _ in range(2):
        with Cache(tmp_path) as cache:
            steps = prepare_all(articles, WORDS, cache, lambda *step: told.append(step))
            expected = [[["rain", "ship", str(n)]] for n in range(250)]
            assert [made.terms for made in steps] == expected
    assert told == 2 * [("chunking articles", n, 250) for n in range(1, 251)]
