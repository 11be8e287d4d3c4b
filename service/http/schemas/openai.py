"""The JSON of OpenAI's chat completions, as far as it can be meant here."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from ..offsets import OffsetUnit
from .fields import LEFT_OUT_IF_NULL, Count, Offset, QuestionText, Response, TolerantRequest
from .native import AskResponse, CitationOut
from .problem import Problem

MODEL = "dateline"
_PATHS = frozenset({"/v1/chat/completions", "/v1/models"})

_QUESTION = TypeAdapter(QuestionText)


def is_openai(path: str) -> bool:
    """Whether errors at ``path`` have OpenAI's shape."""
    return path in _PATHS or path.startswith("/v1/models/")


class ChatMessage(TolerantRequest):
    """One message of a conversation."""

    role: str
    """Who wrote it; only messages of the role `user` are read."""
    content: str | list[dict[str, Any]] | None = None
    """Its text, or its parts; of the last user message all parts are `{"type": "text", "text"}`,
    and their texts are lines of one question."""


class StreamOptions(TolerantRequest):
    """What a stream says beside the answer."""

    include_usage: bool | None = False
    """Whether a last chunk without choices has `usage`."""


class ResponseFormat(TolerantRequest):
    """The shape of the message's content."""

    type: Literal["text"]
    """Answers are text; other formats are refused, since their readers could not read it."""


class ChatRequest(TolerantRequest):
    """The body of ``POST /v1/chat/completions``. What is not listed here is ignored."""

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    """The conversation. The last user message is the question, 1 to 2,000 characters; it is
    answered by itself, for the messages before it are not read."""
    model: str = MODEL
    """`dateline`; any other is not found (404)."""
    stream: bool | None = False
    """Whether the answer comes as Server-Sent Events."""
    stream_options: StreamOptions | None = None
    """What a stream says beside the answer."""
    n: Annotated[int | None, Field(ge=1, le=1)] = 1
    """How many choices come back: one."""
    response_format: ResponseFormat | None = None
    """The shape of the message's content: text."""
    offset_unit: OffsetUnit = "codepoint"
    """Not OpenAI's: what the offsets of the response count: Unicode code points, UTF-16 code units
    (as JavaScript does), or bytes of UTF-8."""

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: list[ChatMessage]) -> list[ChatMessage]:
        try:
            _QUESTION.validate_python(_last_user_text(messages))
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise ValueError(f"of the last user message: {reason}") from None
        return messages

    @property
    def question(self) -> str:
        """The text of the last user message."""
        return _last_user_text(self.messages)


def _last_user_text(messages: Sequence[ChatMessage]) -> str:
    asked = next((each for each in reversed(messages) if each.role == "user"), None)
    if asked is None:
        raise ValueError("must hold a message of the role user")
    if isinstance(asked.content, list):
        return "\n".join(map(_text_of_part, asked.content))
    return asked.content or ""


def _text_of_part(part: dict[str, Any]) -> str:
    text = part.get("text")
    if part.get("type") != "text" or not isinstance(text, str):
        raise ValueError("the last user message may have parts of the type text only")
    return text


class UrlCitation(Response):
    """A quote that the message rests on; the quote itself is in `dateline.citations`."""

    start_index: Offset
    """Where the words that rest on it begin in the message's content, in the unit asked for."""
    end_index: Offset
    """Where they end in the message's content, exclusive, in the unit that was asked for."""
    title: str
    """The article's title; its source or its id if it has none."""
    url: str
    """Where the article was published; where it stands in this service if that is not known."""


class Annotation(Response):
    """What rests on what."""

    type: Literal["url_citation"] = "url_citation"
    """Always `url_citation`."""
    url_citation: UrlCitation
    """The citation."""

    @classmethod
    def of(cls, citation: CitationOut, article_url: str) -> "Annotation":
        """The citation; ``article_url`` is the link to take if the article gives none."""
        return cls(
            url_citation=UrlCitation(
                start_index=citation.answer_start,
                end_index=citation.answer_end,
                title=citation.title or citation.source or citation.article_id,
                url=citation.url or article_url,
            )
        )


class Message(Response):
    """What the service says."""

    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    content: str
    """The answer with its markers `[1]`; where it abstains, a sentence that says so."""
    refusal: None = None
    """Always null: abstaining is said in `content`, and in `dateline.abstain_reason`."""
    annotations: list[Annotation]
    """One a citation, in the order of their markers; empty where it abstains."""


