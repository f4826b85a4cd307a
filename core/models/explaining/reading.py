"""A sentence as a model read it: what every kind of model offers to the attribution methods."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from core.models.explaining.words import Word

Absent = Literal["mask", "delete"]  # what becomes of a word that is not kept
Baseline = Literal["mask", "pad", "unknown", "zero", "mean"]  # what an embedding is compared with


@dataclass(frozen=True)
class Differentiable:
    """The model behind its embeddings: `value` of N versions (N, T, D), the sentence's own (T, D).

    A baseline (T, D) leaves special tokens such as [CLS] as they are.
    """

    value: Any  # core.nn.attribution.results.Value
    embeddings: Any  # Float[Tensor, "T D"]
    baselines: dict[Baseline, Any]


@dataclass(frozen=True)
class AttentionMaps:
    """All layers' attention weights (L, H, T, T), and the gradients of the logit difference to them."""

    weights: Any
    gradients: Any


class Reading(Protocol):
    """One sentence, read by one model.

    `difference` is the logit difference positive − negative, the same as `classify` gives. What a kind of
    model cannot do is None.
    """

    model: str
    sentence: str
    words: tuple[Word, ...]
    difference: float
    absent: Absent

    def game(self, kept: Any) -> Any:
        """The logit differences (N,) of versions of which only some words are kept (N, P)."""
        ...

    @property
    def differentiable(self) -> Differentiable | None: ...

    @property
    def attention(self) -> AttentionMaps | None: ...

    @property
    def coefficients(self) -> Any | None:
        """What each word adds to the difference (P,), where a linear model says so exactly."""
        ...
