"""The teacher's answers as the project ships them: probabilities alone, none of the texts.

With SST-2 and the same review sentences at hand they spare `--recipe best` its teacher, which takes
400 MB of weights and most of the time. `python -m core.training.shipped_labels FOLDER` writes them from
a folder of `core.training.soft_labels`.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from core import shell
from core.data.labelled import Split
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.settings import ASSETS, sst2_folder
from core.training.soft_labels import SoftLabels, digest

FOLDER = ASSETS / "soft_labels"
ARRAYS, STORY = "sst2.safetensors", "sst2.json"


def shipped(train: Split, further: list[str], folder: Path = FOLDER) -> SoftLabels | None:
    """The answers for these phrases and further sentences; None unless they were made for exactly these."""
    if not (folder / ARRAYS).is_file():
        return None
    story = json.loads((folder / STORY).read_text(encoding="utf-8"))
    if (story["train_sha256"], story["further_sha256"]) != (train.fingerprint(), digest(further)):
        return None
    arrays = {name: both(values) for name, values in load_file(folder / ARRAYS).items()}  # (N, 2), (M, 2)
    return SoftLabels(arrays["train"], arrays["more"], further, train.fingerprint(), story["teachers"])


def ship(labels: SoftLabels, folder: Path = FOLDER) -> None:
    """Write the probabilities of positive in float16, and what they belong to."""
    folder.mkdir(parents=True, exist_ok=True)
    story = {
        "train_sha256": labels.train_sha256,
        "further_sha256": digest(labels.more_sentences),
        "phrases": len(labels.train),
        "further": len(labels.more),
        "teachers": labels.teachers,
    }
    (folder / STORY).write_text(json.dumps(story, indent=1) + "\n", encoding="utf-8")
    halves = {"train": labels.train[:, 1].half(), "more": labels.more[:, 1].half()}  # (N,), (M,)
    save_file({name: values.contiguous() for name, values in halves.items()}, folder / ARRAYS)


def both(positive: torch.Tensor) -> torch.Tensor:
    """Probabilities of positive (N,) as those of both classes (N, 2), in float32."""
    return torch.stack([1 - positive.float(), positive.float()], dim=-1)


def main(arguments: list[str] | None = None) -> int:
    """Write the shipped answers from a folder of soft labels; returns the shell's exit code."""
    parser = argparse.ArgumentParser("python -m core.training.shipped_labels", description=__doc__)
    parser.add_argument("labels", type=Path, help="folder that core.training.soft_labels wrote")
    parser.add_argument("--data", type=Path, default=sst2_folder(), help="SST-2 (default: SENTISCOPE_SST2)")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)

    def write() -> None:
        ship(SoftLabels.load(options.labels, clean(load_sst2(options.data)).train), options.output)

    return shell.run(write)


if __name__ == "__main__":
    sys.exit(main())
