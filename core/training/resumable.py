"""A training that may be killed at any moment: what fine-tuning and pre-training have in common."""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.atomic_write import make_folder
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.jobs.progress import Progress
from core.nn.schedule import linear_warmup_decay
from core.training.average import Average
from core.training.checkpoint import RunState, load_checkpoint, save_checkpoint
from core.training.optimizer import make_optimizer
from core.training.recipe import Recipe
from core.training.run_folder import LATEST, UNFINISHED, remove_leftovers

Batch = TypeVar("Batch")


class ResumableRun(ABC, Generic[Batch]):
    """One run: built once, then `run_to_end()`; started again on the same folder it continues.

    `identity` is what must be equal in two runs for one to continue the other.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        settings: Recipe,
        steps_per_epoch: int,
        total_steps: int,
        identity: dict[str, Any],
        folder: Path,
    ) -> None:
        self.model, self.settings, self.identity, self.folder = model, settings, identity, folder
        self.steps_per_epoch, self.total_steps = steps_per_epoch, total_steps
        self.evaluate_every = math.ceil(min(steps_per_epoch, total_steps) / settings.evaluations)
        self.optimizer: torch.optim.Optimizer = make_optimizer(model, settings)
        self.average = Average(model, settings.average) if settings.average else None
        self.state = RunState()

    def kept(self) -> Path | None:
        """A file of weights outside the checkpoints without which the run cannot go on."""
        return None

    @abstractmethod
    def batches(self) -> Iterator[Batch]:
        """What is left of the present epoch."""

    @abstractmethod
    def loss(self, batch: Batch) -> Float[Tensor, ""]:
        """The training loss of a batch, to be differentiated."""

    @abstractmethod
    def evaluate(self) -> dict[str, float]:
        """Evaluate the model as it is now, add a point to the curve, and return the metrics to print."""

    def run_to_end(self) -> None:
        """Train from the last checkpoint, if there is one, to the last step."""
        torch.manual_seed(self.settings.seed)  # dropout; new heads were drawn before
        checkpoints = self.folder / UNFINISHED
        make_folder(checkpoints)
        parts = (self.model, self.optimizer)
        begun = (checkpoints / LATEST).is_file()
        saved = load_checkpoint(checkpoints, *parts, self.identity, self.average, self.kept())
        if begun and saved is None:
            print(label("training.started_over", shell_language(), folder=self.folder))
        self.state = saved or self.state
        self.model.train()
        started = time.monotonic() - self.state.seconds
        with closing(Progress(self.total_steps, "training", done=self.state.step)) as progress:
            while self.state.step < self.total_steps:
                for batch in islice(self.batches(), self.total_steps - self.state.step):
                    progress.add_metrics(loss=self.learn(batch), learning_rate=self.rate(1))
                    if self.state.step % self.evaluate_every == 0 or self.state.step == self.total_steps:
                        self.state.seconds = time.monotonic() - started
                        progress.step(1, **self.evaluate())
                        save_checkpoint(checkpoints, *parts, self.state, self.identity, self.average)
                    else:
                        progress.step()

    def learn(self, batch: Batch) -> float:
        """One step: forward, loss, backward, clip, update; returns the loss."""
        rate = self.rate()
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["rate_factor"]

        loss = self.loss(batch)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimizer.step()
        if self.average:
            self.average.update()

        loss_value = loss.item()
        if not math.isfinite(loss_value):
            raise SentiscopeError("training_diverged", step=self.state.step)
        self.state.step += 1
        self.state.loss_sum += loss_value
        self.state.loss_steps += 1
        return loss_value

    def rate(self, steps_ago: int = 0) -> float:
        """The learning rate of the next step: up during warm-up, then straight down to 0."""
        warmup = round(self.settings.warmup * self.total_steps)
        factor = linear_warmup_decay(self.state.step - steps_ago, self.total_steps, warmup)
        return self.settings.learning_rate * factor

    def precision(self) -> torch.autocast:
        """A context in which matrix products are in the precision of the settings."""
        return torch.autocast("cpu", torch.bfloat16, enabled=self.settings.precision == "bfloat16")

    def put_on_curve(self, **measured: float) -> dict[str, float]:
        """A new point on the curve; the training loss is the mean since the point before."""
        state = self.state
        point = {"train_loss": state.loss_sum / state.loss_steps, **measured}
        state.loss_sum, state.loss_steps = 0.0, 0
        position = {"step": state.step, "epoch": state.step / self.steps_per_epoch}
        state.curve.append({**position, "learning_rate": self.rate(1), **point})
        return point

    def clear(self) -> None:
        """Remove what only an unfinished run needs."""
        remove_leftovers(self.folder)
