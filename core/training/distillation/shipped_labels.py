"""Teachers' answers as the project ships them: probabilities alone, none of the texts.

With SST-2 and the same further sentences at hand they spare a training its teacher, which takes 400 MB
of weights and most of the time.
`python -m core.training.distillation.shipped_labels --texts FILE --most 20000 -o FOLDER` puts answers
and texts together again, for `python -m core.training --soft-labels FOLDER`; with `--ship FOLDER`
it writes a set of shipped answers from a folder of `core.training.distillation.soft_labels`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.errors import SentiscopeError
from core.base.output import check_folder
from core.base.settings import ASSETS
from core.data.labelled import Split
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.training.distillation.soft_labels import TextOptions, save_and_report
from core.training.soft_label_files import SoftLabels, digest

FOLDER = ASSETS / "soft_labels"
ARRAYS, DESCRIPTION = ".safetensors", ".json"  # of one set, after its name


def shipped(train: Split, further: list[str], folder: Path = FOLDER) -> SoftLabels | None:
    """The answers for these phrases and further sentences; None unless some were made for exactly these."""
    train_sha256, further_sha256 = train.fingerprint(), digest(further)
    for description, answers in _sets(train_sha256, folder):
        if description["further_sha256"] == further_sha256:
            return SoftLabels(
                answers["train"], answers["more"], further, train_sha256, description["teachers"]
            )
    return None


def shipped_for_phrases(
    train: Split, folder: Path = FOLDER
) -> tuple[Float[Tensor, "N C"], list[dict[str, Any]]] | None:
    """The answers for these phrases alone, and who gave them; None unless made for exactly these."""
    for description, answers in _sets(train.fingerprint(), folder):
        return answers["train"], description["teachers"]
    return None


def _sets(train_sha256: str, folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Tensor]]]:
    """Each shipped set for these phrases: its description, and the probabilities (N, 2) and (M, 2)."""
    for file in sorted(folder.glob(f"*{DESCRIPTION}")):
        description = json.loads(file.read_text(encoding="utf-8"))
        if description["train_sha256"] == train_sha256:
            halves = load_file(file.with_suffix(ARRAYS))
            yield description, {name: both(values) for name, values in halves.items()}


def ship(labels: SoftLabels, name: str, folder: Path = FOLDER) -> None:
    """Write the probabilities of positive in float16, and what they belong to."""
    folder.mkdir(parents=True, exist_ok=True)
    description = {
        "train_sha256": labels.train_sha256,
        "further_sha256": digest(labels.more_sentences),
        "phrases": len(labels.train),
        "further": len(labels.more),
        "teachers": labels.teachers,
    }
    halves = {"train": labels.train[:, 1].half(), "more": labels.more[:, 1].half()}  # (N,), (M,)
    save_file({part: values.contiguous() for part, values in halves.items()}, folder / f"{name}{ARRAYS}")
    (folder / f"{name}{DESCRIPTION}").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def both(positive: torch.Tensor) -> torch.Tensor:
    """Probabilities of positive (N,) as those of both classes (N, 2), in float32."""
    return torch.stack([1 - positive.float(), positive.float()], dim=-1)


@dataclass(frozen=True, kw_only=True)
class ShippedLabels(Command):
    """Put shipped answers and their texts together again, or write a shipped set from a folder of answers."""

    ship: Path | None = option(None, "folder of soft labels to write a shipped set from")
    name: str = option("sst2", "with --ship: of the set")
    text_options: TextOptions = settings()

    def run(self) -> None:
        """Raises `soft_labels_not_shipped` where none were made for exactly these texts."""
        check_folder(self.text_options.output)
        data = clean(load_sst2(self.text_options.data))
        if self.ship:
            ship(SoftLabels.load(self.ship, data.train), self.name, self.text_options.output)
            return
        answers = shipped(data.train, self.text_options.further(data))
        if answers is None:
            raise SentiscopeError("soft_labels_not_shipped")
        save_and_report(answers, self.text_options.output)


def main(arguments: list[str] | None = None) -> int:
    """Write answers, and return the shell's exit code."""
    return cli.main(ShippedLabels, arguments, "python -m core.training.distillation.shipped_labels")


if __name__ == "__main__":
    sys.exit(main())
