"""Articles in, passages out, searchable."""

from .articles import Article
from .building import Progress
from .carriers import carried
from .catalogue import Catalogue, source_identity
from .context import in_context, in_dated_context
from .copies import stories
from .dates import StatedDate, stated_dates
from .embedding import SHIPPED_NAME, Embedder, load_embedder
from .errors import (
    ArticlesRefused,
    ArticlesUnreadable,
    DatelineError,
    IndexCorrupt,
    IndexMissing,
    ModelUnavailable,
)
from .fusion import Period
from .manifest import Manifest, Recipe
from .onnx import OnnxModel
from .passages import NO_FILTERS, Filters, Hit, Passage, Scores
from .readers import MAX_ARTICLE_BYTES, Notice, Reading, Rejection, read_articles
from .sentences import Sentence, is_question, split_sentences
from .store import Generation, open_index, publish
from .terms import terms

__all__ = [
    "MAX_ARTICLE_BYTES",
    "NO_FILTERS",
    "SHIPPED_NAME",
    "Article",
    "ArticlesRefused",
    "ArticlesUnreadable",
    "Catalogue",
    "DatelineError",
    "Embedder",
    "Filters",
    "Generation",
    "Hit",
    "IndexCorrupt",
    "IndexMissing",
    "Manifest",
    "ModelUnavailable",
    "Notice",
    "OnnxModel",
    "Passage",
    "Period",
    "Progress",
    "Reading",
    "Recipe",
    "Rejection",
    "Scores",
    "Sentence",
    "StatedDate",
    "carried",
    "in_context",
    "in_dated_context",
    "is_question",
    "load_embedder",
    "open_index",
    "publish",
    "read_articles",
    "source_identity",
    "split_sentences",
    "stated_dates",
    "stories",
    "terms",
]
