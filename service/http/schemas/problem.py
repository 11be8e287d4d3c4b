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

    def told(self) -> str:
        """It in one line, for interfaces whose errors have no fields.

        >>> errors = [FieldError(field="", detail="is odd"), FieldError(field="n", detail="is 2")]
        >>> Problem(type="about:blank", title="", status=422, detail="", errors=errors).told()
        'body: is odd; n: is 2'
        """
        fields = "; ".join(f"{each.field or 'body'}: {each.detail}" for each in self.errors)
        return fields or self.detail
