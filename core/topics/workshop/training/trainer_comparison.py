"""`python -m core.topics.workshop.training.trainer_comparison`: our loop beside `transformers.Trainer`.

Both begin with the same weights and the same seed; what is compared is the loss of every step and, at
the end, every weight. With `--without LINE` a third run leaves a line of our loop out.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.settings import sst2_folder
from core.data.labelled import Split
from core.data.locations import SMALL
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.jobs import cli_errors
from core.jobs.progress import Progress
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.transformers_library import quiet_transformers
from core.nn.threads import threads
from core.topics.workshop.training.plain_loop import LINES, plain_loop
from core.training.batches import token_rows
from core.training.finetune import LABELS

MODEL = "minilm"
CLIP, WEIGHT_DECAY, WARM_UP = 1.0, 0.01, 0.1
MOST_TOKENS = 64

Losses = list[float]


@dataclass(frozen=True)
class Setting:
    """What both ways of training share; `steps * batch_size` rows are read, each once."""

    steps: int = 20
    batch_size: int = 16
    learning_rate: float = 5e-5
    seed: int = 42

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
    with tempfile.TemporaryDirectory() as folder:
        trainer = transformers.Trainer(
            network, _arguments(folder, setting), train_dataset=task.rows, data_collator=task.collate
        )
        trainer.remove_callback(transformers.PrinterCallback)  # which would write between our progress lines
        compute = trainer.compute_loss

        def told(*given: Any, **options: Any) -> Any:
            """Trainer logs rounded means; this writes down every step's loss as it is."""
            loss = compute(*given, **options)
            losses.append(loss.item())
            return loss

        trainer.compute_loss = told
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
        "largest_difference": max(abs(a - b) for a, b in zip(ours, trainer, strict=True)),
        "largest_weight_difference": max((a - b).abs().max().item() for a, b in pairs),
        "without": list(without),
        "changed": [],
    }
    if without:
        result["changed"] = by_our_loop(task, setting, without)[0]
        tell()
    return result


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        "python -m core.topics.workshop.training.trainer_comparison", description=__doc__
    )
    result.add_argument(
        "--data",
        type=Path,
        default=sst2_folder(),
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the small set)",
    )
    result.add_argument("--model", default=MODEL, help=f"default {MODEL!r}")
    result.add_argument("--learning-rate", type=float, default=Setting.learning_rate)
    for name in ("steps", "batch-size", "seed"):
        result.add_argument(f"--{name}", type=int, default=getattr(Setting, name.replace("-", "_")))
    result.add_argument("--without", choices=LINES, action="append", default=[], help="a line to leave out")
    result.add_argument("-o", "--output", type=Path, required=True, help="JSON file to write")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Compare, write the numbers, and return the shell's exit code."""
    options = parser().parse_args(arguments)

    def run() -> None:
        split = clean(load_sst2(options.data or SMALL)).train
        setting = setting_for(options, len(split))
        task = make_task(locate(options.model).folder, split)
        with threads(1), closing(Progress(3 if options.without else 2, "compared")) as progress:
            result = compare(task, setting, options.without, progress.step)
        write_durably(options.output, json.dumps(result, indent=2) + "\n")
        print(label("workshop_loop.done", shell_language(), difference=f"{result['largest_difference']:.1e}"))

    return cli_errors.run(run)


def setting_for(options: argparse.Namespace, rows: int) -> Setting:
    """The asked-for setting, its batches made smaller where the data would not last for one pass.

    Raises SentiscopeError `compared_too_many_steps` where not even one row a step is there.
    """
    batch_size = min(options.batch_size, rows // max(1, options.steps))
    if options.steps < 1 or batch_size < 1:
        raise SentiscopeError("compared_too_many_steps", steps=options.steps, rows=rows)
    return Setting(options.steps, batch_size, options.learning_rate, options.seed)


if __name__ == "__main__":
    sys.exit(main())
