"""The files of a model's folder: of what kind each is, what it is for, and a look inside. None is run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core.base.errors import SentiscopeError
from core.topics.workshop.concepts.safetensors_header import LENGTH, Entry, read_tensor

Kind = Literal["json", "text", "safetensors", "pickle", "other"]
Role = Literal["needed", "settings", "resume", "record", "old", "other"]
KINDS: dict[str, Kind] = {
    ".json": "json",
    ".txt": "text",
    ".md": "text",
    ".safetensors": "safetensors",
    ".bin": "pickle",
    ".pt": "pickle",
    ".pth": "pickle",
    ".pkl": "pickle",
}
ROLES: dict[str, Role] = {
    "config.json": "needed",
    "model.safetensors": "needed",
    "tokenizer.json": "needed",
    "arrays.safetensors": "needed",
    "vocabulary.json": "needed",
    "recurrent.json": "needed",
    "tokenizer_config.json": "settings",
    "optimizer.pt": "resume",
    "scheduler.pt": "resume",
    "rng_state.pth": "resume",
    "trainer_state.json": "resume",
    "training_args.bin": "record",
    "model_card.json": "record",
    "agreement.json": "record",
    "exits.json": "record",
    "exits.safetensors": "settings",
    "README.md": "record",
    "pytorch_model.bin": "old",
    "vocab.txt": "old",
    "special_tokens_map.json": "old",
    "added_tokens.json": "old",
}
MOST_ENTRIES = 12  # of a list or object that are shown
MOST_CHARACTERS = 4_000  # of a text file that are shown
FIRST_BYTES = 64  # of a file that are shown as they stand
BINS = 61


@dataclass(frozen=True)
class SavedFile:
    """One file: its size in bytes, its kind by its ending, its role by its name."""

    path: Path
    size: int
    kind: Kind
    role: Role

    @property
    def name(self) -> str:
        return self.path.name


def saved_files(folder: Path) -> list[SavedFile]:
    """The files that lie in a folder, in alphabetical order; folders and hidden files are left out."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [
        SavedFile(
            path,
            path.stat().st_size,
            KINDS.get(path.suffix, "other"),
            ROLES.get(path.name, "other"),
        )
        for path in files
    ]


def read_json(file: Path) -> Any:
    """The content of a JSON file; raises SentiscopeError `file_unreadable`."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SentiscopeError("file_unreadable", file=file.name) from error


def shortened(content: Any) -> Any:
    """JSON with only the first entries of long lists and objects; "…" tells how many were left out."""
    if isinstance(content, dict):
        kept = {key: shortened(value) for key, value in list(content.items())[:MOST_ENTRIES]}
        return kept if len(content) <= MOST_ENTRIES else {**kept, "…": len(content) - MOST_ENTRIES}
    if isinstance(content, list):
        kept_list = [shortened(value) for value in content[:MOST_ENTRIES]]
        return kept_list if len(content) <= MOST_ENTRIES else [*kept_list, {"…": len(content) - MOST_ENTRIES}]
    return content


def vocabulary_of(file: Path) -> list[str] | None:
    """The pieces in the order of their ids, where a file holds a vocabulary; else None."""
    if file.name == "vocab.txt":
        return file.read_text(encoding="utf-8").splitlines()
    if file.name == "vocabulary.json":
        return [str(piece) for piece in read_json(file)]
    if file.name != "tokenizer.json":
        return None
    vocabulary = read_json(file).get("model", {}).get("vocab")
    return sorted(vocabulary, key=vocabulary.__getitem__) if isinstance(vocabulary, dict) else None


def ids_with(pieces: list[str], text: str) -> list[int]:
    """The ids of the pieces that contain a text."""
    return [id for id, piece in enumerate(pieces) if text in piece]


def first_bytes(file: Path, count: int = FIRST_BYTES) -> bytes:
    """The beginning of any file."""
    with open(file, "rb") as stream:
        return stream.read(count)


def header_length(file: Path) -> int:
    """How long the header of a safetensors file is (bytes): the number that its first eight bytes spell."""
    return int(LENGTH.unpack(first_bytes(file, LENGTH.size))[0])


@dataclass(frozen=True)
class Spread:
    """A tensor's numbers counted in bins: `edges` is one longer than `counts`."""

    counts: np.ndarray
    edges: np.ndarray
    mean: float
    deviation: float
    lowest: float
    highest: float


def spread_of(file: Path, entry: Entry) -> Spread:
    """How the numbers of one tensor are spread; raises SentiscopeError `tensor_empty`."""
    if not entry.count:
        raise SentiscopeError("tensor_empty", name=entry.name)
    values = read_tensor(file, entry).float().reshape(-1).numpy()
    counts, edges = np.histogram(values, bins=BINS)
    low, high = float(values.min()), float(values.max())
    return Spread(counts, edges, float(values.mean()), float(values.std(dtype=np.float64)), low, high)
