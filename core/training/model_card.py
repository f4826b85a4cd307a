"""The model card: everything needed to evaluate a checkpoint and to make it again."""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.atomic_write import sync_contents, write_durably
from core.data.documents import Documents, count_sentences, fingerprint
from core.data.labelled import Language
from core.models.card import CARD, card_parts, read_card
from core.models.locate import Located
from core.nn.calibration import calibration_error, fit_temperature
from core.nn.layers import softmax
from core.nn.metrics import Confusion, wilson_interval
from core.training.checkpoint import RunState
from core.training.evaluate import Evaluation

REVIEWS = "Chinese reviews of hotels, books and computers"  # the texts of our small Chinese networks
LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "scikit-learn", "numpy")


def dev_section(accuracy: float, f1: float, counts: Confusion) -> dict[str, Any]:
    """The dev metrics with the 95 % Wilson interval of the accuracy."""
    right = counts.true_positive + counts.true_negative
    low, high = wilson_interval(right, counts.total)
    return {
        "sentences": counts.total,
        "accuracy": accuracy,
        "accuracy_interval_95": [low, high],
        "f1": f1,
        "confusion": asdict(counts),
    }


def earlier_card(located: Located) -> dict[str, Any]:
    """The card of the own run that another goes on from; empty where it starts from a model as published."""
    return read_card(located.folder) if located.own else {}


def base_section(located: Located, before: dict[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """The weights a run started from; of the earlier run's card `before` only the named `parts`."""
    earlier = card_parts(before, parts)
    named = {"name": "folder" if located.own else located.name, "origin": located.origin}
    return {**named, "card": earlier} if earlier else named


def data_section(data) -> dict[str, Any]:
    """What the model was trained and evaluated on, with a sha256 over the rows of each split."""
    return {
        "name": data.about.name,
        "language": data.about.language,
        "dev_is": f"{data.held_out} sentences held out of train" if data.held_out else data.about.dev_is,
        "train_rows": len(data.train),
        "dev_rows": len(data.dev),
        "train_sha256": data.train.fingerprint(),
        "dev_sha256": data.dev.fingerprint(),
    }


def documents_section(documents: Documents, name: str, language: Language) -> dict[str, Any]:
    """What was learned from texts and judged on documents held out, with a sha256 over each side."""
    sides = {"train": documents.train, "dev": documents.held_out}
    return {
        "name": name,
        "language": language,
        "dev_is": f"{len(documents.held_out)} documents held out",
        **{f"{side}_documents": len(held) for side, held in sides.items()},
        **{f"{side}_rows": count_sentences(held) for side, held in sides.items()},
        **{f"{side}_sha256": fingerprint(held) for side, held in sides.items()},
    }


def calibration_section(logits: Float[Tensor, "B C"], labels: list[int]) -> dict[str, float]:
    """The temperature that suits these sentences, and the calibration error with and without it."""
    exact, truth = logits.double(), torch.tensor(labels)
    temperature = fit_temperature(exact, truth)
    section = {"temperature": temperature.item()}
    for name, scaled in (("error", exact), ("error_with_temperature", exact / temperature)):
        confidence, predicted = scaled.softmax(-1).max(-1)  # (B,) each
        section[name] = calibration_error(confidence, (predicted == truth).long()).item()
    return section


def rounding(exact: Float[Tensor, "B 2"], shipped: Float[Tensor, "B 2"]) -> dict:
    """What storing the weights in float16 changed on dev."""
    return {
        "same_predictions_on_dev": bool((exact.argmax(-1) == shipped.argmax(-1)).all()),
        "largest_probability_difference": (softmax(exact) - softmax(shipped)).abs().max().item(),
    }


def measured_sections(
    dev: Evaluation, exact: Float[Tensor, "B 2"], shipped: Float[Tensor, "B 2"], labels: list[int]
) -> dict[str, dict]:
    """What a network's shipped weights do on dev; `exact` are the logits before they were rounded."""
    return {
        "dev": {**dev_section(dev.accuracy, dev.f1, dev.confusion), "loss": dev.loss},
        "calibration": calibration_section(shipped, labels),
        "float16": rounding(exact, shipped),
    }


def run_sections(state: RunState) -> dict[str, Any]:
    """How a run went: which evaluation's weights were kept, its time, its curve."""
    return {
        "chosen": {"best_step": state.best_step, "of_evaluations": len(state.curve)},
        "seconds": round(state.seconds),
        "curve": state.curve,
    }


def environment_section() -> dict[str, str]:
    """Versions of everything that computes, and the kind of machine."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        **{name: version(name) for name in LIBRARIES},
    }


def add_to_card(folder: Path, **sections: Any) -> None:
    """Write more sections into the card of a folder."""
    card = {**read_card(folder), **sections}
    write_durably(folder / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def write_card(folder: Path, weights: str, *, license: str, **sections: Any) -> None:
    """Write `model_card.json` with the weights file's sha256, their licence (SPDX) and the given sections."""
    with open(folder / weights, "rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    first = {"weights": weights, "sha256": digest, "license": license}
    card = {**first, **sections, "environment": environment_section()}
    sync_contents(folder)  # a model counts as finished once it has its card
    write_durably(folder / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")
