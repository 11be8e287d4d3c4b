"""The JSON of the HTTP interface, a module for each interface that is spoken."""

from . import dify, openai
from .fields import Day, QuestionText, Request, TolerantRequest
from .native import (
    ArticleList,
    ArticleOut,
    ArticlesQuery,
    ArticleSummary,
    AskRequest,
    AskResponse,
    CitationIn,
    CitationOut,
    CitationStatus,
    ConflictOut,
    CorpusResponse,
    DeltaOut,
    FiltersIn,
    LivenessResponse,
    PassageOut,
    ReadinessResponse,
    RefusalOut,
    SearchRequest,
    SearchResponse,
    SourceCount,
    Status,
    VerifyRequest,
    VerifyResponse,
)
from .problem import FieldError, Problem

FIELDS = frozenset(
    name
    for requests in (Request, TolerantRequest)
    for request in requests.__subclasses__()
    for name in request.model_fields
)
"""Every name that a field of a request has, in whichever interface."""

__all__ = [
    "FIELDS",
    "ArticleList",
    "ArticleOut",
    "ArticleSummary",
    "ArticlesQuery",
    "AskRequest",
    "AskResponse",
    "CitationIn",
    "CitationOut",
    "CitationStatus",
    "ConflictOut",
    "CorpusResponse",
    "Day",
    "DeltaOut",
    "FieldError",
    "FiltersIn",
    "LivenessResponse",
    "PassageOut",
    "Problem",
    "QuestionText",
    "ReadinessResponse",
    "RefusalOut",
    "SearchRequest",
    "SearchResponse",
    "SourceCount",
    "Status",
    "VerifyRequest",
    "VerifyResponse",
    "dify",
    "openai",
]
