"""A model whose table of words lies on a grid of four bits, expanded once into a plain folder.

Such a folder holds `packed.safetensors` instead of `model.safetensors`: all weights as they are, but for the
table, of which it has two numbers from 0 to 15 a byte, and for each 32 of them a scale s in half precision. A
weight is (number − 8) · s, so that nothing is lost; a table of words is a third of a small network's bytes.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from safetensors.numpy import load_file, save_file

from core.models.card import CARD
from core.models.catalog import PACKED, WEIGHTS
from core.models.damage import damage_as
from core.models.files.e5_blocks import expanded
from core.models.files.made_once import made_once

TABLE = "bert.embeddings.word_embeddings.weight"
NUMBERS, SCALES = f"{TABLE}.numbers", f"{TABLE}.scales"
BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json", CARD)


def pack(
    folder: Path, numbers: UInt8[np.ndarray, "V D"], scales: Float[np.ndarray, "V G"], target: Path
) -> None:
    """Write a folder's weights with the table replaced by its numbers and scales, and what lies beside them.

    Raises ValueError where the folder's own table is not this one, to half precision.
    """
    weights = load_file(folder / WEIGHTS)
    own = weights.pop(TABLE).astype(np.float32)  # (V, D)
    if not np.array_equal(own, expanded(numbers, scales).astype(np.float16).astype(np.float32)):
        raise ValueError("another table of words")
    weights |= {NUMBERS: numbers[:, ::2] | (numbers[:, 1::2] << 4), SCALES: scales}
    target.mkdir(parents=True, exist_ok=True)
    _copy_beside(folder, target)
    save_file(weights, target / PACKED, metadata={"format": "pt"})


def unpacked(folder: Path, target: Path) -> Path:
    """The folder `target` with the same model as transformers reads it, made if not there yet.

    Errors: `weights_unreadable` for a damaged file, `disk_full`.
    """
    return made_once(target, lambda made: _unpack(folder, made))


def _unpack(folder: Path, target: Path) -> None:
    with damage_as("weights_unreadable", folder):
        weights: dict[str, Any] = load_file(folder / PACKED)
        pairs = weights.pop(NUMBERS)  # (V, D/2)
        numbers = np.stack([pairs & 15, pairs >> 4], axis=-1).reshape(len(pairs), -1)  # (V, D)
        weights[TABLE] = expanded(numbers, weights.pop(SCALES))
    _copy_beside(folder, target)
    save_file(weights, target / WEIGHTS, metadata={"format": "pt"})


def _copy_beside(folder: Path, target: Path) -> None:
    for name in BESIDE:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, target / name)
