"""Articles in, passages out, searchable."""

from .articles import Article
from .carriers import carried
from .catalogue import Catalogue
from .changes import Changes, changes_of
from .checking import Checked, check_generation, roll_back
from .context import in_context, in_dated_context
from .copies import stories
from .current import Pointer, read_current
from .dates import StatedDate, stated_dates
from .embedding import SHIPPED_NAME, Embedder, load_embedder
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
from .fusion import Period
from .generations import (
    KEEP_GENERATIONS,
    Listed,
    is_current,
    list_generations,
    manifest_of,
    prune,
)
from .manifest import Manifest, Recipe
from .onnx import OnnxModel
from .passages import NO_FILTERS, Filters, Hit, Passage, Scores
from .progress import Progress
from .readers import MAX_ARTICLE_BYTES, Notice, Reading, Rejection, read_articles
from .sentences import Sentence, is_question, split_sentences
from .sources import DeclaredSource, Sources, source_identity
from .store import Generation, open_generation, open_index, publish
from .terms import terms
from .watching import follow

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
    "roll_back",
    "source_identity",
    "split_sentences",
    "stated_dates",
    "stories",
    "terms",
]
