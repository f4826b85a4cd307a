"""The training loop of fine-tuning, written out: what `Trainer.train()` does inside."""

import math
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import name_durably, sync_file, unfinished
from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.nn.batches import pad_rows
from core.nn.classification import cross_entropy, soft_cross_entropy, symmetric_divergence
from core.training.batches import batch_order, token_rows
from core.training.checkpoint import RunState, apart, run_identity
from core.training.evaluate import evaluate_logits, logits_of
from core.training.recipe import DistillationRecipe
from core.training.resumable import ResumableRun
from core.training.run_folder import BEST
from core.training.soft_label_files import SoftLabels


class Run(ResumableRun[list[int]]):
    """One fine-tuning: built once, then `train()`; started again on the same folder it continues.

    A batch is a list of sentence numbers.
    """

    def __init__(
        self, recipe: DistillationRecipe, data: LabelledData, tokenizer, model: torch.nn.Module, folder: Path
    ) -> None:
        self.data, self.pad_id = data, tokenizer.pad_token_id
        soft = SoftLabels.load(Path(recipe.soft_labels), data.train) if recipe.soft_labels else None
        sentences = data.train.sentences + (soft.more_sentences if soft else [])
        self.targets = targets_of(recipe, data.train.labels, soft)  # (N, 2), or None for plain labels
        self.train_rows = token_rows(tokenizer, sentences, recipe.max_length)
        self.dev_rows = token_rows(tokenizer, data.dev.sentences, recipe.max_length)
        self.lengths = [len(row) for row in self.train_rows]
        learned = soft.fingerprint() if soft else data.train.fingerprint()
        identity = run_identity(recipe, f"{learned} {data.dev.fingerprint()}")
        per_epoch = math.ceil(len(self.train_rows) / recipe.batch_size)
        super().__init__(model, recipe, per_epoch, per_epoch * recipe.epochs, identity, folder)

    def train(self) -> tuple[torch.nn.Module, RunState]:
        """Train to the end, from the last checkpoint if there is one; return the kept weights."""
        self.run_to_end()
        self.model.load_state_dict(load_file(self.folder / BEST))
        return self.model.eval(), self.state

    def kept(self) -> Path:
        """The weights of the best evaluation so far."""
        return self.folder / BEST

    def batches(self) -> Iterator[list[int]]:
        """What is left of the present epoch."""
        epoch, first = divmod(self.state.step, self.steps_per_epoch)
        yield from batch_order(self.lengths, self.settings, epoch)[first:]

    def loss(self, batch: list[int]) -> Float[Tensor, ""]:
        """How far the model is from the targets; with R-Drop also from itself under other dropout."""
        rows = [self.train_rows[i] for i in batch]
        width = self.settings.max_length if self.settings.padding == "max_length" else None
        ids, mask = pad_rows(rows, self.pad_id, width)  # (B, T)
        if not self.settings.r_drop:
            return self.distance(self.logits(ids, mask), batch)
        twice = self.logits(torch.cat([ids, ids]), torch.cat([mask, mask]))  # (2B, C)
        first, second = twice.chunk(2)  # (B, C) each
        mean = (self.distance(first, batch) + self.distance(second, batch)) / 2
        return mean + self.settings.r_drop * symmetric_divergence(first, second)

    def distance(self, logits: Float[Tensor, "B C"], batch: list[int]) -> Float[Tensor, ""]:
        """Cross-entropy to the labels, or to the softer targets where the recipe has some."""
        if self.targets is not None:
            return soft_cross_entropy(logits, self.targets[batch])
        return cross_entropy(logits, torch.tensor([self.data.train.labels[i] for i in batch]))

    def logits(self, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]) -> Float[Tensor, "B C"]:
        """The model's logits, its matrix products in the recipe's precision."""
        with self.precision():
            return self.model(input_ids=ids, attention_mask=mask).logits.float()

    def evaluate(self) -> dict[str, float]:
        """Evaluate on dev, put a point on the curve, and keep the weights if the recipe wants them."""
        with self.average.applied() if self.average else nullcontext():
            with self.precision():
                logits = logits_of(self.model, self.dev_rows, self.pad_id).float()  # (B, 2)
            dev = evaluate_logits(logits, self.data.dev.labels)
            if not math.isfinite(dev.loss):
                raise SentiscopeError("training_diverged", step=self.state.step)
            point = self.put_on_curve(**dev.metrics())
            if self.settings.keep == "last" or dev.accuracy > self.state.best_accuracy:
                self.state.best_accuracy, self.state.best_step = dev.accuracy, self.state.step
                self._keep_best()
        return {**point, "best": self.state.best_accuracy}

    def _keep_best(self) -> None:
        beside = unfinished(self.folder / BEST)
        save_file(apart(self.model.state_dict()), beside)
        sync_file(beside)
        name_durably(beside, self.folder / BEST)


def targets_of(
    recipe: DistillationRecipe, labels: list[int], soft: SoftLabels | None
) -> Float[Tensor, "N C"] | None:
    """The target probabilities of each training text, (N + M, 2); None where labels alone decide."""
    if soft is None and not recipe.label_smoothing:
        return None
    hard = torch.eye(2)[labels] * (1 - recipe.label_smoothing) + recipe.label_smoothing / 2  # (N, 2)
    if soft is None:
        return hard
    weight = recipe.teacher_share
    return torch.cat([weight * soft.train + (1 - weight) * hard, soft.more])  # (N + more, 2)
