"""What is embedded and matched for a passage: its text behind what the article says of itself."""

from .passages import Passage

# Recorded in the recipe: change it together with ``in_context``.
CONTEXT = "title"


def in_context(passage: Passage) -> str:
    """The passage with its article's title in front; what is cited is the passage alone.

    A passage rarely repeats what its article is about, and questions rarely leave it out.
    """
    title = passage.article.title
    return f"{title}\n{passage.text}" if title else passage.text
