"""Articles in, passages out, searchable."""

from .articles import Article
from .building.manifest import Manifest, Recipe
from .encoding.carriers import carried
from .encoding.embedding import SHIPPED_NAME, Embedder, load_embedder
from .encoding.onnx import OnnxModel
from .errors import (
    ArticlesRefused,
    ArticlesUnreadable,
    DatelineError,
    GenerationUnknown,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    ModelUnavailable,
)
from .origins.copies import stories
from .origins.sources import DeclaredSource, Sources, source_identity
from .passages import NO_FILTERS, Filters, Hit, Passage, Scores
from .progress import Progress
from .publishing.changes import Changes, changes_of
from .publishing.checking import Checked, check_generation, roll_back
from .publishing.current import Pointer, read_current
from .publishing.generations import (
    KEEP_GENERATIONS,
    Listed,
    is_current,
    list_generations,
    manifest_of,
    prune,
)
from .publishing.store import Generation, open_generation, open_index, publish
from .readers import MAX_ARTICLE_BYTES, Notice, Reading, Rejection, read_articles
from .readers.watching import follow
from .searching.catalogue import Catalogue
from .searching.recency import Period, recency
from .text.context import in_context, in_dated_context
from .text.dates import StatedDate, stated_dates
from .text.sentences import Sentence, is_question, split_sentences
from .text.terms import terms

__all__ = [
    "KEEP_GENERATIONS",
    "MAX_ARTICLE_BYTES",
    "NO_FILTERS",
    "SHIPPED_NAME",
    "Article",
    "ArticlesRefused",
    "ArticlesUnreadable",
    "Catalogue",
    "Changes",
    "Checked",
    "DatelineError",
    "DeclaredSource",
    "Embedder",
    "Filters",
    "Generation",
    "GenerationUnknown",
    "Hit",
    "IndexBusy",
    "IndexCorrupt",
    "IndexMissing",
    "Listed",
    "Manifest",
    "ModelUnavailable",
    "Notice",
    "OnnxModel",
    "Passage",
    "Period",
    "Pointer",
    "Progress",
    "Reading",
    "Recipe",
    "Rejection",
    "Scores",
    "Sentence",
    "Sources",
    "StatedDate",
    "carried",
    "changes_of",
    "check_generation",
    "follow",
    "in_context",
    "in_dated_context",
    "is_current",
    "is_question",
    "list_generations",
    "load_embedder",
    "manifest_of",
    "open_generation",
    "open_index",
    "prune",
    "publish",
    "read_articles",
    "read_current",
    "recency",
    "roll_back",
    "source_identity",
    "split_sentences",
    "stated_dates",
    "stories",
    "terms",
]
