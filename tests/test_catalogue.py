"""Articles come back exactly as they went in, and filters admit what they say."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article, Headline
from index.errors import IndexCorrupt
from index.origins.sources import DeclaredSource
from index.passages import NO_FILTERS, Filters, Passage
from index.searching.catalogue import Catalogue

MAY_1, MAY_2, MAY_3 = date(2025, 5, 1), date(2025, 5, 2), date(2025, 5, 3)

ARTICLES = [
    Article("A", None, None, None, None, "No one says who wrote this."),
    Article("b", "Title", "Harbour POST", MAY_1, "https://Harbour-Post.example.org/1", "One. Two."),
    Article("c", None, "harbour post", MAY_2, None, "Three."),
    Article("d", None, None, MAY_3, "https://WIRE.example.org:8443/x?y#z", "Four."),
    Article("e", None, "Straße", None, "https://[not-an-address/", "Five."),
]
# Two passages of b, one of each other.
PASSAGES = [
    Passage(ARTICLES[0], 0, 27),
    Passage(ARTICLES[1], 0, 4),
    Passage(ARTICLES[1], 5, 9),
    Passage(ARTICLES[2], 0, 6),
    Passage(ARTICLES[3], 0, 5),
    Passage(ARTICLES[4], 0, 5),
]
# Each article is a story of its own.
ALONE = np.arange(5, dtype=np.int32)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    return Catalogue.load(tmp_path)


def admitted(catalogue: Catalogue, filters: Filters) -> str:
    return "".join(article.id for article in catalogue.headlines(filters, None, 99))


def test_what_it_holds(catalogue: Catalogue) -> None:
    assert catalogue.ids == ["A", "b", "c", "d", "e"]
    assert len(catalogue) == 6
    assert catalogue.passages([5, 1, 2, 1]) == [PASSAGES[row] for row in (5, 1, 2, 1)]
    assert catalogue.passages([]) == []
    assert [catalogue.article(article.id) for article in ARTICLES] == ARTICLES
    assert catalogue.article("B") is None
    assert catalogue.article("A' OR 1=1 --") is None
    assert catalogue.sources.counts() == {
        None: 1,
        "Harbour POST": 2,
        "wire.example.org": 1,
        "Straße": 1,
    }
    assert [catalogue.source(id_) for id_ in "Abcde"] == [
        "article:A",
        "Harbour POST",
        "Harbour POST",
        "wire.example.org",
        "Straße",
    ]
    with pytest.raises(KeyError):
        catalogue.source("B")
    assert catalogue.date_range() == (MAY_1, MAY_3)


def test_no_date_no_range(tmp_path: Path) -> None:
    Catalogue.write(tmp_path, ARTICLES[:1], PASSAGES[:1], ALONE[:1])
    assert Catalogue.load(tmp_path).date_range() is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (NO_FILTERS, "Abcde"),
        (Filters(sources=("harbour post",)), "bc"),
        (Filters(sources=("HARBOUR POST", "strasse")), "bce"),
        (Filters(sources=("Wire.Example.org",)), "d"),
        # The host is that of the name, so it stands for c too.
        (Filters(sources=("Harbour-Post.Example.org",)), "bc"),
        (Filters(sources=("harbour-post.example.org", "nobody", "strasse")), "bce"),
        (Filters(sources=("article:A",)), ""),
        (Filters(sources=()), ""),
        (Filters(sources=("nobody",)), ""),
        (Filters(article_ids=("e", "A", "none")), "Ae"),
        (Filters(article_ids=("a",)), ""),
        (Filters(article_ids=()), ""),
        (Filters(published_from=MAY_2), "cd"),
        (Filters(published_to=MAY_2), "bc"),
        (Filters(published_from=MAY_2, published_to=MAY_2), "c"),
        (Filters(published_from=MAY_3, published_to=MAY_1), ""),
        (Filters(published_from=date.min, published_to=date.max), "bcd"),
        (Filters(as_of=MAY_2), "Abce"),
        (Filters(as_of=date.min), "Ae"),
        (Filters(as_of=date.max), "Abcde"),
        (Filters(as_of=MAY_2, published_from=MAY_2), "c"),
        (Filters(sources=("harbour post",), article_ids=("c", "d")), "c"),
    ],
)
def test_filters(catalogue: Catalogue, filters: Filters, expected: str) -> None:
    assert admitted(catalogue, filters) == expected
    mask = catalogue.allowed(filters)
    rows = range(6) if mask is None else np.flatnonzero(mask).tolist()
    assert [PASSAGES[row].article.id for row in rows] == [
        id_ for id_ in "Abbcde" if id_ in expected
    ]


def test_the_first_day_of_all_is_a_date(tmp_path: Path) -> None:
    article = Article("a", None, None, date.min, None, "Rain.")
    Catalogue.write(tmp_path, [article], [Passage(article, 0, 5)], ALONE[:1])
    catalogue = Catalogue.load(tmp_path)
    assert catalogue.article("a") == article
    assert admitted(catalogue, Filters(published_to=date.min)) == "a"


def test_pages(catalogue: Catalogue) -> None:
    def page(after: str | None, limit: int, filters: Filters = NO_FILTERS) -> list[str]:
        return [article.id for article in catalogue.headlines(filters, after, limit)]

    assert page(None, 2) == ["A", "b"]
    assert page("b", 2) == ["c", "d"]
    assert page("d", 2) == ["e"]
    assert page("e", 2) == []
    assert page("bb", 1) == ["c"]
    assert page(None, 0) == []
    assert page("A", 1, Filters(published_from=MAY_2)) == ["c"]


NASTY = "e\u0301é 😀\r\nA\u2028B\x85C\x0b\x1c\ufeff\u202e‘“\x00ÿ\U000e0041"
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_nasty_characters_come_back(tmp_path: Path) -> None:
    article = Article(NASTY, NASTY, NASTY, MAY_1, NASTY, NASTY)
    Catalogue.write(tmp_path, [article], [Passage(article, 4, 5)], ALONE[:1])
    catalogue = Catalogue.load(tmp_path)
    assert catalogue.article(NASTY) == article
    assert catalogue.passages([0])[0].text == "😀"


@given(
    st.lists(
        st.builds(
            Article,
            STRINGS,
            st.none() | STRINGS,
            st.none() | STRINGS,
            st.none() | st.dates(),
            st.none() | STRINGS,
            STRINGS.map(lambda text: f"x{text}"),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda article: article.id,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_articles_come_back(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article]
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    ordered = sorted(articles, key=lambda article: article.id)
    passages = [Passage(article, 0, len(article.text)) for article in ordered]
    Catalogue.write(folder, ordered, passages, ALONE[: len(ordered)])
    catalogue = Catalogue.load(folder)
    assert catalogue.passages(range(len(passages))) == passages
    assert [catalogue.article(article.id) for article in ordered] == ordered
    assert catalogue.headlines(NO_FILTERS, None, 99) == [
        Headline(a.id, a.title, a.source, a.published, a.url, a.sha256) for a in ordered
    ]


def test_threads_share_one_catalogue(catalogue: Catalogue) -> None:
    def read(turn: int) -> bool:
        article = ARTICLES[turn % 5]
        row = turn % 6
        return (
            catalogue.article(article.id) == article
            and catalogue.passages([row]) == [PASSAGES[row]]
            and admitted(catalogue, Filters(published_from=MAY_2)) == "cd"
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(400)))


@pytest.mark.parametrize("name", ["a b", "a?mode=rwc", "a#b", "a%41", "file:a", "é😀", "a'b;--"])
def test_any_folder_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    Catalogue.write(folder, ARTICLES, PASSAGES, ALONE)
    catalogue = Catalogue.load(folder)
    assert catalogue.article("c") == ARTICLES[2]
    assert sorted(path.name for path in folder.iterdir()) == [
        "articles.sqlite",
        "passages.npy",
        "stories.npy",
    ]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_reading_writes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalogue._db.execute("DELETE FROM articles")


def test_a_catalogue_that_is_dropped_closes_its_file(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system has no /proc")
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    before = len(list(descriptors.iterdir()))
    for _ in range(50):
        Catalogue.load(tmp_path)
    assert len(list(descriptors.iterdir())) == before


def save_bounds(folder: Path, bounds: object, dtype: str = "int32") -> None:
    np.save(folder / "passages.npy", np.array(bounds, dtype=dtype), allow_pickle=False)


@pytest.mark.parametrize(
    ("bounds", "dtype"),
    [
        ([], "int32"),
        ([0, 0, 1], "int32"),
        ([[0, 0]], "int32"),
        ([[5, 0, 1]], "int32"),
        ([[-1, 0, 1]], "int32"),
        ([[0, -1, 1]], "int32"),
        ([[0, 2, 2]], "int32"),
        ([[0, 0, 1]], "float64"),
        ([["0", "0", "1"]], "U1"),
    ],
)
def test_bounds_that_cannot_be_are_refused(tmp_path: Path, bounds: object, dtype: str) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    save_bounds(tmp_path, bounds, dtype)
    with pytest.raises(IndexCorrupt, match=r"passages\.npy"):
        Catalogue.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no array", b"\x80\x04N.", b"\x93NUMPY\x01\x00"])
def test_an_array_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    (tmp_path / "passages.npy").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"passages\.npy"):
        Catalogue.load(tmp_path)


def test_a_story_is_called_by_its_first_article(tmp_path: Path) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, np.array([0, 1, 0, 3, 1], dtype=np.int32))
    catalogue = Catalogue.load(tmp_path)
    assert [catalogue.story(id_) for id_ in "Abcde"] == ["A", "b", "A", "d", "b"]
    with pytest.raises(KeyError):
        catalogue.story("B")


@pytest.mark.parametrize("stories", [[], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5]])
def test_stories_of_other_articles_are_refused(tmp_path: Path, stories: list[int]) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, np.array(stories, dtype=np.int32))
    with pytest.raises(IndexCorrupt, match=r"stories\.npy: is of other articles"):
        Catalogue.load(tmp_path)


def test_a_pickled_array_is_not_opened(tmp_path: Path) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    np.save(tmp_path / "passages.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexCorrupt, match=r"passages\.npy"):
        Catalogue.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no database " * 100])
def test_a_database_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    (tmp_path / "articles.sqlite").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"articles\.sqlite"):
        Catalogue.load(tmp_path)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE)
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as db, db:
        db.execute("UPDATE articles SET published = 'May' WHERE id = 'b'")
    with pytest.raises(IndexCorrupt, match=r"articles\.sqlite.*May"):
        Catalogue.load(tmp_path)


def test_two_articles_of_one_id_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        Catalogue.write(tmp_path, [ARTICLES[0], ARTICLES[0]], PASSAGES[:1], ALONE[:2])


def test_days_of_publication_are_those_of_the_articles(catalogue: Catalogue) -> None:
    # Rows: A undated, b twice, c, d, e undated.
    assert catalogue.published(range(6)) == [None, MAY_1, MAY_1, MAY_2, MAY_3, None]
    assert catalogue.published([4, 1]) == [MAY_3, MAY_1]
    assert catalogue.published([]) == []


def test_a_source_is_called_by_its_name_in_each_spelling_and_by_its_host(
    catalogue: Catalogue,
) -> None:
    assert catalogue.sources.names == {
        "Harbour POST": "Harbour POST",
        "harbour-post.example.org": "Harbour POST",
        "harbour post": "Harbour POST",
        "wire.example.org": "wire.example.org",
        "Straße": "Straße",
    }


DECLARED = (DeclaredSource('Wire “É” "', ("harbour post", "\\"), ("wire.example.org",)),)


def test_what_is_declared_of_sources_is_kept(tmp_path: Path) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE, DECLARED)
    catalogue = Catalogue.load(tmp_path)
    assert catalogue.sources.counts() == {None: 1, DECLARED[0].name: 3, "Straße": 1}
    assert admitted(catalogue, Filters(sources=("\\",))) == "bcd"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"sources": 1}', '{"sources": {"": {}}}', "x"])
def test_a_table_of_sources_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    Catalogue.write(tmp_path, ARTICLES, PASSAGES, ALONE, DECLARED)
    (tmp_path / "sources.json").write_text(content)
    with pytest.raises(IndexCorrupt, match=r"sources\.json"):
        Catalogue.load(tmp_path)
