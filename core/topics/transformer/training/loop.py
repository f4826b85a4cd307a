"""A translator learns: sentences without end, the loss with smoothed labels, Adam with Noam's schedule."""

from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.data.vocabulary import PAD, Vocabulary
from core.topics.transformer.concept import noam_rate, shift_right
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.training.evaluate import exact
from core.topics.transformer.training.recipe import TranslatorRecipe
from core.topics.transformer.translator import Batch, Network, batch_of
from core.training.checkpoint import run_identity
from core.training.resumable import ResumableRun
from core.training.small.vocabulary import START

DRAWN_STEPS = 100  # steps whose sentences are drawn at once, and sorted by length into batches
WATCHED = 400  # held-out sentences judged on the way
BETAS, EPSILON = (0.9, 0.98), 1e-9  # Adam's (Vaswani et al. 2017, section 5.3)
WIDTH = 128  # D in Noam's schedule


def drawn_batches(recipe: TranslatorRecipe, number: int, pieces: Vocabulary) -> Iterator[Batch]:
    """The batches of stretch `number` of a training: each of similar lengths, in an order of the seed."""
    phrases = draw(f"{recipe.seed}/learn/{number}", DRAWN_STEPS * recipe.batch_size)
    phrases.sort(key=lambda phrase: (len(phrase.chinese), len(phrase.english)))
    order = torch.randperm(DRAWN_STEPS, generator=torch.Generator().manual_seed(recipe.seed + number))
    for n in order.tolist():
        yield batch_of(phrases[n * recipe.batch_size : (n + 1) * recipe.batch_size], pieces)


class TranslatorRun(ResumableRun[Batch]):
    """One run; stretches of `DRAWN_STEPS` steps are its epochs."""

    def __init__(self, recipe: TranslatorRecipe, network: Network, pieces: Vocabulary, folder: Path) -> None:
        identity = run_identity(recipe, " ".join(pieces.words))
        super().__init__(network, recipe.shared(), DRAWN_STEPS, recipe.steps, identity, folder)
        self.recipe, self.pieces = recipe, pieces
        self.optimizer = torch.optim.Adam(
            [{"params": list(network.parameters()), "rate_factor": 1.0}],
            betas=BETAS,
            eps=EPSILON,
            fused=True,
        )
        self.watched = draw(f"{recipe.seed}/watch", WATCHED, held_out=True)

    def rate(self, steps_ago: int = 0) -> float:
        """Noam's, of the next step."""
        step = max(1, self.state.step + 1 - steps_ago)
        return self.recipe.factor * noam_rate(step, WIDTH, self.recipe.warmup)

    def batches(self) -> Iterator[Batch]:
        """What is left of the present stretch."""
        done = self.state.step % DRAWN_STEPS
        for n, batch in enumerate(drawn_batches(self.recipe, self.state.step // DRAWN_STEPS, self.pieces)):
            if n >= done:
                yield batch

    def loss(self, batch: Batch) -> Float[Tensor, ""]:
        """Teacher-forced, with smoothed labels; padding does not count."""
        return smoothed_loss(self.model, batch, self.recipe.smoothing)

    def evaluate(self) -> dict[str, float]:
        """The proportion of watched sentences written without a mistake, by the averaged weights."""
        assert self.average is not None
        self.model.eval()
        with self.average.applied():
            right = exact(self.model, self.watched, self.pieces)
        self.model.train()
        return self.put_on_curve(exact=right.float().mean().item())


def smoothed_loss(network: torch.nn.Module, batch: Batch, smoothing: float) -> Float[Tensor, ""]:
    """Mean over the pieces of a batch, in nats."""
    logits = network(batch.source, batch.real, shift_right(batch.target, START))  # (B, T, V)
    return F.cross_entropy(
        logits.flatten(0, 1), batch.target.flatten(), ignore_index=PAD, label_smoothing=smoothing
    )
