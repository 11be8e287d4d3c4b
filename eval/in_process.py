"""The service in this process: what the endpoint calls, without the socket."""

from dataclasses import asdict

from eval.answerer import Rankings, Service
from eval.evidence import Span
from index import Article
from service.answers import Question
from service.http.schemas import AskRequest, AskResponse
from service.qa import QA


class InProcess:
    """An ``Answerer`` over an opened index."""

    def __init__(self, qa: QA) -> None:
        self._qa = qa

    def service(self) -> Service:
        """The index that this process opened."""
        manifest = self._qa.generation.manifest
        return Service(None, manifest.generation, asdict(manifest.recipe))

    def ask(self, request: AskRequest) -> AskResponse:
        """What ``POST /v1/ask`` would say."""
        answer = self._qa.answer(Question(request.question, request.top_k, request.bounds()))
        return AskResponse.of(answer)

    def rankings(self, request: AskRequest) -> Rankings:
        """All three lists, each from its own search."""
        taken = self._qa.take(Question(request.question, request.top_k, request.bounds()))
        retriever = self._qa.generation.retriever
        found = retriever.rankings(taken.text, request.top_k, taken.filters, taken.near)
        return {
            name: tuple(Span(p.article.id, p.start, p.end) for p in passages)
            for name, passages in found.items()
        }

    def article(self, article_id: str) -> Article | None:
        """From the catalogue."""
        return self._qa.article(article_id)
