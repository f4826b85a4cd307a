"""A shipped model in few bytes, expanded once into the plain folder that everything reads.

Such a folder holds `packed.safetensors` instead of `model.safetensors`. Two things may be left out of it:

- the table of words, where that lies on a grid of four bits: in its place are two numbers from 0 to 15 in a
  byte, and for each 32 of them a scale s in half precision. A weight is (number − 8) · s: nothing is lost.
- whatever is the same in another shipped model, which the card names (`rest_of`).
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from safetensors.numpy import load_file, save_file

from core.base.atomic_write import write_durably
from core.models.card import AGREEMENT, CARD
from core.models.catalog import PACKED, WEIGHTS
from core.models.damage import damage_as
from core.models.files.e5_blocks import expanded
from core.models.files.made_once import made_once

TABLE = "bert.embeddings.word_embeddings.weight"
NUMBERS, SCALES = f"{TABLE}.numbers", f"{TABLE}.scales"
SHARED = "bert."  # what the encoder's weights begin with; another model's heads are not wanted
SAYS = (CARD, AGREEMENT)  # what describes a model and decides nothing
BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json", *SAYS)


def pack_table(
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
    _write(folder, weights, target)


def pack_changes(folder: Path, rest: Path, target: Path) -> None:
    """Write those weights of a folder that are not the same in `rest`, and what lies beside them."""
    own, known = load_file(folder / WEIGHTS), load_file(rest / WEIGHTS)
    changed = {name: value for name, value in own.items() if not _is_same(value, known.get(name))}
    _write(folder, changed, target)


def unpacked(folder: Path, target: Path, rest: Path | None = None) -> Path:
    """The folder `target` with the same model as transformers reads it, made if not there yet.

    What is said of the model there is what `folder` says now: a newer release may say more of the same.
    Errors: `weights_unreadable` for a damaged file, `disk_full`.
    """
    made_once(target, lambda made: _unpack(folder, made, rest))
    for name in SAYS:
        said = _text(folder / name)
        if said is not None and said != _text(target / name):
            write_durably(target / name, said)
    return target


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _is_same(value: np.ndarray, other: np.ndarray | None) -> bool:
    """Whether two weights are equal in the precision of the first."""
    if other is None or value.shape != other.shape:
        return False
    return bool(np.array_equal(value, other.astype(value.dtype)))


def _unpack(folder: Path, target: Path, rest: Path | None) -> None:
    with damage_as("weights_unreadable", folder):
        weights: dict[str, Any] = load_file(folder / PACKED)
        if NUMBERS in weights:
            pairs = weights.pop(NUMBERS)  # (V, D/2)
            numbers = np.stack([pairs & 15, pairs >> 4], axis=-1).reshape(len(pairs), -1)  # (V, D)
            weights[TABLE] = expanded(numbers, weights.pop(SCALES))
        if rest:
            shared = {n: value for n, value in load_file(rest / WEIGHTS).items() if n.startswith(SHARED)}
            weights = {**shared, **weights}
    _write(folder, weights, target, WEIGHTS)


def _write(folder: Path, weights: dict[str, Any], target: Path, name: str = PACKED) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for beside in BESIDE:
        if (folder / beside).is_file():
            shutil.copyfile(folder / beside, target / beside)
    save_file(weights, target / name, metadata={"format": "pt"})
