"""A shipped model in few bytes, expanded once into the plain folder that everything reads.

Such a folder holds `packed.safetensors` instead of `model.safetensors`. Three things may be left out of it:

- the table of words, where that lies on a grid of four bits: in its place are two numbers from 0 to 15 in a
  byte, and for each 32 of them a scale s in half precision. A weight is (number − 8) · s: nothing is lost.
- whatever is the same in another shipped model, which the card names (`rest_of`);
- of the table of words, rows that are the same there: the others stand beside their numbers.
"""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from safetensors.numpy import load_file, save_file

from core.base.atomic_write import durable
from core.models.card import AGREEMENT, CARD, EXITS, EXITS_RECORD
from core.models.catalog import PACKED, WEIGHTS
from core.models.damage import damage_as
from core.models.files.e5_blocks import expanded
from core.models.files.made_once import made_once

TABLE = "bert.embeddings.word_embeddings.weight"
NUMBERS, SCALES = f"{TABLE}.numbers", f"{TABLE}.scales"
ROWS, CHANGED = f"{TABLE}.rows", f"{TABLE}.changed"  # which rows are others than in the rest, and those
MOST_CHANGED = 0.1  # of all rows; with more of them the whole table is written
LAYER = re.compile(r"bert\.encoder\.layer\.(\d+)\.")
SHARED = "bert."  # what the encoder's weights begin with; another model's heads are not wanted
SAYS = (CARD, AGREEMENT, EXITS, EXITS_RECORD)  # what describes a model, or shortens its way
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
    if TABLE in changed and TABLE in known and changed[TABLE].shape == known[TABLE].shape:
        changed |= _changed_rows(changed.pop(TABLE), known[TABLE])
    _write(folder, changed, target)


def _changed_rows(table: Float[np.ndarray, "V D"], known: Float[np.ndarray, "V D"]) -> dict[str, np.ndarray]:
    """The rows of a table that are others than in `known`, and their numbers; all of it if they are many."""
    rows = np.flatnonzero((table != known.astype(table.dtype)).any(axis=1))
    if len(rows) > MOST_CHANGED * len(table):
        return {TABLE: table}
    return {ROWS: rows.astype(np.int32), CHANGED: table[rows]}


def unpacked(folder: Path, target: Path, rest: Path | None = None) -> Path:
    """The folder `target` with the same model as transformers reads it, made if not there yet.

    What is said of the model there is what `folder` says now: a newer release may say more of the same.
    Errors: `weights_unreadable` for a damaged file, `disk_full`.
    """
    made_once(target, lambda made: _unpack(folder, made, rest))
    for name in SAYS:
        said = _bytes(folder / name)
        if said is not None and said != _bytes(target / name):
            with durable(target / name, "xb") as stream:
                stream.write(said)
    return target


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


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
            weights = {**_shared(rest, _layers(folder)), **weights}
        if ROWS in weights:
            table = weights[TABLE].copy()  # (V, D)
            table[weights.pop(ROWS)] = weights.pop(CHANGED)
            weights[TABLE] = table
    _write(folder, weights, target, WEIGHTS)


def _shared(rest: Path, layers: int | None) -> dict[str, np.ndarray]:
    """What a model has from the rest: the encoder, of which it may keep only the first layers."""

    def is_wanted(name: str) -> bool:
        layer = LAYER.match(name)
        return name.startswith(SHARED) and (layer is None or layers is None or int(layer[1]) < layers)

    return {name: value for name, value in load_file(rest / WEIGHTS).items() if is_wanted(name)}


def _layers(folder: Path) -> int | None:
    config: Mapping[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    layers: int | None = config.get("num_hidden_layers")
    return layers


def _write(folder: Path, weights: dict[str, Any], target: Path, name: str = PACKED) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for beside in BESIDE:
        if (folder / beside).is_file():
            shutil.copyfile(folder / beside, target / beside)
    # safetensors writes a view's bytes as they lie in memory, which is another array.
    contiguous = {key: np.ascontiguousarray(value) for key, value in weights.items()}
    save_file(contiguous, target / name, metadata={"format": "pt"})
