"""Errors as RFC 9457 describes them."""

from typing import Annotated

from pydantic import Field

from .fields import Response


class FieldError(Response):
    """What is wrong with one field of a request."""

    field: str
    """Path to the field, with dots, such as `filters.sources.0`; empty for the body as a whole."""
    detail: str
    """What is wrong with it. What the client sent is never repeated."""

    def told(self) -> str:
        """Both in a line, for interfaces whose errors are one text.

        >>> FieldError(field="", detail="must be an object").told()
        'body: must be an object'
        """
        return f"{self.field or 'body'}: {self.detail}"


class Problem(Response):
    """An error, as RFC 9457 describes it."""

    type: str
    """Always `about:blank`: the status says what kind of error it is."""
    title: str
    """The status in words."""
    status: Annotated[int, Field(ge=400, le=599)]
    """The HTTP status."""
    detail: str
    """What happened, and what may be done."""
    errors: list[FieldError] = Field(default_factory=list)
    """What is wrong with which fields; empty where the error is not one of fields."""
