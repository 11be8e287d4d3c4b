"""What is evaluated: a service as its users see it, and the lists that its retrieval made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eval.evidence import Span
from index import Article
from service.http.schemas import AskRequest, AskResponse

FINAL = "reranked"
LISTS = ("dense", "lexical", "fused", FINAL)
"""The rankings of one question: each search alone, both fused, and the order of the answer."""

Rankings = Mapping[str, Sequence[Span]]
"""The passages of each ranking, by its name, best first."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where it runs (``None`` is this process), and the index it answers from."""

    url: str | None
    generation: str
    recipe: Mapping[str, Any]


class Answerer(Protocol):
    """Answers questions about one index, in this process or over HTTP."""

    def service(self) -> Service:
        """What answers."""

    def ask(self, request: AskRequest, /) -> AskResponse:
        """Answer, or abstain; whatever it raises is that question's failure."""

    def rankings(self, request: AskRequest, /) -> Rankings:
        """The rankings before the final one, as far as it tells of them."""

    def article(self, article_id: str, /) -> Article | None:
        """The article of that id, or ``None`` when the index does not hold it."""
