"""Files in, articles out: read exactly, or rejected with file, line and reason."""

from .entries import Notice, Rejection
from .files import MAX_ARTICLE_BYTES
from .reading import Reading, read_articles

__all__ = ["MAX_ARTICLE_BYTES", "Notice", "Reading", "Rejection", "read_articles"]
