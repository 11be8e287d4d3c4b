"""What is trained, on how much of what, and how long."""

from dataclasses import dataclass

from index import DatelineError

from .examples import Shares

SHARES = Shares(
    retrieved=0.6,
    perturbed=0.35,
    other_noun=0.25,
    removed=0.2,
    led_up_to=0.12,
    title=0.6,
    # Encyclopaedic prose is nearest to news; chatter, reviews and long answers teach less.
    sources={
        "amazon_reviews": 0.35,
        "reddit": 0.35,
        "policyqa_dev": 0.05,
        "policyqa_test": 0.05,
        "covidqa": 0.2,
    },
)

LAYERS = (1, 2, 3, 4, 6, 12)


class PlanRefused(DatelineError):
    """The plan cannot be carried out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reader is trained; the defaults made the shipped one.

    ``max_tokens`` bounds question and passage together, ``rate`` is AdamW's at its highest,
    ``warmup`` the share of the steps in which it rises. Raises PlanRefused where nothing could be
    trained.
    """

    examples: int = 51_200
    batch: int = 16
    max_tokens: int = 176
    rate: float = 8e-5
    warmup: float = 0.05
    layers: int = 12
    dropout: float = 0.1
    seed: int = 7
    checkpoint_every: int = 150
    measure_every: int = 500

    def __post_init__(self) -> None:
        if self.layers not in LAYERS:
            raise PlanRefused(f"layers: {self.layers} does not divide the 12 that there are")
        if min(self.batch, self.checkpoint_every, self.measure_every) < 1:
            raise PlanRefused("batch, checkpoint_every and measure_every must be at least 1")
        if self.examples < self.batch:
            raise PlanRefused(f"examples: {self.examples} do not fill one batch of {self.batch}")
        # [CLS] question [SEP] passage [SEP], and the question may have 64.
        if not 128 <= self.max_tokens <= 512:
            raise PlanRefused(f"max_tokens: {self.max_tokens} is not between 128 and 512")

    @property
    def steps(self) -> int:
        """Batches, each of as many examples; what is left of ``examples`` is not used."""
        return self.examples // self.batch
