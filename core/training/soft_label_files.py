"""A teacher's probabilities as files: what a training learns from beside the labels."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.errors import SentiscopeError
from core.data.labelled import Split
from core.training.recipe import DistillationRecipe

ARRAYS, TEXTS = "soft_labels.safetensors", "soft_labels.json"


@dataclass(frozen=True)
class SoftLabels:
    """Probabilities (negative, positive) for each training phrase, and for more sentences.

    `train_sha256` is the fingerprint of the phrases they belong to, `teachers` parts of the
    teachers' model cards.
    """

    train: Float[Tensor, "N C"]
    more: Float[Tensor, "M C"]
    more_sentences: list[str]
    train_sha256: str
    teachers: list[dict[str, Any]]

    def save(self, folder: Path) -> None:
        """Write arrays and texts; the arrays last, so that a folder with them is complete."""
        folder.mkdir(parents=True, exist_ok=True)
        texts = {
            "train_sha256": self.train_sha256,
            "teachers": self.teachers,
            "more_sentences": self.more_sentences,
        }
        (folder / TEXTS).write_text(json.dumps(texts, ensure_ascii=False, indent=1), encoding="utf-8")
        save_file({"train": self.train, "more": self.more}, folder / ARRAYS)

    @classmethod
    def load(cls, folder: Path, train: Split) -> "SoftLabels":
        """Read them back; raises SentiscopeError if missing, or made for other phrases."""
        if not (folder / ARRAYS).is_file():
            raise SentiscopeError("soft_labels_missing", folder=folder)
        texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
        if texts["train_sha256"] != train.fingerprint():
            raise SentiscopeError("soft_labels_other_data", folder=folder)
        arrays = load_file(folder / ARRAYS)
        return cls(arrays["train"], arrays["more"], **{key: texts[key] for key in texts})

    def fingerprint(self) -> str:
        """sha256 over everything that a student learns from."""
        whole = hashlib.sha256(self.train_sha256.encode())
        whole.update("\n".join(self.more_sentences).encode())
        for tensor in (self.train, self.more):
            whole.update(tensor.numpy().tobytes())
        return whole.hexdigest()


def taught_by(recipe: DistillationRecipe) -> dict[str, Any]:
    """The model card's section on what a student learned from beside the labels, or none."""
    if not recipe.soft_labels:
        return {}
    texts = json.loads((Path(recipe.soft_labels) / TEXTS).read_text(encoding="utf-8"))
    further = texts["more_sentences"]
    section = {"unlabelled": len(further), "unlabelled_sha256": digest(further)}
    return {"taught_by": {"teachers": texts["teachers"], **section}}


def digest(sentences: list[str]) -> str:
    """sha256 over sentences in their order."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()
