"""The network: one pass over question and passage gives span, answerability and relevance."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

WIDTH = 384
NEVER = -1e4
RELEVANCE_WEIGHT = 0.05
"""Of the loss: relevance was learnt before, from 500,000 queries, and is only kept."""


@dataclass(frozen=True, slots=True)
class Output:
    """Logits: ``start`` and ``end`` (batch, tokens), ``answerable`` and ``relevant`` (batch,)."""

    start: torch.Tensor
    end: torch.Tensor
    answerable: torch.Tensor
    relevant: torch.Tensor


class ReaderNetwork(nn.Module):
    """A MiniLM that reads question and passage together, with a head for each of four outputs.

    Wang et al. 2020, "MiniLM". The parameters are named as a BERT cross-encoder's are, whose
    ``classifier`` is the head for relevance.
    """

    def __init__(
        self, layers: int = 12, *, dropout: float = 0.0, attention: str | None = None
    ) -> None:
        """Draw new weights; ``attention`` names its implementation, if transformers shall not.

        Attention itself has no dropout: with it, PyTorch's fused one would be out of reach.
        """
        super().__init__()
        config = BertConfig(
            vocab_size=30_522,
            hidden_size=WIDTH,
            num_hidden_layers=layers,
            num_attention_heads=12,
            intermediate_size=4 * WIDTH,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
            attn_implementation=attention,
        )
        self.bert = BertModel(config)
        self.classifier = nn.Linear(WIDTH, 1)
        self.answerable = nn.Linear(WIDTH, 1)
        self.span = nn.Linear(WIDTH, 2)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
    ) -> Output:
        """Read a batch; each of the three is (batch, tokens)."""
        found = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        hidden, pooled = found.last_hidden_state.float(), found.pooler_output.float()
        # Only the passage is quoted: its tokens, and the [SEP] behind them, are of type 1.
        outside = (token_type_ids * attention_mask) == 0
        start, end = self.span(hidden).masked_fill(outside.unsqueeze(-1), NEVER).unbind(-1)
        return Output(
            start,
            end,
            self.answerable(hidden[:, 0]).squeeze(-1),
            self.classifier(pooled).squeeze(-1),
        )

    def read(self, batch: Mapping[str, torch.Tensor]) -> Output:
        """Read a batch as ``tensors`` makes it."""
        output: Output = self(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"])
        return output


@dataclass(frozen=True, slots=True)
class Losses:
    """Means over a batch, 0 where no example has a say in one.

    Cross-entropies in nats, but for ``relevant``, which is the squared difference of the logits.
    """

    answerable: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    relevant: torch.Tensor

    @property
    def total(self) -> torch.Tensor:
        """What is minimised."""
        span = self.answerable + self.start / 2 + self.end / 2
        return span + RELEVANCE_WEIGHT * self.relevant


def losses(output: Output, batch: Mapping[str, torch.Tensor], relevant: torch.Tensor) -> Losses:
    """Of the span where there is one, of whether there is, and of relevance, (batch,).

    ``relevant`` are the logits of the cross-encoder that training starts from: relevance is
    distilled out of it (Hofstätter et al. 2020, "Improving Efficient Neural Ranking Models with
    Cross-Architecture Knowledge Distillation", here a passage at a time).
    """
    spanned = batch["start"] >= 0
    return Losses(
        functional.binary_cross_entropy_with_logits(output.answerable, batch["answerable"]),
        _bound_loss(output.start[spanned], batch["start"][spanned]),
        _bound_loss(output.end[spanned], batch["end"][spanned]),
        functional.mse_loss(output.relevant, relevant),
    )


def _bound_loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(logits, wanted) if len(wanted) else torch.zeros(())
