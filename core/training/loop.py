"""The training loop, written out: what `Trainer.train()` does inside."""

import math
import shutil
import time
from contextlib import closing
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from core.concepts.classification import cross_entropy
from core.concepts.schedule import linear_warmup_decay
from core.data.sst2 import SST2
from core.errors import SentiscopeError
from core.jobs.progress import Progress
from core.training.batches import batch_order, pad
from core.training.checkpoint import LATEST, RunState, load_checkpoint, run_identity, save_checkpoint
from core.training.evaluate import judge, logits_of
from core.training.recipe import Recipe

NO_DECAY = ("bias", "LayerNorm.weight")


class Run:
    """One fine-tuning: built once, then `train()`; started again on the same folder it continues."""

    def __init__(self, recipe: Recipe, data: SST2, tokenizer, model: torch.nn.Module, folder: Path) -> None:
        self.recipe, self.data, self.model, self.folder = recipe, data, model, folder
        self.pad_id = tokenizer.pad_token_id
        self.train_rows = token_rows(tokenizer, data.train.sentences, recipe.max_length)
        self.dev_rows = token_rows(tokenizer, data.dev.sentences, recipe.max_length)
        self.lengths = [len(row) for row in self.train_rows]
        self.steps_per_epoch = math.ceil(len(self.train_rows) / recipe.batch_size)
        self.total_steps = self.steps_per_epoch * recipe.epochs
        self.evaluate_every = math.ceil(self.steps_per_epoch / recipe.evaluations)
        self.optimizer = make_optimizer(model, recipe)
        self.state = RunState()
        self.identity = run_identity(recipe, f"{data.train.fingerprint()} {data.dev.fingerprint()}")

    def train(self) -> tuple[torch.nn.Module, RunState]:
        """Train to the end, from the last checkpoint if there is one; return the best weights."""
        torch.manual_seed(self.recipe.seed)  # dropout; the new head was drawn before
        checkpoints = self.folder / "checkpoint"
        checkpoints.mkdir(parents=True, exist_ok=True)
        self.state = load_checkpoint(checkpoints, self.model, self.optimizer, self.identity) or self.state
        self.model.train()
        started = time.monotonic() - self.state.seconds
        with closing(Progress(self.total_steps, "training", done=self.state.step)) as progress:
            while self.state.step < self.total_steps:
                epoch, first = divmod(self.state.step, self.steps_per_epoch)
                for batch in batch_order(self.lengths, self.recipe, epoch)[first:]:
                    self.learn(batch)
                    due = self.state.step % self.evaluate_every == 0 or self.state.step == self.total_steps
                    if due:
                        self.state.seconds = time.monotonic() - started
                        progress.step(1, **self.evaluate())
                        save_checkpoint(checkpoints, self.model, self.optimizer, self.state, self.identity)
                    else:
                        progress.step()
        self.model.load_state_dict(load_file(self.folder / "best.safetensors"))
        return self.model.eval(), self.state

    def learn(self, batch: list[int]) -> None:
        """One step: forward, loss, backward, clip, update."""
        rows = [self.train_rows[i] for i in batch]
        width = self.recipe.max_length if self.recipe.padding == "max_length" else max(map(len, rows))
        ids, mask = pad(rows, width, self.pad_id)  # (B, T)
        labels = torch.tensor([self.data.train.labels[i] for i in batch])  # (B,)
        warmup = round(self.recipe.warmup * self.total_steps)
        factor = linear_warmup_decay(self.state.step, self.total_steps, warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * factor

        logits = self.model(input_ids=ids, attention_mask=mask).logits  # (B, 2)
        loss = cross_entropy(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()

        if not math.isfinite(loss.item()):
            raise SentiscopeError("training_diverged", step=self.state.step)
        self.state.step += 1
        self.state.loss_sum += loss.item()
        self.state.loss_steps += 1

    def evaluate(self) -> dict[str, float]:
        """Evaluate on dev, put a point on the curve, and keep the weights if they are the best so far."""
        dev = judge(logits_of(self.model, self.dev_rows, self.pad_id), self.data.dev.labels)
        state = self.state
        if not math.isfinite(dev.loss):
            raise SentiscopeError("training_diverged", step=state.step)
        point = {"train_loss": state.loss_sum / state.loss_steps, **dev.metrics()}
        state.loss_sum, state.loss_steps = 0.0, 0
        rate = self.optimizer.param_groups[0]["lr"]
        epoch = state.step / self.steps_per_epoch
        state.curve.append({"step": state.step, "epoch": epoch, "learning_rate": rate, **point})
        if dev.accuracy > state.best_accuracy:
            state.best_accuracy, state.best_step = dev.accuracy, state.step
            self._keep_best()
        return {**point, "best": state.best_accuracy}

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


def token_rows(tokenizer, sentences: list[str], max_length: int) -> list[list[int]]:
    """Token ids of each sentence with its special tokens, cut to `max_length`, not padded."""
    return tokenizer(list(sentences), truncation=True, max_length=max_length)["input_ids"]


def make_optimizer(model: torch.nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW that decays matrices only: biases and LayerNorm's γ are left to the data."""
    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if not n.endswith(NO_DECAY)], "weight_decay": recipe.weight_decay},
        {"params": [p for n, p in named if n.endswith(NO_DECAY)], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
