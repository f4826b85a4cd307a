"""What each LayerNorm of the encoder reads, for a batch of sentences padded to one width."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.models.bert.weights import OpenedModel, pieces_of
from core.models.prediction import Token
from core.topics.normalization.concept import EPSILON, Statistics, normalize, statistics
from core.trace.encoder_trace import trace_encoder

EMBEDDINGS = "embeddings"
STEPS = ("sum", "embedding_norm", "projection", "attention_norm", "contracted", "output")


@dataclass(frozen=True)
class NormInputs:
    """The input of each LayerNorm by its name. No sentence's numbers depend on the others."""

    inputs: dict[str, Float[Tensor, "B T D"]]
    real: Bool[Tensor, "B T"]
    tokens: tuple[tuple[Token, ...], ...]

    @property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        return pieces_of(self.tokens)

    def only(self, norm: str) -> "NormInputs":
        """The same sentences, with what this one LayerNorm reads."""
        return NormInputs({norm: self.inputs[norm]}, self.real, self.tokens)

    def batch(self, others: "NormInputs", size: int, cut: bool = True) -> "NormInputs":
        """These sentences and the first of the others; `cut` leaves only the padding that is needed."""
        count = size - len(self.real)
        real = torch.cat([self.real, others.real[:count]])  # (B, T)
        T = int(real.sum(dim=1).max()) if cut else real.shape[1]
        inputs = {norm: torch.cat([x, others.inputs[norm][:count]])[:, :T] for norm, x in self.inputs.items()}
        tokens = tuple(row[:T] for row in (*self.tokens, *others.tokens[:count]))
        return NormInputs(inputs, real[:, :T], tokens)


@dataclass(frozen=True)
class NormWeights:
    """γ, β and ε of one LayerNorm."""

    gain: Float[Tensor, "D"]
    shift: Float[Tensor, "D"]
    epsilon: float


def norm_names(layers: int) -> tuple[str, ...]:
    """The names of all LayerNorms: `embeddings`, then `1.attention`, `1.output` … (layers from 1)."""
    inner = (f"{layer + 1}.{part}" for layer in range(layers) for part in ("attention", "output"))
    return (EMBEDDINGS, *inner)


@dataclass(frozen=True)
class Normed:
    """A block before and after one kind of normalisation, with all that went into it."""

    x: Float[Tensor, "B T D"]
    result: Float[Tensor, "B T D"]
    using: Statistics
    weights: NormWeights
    real: Bool[Tensor, "B T"]
    tokens: tuple[tuple[Token, ...], ...]

    @property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        return pieces_of(self.tokens)


def normed(batch: NormInputs, norm: str, kind: str, trained: NormWeights) -> Normed:
    """Normalise what the LayerNorm called `norm` reads. LayerNorm gets its trained γ, β and ε.

    The others were never trained here: they get γ = 1, β = 0 and torch's ε, as a new module has them.
    """
    x = batch.inputs[norm]
    D = x.shape[-1]
    fresh = NormWeights(torch.ones(D), torch.zeros(D), EPSILON)
    weights = trained if kind == "layer" else fresh
    using = statistics(x, kind)
    normal = normalize(x, using, weights.epsilon)
    return Normed(x, normal * weights.gain + weights.shift, using, weights, batch.real, batch.tokens)


@torch.inference_mode()
def norm_inputs(opened: OpenedModel, sentences: Sequence[str], width: int) -> NormInputs:
    """One forward pass over the sentences. Raises SentiscopeError("text_empty")."""
    batch = opened.several(sentences, width)
    trace = trace_encoder(batch.ids, batch.mask, opened.weights, opened.shape, keep=STEPS)
    inputs, x = {EMBEDDINGS: trace.of("sum")}, trace.of("embedding_norm")  # (B, T, D) each
    for layer in range(opened.shape.layers):
        inputs[f"{layer + 1}.attention"] = x + trace.of("projection", layer)
        inputs[f"{layer + 1}.output"] = trace.of("attention_norm", layer) + trace.of("contracted", layer)
        x = trace.of("output", layer)
    return NormInputs(inputs, batch.mask.bool(), batch.tokens)


def norm_weights(opened: OpenedModel, norm: str) -> NormWeights:
    """γ, β and ε of the LayerNorm called `norm`, as trained."""
    layer, _, part = norm.partition(".")
    inner = "attention.output" if part == "attention" else "output"
    stem = "bert.embeddings" if norm == EMBEDDINGS else f"bert.encoder.layer.{int(layer) - 1}.{inner}"
    gain, shift = (opened.weights[f"{stem}.LayerNorm.{name}"] for name in ("weight", "bias"))
    return NormWeights(gain, shift, opened.shape.epsilon)


def lengths(
    batch: NormInputs, weights: dict[str, NormWeights]
) -> tuple[Float[Tensor, "N"], Float[Tensor, "N"]]:
    """Mean length of the real tokens' vectors before and after each LayerNorm."""
    before, after = [], []
    for norm, own in weights.items():
        shown = normed(batch, norm, "layer", own)
        before.append(shown.x[batch.real].norm(dim=-1).mean())
        after.append(shown.result[batch.real].norm(dim=-1).mean())
    return torch.stack(before), torch.stack(after)
