"""The sentence reader, with a scorer that counts the words two texts share."""

from collections.abc import Sequence

from index import Article, Hit, Passage, Scores
from service.reader import SentenceReader

TEXT = "Rain fell on Monday. The minister left on Tuesday.\n\nPhoto: AP\n\nA short headline"
WIRE = Article("wire", None, None, None, None, TEXT)


class SharedWords:
    """Scores by how many words of the question a text has."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        words = set(question.casefold().split())
        return [float(len(words & set(text.casefold().strip(".").split()))) for text in texts]


def _hit(article: Article, quote: str) -> Hit:
    start = article.text.index(quote)
    return Hit(Passage(article, start, start + len(quote)), Scores())


def test_the_best_sentence_comes_first_and_knows_where_it_stands() -> None:
    spans = SentenceReader(SharedWords()).read("who left on tuesday", [_hit(WIRE, TEXT)])
    assert [span.text for span in spans] == [
        "The minister left on Tuesday.",
        "Rain fell on Monday.",
    ]
    assert [span.score for span in spans] == [3.0, 1.0]
    assert (spans[0].start, spans[0].end) == (21, 50)
    assert TEXT[21:50] == spans[0].text


def test_furniture_is_not_read() -> None:
    reader = SentenceReader(SharedWords())
    assert reader.read("a short headline", [_hit(WIRE, "Photo: AP\n\nA short headline")]) == []
    assert reader.read("anything", []) == []


def test_a_sentence_in_two_passages_is_read_once_from_the_better_passage() -> None:
    hits = [_hit(WIRE, "Rain fell on Monday."), _hit(WIRE, TEXT[:50])]
    spans = SentenceReader(SharedWords()).read("rain", hits)
    assert [span.text for span in spans] == [
        "Rain fell on Monday.",
        "The minister left on Tuesday.",
    ]
    assert spans[0].passage == hits[0].passage


def test_equal_sentences_of_two_articles_are_both_read_in_the_order_of_the_hits() -> None:
    post = Article("post", None, None, None, None, TEXT)
    hits = [_hit(post, "Rain fell on Monday."), _hit(WIRE, "Rain fell on Monday.")]
    spans = SentenceReader(SharedWords()).read("rain", hits)
    assert [span.passage.article.id for span in spans] == ["post", "wire"]


def test_of_a_sentence_too_long_for_a_passage_the_part_in_it_is_read() -> None:
    (span,) = SentenceReader(SharedWords()).read("rain", [_hit(WIRE, "Rain fell on")])
    assert span.text == "Rain fell on"


def test_marks_of_emphasis_are_no_part_of_an_answer() -> None:
    caption = Article("a", None, None, None, None, "It rained.\n\n*Ann Lee (left) in the rain.*\n")
    spans = SentenceReader(SharedWords()).read("rain", [_hit(caption, caption.text)])
    assert [span.text for span in spans] == ["Ann Lee (left) in the rain.", "It rained."]


def test_a_sentence_that_asks_is_no_answer() -> None:
    quiz = Article("a", None, None, None, None, "Did rain fall? Rain fell. “Rain again?” he asked.")
    spans = SentenceReader(SharedWords()).read("rain", [_hit(quiz, quiz.text)])
    assert {span.text for span in spans} == {"Rain fell.", "“Rain again?” he asked."}
