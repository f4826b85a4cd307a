"""One training step of the classifier on one sentence, worked out with our concepts and by torch."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.classification import cross_entropy
from core.nn.layers import softmax
from core.topics.workshop.concepts.adamw import Moments, adamw_step
from core.topics.workshop.concepts.clipping import EPSILON, total_norm

BETAS, ADAM_EPSILON, DECAY = (0.9, 0.999), 1e-8, 0.01


@dataclass(frozen=True)
class Chosen:
    """The label that is taught, and the weight that is followed: W[row, column] of the head."""

    label: int
    row: int
    column: int
    rate: float = 5e-5
    clip: float = 1.0


@dataclass(frozen=True)
class Gap:
    """The same number by us and by torch."""

    ours: float
    torch: float

    @property
    def difference(self) -> float:
        return abs(self.ours - self.torch)


@dataclass(frozen=True)
class TrainingStep:
    """Every number on the way from the logits to the new weight, for the chosen weight."""

    pooled: Float[Tensor, "D"]
    weights: Float[Tensor, "C D"]
    bias: Float[Tensor, "C"]
    logits: Float[Tensor, "C"]
    probabilities: Float[Tensor, "C"]
    loss: float
    gradient: float  # of the chosen weight
    norm: float  # of all gradients together
    factor: float  # of clipping
    clipped: float
    mean: float  # AdamW's, after this first step
    square: float
    before: float
    after: float
    gaps: dict[str, Gap]  # logit, loss, gradient, norm, weight

    @property
    def moved(self) -> float:
        """The update: the new weight minus the old."""
        return self.after - self.before


@dataclass(frozen=True)
class Backward:
    """A forward and a backward pass by torch: what the head read, its logits, and all gradients."""

    pooled: Float[Tensor, "D"]
    logits: Float[Tensor, "C"]
    loss: float
    head: Float[Tensor, "C D"]  # gradient of the head's matrix
    gradients: tuple[Tensor, ...]


def backward(network: Any, inputs: dict[str, Tensor], label: int) -> Backward:
    """Run a BertForSequenceClassification on one sentence; its weights and gradients stay as they are."""
    read: list[Tensor] = []
    hook = network.classifier.register_forward_pre_hook(
        lambda _, arguments: read.append(arguments[0].detach())
    )
    try:
        logits = network(**inputs).logits  # (1, C)
    finally:
        hook.remove()
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor([label]))
    named = list(network.named_parameters())
    gradients = torch.autograd.grad(loss, [parameter for _, parameter in named])
    head = dict(zip((name for name, _ in named), gradients, strict=True))["classifier.weight"]
    return Backward(read[0][0], logits[0].detach(), loss.item(), head, gradients)


def work_out(network: Any, found: Backward, chosen: Chosen) -> TrainingStep:
    """The step by our own concepts from what the head read, and the largest differences from torch."""
    weights, bias = (tensor.detach() for tensor in (network.classifier.weight, network.classifier.bias))
    row, column = chosen.row, chosen.column
    logits = weights @ found.pooled + bias  # (C,)
    probabilities = softmax(logits[None])[0]  # (C,)
    loss = cross_entropy(logits[None], torch.tensor([chosen.label])).item()
    hot = torch.zeros_like(probabilities)
    hot[chosen.label] = 1
    head = torch.outer(probabilities - hot, found.pooled)  # (C, D)
    norm = total_norm(found.gradients)
    factor = (chosen.clip / (norm + EPSILON)).clamp(max=1.0)
    zero = torch.zeros_like(weights)
    stepped, moments = adamw_step(
        weights, head * factor, Moments(0, zero, zero), chosen.rate, DECAY, BETAS, ADAM_EPSILON
    )
    theirs, their_norm = _torch_step(weights, found, chosen)
    return TrainingStep(
        pooled=found.pooled,
        weights=weights,
        bias=bias,
        logits=logits,
        probabilities=probabilities,
        loss=loss,
        gradient=head[row, column].item(),
        norm=norm.item(),
        factor=factor.item(),
        clipped=(head * factor)[row, column].item(),
        mean=moments.mean[row, column].item(),
        square=moments.square[row, column].item(),
        before=weights[row, column].item(),
        after=stepped[row, column].item(),
        gaps={
            "logit": Gap(logits[row].item(), found.logits[row].item()),
            "loss": Gap(loss, found.loss),
            "gradient": Gap(head[row, column].item(), found.head[row, column].item()),
            "norm": Gap(norm.item(), their_norm),
            "weight": Gap(stepped[row, column].item(), theirs[row, column].item()),
        },
    )


def _torch_step(weights: Tensor, found: Backward, chosen: Chosen) -> tuple[Tensor, float]:
    """The head's matrix after clipping and AdamW by torch, and the norm of all gradients that it found."""
    parameters = [torch.nn.Parameter(torch.empty_like(gradient)) for gradient in found.gradients]
    head = next(n for n, gradient in enumerate(found.gradients) if gradient is found.head)
    parameters[head] = torch.nn.Parameter(weights.clone())
    for parameter, gradient in zip(parameters, found.gradients, strict=True):
        parameter.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_(parameters, chosen.clip)
    torch.optim.AdamW(
        [parameters[head]], lr=chosen.rate, betas=BETAS, eps=ADAM_EPSILON, weight_decay=DECAY
    ).step()
    return parameters[head].detach(), norm.item()
