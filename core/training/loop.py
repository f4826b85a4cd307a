"""The training loop, written out: what `Trainer.train()` does inside."""

import math
import shutil
import time
from contextlib import closing, nullcontext
from pathlib import Path

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.concepts.classification import cross_entropy, soft_cross_entropy, symmetric_divergence
from core.concepts.schedule import linear_warmup_decay
from core.data.sst2 import SST2
from core.errors import SentiscopeError
from core.jobs.progress import Progress
from core.training.average import Average
from core.training.batches import batch_order, pad, token_rows
from core.training.checkpoint import LATEST, RunState, load_checkpoint, run_identity, save_checkpoint
from core.training.evaluate import Evaluation, judge, logits_of
from core.training.optimizer import make_optimizer
from core.training.recipe import Recipe
from core.training.soft_labels import SoftLabels


class Run:
    """One fine-tuning: built once, then `train()`; started again on the same folder it continues."""

    def __init__(self, recipe: Recipe, data: SST2, tokenizer, model: torch.nn.Module, folder: Path) -> None:
        self.recipe, self.data, self.model, self.folder = recipe, data, model, folder
        self.pad_id = tokenizer.pad_token_id
        soft = SoftLabels.load(Path(recipe.soft_labels), data.train) if recipe.soft_labels else None
        sentences = data.train.sentences + (soft.more_sentences if soft else [])
        self.targets = targets_of(recipe, data.train.labels, soft)  # (N, 2), or None for plain labels
        self.train_rows = token_rows(tokenizer, sentences, recipe.max_length)
        self.dev_rows = token_rows(tokenizer, data.dev.sentences, recipe.max_length)
        self.lengths = [len(row) for row in self.train_rows]
        self.steps_per_epoch = math.ceil(len(self.train_rows) / recipe.batch_size)
        self.total_steps = self.steps_per_epoch * recipe.epochs
        self.evaluate_every = math.ceil(self.steps_per_epoch / recipe.evaluations)
        self.optimizer = make_optimizer(model, recipe)
        self.average = Average(model, recipe.average) if recipe.average else None
        self.state = RunState()
        learned = soft.fingerprint() if soft else data.train.fingerprint()
        self.identity = run_identity(recipe, f"{learned} {data.dev.fingerprint()}")

    def train(self) -> tuple[torch.nn.Module, RunState]:
        """Train to the end, from the last checkpoint if there is one; return the best weights."""
        torch.manual_seed(self.recipe.seed)  # dropout; the new head was drawn before
        checkpoints = self.folder / "checkpoint"
        checkpoints.mkdir(parents=True, exist_ok=True)
        parts = (self.model, self.optimizer)
        self.state = load_checkpoint(checkpoints, *parts, self.identity, self.average) or self.state
        self.model.train()
        started = time.monotonic() - self.state.seconds
        with closing(Progress(self.total_steps, "training", done=self.state.step)) as progress:
            while self.state.step < self.total_steps:
                epoch, first = divmod(self.state.step, self.steps_per_epoch)
                for batch in batch_order(self.lengths, self.recipe, epoch)[first:]:
                    progress.tell(loss=self.learn(batch), learning_rate=self.rate(1))
                    due = self.state.step % self.evaluate_every == 0 or self.state.step == self.total_steps
                    if due:
                        self.state.seconds = time.monotonic() - started
                        progress.step(1, **self.evaluate())
                        save_checkpoint(checkpoints, *parts, self.state, self.identity, self.average)
                    else:
                        progress.step()
        self.model.load_state_dict(load_file(self.folder / "best.safetensors"))
        return self.model.eval(), self.state

    def learn(self, batch: list[int]) -> float:
        """One step: forward, loss, backward, clip, update; returns the loss."""
        rows = [self.train_rows[i] for i in batch]
        width = self.recipe.max_length if self.recipe.padding == "max_length" else max(map(len, rows))
        ids, mask = pad(rows, width, self.pad_id)  # (B, T)
        rate = self.rate()
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]

        loss = self.loss(ids, mask, batch)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        if self.average:
            self.average.update()

        if not math.isfinite(loss.item()):
            raise SentiscopeError("training_diverged", step=self.state.step)
        self.state.step += 1
        self.state.loss_sum += loss.item()
        self.state.loss_steps += 1
        return loss.item()

    def rate(self, steps_ago: int = 0) -> float:
        """The learning rate of the next step: up during warm-up, then straight down to 0."""
        warmup = round(self.recipe.warmup * self.total_steps)
        factor = linear_warmup_decay(self.state.step - steps_ago, self.total_steps, warmup)
        return self.recipe.learning_rate * factor

    def loss(self, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"], batch: list[int]) -> Float[Tensor, ""]:
        """How far the model is from the targets; with R-Drop also from itself under other dropout."""
        if not self.recipe.r_drop:
            return self.distance(self.logits(ids, mask), batch)
        twice = self.logits(torch.cat([ids, ids]), torch.cat([mask, mask]))  # (2B, C)
        first, second = twice.chunk(2)  # (B, C) each
        mean = (self.distance(first, batch) + self.distance(second, batch)) / 2
        return mean + self.recipe.r_drop * symmetric_divergence(first, second)

    def distance(self, logits: Float[Tensor, "B C"], batch: list[int]) -> Float[Tensor, ""]:
        """Cross-entropy to the labels, or to the softer targets where the recipe has some."""
        if self.targets is not None:
            return soft_cross_entropy(logits, self.targets[batch])
        return cross_entropy(logits, torch.tensor([self.data.train.labels[i] for i in batch]))

    def logits(self, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]) -> Float[Tensor, "B C"]:
        """The model's logits, its matrix products in the recipe's precision."""
        with self.precision():
            return self.model(input_ids=ids, attention_mask=mask).logits.float()

    def precision(self) -> torch.autocast:
        """Inside it, matrix products are in the recipe's precision."""
        return torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.precision == "bfloat16")

    def evaluate(self) -> dict[str, float]:
        """Evaluate on dev, put a point on the curve, and keep the weights if the recipe wants them."""
        with self.average.applied() if self.average else nullcontext():
            with self.precision():
                logits = logits_of(self.model, self.dev_rows, self.pad_id).float()  # (B, 2)
            dev = judge(logits, self.data.dev.labels)
            point = self._point(dev)
            if self.recipe.keep == "last" or dev.accuracy > self.state.best_accuracy:
                self.state.best_accuracy, self.state.best_step = dev.accuracy, self.state.step
                self._keep_best()
        return {**point, "best": self.state.best_accuracy}

    def _point(self, dev: Evaluation) -> dict[str, float]:
        """A new point on the curve; the training loss is the mean since the point before."""
        state = self.state
        if not math.isfinite(dev.loss):
            raise SentiscopeError("training_diverged", step=state.step)
        point = {"train_loss": state.loss_sum / state.loss_steps, **dev.metrics()}
        state.loss_sum, state.loss_steps = 0.0, 0
        place = {
            "step": state.step,
            "epoch": state.step / self.steps_per_epoch,
            "learning_rate": self.rate(1),
        }
        state.curve.append({**place, **point})
        return point

    def clear(self) -> None:
        """Remove what only an unfinished run needs."""
        checkpoints = self.folder / "checkpoint"
        (checkpoints / LATEST).unlink()  # first, so that a kill leaves no name without a folder
        shutil.rmtree(checkpoints)
        (self.folder / "best.safetensors").unlink()

    def _keep_best(self) -> None:
        beside = self.folder / "best.safetensors.new"
        save_file({name: tensor.contiguous() for name, tensor in self.model.state_dict().items()}, beside)
        beside.replace(self.folder / "best.safetensors")


def targets_of(recipe: Recipe, labels: list[int], soft: SoftLabels | None) -> Float[Tensor, "N C"] | None:
    """What the model is to say of each training text as probabilities; None where labels alone decide."""
    if soft is None and not recipe.label_smoothing:
        return None
    hard = torch.eye(2)[labels] * (1 - recipe.label_smoothing) + recipe.label_smoothing / 2  # (N, 2)
    if soft is None:
        return hard
    share = recipe.teacher_share
    return torch.cat([share * soft.train + (1 - share) * hard, soft.more])  # (N + more, 2)
