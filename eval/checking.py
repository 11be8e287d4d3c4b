"""Gold questions against an index: whether the articles and quotes they name are there."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.evidence import Articles
from eval.questions import Evidence, GoldQuestion, GoldRefused
from index import Article


def check_gold(path: Path, questions: Sequence[GoldQuestion], article: Articles) -> None:
    """Look every piece of evidence up; ``path`` is where the questions were read from.

    Raises ``GoldRefused``, which names the line of every article that the index lacks, and of
    every quote and every offset that its article lacks.
    """
    problems = [
        f"{path}:{question.line}: evidence[{number}]: {problem}"
        for question in questions
        for number, piece in enumerate(question.evidence)
        for problem in _problems(piece, article(piece.article_id))
    ]
    if problems:
        raise GoldRefused.over(problems)


def _problems(piece: Evidence, article: Article | None) -> Iterator[str]:
    if article is None:
        yield f'the index has no article "{piece.article_id}"'
    elif piece.end is not None and piece.end > len(article.text):
        yield f'article "{article.id}" ends at {len(article.text)}, before "end" {piece.end}'
    elif piece.quote not in article.text:
        yield f'article "{article.id}" does not hold the quote'
    elif (
        piece.quote
        and piece.start is not None
        and not article.text.startswith(piece.quote, piece.start)
    ):
        yield f'article "{article.id}" holds the quote, but not at "start" {piece.start}'