class Choice(Response):
    """The one choice there is."""

    index: Annotated[int, Field(ge=0, le=0)] = 0
    """Always 0."""
    message: Message
    """The answer as a message."""
    logprobs: None = None
    """Always null."""
    finish_reason: Literal["stop"] = "stop"
    """Always `stop`."""


class Usage(Response):
    """Tokens that a language model took: none, since none is asked."""

    prompt_tokens: Count = 0
    """Tokens that a language model read."""
    completion_tokens: Count = 0
    """Tokens that a language model wrote."""
    total_tokens: Count = 0
    """The sum of the two."""


class Completion(Response):
    """The response of ``POST /v1/chat/completions``."""

    id: str
    """Names this response; another one each time."""
    object: Literal["chat.completion"] = "chat.completion"
    """Always `chat.completion`."""
    created: Count
    """When it was made, in seconds since 1970 UTC."""
    model: str = MODEL
    """Always `dateline`."""
    choices: Annotated[list[Choice], Field(min_length=1, max_length=1)]
    """One choice."""
    usage: Usage = Usage()
    """Tokens that a language model took."""
    dateline: AskResponse
    """Not OpenAI's: all that `POST /v1/ask` says."""


class Delta(Response):
    """What a chunk adds to the message."""

    role: Annotated[Literal["assistant"] | None, LEFT_OUT_IF_NULL] = None
    """`assistant` in the first chunk, left out in the others."""
    content: Annotated[str | None, LEFT_OUT_IF_NULL] = None
    """The next piece of the answer; left out where a chunk adds none."""
    annotations: Annotated[list[Annotation] | None, LEFT_OUT_IF_NULL] = None
    """All the citations, in the chunk that has `finish_reason`; left out in the others."""


class ChunkChoice(Response):
    """What a chunk adds to the one choice."""

    index: Annotated[int, Field(ge=0, le=0)] = 0
    """Always 0."""
    delta: Delta
    """What the chunk adds to the message."""
    finish_reason: Literal["stop"] | None = None
    """`stop` in the chunk that ends the message, null before."""


class Chunk(Response):
    """One event of a streamed completion."""

    id: str
    """Names the response that the chunk is of."""
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    """Always `chat.completion.chunk`."""
    created: Count
    """When the response was begun, in seconds since 1970 UTC."""
    model: str = MODEL
    """Always `dateline`."""
    choices: Annotated[list[ChunkChoice], Field(max_length=1)]
    """One choice; none in the chunk that has `usage`."""
    usage: Annotated[Usage | None, LEFT_OUT_IF_NULL] = None
    """Tokens that a language model took, in a last chunk where `include_usage` asks for it."""
    dateline: Annotated[AskResponse | None, LEFT_OUT_IF_NULL] = None
    """Not OpenAI's: all that `POST /v1/ask` says, in the chunk that has `finish_reason`."""


class Model(Response):
    """A model that can be named in a request."""

    id: str = MODEL
    """Always `dateline`."""
    object: Literal["model"] = "model"
    """Always `model`."""
    created: Count
    """When the generation that is served was built, in seconds since 1970 UTC."""
    owned_by: str = MODEL
    """Always `dateline`."""


class ModelList(Response):
    """The response of ``GET /v1/models``."""

    object: Literal["list"] = "list"
    """Always `list`."""
    data: list[Model]
    """The one model there is."""


class Error(Response):
    """What went wrong."""

    message: str
    """What happened, and what may be done."""
    type: Literal["invalid_request_error", "rate_limit_error", "server_error"]
    """Who has to do something about it: the request, its pace, or the service."""
    param: str | None
    """Path to the field that is wrong; null where the error is not one of a field."""
    code: str | None
    """What went wrong, for programs; null where the status says it all."""


_CODES = {
    401: "invalid_api_key",
    404: "model_not_found",
    429: "rate_limit_exceeded",
    503: "overloaded",
}


class OpenAIError(Response):
    """An error in OpenAI's shape."""

    error: Error
    """The error."""

    @classmethod
    def of(cls, problem: Problem) -> "OpenAIError":
        """The same in OpenAI's words.

        >>> problem = Problem(type="about:blank", title="", status=503, detail="Wait.")
        >>> OpenAIError.of(problem).error.code
        'overloaded'
        """
        field = problem.errors[0] if problem.errors else None
        return cls(
            error=Error(
                message=problem.told(),
                type=_type(problem.status),
                param=field.field or None if field else None,
                code=_CODES.get(problem.status),
            )
        )


def _type(status: int) -> Literal["invalid_request_error", "rate_limit_error", "server_error"]:
    if status >= 500:
        return "server_error"
    return "rate_limit_error" if status == 429 else "invalid_request_error"
