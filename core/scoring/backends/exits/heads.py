"""Small networks on a Transformer's hidden states, each of which foretells the verdict at the end.

After some layers a head reads three vectors of a text, the hidden state of its first token, and the mean and
the largest of each dimension over its tokens, and gives the log-odds of positive. Where they lie further from
0 than the exit's threshold, that is the verdict, and the layers above are not computed for this text. Source:
Xin et al. 2020 (DeeBERT), Zhou et al. 2020 (PABEE); here the network itself stays as it is.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.card import EXITS, EXITS_RECORD
from core.models.damage import damage_as

Array = NDArray[np.float32]
PARTS = ("mean", "scale", "inner", "inner_bias", "outer", "outer_bias")
BORDERS = (32, 128)  # tokens up to which a text counts as short, and as middling; what is more is long
LENGTHS = ("short", "middling", "long")
NEVER = 1e9  # of a threshold: no log-odds are so large
SMALLEST = -1e4  # stands for padding where the largest is sought


@dataclass(frozen=True)
class Head:
    """One exit: it stands behind so many layers.

    The features (B, 3D) are normalised by `mean` and `scale` (3D,), and go through `inner` (3D, N) and a
    ReLU and `outer` (N,) to log-odds. Whose size passes a threshold leaves; `temperatures` divide what is
    told of those. There is one of each for every one of the LENGTHS, and thresholds for each backend: what
    its rounding changes is not left for the exits to change.
    """

    after: int
    mean: Array
    scale: Array
    inner: Array
    inner_bias: Array
    outer: Array
    outer_bias: Array
    temperatures: tuple[float, ...] = (1.0,) * len(LENGTHS)
    thresholds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def log_odds(self, features: Array) -> Array:
        """The log-odds of positive for each row of features (B, 3D). (B,)"""
        normal = (features - self.mean) * self.scale  # (B, 3D)
        hidden = np.maximum(normal @ self.inner + self.inner_bias, 0)  # (B, N)
        return np.asarray(hidden @ self.outer + self.outer_bias, np.float32)

    def opens(self, backend: str) -> NDArray[np.bool_]:
        """Of which of the LENGTHS any text can leave here. (3,)"""
        return np.array(self.thresholds.get(backend, (NEVER,) * len(LENGTHS))) < NEVER

    def may_leave(self, log_odds: Array, lengths: NDArray[np.int64], backend: str) -> NDArray[np.bool_]:
        """Which texts are sure enough; `lengths` (B,) are in tokens."""
        limits = np.array(self.thresholds.get(backend, (NEVER,) * len(LENGTHS)))
        return np.asarray(np.abs(log_odds) >= limits[length_of(lengths)], np.bool_)

    def mended(self, log_odds: Array, lengths: NDArray[np.int64]) -> NDArray[np.float64]:
        """The log-odds (B,) of those that leave, no surer than they are right. (B,)"""
        return np.asarray(log_odds.astype(np.float64) / np.array(self.temperatures)[length_of(lengths)])


@dataclass(frozen=True)
class Exits:
    """The exits of one network, the earliest first, and the sha256 of the files they came from."""

    heads: tuple[Head, ...]
    sha256: str = ""


def length_of(tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the LENGTHS texts of so many tokens (B,) have, as a number. (B,)"""
    return np.searchsorted(BORDERS, tokens)


def features(x: Array, lengths: NDArray[np.int64]) -> Array:
    """What a head reads of hidden states (B, T, D) whose rows are so many tokens long. (B, 3D)"""
    inside = np.arange(x.shape[1]) < lengths[:, None]  # (B, T)
    mean = np.einsum("btd,bt->bd", x, inside.astype(np.float32)) / lengths[:, None]  # (B, D)
    seen = x if inside.all() else np.where(inside[:, :, None], x, SMALLEST)  # (B, T, D)
    largest = seen.max(axis=1)  # (B, D)
    return np.concatenate([x[:, 0], mean, largest], axis=1).astype(np.float32)  # (B, 3D)


def has_exits(folder: Path) -> bool:
    """Whether a model's folder holds exits."""
    return (folder / EXITS).is_file() and (folder / EXITS_RECORD).is_file()


def read_exits(folder: Path, model_sha256: str) -> Exits:
    """The exits in a model's folder. Errors: `exits_missing`, also where they belong to other weights;
    `exits_unreadable`.
    """
    if not has_exits(folder):
        raise SentiscopeError("exits_missing", name=folder.name)
    from safetensors.numpy import load_file

    with damage_as("exits_unreadable", folder):
        record = json.loads((folder / EXITS_RECORD).read_text(encoding="utf-8"))
        arrays = load_file(folder / EXITS)
        heads = tuple(_head(each, arrays) for each in record["exits"])
        known = record["model_sha256"]
    if known != model_sha256:
        raise SentiscopeError("exits_missing", name=folder.name)
    digest = hashlib.sha256((folder / EXITS).read_bytes())
    digest.update(json.dumps(record["exits"], sort_keys=True).encode())
    return Exits(heads, digest.hexdigest())


def write_exits(folder: Path, heads: tuple[Head, ...], record: dict[str, Any]) -> None:
    """Write the heads in half precision, and beside them the `record` with what each needs."""
    from safetensors.numpy import save_file

    # safetensors writes the bytes as they lie there, a transposed matrix's in the wrong order.
    arrays = {
        f"{h.after}.{part}": np.ascontiguousarray(getattr(h, part), np.float16)
        for h in heads
        for part in PARTS
    }
    save_file(arrays, folder / EXITS)
    exits = [
        {"after": h.after, "temperatures": h.temperatures, "thresholds": dict(h.thresholds)} for h in heads
    ]
    (folder / EXITS_RECORD).write_text(
        json.dumps({**record, "exits": exits}, indent=1) + "\n", encoding="utf-8"
    )


def _head(each: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Head:
    after = int(each["after"])
    parts = {part: arrays[f"{after}.{part}"].astype(np.float32) for part in PARTS}
    limits = {name: _three(values) for name, values in each["thresholds"].items()}
    return Head(after, **parts, temperatures=_three(each["temperatures"]), thresholds=limits)


def _three(values: Sequence[float]) -> tuple[float, ...]:
    """One number for each of the LENGTHS. Raises ValueError where there are more or fewer."""
    return tuple(float(value) for _, value in zip(LENGTHS, values, strict=True))
