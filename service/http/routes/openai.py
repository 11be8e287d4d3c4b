"""OpenAI's chat completions: any of its clients may ask, and gets the citations as annotations."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from time import time
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Path, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from index import Hit

from ...answers import Answer, Question
from ...inference import Inference
from ...qa import QA
from ..openapi import event_stream
from ..problems import documented
from ..schemas import AskResponse, Problem
from ..schemas.openai import (
    MODEL,
    Annotation,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    Message,
    Model,
    ModelList,
    OpenAIError,
    Usage,
)
from ..streaming import event, pieces, stream


def router(inference: Inference) -> APIRouter:
    """The routes below ``/v1`` that OpenAI's clients need."""
    api = APIRouter(prefix="/v1", tags=["OpenAI"])
    live = inference.live

    @api.post(
        "/chat/completions",
        summary="Ask as a chat",
        response_model=Completion,
        responses=documented(400, 401, 403, 404, 413, 415, 429, 500, 503, shape=OpenAIError)
        | event_stream("Every event is a `Chunk` as JSON, the last one `[DONE]`."),
    )
    async def create_chat_completion(
        body: ChatRequest, request: Request
    ) -> Completion | EventSourceResponse:
        """The last user message is the question. The quotes come as annotations, and with all
        else that is known under `dateline`. As a stream it is chunks of the answer, the last of
        them with annotations and `dateline`, then `[DONE]`; a failure on the way is an event with
        an `error`.
        """
        _check_name(body.model)
        question = Question(body.question)
        events = _Events(body, str(request.base_url))
        if body.stream:
            return await stream(inference, question, events)
        return await run_in_threadpool(events.whole, await inference.answer(question))

    @api.get(
        "/models",
        summary="List models",
        responses=documented(400, 401, 403, 429, 500, 503, shape=OpenAIError),
    )
    def list_models() -> ModelList:
        """The one model that a chat may name."""
        return ModelList(data=[_model(live.qa)])

    @api.get(
        "/models/{model}",
        summary="Describe a model",
        responses=documented(400, 401, 403, 404, 429, 500, 503, shape=OpenAIError),
    )
    def retrieve_model(model: Annotated[str, Path(description="`dateline`.")]) -> Model:
        """The one model that a chat may name, by its name."""
        _check_name(model)
        return _model(live.qa)

    return api


def _check_name(model: str) -> None:
    if model != MODEL:
        raise HTTPException(404, f"There is no such model here; name {MODEL}.")


def _model(qa: QA) -> Model:
    """As old as the generation that is served."""
    built = datetime.fromisoformat(qa.generation.manifest.built)
    return Model(created=int(built.timestamp()))


class _Events:
    """One completion, whole or in chunks."""

    def __init__(self, asked: ChatRequest, base_url: str) -> None:
        self._asked = asked
        self._base_url = base_url
        self._id = f"chatcmpl-{uuid4().hex}"
        self._created = int(time())

    def whole(self, answer: Answer) -> Completion:
        said = AskResponse.of(answer, self._asked.offset_unit)
        message = Message(content=said.answer, annotations=self._annotations(said))
        choices = [Choice(message=message)]
        return Completion(id=self._id, created=self._created, choices=choices, dateline=said)

    def found(self, _hits: Sequence[Hit]) -> Iterator[ServerSentEvent]:
        yield self._chunk(Delta(role="assistant", content=""))

    def answered(self, answer: Answer) -> Iterator[ServerSentEvent]:
        for piece in pieces(answer):
            yield self._chunk(Delta(content=piece.text))
        said = AskResponse.of(answer, self._asked.offset_unit)
        last = ChunkChoice(delta=Delta(annotations=self._annotations(said)), finish_reason="stop")
        yield self._event([last], dateline=said)
        options = self._asked.stream_options
        if options is not None and options.include_usage:
            yield self._event([], usage=Usage())
        yield event("[DONE]")

    def failed(self, problem: Problem) -> Iterator[ServerSentEvent]:
        yield event(OpenAIError.of(problem))

    def _chunk(self, delta: Delta) -> ServerSentEvent:
        return self._event([ChunkChoice(delta=delta)])

    def _event(
        self,
        choices: list[ChunkChoice],
        usage: Usage | None = None,
        dateline: AskResponse | None = None,
    ) -> ServerSentEvent:
        chunk = Chunk(
            id=self._id,
            created=self._created,
            choices=choices,
            usage=usage,
            dateline=dateline,
        )
        return event(chunk)

    def _annotations(self, said: AskResponse) -> list[Annotation]:
        articles = f"{self._base_url}v1/articles/"
        return [
            Annotation.of(each, articles + quote(each.article_id, safe=""))
            for each in said.citations
        ]
