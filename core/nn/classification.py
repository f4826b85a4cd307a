"""From logits to a prediction and its loss: softmax and cross-entropy."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.twin import Twin, documented


def softmax(logits: Float[Tensor, "B C"]) -> Float[Tensor, "B C"]:
    """Probabilities of each class: exp(z) / sum(exp(z)) along the last axis.

    Subtracting the largest logit first changes nothing in the quotient and keeps exp from
    overflowing. Source: Bridle 1990; Goodfellow et al. 2016, section 4.1.
    """
    shifted = logits - logits.max(dim=-1, keepdim=True).values  # (B, C)
    exponentials = shifted.exp()  # (B, C)
    return exponentials / exponentials.sum(dim=-1, keepdim=True)  # (B, C)


def cross_entropy(logits: Float[Tensor, "B C"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """Mean of -log(probability of the right class), in nats.

    log(softmax) is written as z - log(sum(exp(z))), so that a probability that rounds to zero
    still has a finite logarithm. Source: Goodfellow et al. 2016, section 6.2.2.
    """
    shifted = logits - logits.max(dim=-1, keepdim=True).values  # (B, C)
    log_probabilities = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()  # (B, C)
    of_the_right_class = log_probabilities.gather(1, labels[:, None])  # (B, 1)
    return -of_the_right_class.mean()


def soft_cross_entropy(logits: Float[Tensor, "B C"], targets: Float[Tensor, "B C"]) -> Float[Tensor, ""]:
    """Mean of -Σ target · log(probability), in nats: cross-entropy when the label is itself uncertain.

    With a teacher's probabilities as targets this is distillation. Source: Hinton et al. 2015, section 2.
    """
    shifted = logits - logits.max(dim=-1, keepdim=True).values  # (B, C)
    log_probabilities = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()  # (B, C)
    return -(targets * log_probabilities).sum(dim=-1).mean()


def symmetric_divergence(first: Float[Tensor, "B C"], second: Float[Tensor, "B C"]) -> Float[Tensor, ""]:
    """Mean of (KL(p‖q) + KL(q‖p)) / 2 between the distributions of two sets of logits, in nats.

    Source: Liang et al. 2021 (R-Drop).
    """
    p, q = softmax(first), softmax(second)  # (B, C)
    # log p − log q is the difference of logits plus a constant, and the constants cancel in Σ(p − q).
    return ((p - q) * (first - second)).sum(dim=-1).mean() / 2


def _logit_examples() -> Iterator[tuple[Tensor]]:
    generator = torch.Generator().manual_seed(42)
    yield (torch.tensor([[0.0, 0.0], [1.0, -1.0], [1000.0, -1000.0]]),)
    yield (torch.randn(64, 2, generator=generator) * 5,)
    yield (torch.randn(8, 30, generator=generator),)


def _labelled_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    for (logits,) in _logit_examples():
        yield logits, torch.randint(0, logits.shape[1], (logits.shape[0],), generator=generator)


def _target_examples() -> Iterator[tuple[Tensor, Tensor]]:
    for (logits,) in _logit_examples():
        yield logits, softmax(logits.flip(0) / 3)


def _pair_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    yield torch.randn(64, 2, generator=generator), torch.randn(64, 2, generator=generator)
    yield torch.zeros(3, 5), torch.zeros(3, 5)


def _library_divergence(first: Tensor, second: Tensor) -> Tensor:
    p, q = F.log_softmax(first, dim=-1), F.log_softmax(second, dim=-1)
    forward = F.kl_div(q, p, reduction="batchmean", log_target=True)
    return (forward + F.kl_div(p, q, reduction="batchmean", log_target=True)) / 2


TWINS = (
    Twin(
        name="softmax",
        ours=softmax,
        library=lambda logits: F.softmax(logits, dim=-1),
        call="F.softmax(logits, dim=-1)",
        **documented("torch.nn.functional.softmax"),
        examples=_logit_examples,
    ),
    Twin(
        name="cross_entropy",
        ours=cross_entropy,
        library=F.cross_entropy,
        call="F.cross_entropy(logits, labels)",
        **documented("torch.nn.functional.cross_entropy"),
        examples=_labelled_examples,
        absolute=1e-6,
    ),
    Twin(
        name="soft_cross_entropy",
        ours=soft_cross_entropy,
        library=F.cross_entropy,
        call="F.cross_entropy(logits, target_probabilities)",
        **documented("torch.nn.functional.cross_entropy"),
        examples=_target_examples,
        absolute=1e-6,
    ),
    Twin(
        name="symmetric_divergence",
        ours=symmetric_divergence,
        library=_library_divergence,
        call='F.kl_div(log_q, log_p, reduction="batchmean", log_target=True)  # and p, q swapped',
        **documented("torch.nn.functional.kl_div"),
        examples=_pair_examples,
        absolute=1e-6,
    ),
)
