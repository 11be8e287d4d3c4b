"""The JSON of Dify's external knowledge API."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from index import Hit

from .fields import (
    LEFT_OUT_IF_NULL,
    Count,
    Offset,
    Probability,
    QuestionText,
    Response,
    Sha256,
    TolerantRequest,
    TopK,
)
from .problem import Problem

PATH = "/retrieval"
"""Where errors have Dify's shape."""

_KEY_REFUSED = 1002


class RetrievalSetting(TolerantRequest):
    """How much of what was found is wanted."""

    top_k: TopK = 8
    """How many records come back at most."""
    score_threshold: Probability | None = 0
    """Records of a lower score are left out; 0 or null leaves none out."""


class RetrievalRequest(TolerantRequest):
    """The body of ``POST /retrieval``. What is not listed here is ignored."""

    knowledge_id: str | None = None
    """Which knowledge is meant; not looked at, for a service has one index."""
    query: QuestionText
    """What is searched for."""
    retrieval_setting: RetrievalSetting | None = None
    """How many records are wanted, and how good ones."""


class RecordMetadata(Response):
    """Where a record is from. What the article does not state is left out, and is never null."""

    article_id: str
    """The article; `GET /v1/articles/{id}` has it whole."""
    article_sha256: Sha256
    """SHA-256 of the article's text in UTF-8."""
    passage_id: str
    """The passage: `article:start-end`; it stays the same over rebuilds."""
    start: Offset
    """Where it begins in the article's text, in Unicode code points."""
    end: Offset
    """Where it ends in the article's text, exclusive, in Unicode code points."""
    generation: str
    """The generation of the index that it is from."""
    source: Annotated[str | None, LEFT_OUT_IF_NULL] = None
    """Who published it."""
    published: Annotated[date | None, LEFT_OUT_IF_NULL] = None
    """The day that it was published."""
    url: Annotated[str | None, LEFT_OUT_IF_NULL] = None
    """Where it was published, http or https."""


class Record(Response):
    """A passage that was found."""

    content: str
    """The passage: the article's text from `start` to `end`, exactly."""
    score: Probability
    """Cosine of query and passage in the embedder's space, negative ones as 0; also 0 for what only
    its words found. A measure of likeness, and no probability. Records are in fused order, which is
    not that of this score."""
    title: str
    """The article's title; its id if it has none."""
    metadata: RecordMetadata
    """Where it is from."""

    @classmethod
    def of(cls, hit: Hit, generation: str) -> "Record":
        """The hit as a record."""
        article = hit.passage.article
        return cls(
            content=hit.passage.text,
            score=likeness(hit),
            title=article.title or article.id,
            metadata=RecordMetadata(
                article_id=article.id,
                article_sha256=article.sha256,
                passage_id=hit.passage.id,
                start=hit.passage.start,
                end=hit.passage.end,
                generation=generation,
                source=article.source,
                published=article.published,
                url=article.url,
            ),
        )


def likeness(hit: Hit) -> float:
    """The cosine within [0, 1]; that of two equal vectors may come out a little above 1."""
    return min(max(hit.scores.dense or 0.0, 0.0), 1.0)


class RetrievalResponse(Response):
    """The response of ``POST /retrieval``."""

    records: list[Record]
    """The passages found, in fused order."""

    @classmethod
    def of(cls, generation: str, hits: Sequence[Hit], threshold: float) -> "RetrievalResponse":
        """Those of a likeness from ``threshold`` on; it takes its time where articles are long."""
        alike = [hit for hit in hits if likeness(hit) >= threshold]
        return cls(records=[Record.of(hit, generation) for hit in alike])


class DifyError(Response):
    """An error in Dify's shape."""

    error_code: Count
    """1002 where the key is refused; else the HTTP status."""
    error_msg: str
    """What happened, and what may be done."""

    @classmethod
    def of(cls, problem: Problem) -> "DifyError":
        """The same in Dify's words."""
        return cls(
            error_code=_KEY_REFUSED if problem.status == 401 else problem.status,
            error_msg=problem.told(),
        )
