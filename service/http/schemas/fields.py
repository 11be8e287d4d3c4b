"""The kinds of fields that requests and responses share, each checked where it is read."""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

SURROGATE = re.compile("[\ud800-\udfff]")
# Letters and signs by their category, and yet nothing can be seen of them.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _legible(text: str) -> str:
    """Refuse what is no text: lone surrogates, NUL, or nothing that could be seen."""
    if SURROGATE.search(text) or "\0" in text:
        raise ValueError("must not hold lone surrogates or NUL")
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text):
        raise ValueError("must hold at least one visible character")
    return text


def _as_day(value: object) -> object:
    """Refuse the numbers and times that pydantic would otherwise take for a date."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("must be a date like 2025-11-02")


Day = Annotated[date, BeforeValidator(_as_day)]
QuestionText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_legible)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
TopK = Annotated[int, Field(ge=1, le=50, strict=True)]
Names = Annotated[list[str], Field(max_length=1000)]
Count = Annotated[int, Field(ge=0, strict=True)]
Offset = Annotated[int, Field(ge=0, strict=True)]
CitationId = Annotated[int, Field(ge=1, strict=True)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


# In a field's annotation: it is left out where it is null.
LEFT_OUT_IF_NULL = Field(exclude_if=lambda value: value is None)


class Request(BaseModel):
    """A body or query that may hold known keys only."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class TolerantRequest(BaseModel):
    """A body of somebody else's making: keys that mean nothing here are ignored."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)


class Response(BaseModel):
    """A body that is sent."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)
