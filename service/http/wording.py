"""Errors in the words of the interface that was called, where it is not Dateline's own."""

from pydantic import BaseModel

from .schemas import Problem, dify, openai


def in_words_of(path: str, problem: Problem) -> tuple[int, BaseModel] | None:
    """The status and the body that clients of ``path`` expect; None where they expect a problem.

    >>> problem = Problem(type="about:blank", title="", status=422, detail="It does not fit.")
    >>> status, body = in_words_of("/v1/chat/completions", problem)
    >>> status, body.error.type
    (400, 'invalid_request_error')
    >>> in_words_of("/v1/ask", problem)
    """
    if openai.is_openai(path):
        # OpenAI's clients know an invalid request by 400.
        status = 400 if problem.status == 422 else problem.status
        return status, openai.OpenAIError.of(problem)
    if path == dify.PATH:
        return problem.status, dify.DifyError.of(problem)
    return None
