"""What the models and the terms are made of for a passage: its text behind its article's title."""

from ..passages import Passage

# Recorded in the recipe: change it together with ``in_context``.
CONTEXT = "title"
# Characters: a longer title would leave the encoder no room for the passage.
MAX_TITLE = 200


def in_context(passage: Passage) -> str:
    """The passage with its article's title in front; what is cited is the passage alone.

    A passage, and a sentence still more, rarely repeats what its article is about; questions
    rarely leave it out.
    """
    title = (passage.article.title or "")[:MAX_TITLE]
    return f"{title}\n{passage.text}" if title else passage.text


def in_dated_context(passage: Passage) -> str:
    """The text of a passage with all that its article says of itself in front: title and day."""
    published = passage.article.published
    return f"{published.isoformat()}\n{in_context(passage)}" if published else in_context(passage)
