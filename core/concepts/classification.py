"""From logits to a verdict and its loss: softmax and cross-entropy."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.concepts.twin import Twin


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


def _logit_examples() -> Iterator[tuple[Tensor]]:
    generator = torch.Generator().manual_seed(42)
    yield (torch.tensor([[0.0, 0.0], [1.0, -1.0], [1000.0, -1000.0]]),)
    yield (torch.randn(64, 2, generator=generator) * 5,)
    yield (torch.randn(8, 30, generator=generator),)


def _labelled_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    for (logits,) in _logit_examples():
        yield logits, torch.randint(0, logits.shape[1], (logits.shape[0],), generator=generator)


TWINS = (
    Twin(
        name="softmax",
        ours=softmax,
        library=lambda logits: F.softmax(logits, dim=-1),
        call="F.softmax(logits, dim=-1)",
        import_path="import torch.nn.functional as F",
        documentation="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html",
        examples=_logit_examples,
    ),
    Twin(
        name="cross_entropy",
        ours=cross_entropy,
        library=F.cross_entropy,
        call="F.cross_entropy(logits, labels)",
        import_path="import torch.nn.functional as F",
        documentation="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html",
        examples=_labelled_examples,
        absolute=1e-6,
    ),
)
