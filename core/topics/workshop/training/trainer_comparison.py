"""`python -m core.topics.workshop.training.trainer_comparison`: our loop beside `transformers.Trainer`.

Both begin with the same weights and the same seed; what is compared is the loss of every step and, at
the end, every weight. With `--without LINE` a third run leaves a line of our loop out.
"""

import json
import random
import sys
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.base.scratch import scratch_folder
from core.base.settings import sst2_folder
from core.data.labelled import Split
from core.data.locations import SMALL
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.jobs.progress import Progress
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.transformers_library import quiet_transformers
from core.nn.threads import threads
from core.topics.workshop.training.plain_loop import LINES, largest_difference, plain_loop
from core.training.batches import token_rows
from core.training.finetune import LABELS

MODEL = "minilm"
CLIP, WEIGHT_DECAY, WARM_UP = 1.0, 0.01, 0.1
MOST_TOKENS = 64

Losses = list[float]


@dataclass(frozen=True)
class Setting:
    """What both ways of training share; `steps * batch_size` rows are read, each once."""

    steps: int = option(20, "of each training")
    batch_size: int = option(16, "phrases a step")
    learning_rate: float = option(5e-5, "the highest, reached after warm-up")
    seed: int = option(42, "of head, order and dropout")

    @property
    def warmup(self) -> int:
        return round(WARM_UP * self.steps)


@dataclass(frozen=True)
class Task:
    """An encoder's folder, and rows of token ids with their labels."""

    folder: Path
    tokenizer: Any
    rows: list[dict[str, Any]]

    def network(self, seed: int) -> Any:
        """The encoder with a head drawn by the seed."""
        torch.manual_seed(seed)
        return load_network(self.folder, labels=LABELS)

    def collate(self, rows: list[dict[str, Any]]) -> Any:
        """A padded batch of the library's own making, for both."""
        return quiet_transformers().DataCollatorWithPadding(self.tokenizer)(rows)


def make_task(folder: Path, split: Split) -> Task:
    """Token ids and labels of the texts, for the encoder in a folder."""
    tokenizer = load_tokenizer(folder)
    ids = token_rows(tokenizer, split.sentences, MOST_TOKENS)
    rows = [{"input_ids": row, "labels": label} for row, label in zip(ids, split.labels, strict=True)]
    return Task(folder, tokenizer, rows)


def by_our_loop(task: Task, setting: Setting, without: Collection[str] = ()) -> tuple[Losses, Any]:
    """The losses of the loop written out, and the trained network."""
    network = task.network(setting.seed)
    losses = plain_loop(
        network,
        task.rows,
        task.collate,
        steps=setting.steps,
        batch_size=setting.batch_size,
        learning_rate=setting.learning_rate,
        warmup=setting.warmup,
        clip=CLIP,
        weight_decay=WEIGHT_DECAY,
        seed=setting.seed,
        without=without,
    )
    return losses, network


def by_trainer(task: Task, setting: Setting) -> tuple[Losses, Any]:
    """The losses of `Trainer.train()`, and the trained network."""
    transformers = quiet_transformers()
    network = task.network(setting.seed)
    losses: Losses = []
    before, drawn = random.getstate(), np.random.get_state()  # Trainer seeds these as well as torch
    with scratch_folder() as folder:
        trainer = transformers.Trainer(
            network, _arguments(str(folder), setting), train_dataset=task.rows, data_collator=task.collate
        )
        trainer.remove_callback(transformers.PrinterCallback)  # which would write between our progress lines
        compute = trainer.compute_loss

        def compute_and_record(*arguments: Any, **options: Any) -> Any:
            """Trainer logs rounded means; this writes down every step's loss as it is."""
            loss = compute(*arguments, **options)
            losses.append(loss.item())
            return loss

        trainer.compute_loss = compute_and_record
        trainer.train()
    random.setstate(before)
    np.random.set_state(drawn)
    return losses, trainer.model


def _arguments(folder: str, setting: Setting) -> Any:
    return quiet_transformers().TrainingArguments(
        output_dir=folder,
        max_steps=setting.steps,
        per_device_train_batch_size=setting.batch_size,
        learning_rate=setting.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=setting.warmup,
        weight_decay=WEIGHT_DECAY,
        max_grad_norm=CLIP,
        optim="adamw_torch_fused",
        seed=setting.seed,
        use_cpu=True,
        dataloader_pin_memory=False,
        report_to="none",
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
    )


def compare(
    task: Task, setting: Setting, without: Collection[str], tell: Callable[[], None]
) -> dict[str, Any]:
    """Both ways, and ours without some lines where asked; `tell` is called after each."""
    ours, network = by_our_loop(task, setting)
    tell()
    trainer, theirs = by_trainer(task, setting)
    tell()
    pairs = zip(network.parameters(), theirs.parameters(), strict=True)
    result: dict[str, Any] = {
        "steps": setting.steps,
        "batch_size": setting.batch_size,
        "learning_rate": setting.learning_rate,
        "seed": setting.seed,
        "ours": ours,
        "trainer": trainer,
        "largest_difference": largest_difference(ours, trainer),
        "largest_weight_difference": max((a - b).abs().max().item() for a, b in pairs),
        "without": list(without),
        "changed": [],
    }
    if without:
        result["changed"] = by_our_loop(task, setting, without)[0]
        tell()
    return result


@dataclass(frozen=True, kw_only=True)
class CompareTrainer(Command):
    """Train by our loop and by `transformers.Trainer`, and write both losses step by step."""

    data: Path | None = option(
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the small set)",
        factory=sst2_folder,
    )
    model: str = option(MODEL, "the encoder: a catalog name or folder")
    setting: Setting = settings()
    without: tuple[str, ...] = option((), "a line to leave out", choices=LINES, repeated=True)
    output: Path = option(help="JSON file to write", short="-o")

    def run(self) -> None:
        """Compare, and write the numbers."""
        check_file(self.output)
        split = clean(load_sst2(self.data or SMALL)).train
        setting = fitted(self.setting, len(split))
        task = make_task(locate(self.model).folder, split)
        with threads(1), closing(Progress(3 if self.without else 2, "compared")) as progress:
            result = compare(task, setting, self.without, progress.step)
        write_durably(self.output, json.dumps(result, indent=2) + "\n")
        print(label("workshop_loop.done", shell_language(), difference=f"{result['largest_difference']:.1e}"))


def main(arguments: list[str] | None = None) -> int:
    """Compare, and return the shell's exit code."""
    return cli.main(CompareTrainer, arguments, "python -m core.topics.workshop.training.trainer_comparison")


def fitted(setting: Setting, rows: int) -> Setting:
    """The setting, its batches made smaller where the data would not last for one pass.

    Raises SentiscopeError `compared_too_many_steps` where not even one row a step is there.
    """
    batch_size = min(setting.batch_size, rows // max(1, setting.steps))
    if setting.steps < 1 or batch_size < 1:
        raise SentiscopeError("compared_too_many_steps", steps=setting.steps, rows=rows)
    return replace(setting, batch_size=batch_size)


if __name__ == "__main__":
    sys.exit(main())
